package sigv4

import "testing"

// What is canonical stays as it is: a query, the path of an object, a normalised path
// and a header's value are their own canonical form.
func FuzzCanonicalIsIdempotent(f *testing.F) {
	f.Add("b=2&a=1&a=0&flag&+=%2b", "/a//b/../c/", " two  blanks\t")
	f.Add("%41=%zz", "/%2F/%", "")
	f.Add("=&==&a==", "a/./../..", "   ")
	f.Fuzz(func(t *testing.T, raw, path, value string) {
		var q query
		if q.parse(raw) == nil {
			once := string(q.appendCanonical(nil))
			if err := q.parse(once); err != nil {
				t.Fatalf("%q became %q: %v", raw, once, err)
			}
			if twice := string(q.appendCanonical(nil)); twice != once {
				t.Errorf("query %q became %q, then %q", raw, once, twice)
			}
		}
		if once, err := appendPath(nil, path, PathObject); err == nil {
			twice, err := appendPath(nil, string(once), PathObject)
			if err != nil || string(twice) != string(once) {
				t.Errorf("object path %q became %q, then %q, %v", path, once, twice, err)
			}
		}
		if path != "" {
			once := normalizePath(path)
			if twice := normalizePath(once); twice != once {
				t.Errorf("path %q became %q, then %q", path, once, twice)
			}
		}
		once := string(appendHeaderValue(nil, value))
		if twice := string(appendHeaderValue(nil, once)); twice != once {
			t.Errorf("value %q became %q, then %q", value, once, twice)
		}
	})
}
