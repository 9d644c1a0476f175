package dialect

import (
	"regexp"
	"strings"
)

// Path writes the names of schemas as the setting search_path is shown: those that need
// quotes have them.
func Path(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		if quoted[i] = name; !plainName.MatchString(name) || Reserved(name) {
			quoted[i] = quoteName(name)
		}
	}
	return strings.Join(quoted, ", ")
}

// plainName is a name that means the same without quotes.
var plainName = regexp.MustCompile(`^[a-z_][a-z0-9_$]*$`)

// PathNames reads what Path writes, and lists of which no name is quoted.
func PathNames(path string) []string {
	var names []string
	for path = strings.TrimSpace(path); path != ""; {
		name, rest := nextName(path)
		names = append(names, name)
		path = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(rest), ","))
	}
	return names
}

// nextName cuts the first name off.
func nextName(path string) (name, rest string) {
	if path[0] != '"' {
		name, rest, _ = strings.Cut(path, ",")
		return strings.TrimSpace(name), rest
	}
	for i := 1; i < len(path); i++ {
		switch {
		case path[i] != '"':
		case strings.HasPrefix(path[i+1:], `"`):
			i++
		default:
			return strings.ReplaceAll(path[1:i], `""`, `"`), path[i+1:]
		}
	}
	return path[1:], ""
}
