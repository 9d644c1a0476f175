package redshift_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

func clusterARN(identifier string) *string {
	return new("arn:aws:redshift:us-east-1:123456789012:cluster:" + identifier)
}

// pairs are tags, given as keys and values.
func pairs(keysAndValues ...string) (tags []redshiftapi.Tag) {
	for i := 0; i < len(keysAndValues); i += 2 {
		tags = append(tags, redshiftapi.Tag{Key: &keysAndValues[i], Value: &keysAndValues[i+1]})
	}
	return tags
}

func TestCreateAndDeleteTags(t *testing.T) {
	w := open(t, t.TempDir())
	in := input("c")
	in.Tags = pairs("a", "1")
	w.create(t, in)
	check(t, w.CreateTags(w.ctx, &redshiftapi.CreateTagsMessage{ResourceName: clusterARN("c"), Tags: pairs("b", "2", "a", "new")}))
	if diff := cmp.Diff(pairs("a", "new", "b", "2"), w.one(t, "c").Tags); diff != "" {
		t.Error(diff)
	}
	check(t, w.DeleteTags(w.ctx, &redshiftapi.DeleteTagsMessage{ResourceName: clusterARN("c"), TagKeys: []string{"a", "absent"}}))
	if diff := cmp.Diff(pairs("b", "2"), w.one(t, "c").Tags); diff != "" {
		t.Error(diff)
	}
	var many []redshiftapi.Tag
	for i := range 50 {
		many = append(many, pairs(fmt.Sprint("k", i), "")...)
	}
	tests := []struct {
		name, arn string
		tags      []redshiftapi.Tag
		kind      *fault.Kind
	}{
		{"no ARN", "c", nil, fault.InvalidParameterValue},
		{"ARN of another service", "arn:aws:s3:us-east-1:123456789012:cluster:c", nil, fault.InvalidParameterValue},
		{"cluster of nobody", *clusterARN("x"), nil, redshiftapi.ResourceNotFoundFault},
		{"another Region", "arn:aws:redshift:eu-west-1:123456789012:cluster:c", nil, redshiftapi.ResourceNotFoundFault},
		{"another account", "arn:aws:redshift:us-east-1:210987654321:cluster:c", nil, redshiftapi.ResourceNotFoundFault},
		{"another kind", "arn:aws:redshift:us-east-1:123456789012:snapshot:c", nil, redshiftapi.ResourceNotFoundFault},
		{"51 tags", *clusterARN("c"), many, redshiftapi.TagLimitExceededFault},
		{"tag of AWS's", *clusterARN("c"), pairs("aws:x", ""), redshiftapi.InvalidTagFault},
	}
	for _, test := range tests {
		if err := w.CreateTags(w.ctx, &redshiftapi.CreateTagsMessage{ResourceName: &test.arn, Tags: test.tags}); !errors.Is(err, test.kind) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	if err := w.DeleteTags(w.ctx, &redshiftapi.DeleteTagsMessage{ResourceName: clusterARN("x")}); !errors.Is(err, redshiftapi.ResourceNotFoundFault) {
		t.Errorf("delete nobody's: %v", err)
	}
}

func TestDescribeTags(t *testing.T) {
	w := open(t, t.TempDir())
	var all []string
	for _, identifier := range []string{"a", "a-1", "b"} {
		in := input(identifier)
		for i := 9; i >= 0; i-- {
			in.Tags = append(in.Tags, pairs(fmt.Sprint("k", i), fmt.Sprint(i%2))...)
		}
		_, err := w.CreateCluster(w.ctx, in)
		check(t, err)
		for i := range 10 {
			all = append(all, fmt.Sprint(identifier, " k", i))
		}
	}
	list := func(in redshiftapi.DescribeTagsMessage) (got []string, pages int) {
		for {
			out, err := w.DescribeTags(w.ctx, &in)
			check(t, err)
			for _, r := range out.TaggedResources {
				name, found := (*r.ResourceName), *r.ResourceType == "cluster"
				if !found {
					t.Errorf("type %s", *r.ResourceType)
				}
				got = append(got, name[len(*clusterARN("")):]+" "+*r.Tag.Key)
			}
			pages++
			if in.Marker = out.Marker; in.Marker == nil {
				return got, pages
			}
		}
	}
	if got, pages := list(redshiftapi.DescribeTagsMessage{MaxRecords: new(int32(20))}); !slices.Equal(got, all) || pages != 2 {
		t.Errorf("got %v in %d pages", got, pages)
	}
	if got, _ := list(redshiftapi.DescribeTagsMessage{ResourceName: clusterARN("a"), ResourceType: new("Cluster")}); !slices.Equal(got, all[:10]) {
		t.Errorf("of a: %v", got)
	}
	if got, _ := list(redshiftapi.DescribeTagsMessage{TagKeys: []string{"k1", "k2"}, TagValues: []string{"0"}}); !slices.Equal(got, []string{"a k2", "a-1 k2", "b k2"}) {
		t.Errorf("k1 or k2 with 0: %v", got)
	}
	if got, _ := list(redshiftapi.DescribeTagsMessage{ResourceType: new("snapshot")}); len(got) != 0 {
		t.Errorf("of snapshots: %v", got)
	}
	if _, err := w.DescribeTags(w.ctx, &redshiftapi.DescribeTagsMessage{ResourceType: new("boat")}); !errors.Is(err, fault.InvalidParameterValue) {
		t.Errorf("of boats: %v", err)
	}
	if _, err := w.DescribeTags(w.ctx, &redshiftapi.DescribeTagsMessage{ResourceName: clusterARN("x")}); !errors.Is(err, redshiftapi.ResourceNotFoundFault) {
		t.Errorf("of nobody: %v", err)
	}
}
