package main

import (
	"fmt"
	"regexp"
)

// translated holds the patterns that Go's regexp cannot express as written,
// each with an equal one. A pattern that neither compiles nor stands here
// fails the build.
var translated = map[string]string{
	// A label must not begin with a hyphen: said with a class instead of a look-ahead.
	`^(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])$`: `^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]$`,
	// No two hyphens in a row; the length is bounded beside the pattern.
	`^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$`: `^[a-z0-9](-?[a-z0-9])+$`,
	// \u takes four digits: the last range means the planes above the first.
	`[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+`: `[\x{0009}\x{000A}\x{000D}\x{0020}-\x{007E}\x{0085}\x{00A0}-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]+`,
}

var unicodeEscape = regexp.MustCompile(`\\u([0-9A-Fa-f]{4})`)

// goPattern translates a pattern of a model into Go's syntax.
func goPattern(p string) (string, error) {
	if t, ok := translated[p]; ok {
		p = t
	}
	p = unicodeEscape.ReplaceAllString(p, `\x{$1}`)
	if _, err := regexp.Compile(p); err != nil {
		return "", fmt.Errorf("pattern %q has no translation: %w", p, err)
	}
	return p, nil
}
