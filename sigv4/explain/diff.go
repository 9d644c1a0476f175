package explain

import "strings"

// A DiffLine is a line of two canonical requests side by side.
type DiffLine struct {
	// Ours is the verifier's line, Theirs the one that was signed or that AWS echoed.
	// A line that one side lacks is empty there.
	Ours   string `json:"ours"`
	Theirs string `json:"theirs"`
	Same   bool   `json:"same"`
	// What names the part of the canonical request: "method", "path", "query",
	// "header host", "signed headers", "payload", or nothing for the empty line.
	What string `json:"what,omitempty"`
}

// maxDiff bounds the lines that are compared.
const maxDiff = 256

// Diff lays two canonical requests side by side. Headers are matched by their names,
// the other lines by their place.
func Diff(ours, theirs string) []DiffLine {
	a, b := splitCanonical(ours), splitCanonical(theirs)
	lines := make([]DiffLine, 0, len(a.headers)+6)
	add := func(what, x, y string) {
		if len(lines) < maxDiff {
			lines = append(lines, DiffLine{Ours: x, Theirs: y, Same: x == y, What: what})
		}
	}
	for i, what := range []string{"method", "path", "query"} {
		add(what, a.head[i], b.head[i])
	}
	i, j := 0, 0
	for i < len(a.headers) || j < len(b.headers) {
		switch {
		case j == len(b.headers) || i < len(a.headers) && headerName(a.headers[i]) < headerName(b.headers[j]):
			add("header "+headerName(a.headers[i]), a.headers[i], "")
			i++
		case i == len(a.headers) || headerName(b.headers[j]) < headerName(a.headers[i]):
			add("header "+headerName(b.headers[j]), "", b.headers[j])
			j++
		default:
			add("header "+headerName(a.headers[i]), a.headers[i], b.headers[j])
			i, j = i+1, j+1
		}
	}
	add("", "", "")
	add("signed headers", a.names, b.names)
	add("payload", a.payload, b.payload)
	return lines
}

type canonicalLines struct {
	head           [3]string
	headers        []string
	names, payload string
}

func splitCanonical(text string) canonicalLines {
	lines := strings.SplitN(text, "\n", maxDiff)
	var c canonicalLines
	for i := range c.head {
		if i < len(lines) {
			c.head[i] = lines[i]
		}
	}
	rest := lines[min(len(lines), len(c.head)):]
	for i, line := range rest {
		if line == "" {
			tail := rest[i+1:]
			if len(tail) > 0 {
				c.names = tail[0]
				c.payload = strings.Join(tail[1:], "\n")
			}
			return c
		}
		c.headers = append(c.headers, line)
	}
	return c
}

func headerName(line string) string {
	name, _, _ := strings.Cut(line, ":")
	return strings.ToLower(name)
}
