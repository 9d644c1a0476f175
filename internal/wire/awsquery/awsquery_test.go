package awsquery_test

import (
	"encoding/xml"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/shape"
	"github.com/countersign-dev/countersign/internal/wire/awsquery"
)

func TestDecode(t *testing.T) {
	tests := []struct {
		name string
		form string
		want redshiftapi.CreateClusterMessage
	}{
		{"nothing", "", redshiftapi.CreateClusterMessage{}},
		{"scalars", "ClusterIdentifier=a+b&Port=5439&PubliclyAccessible=true",
			redshiftapi.CreateClusterMessage{ClusterIdentifier: new("a b"), Port: new(int32(5439)), PubliclyAccessible: new(true)}},
		{"present but empty", "DBName=", redshiftapi.CreateClusterMessage{DBName: new("")}},
		{"the first of two counts", "DBName=a&DBName=b", redshiftapi.CreateClusterMessage{DBName: new("a")}},
		{"list of structures", "Tags.Tag.1.Key=k&Tags.Tag.1.Value=v&Tags.Tag.2.Key=l",
			redshiftapi.CreateClusterMessage{Tags: []redshiftapi.Tag{{Key: new("k"), Value: new("v")}, {Key: new("l")}}}},
		{"list by the name member", "Tags.member.1.Key=k", redshiftapi.CreateClusterMessage{Tags: []redshiftapi.Tag{{Key: new("k")}}}},
		{"numbers with gaps, not in order", "IamRoles.IamRoleArn.10=z&IamRoles.IamRoleArn.2=a", redshiftapi.CreateClusterMessage{IamRoles: []string{"a", "z"}}},
		{"an empty list", "Tags=", redshiftapi.CreateClusterMessage{Tags: []redshiftapi.Tag{}}},
		{"parameters of nobody", "Nonsense=1&Tags.Tag.x.Key=1", redshiftapi.CreateClusterMessage{}},
	}
	codec := awsquery.NewCodec(redshiftapi.NewModel())
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			form, err := awsquery.ParseForm(test.form)
			if err != nil {
				t.Fatal(err)
			}
			var got redshiftapi.CreateClusterMessage
			if err := codec.Decode(form, "CreateClusterMessage", &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecodeTimestamp(t *testing.T) {
	codec := awsquery.NewCodec(redshiftapi.NewModel())
	for _, text := range []string{"2012-12-07T00%3A00%3A00Z", "2012-12-07T00:00:00", "2012-12-07", "1354838400", "2012-12-07T01:00:00%2B01:00"} {
		form, err := awsquery.ParseForm("StartTime=" + text)
		if err != nil {
			t.Fatal(err)
		}
		var got redshiftapi.DescribeEventsMessage
		if err := codec.Decode(form, "DescribeEventsMessage", &got); err != nil {
			t.Fatal(err)
		}
		if want := time.Date(2012, 12, 7, 0, 0, 0, 0, time.UTC); !got.StartTime.Equal(want) {
			t.Errorf("%s: got %v", text, got.StartTime)
		}
	}
}

func TestRefused(t *testing.T) {
	tests := []struct {
		form string
		kind *fault.Kind
		text string
	}{
		{"a=%", fault.MalformedQueryString, "Incomplete trailing escape % sequence"},
		{"a=%2", fault.MalformedQueryString, "Incomplete trailing escape % sequence"},
		{"a=%zzz", fault.MalformedQueryString, "Illegal hex character in escape % pattern: %zz"},
		{"Port=many", fault.MalformedInput, "Value (many) for parameter Port is invalid. Must be a integer."},
		{"Port=2147483648", fault.MalformedInput, "Value (2147483648) for parameter Port is invalid. Must be a integer."},
		{"PubliclyAccessible=yes", fault.MalformedInput, "Value (yes) for parameter PubliclyAccessible is invalid. Must be a boolean."},
		{"Tags=x", fault.MalformedInput, "Tags is a list: give its elements as Tags.Tag.1 and so on"},
		{strings.Repeat("a&", awsquery.MaxParameters), fault.MalformedInput, "A request can have at most 20000 parameters"},
	}
	codec := awsquery.NewCodec(redshiftapi.NewModel())
	for _, test := range tests {
		t.Run(test.form[:min(len(test.form), 20)], func(t *testing.T) {
			form, err := awsquery.ParseForm(test.form)
			if err == nil {
				err = codec.Decode(form, "CreateClusterMessage", new(redshiftapi.CreateClusterMessage))
			}
			f, ok := fault.From(err)
			if !ok || !errors.Is(err, test.kind) || f.Message != test.text {
				t.Errorf("got %v, want %s: %s", err, test.kind.Code, test.text)
			}
		})
	}
}

func TestResponse(t *testing.T) {
	codec := awsquery.NewCodec(redshiftapi.NewModel())
	output := &redshiftapi.CreateClusterResult{Cluster: &redshiftapi.Cluster{
		ClusterIdentifier: new("a<b>&\"c\x01\xff"),
		ClusterCreateTime: new(time.Date(2013, 1, 22, 21, 59, 29, 559_000_000, time.UTC)),
		NumberOfNodes:     new(int32(2)),
		Encrypted:         new(true),
		Tags:              []redshiftapi.Tag{{Key: new("k"), Value: new("")}},
		ClusterNodes:      []redshiftapi.ClusterNode{},
	}}
	op := &shape.Operation{Name: "CreateCluster", Output: "CreateClusterResult", ResultWrapper: "CreateClusterResult"}
	got := string(codec.AppendResponse(nil, op, output, "id-1"))
	want := `<CreateClusterResponse xmlns="http://redshift.amazonaws.com/doc/2012-12-01/">
  <CreateClusterResult>
    <Cluster>
      <ClusterIdentifier>a&lt;b&gt;&amp;"c` + "\uFFFD\uFFFD" + `</ClusterIdentifier>
      <ClusterCreateTime>2013-01-22T21:59:29.559Z</ClusterCreateTime>
      <NumberOfNodes>2</NumberOfNodes>
      <Encrypted>true</Encrypted>
      <ClusterNodes/>
      <Tags>
        <Tag>
          <Key>k</Key>
          <Value></Value>
        </Tag>
      </Tags>
    </Cluster>
  </CreateClusterResult>
  <ResponseMetadata>
    <RequestId>id-1</RequestId>
  </ResponseMetadata>
</CreateClusterResponse>
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestResponseWithoutOutput(t *testing.T) {
	codec := awsquery.NewCodec(iamapi.NewModel())
	got := string(codec.AppendResponse(nil, &shape.Operation{Name: "DeleteUser"}, nil, "id-2"))
	want := `<DeleteUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <ResponseMetadata>
    <RequestId>id-2</RequestId>
  </ResponseMetadata>
</DeleteUserResponse>
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFault(t *testing.T) {
	got := string(awsquery.AppendFault(nil, "urn:x", redshiftapi.ClusterNotFoundFault.With("Cluster %s not found.", "<x>"), "id-3"))
	want := `<ErrorResponse xmlns="urn:x">
  <Error>
    <Type>Sender</Type>
    <Code>ClusterNotFound</Code>
    <Message>Cluster &lt;x&gt; not found.</Message>
  </Error>
  <RequestId>id-3</RequestId>
</ErrorResponse>
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := string(awsquery.AppendFault(nil, "urn:x", fault.InternalFailure.With(""), "id")); !strings.Contains(got, "<Type>Receiver</Type>") {
		t.Error(got)
	}
}

// Whatever a client sends, decoding ends with an input or a fault, and what is
// sent back parses as XML.
func FuzzDecode(f *testing.F) {
	f.Add("ClusterIdentifier=a&Tags.Tag.1.Key=k&IamRoles.IamRoleArn.3=%41")
	f.Add("Tags.Tag.1.Key=%00%ff&Tags.Tag.99999999999999999999.Key=x&Tags=")
	f.Add("=&&=%&Port=%31")
	model := redshiftapi.NewModel()
	codec := awsquery.NewCodec(model)
	op := &shape.Operation{Name: "CreateCluster", Output: "CreateClusterMessage", ResultWrapper: "R"}
	f.Fuzz(func(t *testing.T, text string) {
		form, err := awsquery.ParseForm(text)
		if err != nil {
			return
		}
		var in redshiftapi.CreateClusterMessage
		if err := codec.Decode(form, "CreateClusterMessage", &in); err != nil {
			if _, ok := fault.From(err); !ok {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		model.Validate("CreateClusterMessage", &in)
		out := codec.AppendResponse(nil, op, &in, "id")
		if err := xml.Unmarshal(out, new(struct{ XMLName xml.Name })); err != nil {
			t.Fatalf("%v in\n%s", err, out)
		}
	})
}

func BenchmarkAppendResponse(b *testing.B) {
	codec := awsquery.NewCodec(redshiftapi.NewModel())
	out := &redshiftapi.ClustersMessage{}
	for range 10 {
		out.Clusters = append(out.Clusters, redshiftapi.Cluster{ClusterIdentifier: new("examplecluster"), ClusterStatus: new("available"),
			NodeType: new("ra3.large"), NumberOfNodes: new(int32(2)), Encrypted: new(true), ClusterCreateTime: new(time.Unix(1e9, 0))})
	}
	op := &shape.Operation{Name: "DescribeClusters", Output: "ClustersMessage", ResultWrapper: "DescribeClustersResult"}
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = codec.AppendResponse(buf[:0], op, out, "id")
	}
	b.SetBytes(int64(len(buf)))
}
