package main

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// The key of AWS's examples, and what all fixtures are signed for.
const (
	keyID   = "AKIAIOSFODNN7EXAMPLE"
	secret  = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
	region  = "us-east-1"
	service = "redshift"
	host    = "redshift.us-east-1.amazonaws.com"
)

// A fixture is a request to measure with, unsigned, and what is aimed at. Package
// sigv4's own benchmarks have the same ones.
type fixture struct {
	name    string
	request sigv4.Request
	presign bool
	sign    aims
	verify  aims
}

// aims are at most how many times the limit, and at least how many times as fast as
// the peer. A body of 64 KiB costs both sides the same hashing, so the peer's are
// no aim there.
type aims struct{ limit, peer float64 }

func fixtures() []fixture {
	return []fixture{
		{"get-small", get(), false, aims{1.4, 6}, aims{1.9, 7}},
		{"post-form", post("application/x-www-form-urlencoded; charset=utf-8",
			"Action=CreateCluster&ClusterIdentifier=analytics&ClusterType=multi-node&DBName=dev&MasterUsername=admin"+
				"&MasterUserPassword=Secret-123&NodeType=ra3.large&NumberOfNodes=2&Version=2012-12-01"), false, aims{1.4, 6}, aims{1.8, 7}},
		{"data-1k", post("application/x-amz-json-1.1",
			fmt.Sprintf(`{"ClusterIdentifier":"analytics","Database":"dev","Sql":"%s"}`, strings.Repeat("select 1 ", 106))), false, aims{1.4, 6}, aims{1.5, 7}},
		{"body-64k", post("application/x-amz-json-1.1", strings.Repeat("x", 64<<10)), false, aims{1.4, 1}, aims{1.06, 1}},
		{"presigned-get", get(), true, aims{1.4, 6}, aims{1.9, 7}},
		{"many-headers", manyHeaders(), false, aims{2.1, 6}, aims{2.2, 7}},
	}
}

func get() sigv4.Request {
	return sigv4.Request{Method: "GET", Target: "/?Action=DescribeClusters&Version=2012-12-01", Host: host, Header: http.Header{}, Service: service}
}

func post(contentType, body string) sigv4.Request {
	r := sigv4.Request{Method: "POST", Target: "/", Host: host, Body: []byte(body), Service: service,
		Header: http.Header{"Content-Type": {contentType}}}
	if contentType == "application/x-amz-json-1.1" {
		r.Header.Set("X-Amz-Target", "RedshiftData.ExecuteStatement")
	}
	return r
}

// manyHeaders has 40 signed headers with the host and the date.
func manyHeaders() sigv4.Request {
	r := post("application/x-amz-json-1.1", strings.Repeat("x", 256))
	r.Header.Del("X-Amz-Target")
	for i := range 37 {
		r.Header.Set(fmt.Sprintf("X-Trace-Detail-%02d", i), strings.Repeat("detail ", 6)+fmt.Sprint(i))
	}
	return r
}
