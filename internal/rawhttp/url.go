package rawhttp

import (
	"errors"
	"fmt"
	"strings"
)

// ParseURL returns a GET request for an http or https URL. The target is what
// follows the authority, as written and without the fragment; the default port of
// the scheme is left out of the host, as clients do.
func ParseURL(text string) (*Request, error) {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		scheme, rest = "http", text
	}
	scheme = strings.ToLower(scheme)
	rest, _, _ = strings.Cut(rest, "#")
	host, target := rest, "/"
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		host, target = rest[:i], rest[i:]
	}
	if target[0] == '?' {
		target = "/" + target
	}
	switch scheme {
	case "http":
		host = strings.TrimSuffix(host, ":80")
	case "https":
		host = strings.TrimSuffix(host, ":443")
	default:
		return nil, fmt.Errorf("URL scheme %q is neither http nor https", scheme)
	}
	host = strings.TrimSuffix(host, ":")
	switch {
	case strings.Contains(host, "@"):
		return nil, errors.New("URL holds a user name, which no signed request has")
	case !isHost(host):
		return nil, errors.New("URL names no host")
	}
	r := &Request{Method: "GET", Scheme: scheme, Target: target, Host: host}
	return r, r.check()
}

// removeDotSegments does what curl does to a path before it sends it: RFC 3986,
// section 5.2.4. Empty segments stay.
func (r *Request) removeDotSegments() {
	path, query, hasQuery := strings.Cut(r.Target, "?")
	var kept []string
	segments := strings.Split(path[1:], "/")
	for i, segment := range segments {
		last := i == len(segments)-1
		switch segment {
		case ".", "..":
			if segment == ".." {
				kept = kept[:max(len(kept)-1, 0)]
			}
			if last {
				kept = append(kept, "")
			}
		default:
			kept = append(kept, segment)
		}
	}
	r.Target = "/" + strings.Join(kept, "/")
	if hasQuery {
		r.Target += "?" + query
	}
}
