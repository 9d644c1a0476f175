package engine_test

import (
	"testing"

	"github.com/countersign-dev/countersign/internal/engine"
)

func TestNumericRoundTrip(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "-0.05": "-0.05", "+1.50": "1.50", ".5": "0.5", "1e3": "1000", "1.5e-3": "0.0015", "-12e-1": "-1.2",
		"99999999999999999999999999999999999999":  "99999999999999999999999999999999999999",
		"-99999999999999999999999999999999999999": "-99999999999999999999999999999999999999",
		"18446744073709551616":                    "18446744073709551616",
		"-18446744073709551616":                   "-18446744073709551616",
	} {
		n, scale, err := engine.ParseNumeric(text)
		if got := string(n.Append(nil, scale)); err != nil || got != want {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "-", ".", "1.2.3", "x", "1e", "1e999", "1 2", "0x1", "--1", "100000000000000000000000000000000000000", "1e-39"} {
		if n, _, err := engine.ParseNumeric(text); err == nil {
			t.Errorf("%q: %v", text, n)
		}
	}
	if got := string(engine.Int128{Hi: -1 << 63}.Append(nil, 0)); got != "-170141183460469231731687303715884105728" {
		t.Errorf("least: %s", got)
	}
}

func FuzzParseNumeric(f *testing.F) {
	f.Add("1.5e-3")
	f.Fuzz(func(t *testing.T, s string) {
		n, scale, err := engine.ParseNumeric(s)
		if err != nil {
			return
		}
		text := string(n.Append(nil, scale))
		again, scaleAgain, err := engine.ParseNumeric(text)
		if err != nil || again != n || scaleAgain != scale {
			t.Errorf("%q is %s, which is %v with scale %d", s, text, again, scaleAgain)
		}
	})
}
