package gateway

import "testing"

// A Host binds the Region that it names; a global endpoint is signed for one Region.
func TestHostBindsRegion(t *testing.T) {
	g := &Gateway{}
	for _, c := range []struct {
		host, region string
		valid        bool
	}{
		{"redshift.eu-west-1.amazonaws.com", "eu-west-1", true},
		{"redshift.eu-west-1.amazonaws.com", "us-east-1", false},
		{"redshift.eu-west-1.localhost:5438", "us-east-1", false},
		{"127.0.0.1:5438", "ap-south-1", true},
		{"127.0.0.1:5438", "us-east-1a", false},
		{"iam.amazonaws.com", "us-east-1", true},
		{"iam.amazonaws.com", "eu-west-1", false},
		{"STS.amazonaws.com:443", "eu-west-1", false},
		{"sts.eu-west-1.amazonaws.com", "eu-west-1", true},
		{"iam.localhost", "eu-west-1", true},
	} {
		if got := g.validRegion(parseHost(c.host))(c.region); got != c.valid {
			t.Errorf("%s, %s: %v", c.host, c.region, got)
		}
	}
}
