package explain

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// hostCauses are mistakes that end in another Host than the one that was signed.
func hostCauses() []entry {
	return []entry{
		{Cause: hostWords("host-port", "The port is signed on one side only",
			"The client signed the host with its port, or without, and the other way round it arrived.",
			"Sign the Host header exactly as it is sent: without the port if it is the scheme's own, with it otherwise."),
			common: true, propose: proposePorts},
		{Cause: hostWords("host-rewritten-by-proxy", "A proxy has put another name into Host",
			"The client signed the name that it called, and a proxy or a load balancer sent another one on.",
			"Let the proxy pass Host on unchanged (nginx: proxy_set_header Host $http_host;), or let the client sign the name that arrives."),
			common: true, propose: proposeForwarded, check: func(s *subject) []Finding {
				for _, name := range []string{"X-Forwarded-Host", "Forwarded", "X-Original-Host", "Via"} {
					value := s.header(name)
					if value != "" && !strings.EqualFold(value, s.r.Host) {
						return hint("The request came through a proxy (%s: %s) and arrived with the host %s.", name, quote(value), quote(s.r.Host))
					}
				}
				return nil
			}},
		{Cause: hostWords("host-of-endpoint", "Signed for AWS's endpoint, sent elsewhere",
			"The signature covers the service's own host, and the request went to a local endpoint, a tunnel or an address.",
			"Give the client the endpoint it sends to (AWS_ENDPOINT_URL) rather than redirecting the name."),
			common: true, propose: proposeEndpoints},
		{Cause: hostWords("host-loopback-name", "Another name of the same machine",
			"localhost, 127.0.0.1 and [::1] are one machine and three hosts.",
			"Use one and the same name in the endpoint's URL and in the request."),
			common: true, propose: func(s *subject, p *proposals) {
				for _, name := range []string{"localhost", "127.0.0.1", "[::1]", "0.0.0.0", "host.docker.internal"} {
					p.host(name, "")
					if port := hostPort(s.r.Host); port != "" {
						p.host(name+":"+port, "")
					}
				}
			}},
		{Cause: hostWords("host-letter-case", "The host in another case",
			"The name was signed with capitals and sent without, or the other way round.",
			"Write the host in lower case."),
			propose: func(s *subject, p *proposals) {
				p.host(strings.ToLower(s.r.Host), "")
				p.host(strings.ToUpper(s.r.Host), "")
			}},
		{Cause: hostWords("host-as-url", "A URL in the place of the host",
			"The endpoint's URL was signed as the host, scheme, slash or all.",
			"Sign the host alone: the part of the URL between \"//\" and the next slash."),
			propose: func(s *subject, p *proposals) {
				p.host("https://"+s.r.Host, "")
				p.host("http://"+s.r.Host, "")
				p.host(s.r.Host+"/", "")
				p.host(s.r.Host+s.path, "")
				p.host("https://"+s.r.Host+"/", "")
			}},
		{Cause: hostWords("host-trailing-dot", "A dot at the end of the host",
			"The name was signed as a fully qualified one, with its final dot, and sent without, or the other way round.",
			"Leave the final dot out of the endpoint."),
			propose: func(s *subject, p *proposals) {
				name, port := hostName(s.r.Host), hostPort(s.r.Host)
				p.host(join(name+".", port), "")
				p.host(join(strings.TrimSuffix(name, "."), port), "")
			}},
		{Cause: hostWords("host-empty", "An empty host",
			"The signer did not know the host and signed an empty value.",
			"Set the host before signing: some clients fill it in only when they send."),
			propose: func(_ *subject, p *proposals) {
				p.host("", "The host was signed as an empty value.")
				p.host("undefined", "")
				p.host("null", "")
			}},
		{Cause: Cause{ID: "host-not-signed", Title: "The host is not among the signed headers",
			Mistake: "SignedHeaders does not name host, so the signature would be good anywhere.",
			Kind:    sigv4.SignatureDoesNotMatch, Blamed: "IncompleteSignature", Links: []string{docCanonical},
			Fix: "Sign the host header."},
			check: func(s *subject) []Finding {
				if len(s.claim.names) == 0 || s.isSigned("host") || s.isSigned(":authority") {
					return nil
				}
				return certain("SignedHeaders names %s, and not host.", list(s.claim.names))
			}, read: func(a *Answer) []Finding {
				if !a.says("'host' must be a 'signedheader'", "'host' or ':authority' must be") {
					return nil
				}
				return certain("AWS did not find host among the signed headers.")
			}, propose: func(s *subject, p *proposals) {
				p.unlisted("host", s.r.Host, "The host was signed, and SignedHeaders does not name it.")
			}},
		{Cause: hostWords("redirect-followed", "A redirect was followed with the old signature",
			"The client was sent on to another host and took the signature along.",
			"Sign anew for the address that the redirect names, or call that address at once."),
			check: func(s *subject) []Finding {
				if referer := s.header("Referer"); referer != "" && strings.Contains(referer, "amazonaws.com") && !strings.Contains(referer, s.r.Host) {
					return hint("The request was referred by %s to the host %s.", quote(referer), quote(s.r.Host))
				}
				return nil
			}, propose: func(s *subject, p *proposals) {
				if from, err := url.Parse(s.header("Referer")); err == nil && from.Host != "" {
					p.host(from.Host, fmt.Sprintf("The request was signed for %s, which it was referred by, and sent on to %s.", quote(from.Host), quote(s.r.Host)))
				}
			}},
	}
}

func hostWords(id, title, mistake, fix string) Cause {
	return Cause{ID: id, Title: title, Mistake: mistake, Fix: fix, Kind: sigv4.SignatureDoesNotMatch,
		Blamed: "IncompleteSignature", Links: []string{docCanonical, docEndpointSetting}}
}

func join(name, port string) string {
	if port == "" {
		return name
	}
	return name + ":" + port
}

func proposePorts(s *subject, p *proposals) {
	name := s.r.Host
	if n := strings.LastIndexByte(name, ':'); n > 0 && hostPort(name) != "" {
		name = name[:n]
	}
	p.host(name, "")
	for _, port := range []string{"443", "80", s.header("X-Forwarded-Port")} {
		if port != "" {
			p.host(name+":"+port, "")
		}
	}
	for _, host := range s.in.Hosts {
		if port := hostPort(host); port != "" {
			p.host(name+":"+port, "")
		}
	}
}

// proposeForwarded tries the names that proxies left in their headers, and those under
// which the service is known.
func proposeForwarded(s *subject, p *proposals) {
	names := append(forwardedHosts(s), s.in.Hosts[:min(len(s.in.Hosts), 16)]...)
	port := s.header("X-Forwarded-Port")
	for _, name := range names {
		p.host(name, fmt.Sprintf("The host was signed as %s and arrived as %s.", quote(name), quote(s.r.Host)))
		bare := name
		if h, _, err := net.SplitHostPort(name); err == nil {
			bare = h
		}
		p.host(bare, "")
		for _, extra := range []string{port, hostPort(s.r.Host)} {
			if extra != "" {
				p.host(bare+":"+extra, "")
			}
		}
	}
}

func forwardedHosts(s *subject) []string {
	var hosts []string
	for _, name := range []string{"X-Forwarded-Host", "X-Original-Host", "X-Host", "X-Forwarded-Server"} {
		for host := range strings.SplitSeq(s.header(name), ",") {
			if host = strings.TrimSpace(host); host != "" && len(hosts) < 8 {
				hosts = append(hosts, host)
			}
		}
	}
	for field := range strings.FieldsFuncSeq(s.header("Forwarded"), func(r rune) bool { return r == ';' || r == ',' }) {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		if strings.EqualFold(name, "host") && len(hosts) < 8 {
			hosts = append(hosts, strings.Trim(value, `"`))
		}
	}
	return hosts
}

// proposeEndpoints tries the names that the claimed service has at AWS.
func proposeEndpoints(s *subject, p *proposals) {
	region := s.claim.scope.Region
	services := []string{s.claim.scope.Service}
	if s.service != s.claim.scope.Service {
		services = append(services, s.service)
	}
	if s.claim.scope.Service == "ses" {
		services = append(services, "email")
	}
	for _, service := range slices.Compact(services) {
		for _, form := range []string{"%[1]s.%[2]s.amazonaws.com", "%[1]s.amazonaws.com", "%[1]s-fips.%[2]s.amazonaws.com",
			"%[1]s.%[2]s.api.aws", "%[1]s.%[2]s.amazonaws.com:443", "%[1]s.%[2]s.amazonaws.com.cn"} {
			p.host(fmt.Sprintf(form, service, region), "")
		}
	}
}
