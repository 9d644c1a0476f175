package explain

import (
	"net"
	"regexp"
	"slices"
	"strings"
)

// An endpoint is what the name of a host tells about the service behind it.
type endpoint struct {
	service string // signing name
	region  string // empty where the name holds none
	global  bool   // the service has one endpoint for all Regions
	suffix  string // amazonaws.com and its like; empty for a host that is not AWS's
}

// signingNames are the services whose host label is not the name to sign with.
func signingName(label string) string {
	switch label {
	case "email", "email-smtp", "email-fips":
		return "ses"
	case "bedrock-runtime", "bedrock-agent", "bedrock-agent-runtime":
		return "bedrock"
	case "monitoring-fips":
		return "monitoring"
	case "api.ecr":
		return "ecr"
	case "data.iot", "iot-data":
		return "iotdata"
	case "streams.dynamodb":
		return "dynamodb"
	}
	return strings.TrimSuffix(label, "-fips")
}

// globalRegion is the Region in which a service without Regions signs, per partition.
func globalRegion(service string) string {
	switch service {
	case "iam", "cloudfront", "route53", "organizations", "sts", "waf", "shield", "importexport", "health", "support", "budgets", "ce":
		return "us-east-1"
	case "globalaccelerator":
		return "us-west-2"
	}
	return ""
}

// suffixes are what the names of the partitions' endpoints end in, and those of the
// newer endpoints that speak IPv6 too.
func suffixes() []string {
	return []string{"amazonaws.com.cn", "amazonaws.com", "api.aws", "amazonaws.eu", "c2s.ic.gov", "sc2s.sgov.gov", "cloud.adc-e.uk", "csp.hci.ic.gov"}
}

// endpointOf reads the name of one of AWS's hosts: service.region.suffix, with labels
// of buckets and the like before it.
func endpointOf(host string) endpoint {
	name := strings.ToLower(strings.TrimSuffix(hostName(host), "."))
	for _, suffix := range suffixes() {
		rest, ok := strings.CutSuffix(name, "."+suffix)
		if !ok {
			continue
		}
		labels := strings.Split(rest, ".")
		labels = slices.DeleteFunc(labels, func(l string) bool { return l == "dualstack" || l == "vpce" })
		if len(labels) == 0 {
			return endpoint{}
		}
		last := len(labels) - 1
		e := endpoint{suffix: suffix}
		if last > 0 && regionShape.MatchString(labels[last]) {
			e.region = labels[last]
			last--
		}
		e.service = signingName(labels[last])
		e.global = e.region == "" && globalRegion(e.service) != ""
		return e
	}
	return endpoint{}
}

// hostName is a host without its port.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return host
}

func hostPort(host string) string {
	_, port, err := net.SplitHostPort(host)
	if err != nil {
		return ""
	}
	return port
}

// partition names the group of Regions that a Region belongs to: keys of one are
// unknown in the others.
func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "China"
	case strings.HasPrefix(region, "us-gov-"):
		return "GovCloud"
	case strings.HasPrefix(region, "us-iso"), strings.HasPrefix(region, "eu-isoe-"):
		return "an isolated partition"
	case strings.HasPrefix(region, "eusc-"):
		return "the European Sovereign Cloud"
	}
	return "the commercial Regions"
}

// The shapes of the names of Regions and of what is taken for them.
var (
	regionShape    = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$`)
	zoneShape      = regexp.MustCompile(`^([a-z]{2,4}(?:-[a-z]+)+-[0-9])[a-z]$`)
	localZoneShape = regexp.MustCompile(`^([a-z]{2}(?:-[a-z]+)+-[0-9])-[a-z]{3,4}-[0-9][a-z]?$`)
	zoneIDShape    = regexp.MustCompile(`^[a-z]{3,4}[0-9]-az[0-9]$`)
)
