package syntax_test

import (
	"path/filepath"
	"testing"
)

// Every statement of testdata parses, and its tree survives printing.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			for _, sql := range corpus(t, name) {
				roundTrip(t, sql)
				total++
			}
		})
	}
	t.Logf("%d statements", total)
	if total < 400 {
		t.Errorf("%d statements are fewer than there were", total)
	}
}
