package gateway

import (
	"net"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/api/awsregions"
)

// A hostname is what the Host of a request tells: redshift.us-east-1.amazonaws.com
// names a service and a Region, sts.amazonaws.com a service, 127.0.0.1:5438 nothing.
type hostname struct {
	service string
	region  string
	global  bool // the service's one endpoint for all Regions, signed for globalRegion
}

// globalRegion is the Region that AWS's global endpoints are signed for.
const globalRegion = "us-east-1"

// parseHost reads the labels of a Host header. The domain below them may be any,
// so that redshift.eu-west-1.localhost binds the Region as well.
func parseHost(host string) hostname {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if net.ParseIP(strings.Trim(host, "[]")) != nil {
		return hostname{}
	}
	labels := strings.Split(strings.ToLower(host), ".")
	if len(labels) < 2 {
		return hostname{}
	}
	h := hostname{service: labels[0]}
	if _, known := awsregions.Partition(labels[1]); known {
		h.region = labels[1]
	}
	h.global = h.region == "" && (h.service == "iam" || h.service == "sts") && strings.HasSuffix(strings.ToLower(host), ".amazonaws.com")
	return h
}

// validRegion tells whether a request to this host may be scoped to the Region.
func (g *Gateway) validRegion(host hostname) func(string) bool {
	return func(region string) bool {
		if host.region != "" && region != host.region || host.global && region != globalRegion {
			return false
		}
		if len(g.Regions) > 0 {
			return slices.Contains(g.Regions, region)
		}
		_, known := awsregions.Partition(region)
		return known
	}
}
