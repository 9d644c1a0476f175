package redshift

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/store"
)

// Tags: CreateTags, DescribeTags, DeleteTags.
//
// Tags are part of the record of what they are on. So far clusters have them.

// Limits on tags.
const (
	maxTags     = 50
	maxTagKey   = 128
	maxTagValue = 256
)

// A tag is a key and a value that a caller put on a resource.
type tag struct{ Key, Value string }

// resourceARN is the name of a resource of this service: its Region, account, kind
// and name.
var resourceARN = regexp.MustCompile(`^arn:aws[a-z-]*:redshift:([a-z0-9-]+):([0-9]{12}):([a-z]+):([^:\s]{1,255})$`)

// taggedCluster finds the cluster that an ARN names.
func (s *Service) taggedCluster(scope caller.Scope, arn string) (store.Key, cluster, error) {
	parts := resourceARN.FindStringSubmatch(arn)
	if parts == nil {
		return store.Key{}, cluster{}, fault.InvalidParameterValue.With("Invalid ARN: %s", arn)
	}
	key := clusterKey(scope, parts[4])
	c, found := s.clusters.Get(key)
	if !found || scope.ARN("redshift", "cluster:"+c.Identifier) != arn {
		return store.Key{}, cluster{}, redshiftapi.ResourceNotFoundFault.With("The resource %s does not exist.", arn)
	}
	return key, c, nil
}

// CreateTags puts tags on a cluster. A tag that it has gets the new value.
func (s *Service) CreateTags(ctx context.Context, in *redshiftapi.CreateTagsMessage) error {
	if err := checkTags(in.Tags); err != nil {
		return err
	}
	return s.changeTags(ctx, *in.ResourceName, func(tags []tag) ([]tag, error) {
		for _, t := range newTags(in.Tags) {
			i := slices.IndexFunc(tags, func(have tag) bool { return have.Key == t.Key })
			if i < 0 {
				tags = append(tags, t)
			} else {
				tags[i] = t
			}
		}
		if len(tags) > maxTags {
			return nil, redshiftapi.TagLimitExceededFault.With("The number of tags exceeds the limit of %d.", maxTags)
		}
		return tags, nil
	})
}

// DeleteTags takes tags off a cluster. A key that it does not have is no error.
func (s *Service) DeleteTags(ctx context.Context, in *redshiftapi.DeleteTagsMessage) error {
	return s.changeTags(ctx, *in.ResourceName, func(tags []tag) ([]tag, error) {
		return slices.DeleteFunc(tags, func(t tag) bool { return slices.Contains(in.TagKeys, t.Key) }), nil
	})
}

// changeTags changes a copy of a cluster's tags.
func (s *Service) changeTags(ctx context.Context, arn string, change func([]tag) ([]tag, error)) error {
	key, c, err := s.taggedCluster(caller.From(ctx), arn)
	if err != nil {
		return err
	}
	_, err = s.clusters.Update(ctx, key, func(now cluster) (cluster, error) {
		switch {
		case now.ID != c.ID:
			return now, store.ErrNotFound
		case now.Status == clusterDeleting:
			return now, redshiftapi.InvalidClusterStateFault.With("The cluster %s is being deleted.", now.Identifier)
		}
		var err error
		now.Tags, err = change(slices.Clone(now.Tags))
		return now, err
	})
	if errors.Is(err, store.ErrNotFound) {
		return redshiftapi.ResourceNotFoundFault.With("The resource %s does not exist.", arn)
	}
	return err
}

// resourceTypes are the types that DescribeTags can be asked for, in small letters.
var resourceTypes = []string{"cluster", "cidr/ip", "ec2 security group", "snapshot", "cluster security group", "subnet group",
	"hsm connection", "hsm certificate", "parameter group", "snapshot copy grant", "integration"}

// DescribeTags lists tags by resource and key, MaxRecords at a time. With both tag
// keys and tag values, a tag must match in both.
func (s *Service) DescribeTags(ctx context.Context, in *redshiftapi.DescribeTagsMessage) (*redshiftapi.TaggedResourceListMessage, error) {
	scope := caller.From(ctx)
	page, err := newPage(in.MaxRecords, in.Marker)
	if err != nil {
		return nil, err
	}
	clusters := s.clusters.List(scope.Account, scope.Region)
	if in.ResourceName != nil {
		_, c, err := s.taggedCluster(scope, *in.ResourceName)
		if err != nil {
			return nil, err
		}
		clusters = []cluster{c}
	}
	out := &redshiftapi.TaggedResourceListMessage{TaggedResources: []redshiftapi.TaggedResource{}}
	if kind := in.ResourceType; kind != nil && !strings.EqualFold(*kind, "cluster") {
		if !slices.Contains(resourceTypes, strings.ToLower(*kind)) {
			return nil, fault.InvalidParameterValue.With("Invalid resource type: %s", *kind)
		}
		return out, nil // nothing else has tags
	}
	last := ""
	for _, c := range clusters {
		for _, t := range sorted(c.Tags) {
			name := c.Identifier + " " + t.Key // a blank sorts before whatever an identifier holds
			if !page.after(name) || !tagged([]tag{t}, in.TagKeys, in.TagValues) {
				continue
			}
			if page.full(len(out.TaggedResources)) {
				out.Marker = page.marker(last)
				return out, nil
			}
			last = name
			out.TaggedResources = append(out.TaggedResources, redshiftapi.TaggedResource{
				ResourceName: new(scope.ARN("redshift", "cluster:"+c.Identifier)), ResourceType: new("cluster"),
				Tag: &redshiftapi.Tag{Key: &t.Key, Value: &t.Value},
			})
		}
	}
	return out, nil
}

// sorted is the tags by their keys.
func sorted(tags []tag) []tag {
	return slices.SortedFunc(slices.Values(tags), func(a, b tag) int { return strings.Compare(a.Key, b.Key) })
}

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
