package doctor

import (
	"net/http"
)

// proxies tells whether something stands between this machine and the endpoint.
func (x *examination) proxies(e endpoint) {
	if x.machine.Proxy == nil || e.address == "" {
		return
	}
	req, err := http.NewRequest(http.MethodGet, e.address, nil)
	if err != nil {
		return // checkEndpoint has told
	}
	proxy, err := x.machine.Proxy(req)
	switch {
	case err != nil:
		x.add(Fails, "proxy-configured", "environment", "the proxy's address cannot be read")
	case proxy == nil:
	case req.URL.Scheme == "http":
		x.add(Warns, "proxy-configured", "environment", "requests to %s go through the proxy at %s, which sees and may change them", req.URL.Host, proxy.Host)
	default:
		x.add(Warns, "proxy-configured", "environment", "requests to %s go through the proxy at %s", req.URL.Host, proxy.Host)
	}
}
