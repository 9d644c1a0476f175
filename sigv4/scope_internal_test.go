package sigv4

import (
	"math/rand/v2"
	"testing"
	"time"
)

// A stamp reads and writes what package time does.
func TestStampAgainstPackageTime(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		at := time.Date(r.IntN(10_000), 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.Int64N(366*86400)) * time.Second)
		if at.Year() > 9999 {
			continue
		}
		var read, written stamp
		text := at.Format(TimeFormat)
		if !read.parse(text) || read.unix != at.Unix() || !read.time().Equal(at) || string(read.day()) != at.Format(DateFormat) {
			t.Fatalf("%s: read as %d, want %d", text, read.unix, at.Unix())
		}
		if written.set(at); string(written.text[:]) != text {
			t.Fatalf("%s: written as %s", text, written.text)
		}
		var extended stamp
		if !extended.parse(at.Format("2006-01-02T15:04:05Z")) || extended != read {
			t.Fatalf("%s: extended form read as %s", text, extended.text)
		}
	}
}

// What package time does not read, a stamp does not either.
func FuzzStamp(f *testing.F) {
	for _, seed := range []string{"20130609T095204Z", "20130631T095204Z", "20120229T000000Z", "2013-06-09T09:52:04Z", "20130609t095204Z", "00000101T000000Z"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var s stamp
		ok := s.parse(text)
		var want time.Time
		wantOK := false
		for _, layout := range []string{TimeFormat, "2006-01-02T15:04:05Z"} {
			if at, err := time.Parse(layout, text); err == nil && len(text) == len(layout) {
				want, wantOK = at, true
			}
		}
		if ok != wantOK || ok && s.unix != want.Unix() {
			t.Errorf("%q: %v %d, want %v %d", text, ok, s.unix, wantOK, want.Unix())
		}
	})
}
