package doctor

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/internal/api/awsregions"
)

// An endpoint is the address that a client would send a service's requests to.
type endpoint struct {
	service string // signing name
	address string // empty where there is none that could be used
	source  string
}

// chooseEndpoints finds the addresses of what requests would go to: the service's and,
// where a statement is to run, the Data API's.
func (x *examination) chooseEndpoints() {
	e := x.chooseEndpoint(x.options.Service)
	x.endpoints = []endpoint{e}
	x.report.Setting.Endpoint, x.report.Setting.EndpointBy = e.address, e.source
	if x.options.Statement != nil && x.options.Service != dataService {
		e = x.chooseEndpoint(dataService)
		x.endpoints = append(x.endpoints, e)
		x.report.Setting.StatementEndpoint, x.report.Setting.StatementEndpointBy = e.address, e.source
	}
}

// endpointOf is the endpoint of a service that requests are sent to.
func (x *examination) endpointOf(service string) endpoint {
	i := slices.IndexFunc(x.endpoints, func(e endpoint) bool { return e.service == service })
	if i < 0 {
		return endpoint{service: service}
	}
	return x.endpoints[i]
}

// withoutPassword finds the password in a URL.
var withoutPassword = regexp.MustCompile(`^([^/?#]*//[^/?#@:]*:)[^/?#]*@`)

// chooseEndpoint finds the address of one service, in the order of AWS's clients: what
// is set for the service goes before what is set for all, and variables before files.
func (x *examination) chooseEndpoint(service string) endpoint {
	own := strings.ReplaceAll(service, "-", "_")
	variable := "AWS_ENDPOINT_URL_" + strings.ToUpper(own)
	fromServices, servicesWhere := x.servicesSetting(own, "endpoint_url")
	fromProfile, where := x.setting("endpoint_url")
	ignored := x.endpointsIgnored()
	configured := false
	for _, c := range []struct{ value, source string }{
		{x.options.Endpoint, "--endpoint-url"},
		{x.env[variable], "environment variable " + variable},
		{x.env["AWS_ENDPOINT_URL"], "environment variable AWS_ENDPOINT_URL"},
		{fromServices, servicesWhere},
		{fromProfile, where},
	} {
		if c.value == "" {
			continue
		}
		configured = true
		c.value = withoutPassword.ReplaceAllString(c.value, "${1}xxxxx@") // shown, and of no use to a signed request
		if x.options.Endpoint == "" && ignored != "" {
			x.add(Fails, "endpoint-ignored", "environment", "%s is %s, and %s", c.source, shown(c.value), ignored)
			break
		}
		e := endpoint{service, c.value, c.source}
		if !x.checkEndpoint(c.value, c.source) {
			e.address = ""
		}
		return e
	}
	if !configured && x.env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] != "" {
		x.add(Warns, "endpoint-ignored", "environment", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is set, and no endpoint is configured")
	}
	if partition, known := awsregions.Partition(x.region); known {
		return endpoint{service, "https://" + service + "." + x.region + "." + awsregions.Suffix(partition), "AWS's own"}
	}
	return endpoint{service: service}
}

// endpointsIgnored says what makes clients ignore endpoints that are configured; "" if
// nothing does. A variable goes before the profile's setting.
func (x *examination) endpointsIgnored() string {
	value, set := x.env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]
	by := "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true"
	if !set {
		value, by = x.setting("ignore_configured_endpoint_urls")
		by = "ignore_configured_endpoint_urls is true in " + by
	}
	if strings.EqualFold(value, "true") {
		return by
	}
	return ""
}

// servicesSetting finds what the [services NAME] section that the profile names has set
// for one service.
func (x *examination) servicesSetting(service, setting string) (value, where string) {
	name, _ := x.setting("services")
	for _, f := range x.files {
		for _, s := range f.services {
			if value := s.values[service+"."+setting]; name != "" && s.name == name && value != "" {
				return value, s.where + ", " + service
			}
		}
	}
	return "", ""
}

// checkEndpoint examines an address that somebody has configured, and tells whether
// requests can be sent there.
func (x *examination) checkEndpoint(address, source string) bool {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		x.add(Fails, "endpoint-variable-unexpected", source, "%s is no address such as https://host", shown(address))
		return false
	case u.Path != "" && u.Path != "/", u.RawQuery != "":
		x.add(Warns, "endpoint-variable-unexpected", source, "the address %s has a path or a query: clients add it to every request, or drop it", shown(address))
	}
	host := strings.ToLower(u.Hostname())
	if !slices.ContainsFunc(awsregions.Suffixes(), func(suffix string) bool { return strings.HasSuffix(host, "."+suffix) }) {
		return true
	}
	for label := range strings.SplitSeq(host, ".") {
		if _, known := awsregions.Partition(label); known && label != x.region && x.region != "" {
			x.add(Fails, "region-differs-from-endpoint", source, "the endpoint %s is in %s, the Region is %s", host, label, shown(x.region))
		}
	}
	return true
}
