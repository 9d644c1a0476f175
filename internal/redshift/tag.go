package redshift

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
)

// Limits on tags.
const (
	maxTags     = 50
	maxTagKey   = 128
	maxTagValue = 256
)

// A tag is a key and a value that a caller put on a resource.
type tag struct{ Key, Value string }

// newTags turns the tags of an input into records; checkTags has seen them.
func newTags(in []redshiftapi.Tag) []tag {
	var tags []tag
	for _, t := range in {
		tags = append(tags, tag{Key: *t.Key, Value: deref(t.Value)})
	}
	return tags
}

func checkTags(in []redshiftapi.Tag) error {
	if len(in) > maxTags {
		return redshiftapi.TagLimitExceededFault.With("The number of tags exceeds the limit of %d.", maxTags)
	}
	seen := map[string]bool{}
	for _, t := range in {
		key, value := deref(t.Key), deref(t.Value)
		switch {
		case key == "" || utf8.RuneCountInString(key) > maxTagKey:
			return redshiftapi.InvalidTagFault.With("A tag key must have between 1 and %d characters.", maxTagKey)
		case utf8.RuneCountInString(value) > maxTagValue:
			return redshiftapi.InvalidTagFault.With("A tag value must have at most %d characters.", maxTagValue)
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			return redshiftapi.InvalidTagFault.With("The tag key %s begins with aws:, which is reserved.", key)
		case seen[key]:
			return redshiftapi.InvalidTagFault.With("The tag key %s is given more than once.", key)
		}
		seen[key] = true
	}
	return nil
}

// tagged tells whether any tag has one of the keys and one of the values; no
// keys, or no values, means any.
func tagged(tags []tag, keys, values []string) bool {
	if len(keys) == 0 && len(values) == 0 {
		return true
	}
	return slices.ContainsFunc(tags, func(t tag) bool {
		return (len(keys) == 0 || slices.Contains(keys, t.Key)) && (len(values) == 0 || slices.Contains(values, t.Value))
	})
}

// tagList is the tags as a caller sees them; a resource without any has an empty list.
func tagList(tags []tag) []redshiftapi.Tag {
	list := make([]redshiftapi.Tag, len(tags))
	for i := range tags {
		list[i] = redshiftapi.Tag{Key: &tags[i].Key, Value: &tags[i].Value}
	}
	return list
}

// deref is what an optional member holds, or its zero value.
func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
