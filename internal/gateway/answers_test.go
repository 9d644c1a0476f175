package gateway_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	xmlType  = "text/xml"
	jsonType = "application/x-amz-json-1.1"
	notJSON  = "<MissingAuthenticationTokenException>\n  <Message>Missing Authentication Token</Message>\n</MissingAuthenticationTokenException>\n"
)

// clustersXML is the answer to describeClusters.
func clustersXML(region, id string) string {
	return fmt.Sprintf(`<DescribeClustersResponse xmlns="http://redshift.amazonaws.com/doc/2012-12-01/">
  <DescribeClustersResult>
    <Clusters>
      <Cluster>
        <ClusterIdentifier>mine</ClusterIdentifier>
        <ClusterNamespaceArn>arn:aws:redshift:%s:123456789012:namespace:%[2]s</ClusterNamespaceArn>
      </Cluster>
    </Clusters>
  </DescribeClustersResult>
  <ResponseMetadata>
    <RequestId>%[2]s</RequestId>
  </ResponseMetadata>
</DescribeClustersResponse>
`, region, id)
}

const statementJSON = `{"Id":"d9b6c0c9-0747-4bf4-b142-e8883122f766","Status":"FINISHED"}`

// identityXML is what STS answers to root.
func identityXML(id string) string {
	return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <UserId>123456789012</UserId>
    <Account>123456789012</Account>
    <Arn>arn:aws:iam::123456789012:root</Arn>
  </GetCallerIdentityResult>
  <ResponseMetadata>
    <RequestId>` + id + `</RequestId>
  </ResponseMetadata>
</GetCallerIdentityResponse>
`
}

// unknownAction is the fault of a namespace that no service has.
func unknownAction(text, id string) string {
	return strings.Replace(xmlFault("InvalidAction", text, id),
		"http://redshift.amazonaws.com/doc/2012-12-01/", "http://webservices.amazon.com/AWSFault/2005-15-09", 1)
}

func TestSucceeds(t *testing.T) {
	form := describeClusters().body
	signed := func(edits ...func(*request)) func(*testing.T) *request {
		return func(t *testing.T) *request {
			r := describeClusters()
			for _, edit := range edits {
				edit(r)
			}
			return r.sign(t)
		}
	}
	get := func(r *request) { r.method, r.target, r.body = "GET", "/?"+form, "" }
	tests := []struct {
		name   string
		ask    func(*testing.T) *request
		region string
	}{
		{"POST", signed(), "us-east-1"},
		{"GET", signed(get), "us-east-1"},
		{"GET without content type", signed(get, func(r *request) { r.drop("Content-Type") }), "us-east-1"},
		{"POST without content type", signed(func(r *request) { r.drop("Content-Type") }), "us-east-1"},
		{"parameters in the query of a POST", signed(get, func(r *request) { r.method = "POST" }), "us-east-1"},
		{"another path", signed(func(r *request) { r.target = "//a/../b%2Fc/?" }), "us-east-1"},
		{"another Region", signed(func(r *request) { r.region = "eu-west-1" }), "eu-west-1"},
		{"the host's Region", signed(func(r *request) { r.host, r.region = "redshift.eu-west-1.amazonaws.com", "eu-west-1" }), "eu-west-1"},
		{"a header is signed twice over", signed(func(r *request) {
			r.header = append(r.header, [2]string{"X-Twice", "b"}, [2]string{"X-Twice", "a  c"})
		}), "us-east-1"},
		{"parameters that nobody has", signed(func(r *request) { r.body += "&Nonsense=1" }), "us-east-1"},
		{"payload hash declared", signed(func(r *request) {
			_, signable := r.signable()
			r.set("X-Amz-Content-Sha256", signable.PayloadHash)
		}), "us-east-1"},
		{"almost too old", signed(func(r *request) { r.at = noon.Add(-15 * time.Minute) }), "us-east-1"},
		{"almost too new", signed(func(r *request) { r.at = noon.Add(15 * time.Minute) }), "us-east-1"},
		{"presigned GET", func(t *testing.T) *request {
			r := newRequest("redshift")
			r.method, r.target = "GET", "/?"+form
			return r.presign(t, time.Minute)
		}, "us-east-1"},
		{"presigned yesterday for a week", func(t *testing.T) *request {
			r := newRequest("redshift")
			r.method, r.target, r.at = "GET", "/?"+form, noon.Add(-24*time.Hour)
			return r.presign(t, 7*24*time.Hour)
		}, "us-east-1"},
		{"presigned with an encoded name", func(t *testing.T) *request {
			r := newRequest("redshift")
			r.method, r.target = "GET", "/?"+form
			r.presign(t, time.Minute)
			r.target = strings.Replace(r.target, "X-Amz-Algorithm", "X%2DAmz-Algorithm", 1)
			return r
		}, "us-east-1"},
	}
	b := newBench(t)
	seen := make(map[string]bool)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := b.send(t, test.ask(t).raw())
			check(t, got, 200, xmlType, clustersXML(test.region, got.id()))
			if seen[got.id()] {
				t.Errorf("request id %s has been given before", got.id())
			}
			seen[got.id()] = true
		})
	}
}

// what is what a request gets that is asked wrongly, or goes wrong.
type what struct {
	name        string
	ask         func(*testing.T) string
	status      int
	contentType string
	body        func(id string) string
}

// raw signs a request and edits it afterwards.
func raw(r *request, edits ...func(*request)) func(*testing.T) string {
	return func(t *testing.T) string {
		r.sign(t)
		for _, edit := range edits {
			edit(r)
		}
		return r.raw()
	}
}

// with edits a request before it is signed.
func with(r *request, edit func(*request)) *request {
	edit(r)
	return r
}

func fixed(body string) func(string) string { return func(string) string { return body } }

func queryFault(code, text string) func(string) string {
	return func(id string) string { return xmlFault(code, text, id) }
}

func internalXML(id string) string {
	return strings.Replace(xmlFault("InternalFailure", "An internal error has occurred. Request id: "+id, id), "Sender", "Receiver", 1)
}

func internalJSON(id string) string {
	return `{"__type":"InternalServerException","message":"An internal error has occurred. Request id: ` + id + `"}`
}

func (w what) run(t *testing.T, b *bench) {
	t.Run(w.name, func(t *testing.T) {
		got := b.send(t, w.ask(t))
		check(t, got, w.status, w.contentType, w.body(got.id()))
	})
}

func TestQueryProtocol(t *testing.T) {
	b := newBench(t)
	for _, w := range []what{
		{"STS by its version", raw(with(ask("Action=GetCallerIdentity&Version=2011-06-15"), func(r *request) { r.service = "sts" })), 200, xmlType, identityXML},
		{"STS signed for Redshift", raw(ask("Action=GetCallerIdentity&Version=2011-06-15")), 403, xmlType, func(id string) string {
			return strings.Replace(xmlFault("SignatureDoesNotMatch", "Credential should be scoped to correct service: 'sts'. ", id),
				"http://redshift.amazonaws.com/doc/2012-12-01/", "https://sts.amazonaws.com/doc/2011-06-15/", 1)
		}},
		{"unknown action", raw(ask("Action=DescribeCluster%3Cs&Version=2012-12-01")), 400, xmlType,
			func(id string) string {
				return unknownAction("Could not find operation DescribeCluster&lt;s for version 2012-12-01", id)
			}},
		{"unknown action, unsigned", raw(newRequest("redshift"), func(r *request) {
			r.target = "/?Action=Nothing&Version=2012-12-01"
			r.drop("Authorization")
		}), 403, xmlType, queryFault(missing, "Request is missing Authentication Token")},
		{"no action", raw(ask("Version=2012-12-01")), 400, xmlType, queryFault("MissingAction", "The request must contain the parameter Action")},
		{"no parameters", raw(ask("")), 400, xmlType, queryFault("MissingAction", "The request must contain the parameter Action")},
		{"unknown version", raw(ask("Action=DescribeClusters&Version=2012-12-02")), 400, xmlType,
			func(id string) string {
				return unknownAction("Could not find operation DescribeClusters for version 2012-12-02", id)
			}},
		{"no version", raw(ask("Action=DescribeClusters")), 400, xmlType,
			func(id string) string {
				return unknownAction("Could not find operation DescribeClusters for version NO_VERSION_SPECIFIED", id)
			}},
		{"a service's fault", raw(ask("Action=DescribeClusters&ClusterIdentifier=missing&Version=2012-12-01")), 404, xmlType,
			queryFault("ClusterNotFound", "Cluster missing not found.")},
		{"missing parameter", raw(ask("Action=CreateCluster&Version=2012-12-01")), 400, xmlType,
			queryFault("MissingParameter", "The request must contain the parameter ClusterIdentifier")},
		{"a word for a number", raw(ask("Action=DescribeClusters&MaxRecords=many&Version=2012-12-01")), 400, xmlType,
			queryFault("MalformedInput", "Value (many) for parameter MaxRecords is invalid. Must be a integer.")},
		{"malformed escape in the body", raw(ask("Action=%zz")), 400, xmlType, queryFault("MalformedQueryString", "Illegal hex character in escape % pattern: %zz")},
		{"binary garbage", raw(ask("\x00\xff\xfe=\x80&\r\n\x00")), 400, xmlType, queryFault("MissingAction", "The request must contain the parameter Action")},
		{"a body that is no form", raw(with(describeClusters(), func(r *request) { r.set("Content-Type", "application/json") })), 400, xmlType,
			queryFault("MissingAction", "The request must contain the parameter Action")},
		{"compressed", raw(with(describeClusters(), func(r *request) { r.set("Content-Encoding", "gzip") })), 415, xmlType,
			queryFault("UnsupportedMediaType", `Content-Encoding "gzip" is not supported`)},
		{"signed chunks", raw(with(describeClusters(), func(r *request) { r.set("Content-Encoding", "aws-chunked") })), 415, xmlType,
			queryFault("UnsupportedMediaType", `Content-Encoding "aws-chunked" is not supported`)},
		{"body too large, declared", raw(describeClusters(), func(r *request) { r.body = strings.Repeat("a", maxBody+1) }), 413, xmlType,
			queryFault("RequestEntityTooLarge", "Request body is larger than 65536 bytes")},
		{"body too large, in chunks", raw(describeClusters(), chunked(strings.Repeat("a", maxBody+1))), 413, xmlType,
			queryFault("RequestEntityTooLarge", "Request body is larger than 65536 bytes")},
		{"body cut short", raw(describeClusters(), func(r *request) { r.set("Content-Length", "1000") }), 400, xmlType,
			queryFault("MalformedInput", "Request body could not be read to its end")},
		{"chunks cut short", raw(describeClusters(), func(r *request) { r.set("Transfer-Encoding", "chunked"); r.body = "40\r\nAction=" }), 400, xmlType,
			queryFault("MalformedInput", "Request body could not be read to its end")},
		{"operation panics", raw(ask("Action=DescribeClusters&ClusterIdentifier=panic&Version=2012-12-01")), 500, xmlType, internalXML},
		{"operation in trouble", raw(ask("Action=DescribeClusters&ClusterIdentifier=trouble&Version=2012-12-01")), 500, xmlType, internalXML},
		{"operation returns nothing", raw(ask("Action=DescribeClusters&ClusterIdentifier=nothing&Version=2012-12-01")), 500, xmlType, internalXML},
	} {
		w.run(t, b)
	}
}

// chunked sends another body, in one chunk.
func chunked(body string) func(*request) {
	return func(r *request) {
		r.set("Transfer-Encoding", "chunked")
		r.body = fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body)
	}
}

func TestJSONProtocol(t *testing.T) {
	b := newBench(t)
	unsigned := func(r *request) { r.drop("Authorization") }
	serialization := fixed(`{"__type":"SerializationException"}`)
	describe := func(body string) *request { return call("RedshiftData.DescribeStatement", body) }
	for _, w := range []what{
		{"POST", raw(describeStatement()), 200, jsonType, fixed(statementJSON)},
		{"content type with a charset", raw(with(describeStatement(), func(r *request) {
			r.set("Content-Type", "Application/X-Amz-JSON-1.1; charset=utf-8")
		})), 200, jsonType, fixed(statementJSON)},
		{"in chunks", raw(describeStatement(), func(r *request) { chunked(r.body)(r) }), 200, jsonType, fixed(statementJSON)},
		{"unknown operation", raw(call("RedshiftData.Nothing", "{}")), 400, jsonType, fixed(`{"__type":"UnknownOperationException"}`)},
		{"unknown operation, unsigned", raw(call("RedshiftData.Nothing", "{}"), unsigned), 400, jsonType, fixed(`{"__type":"UnknownOperationException"}`)},
		{"unknown service, unsigned", raw(call("Kinesis_20131202.ListStreams", "{}"), unsigned), 400, jsonType, fixed(`{"__type":"UnknownOperationException"}`)},
		{"target without a dot", raw(call("DescribeStatement", "{}"), unsigned), 400, jsonType, fixed(`{"__type":"UnknownOperationException"}`)},
		{"another content type", raw(with(describeStatement(), func(r *request) { r.set("Content-Type", "application/json") })), 403, xmlType, fixed(notJSON)},
		{"no content type", raw(with(describeStatement(), func(r *request) { r.drop("Content-Type") })), 403, xmlType, fixed(notJSON)},
		{"GET", raw(with(describeStatement(), func(r *request) { r.method = "GET" })), 400, jsonType, fixed(`{"__type":"UnknownOperationException"}`)},
		{"PUT", raw(with(describeStatement(), func(r *request) { r.method = "PUT" })), 400, jsonType, fixed(`{"__type":"UnknownOperationException"}`)},
		{"no target at the service's host", raw(with(describeStatement(), func(r *request) {
			r.drop("X-Amz-Target")
			r.host = "redshift-data.us-east-1.amazonaws.com"
		})), 400, jsonType, fixed(`{"__type":"UnknownOperationException"}`)},
		{"a browser at the service's host", raw(newRequest("redshift-data"), unsigned, func(r *request) {
			r.method, r.host = "GET", "redshift-data.us-east-1.amazonaws.com"
		}), 403, xmlType, fixed(notJSON)},
		{"not JSON", raw(describe(`{"Id"`)), 400, jsonType, serialization},
		{"empty", raw(describe("")), 400, jsonType, serialization},
		{"two objects", raw(describe(statementJSON + "{}")), 400, jsonType, serialization},
		{"binary garbage", raw(describe("\x00\xff\xfe{\x80")), 400, jsonType, serialization},
		{"a list", raw(describe("[]")), 400, jsonType, fixed(`{"__type":"SerializationException","message":"Start of list found where not expected"}`)},
		{"a number for a string", raw(describe(`{"Id":1}`)), 400, jsonType,
			fixed(`{"__type":"SerializationException","message":"NUMBER_VALUE can not be converted to a String"}`)},
		{"missing member", raw(describe("{}")), 400, jsonType,
			fixed(`{"__type":"ValidationException","message":"1 validation error detected: Value at 'id' failed to satisfy constraint: Member must not be null"}`)},
		{"compressed", raw(with(describeStatement(), func(r *request) { r.set("Content-Encoding", "gzip") })), 415, jsonType,
			fixed(`{"__type":"UnsupportedMediaTypeException","message":"Content-Encoding \"gzip\" is not supported"}`)},
		{"body too large, declared", raw(describeStatement(), func(r *request) { r.body = strings.Repeat("a", maxBody+1) }), 413, jsonType,
			fixed(`{"__type":"RequestEntityTooLargeException","message":"Request body is larger than 65536 bytes"}`)},
		{"body too large, in chunks", raw(describeStatement(), chunked(strings.Repeat("a", maxBody+1))), 413, jsonType,
			fixed(`{"__type":"RequestEntityTooLargeException","message":"Request body is larger than 65536 bytes"}`)},
		{"body cut short", raw(describeStatement(), func(r *request) { r.set("Content-Length", "1000") }), 400, jsonType,
			fixed(`{"__type":"SerializationException","message":"Request body could not be read to its end"}`)},
		{"operation panics", raw(describe(`{"Id":"` + panicID + `"}`)), 500, jsonType, internalJSON},
		{"operation in trouble", raw(describe(`{"Id":"` + troubleID + `"}`)), 500, jsonType, internalJSON},
	} {
		w.run(t, b)
	}
}

func TestPresignedJSON(t *testing.T) {
	got := newBench(t).send(t, describeStatement().presign(t, time.Minute).raw())
	check(t, got, 200, jsonType, statementJSON)
}

func TestOtherMethods(t *testing.T) {
	b := newBench(t)
	for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS", "BREW"} {
		t.Run(method, func(t *testing.T) {
			r := describeClusters()
			r.method = method
			got := b.send(t, r.sign(t).raw())
			check(t, got, 302, "", "")
			if to := got.header["Location"]; len(to) != 1 || !strings.HasPrefix(to[0], "https://docs.aws.amazon.com/redshift/") {
				t.Errorf("Location is %q", to)
			}
		})
	}
}

func TestRegionsRestricted(t *testing.T) {
	b := newBench(t, "eu-central-1")
	r := describeClusters().sign(t)
	got := b.send(t, r.raw())
	check(t, got, 403, xmlType, xmlFault(differs, "Credential should be scoped to a valid region, not 'us-east-1'. ", got.id()))
	r = describeClusters()
	r.region = "eu-central-1"
	got = b.send(t, r.sign(t).raw())
	check(t, got, 200, xmlType, clustersXML("eu-central-1", got.id()))
}

// Fifty at once, each with an answer of its own.
func TestConcurrently(t *testing.T) {
	b := newBench(t)
	var work sync.WaitGroup
	ids := make([]string, 50)
	for i := range ids {
		r := describeClusters()
		r.body = strings.Replace(r.body, "mine", fmt.Sprintf("mine-%d", i), 1)
		raw := r.sign(t).raw()
		work.Go(func() {
			got := parseReply(t, b.exchange(t, raw))
			want := strings.Replace(clustersXML("us-east-1", got.id()), "<ClusterIdentifier>mine<", fmt.Sprintf("<ClusterIdentifier>mine-%d<", i), 1)
			if got.status != 200 || got.body != want {
				t.Errorf("request %d: %d\n%s", i, got.status, got.body)
			}
			ids[i] = got.id()
		})
	}
	work.Wait()
	seen := make(map[string]bool)
	for _, id := range ids {
		if seen[id] {
			t.Errorf("request id %q twice", id)
		}
		seen[id] = true
	}
}
