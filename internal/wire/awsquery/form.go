package awsquery

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/fault"
)

// MaxParameters bounds the parameters of one request.
const MaxParameters = 20_000

// A Form is a request's parameters, from its query string or its body.
type Form struct {
	values map[string]string
	keys   []string // sorted
}

// ParseForm parses an application/x-www-form-urlencoded text. Of a parameter
// that is given more than once the first value counts.
func ParseForm(text string) (*Form, error) {
	if strings.Count(text, "&") >= MaxParameters {
		return nil, fault.MalformedInput.With("A request can have at most %d parameters", MaxParameters)
	}
	f := &Form{values: make(map[string]string, 1+strings.Count(text, "&"))}
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := unescape(name)
		if err != nil {
			return nil, err
		}
		if value, err = unescape(value); err != nil {
			return nil, err
		}
		if _, given := f.values[name]; !given {
			f.values[name] = value
			f.keys = append(f.keys, name)
		}
	}
	slices.Sort(f.keys)
	return f, nil
}

func unescape(text string) (string, error) {
	plain, err := url.QueryUnescape(text)
	if err == nil {
		return plain, nil
	}
	i := firstBadEscape(text)
	if i+3 > len(text) {
		return "", fault.MalformedQueryString.With("Incomplete trailing escape %% sequence")
	}
	return "", fault.MalformedQueryString.With("Illegal hex character in escape %% pattern: %s", text[i:i+3])
}

func firstBadEscape(text string) int {
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			continue
		}
		if i+3 > len(text) {
			return i
		}
		if _, err := strconv.ParseUint(text[i+1:i+3], 16, 8); err != nil {
			return i
		}
	}
	return len(text)
}

// Get returns the value of the parameter of that exact name.
func (f *Form) Get(name string) (value string, given bool) {
	value, given = f.values[name]
	return value, given
}

// under lists the parameters whose names begin with prefix.
func (f *Form) under(prefix string) []string {
	from, _ := slices.BinarySearch(f.keys, prefix)
	to := from
	for to < len(f.keys) && strings.HasPrefix(f.keys[to], prefix) {
		to++
	}
	return f.keys[from:to]
}

// indices lists the numbers that follow prefix, ascending: for "Tag." the
// parameters Tag.1.Key, Tag.1.Value and Tag.3.Key give 1 and 3.
func (f *Form) indices(prefix string) []int {
	var found []int
	for _, key := range f.under(prefix) {
		number, _, _ := strings.Cut(key[len(prefix):], ".")
		if n, err := strconv.Atoi(number); err == nil && n > 0 && !slices.Contains(found[max(0, len(found)-1):], n) {
			found = append(found, n)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}
