package iam

import (
	"encoding/base64"
	"strings"

	"github.com/countersign-dev/countersign/internal/fault"
)

// defaultItems is how many items a List operation returns unless MaxItems says.
const defaultItems = 100

// markerPrefix is the form of markers.
const markerPrefix = "1:"

// paged returns the part of a sorted list that one List call asks for, and the
// marker of the next one. A marker is the name of the last item of the page
// before, so that a list which changes between two calls neither repeats nor
// skips what stayed.
func paged[R any](list []R, name func(R) string, size *int32, marker *string) (page []R, next *string, err error) {
	last := ""
	if marker != nil {
		text, err := base64.RawURLEncoding.DecodeString(*marker)
		after, ok := strings.CutPrefix(string(text), markerPrefix)
		if err != nil || !ok || after == "" {
			return nil, nil, fault.ValidationError.With("Invalid Marker.")
		}
		last = after
	}
	page = []R{}
	for _, item := range list {
		if name(item) <= last {
			continue
		}
		if len(page) == int(or(size, defaultItems)) {
			return page, new(base64.RawURLEncoding.EncodeToString([]byte(markerPrefix + name(page[len(page)-1])))), nil
		}
		page = append(page, item)
	}
	return page, nil, nil
}
