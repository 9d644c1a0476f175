package redshift

import (
	"encoding/base64"
	"strings"

	"github.com/countersign-dev/countersign/internal/fault"
)

// Bounds of MaxRecords in the Describe operations; the most is the default.
const (
	minRecords = 20
	maxRecords = 100
)

// A page is the part of a list that one Describe call asks for. Its marker is the
// name of the last item of the page before, so that a list which changes between
// two calls neither repeats nor skips what stayed.
type page struct {
	size int
	last string
}

const markerPrefix = "1:" // the form of markers

func newPage(size *int32, marker *string) (page, error) {
	p := page{size: maxRecords}
	if size != nil {
		if *size < minRecords || *size > maxRecords {
			return p, fault.InvalidParameterValue.With("Invalid value %d for MaxRecords. Must be between %d and %d", *size, minRecords, maxRecords)
		}
		p.size = int(*size)
	}
	if marker == nil || *marker == "" {
		return p, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(*marker)
	last, ok := strings.CutPrefix(string(text), markerPrefix)
	if err != nil || !ok || last == "" {
		return p, fault.InvalidParameterValue.With("The value for Marker is not valid.")
	}
	p.last = last
	return p, nil
}

// after tells whether an item comes after the last page.
func (p page) after(name string) bool { return name > p.last }

// full tells whether a page with n items is complete.
func (p page) full(n int) bool { return n == p.size }

// marker is where the next page begins.
func (p page) marker(last string) *string {
	return new(base64.RawURLEncoding.EncodeToString([]byte(markerPrefix + last)))
}
