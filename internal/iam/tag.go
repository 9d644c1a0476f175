package iam

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
)

// A tag is a key and a value that a caller put on a user or a role.
type tag struct{ Key, Value string }

// newTags checks an input's tags and turns them into records. How many and how
// long they may be stands in AWS's model.
func newTags(in []iamapi.Tag) ([]tag, error) {
	var tags []tag
	seen := map[string]bool{}
	for _, t := range in {
		key := strings.ToLower(*t.Key)
		switch {
		case strings.HasPrefix(key, "aws:"):
			return nil, iamapi.InvalidInputException.With("The tag key %s begins with aws:, which is reserved.", *t.Key)
		case seen[key]:
			return nil, iamapi.InvalidInputException.With("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
		}
		seen[key] = true
		tags = append(tags, tag{Key: *t.Key, Value: *t.Value})
	}
	return tags, nil
}

// tagList is the tags as a caller sees them; without any there is no list.
func tagList(tags []tag) []iamapi.Tag {
	var list []iamapi.Tag
	for i := range tags {
		list = append(list, iamapi.Tag{Key: &tags[i].Key, Value: &tags[i].Value})
	}
	return list
}
