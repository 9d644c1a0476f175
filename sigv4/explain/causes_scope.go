package explain

import (
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// scopeCauses are mistakes with Region, service and terminator in the credential.
func scopeCauses() []entry {
	return []entry{
		{Cause: scopeWords("region-control-character", "A NUL, a blank or a control character in the Region",
			"The Region was cut from instance metadata, a file or a variable together with what surrounds it.",
			"Trim the Region, and cut at its end rather than at a fixed length: it has lower-case letters, dashes and a digit only.", docMetadata),
			check: func(s *subject) []Finding {
				return strangeRegion(s.claim.scope.Region, "The credential's Region is %s.")
			},
			read: func(a *Answer) []Finding { return strangeRegion(a.Region, "AWS quotes the Region %s.") }},
		{Cause: scopeWords("region-empty", "No Region in the credential",
			"The client was given an empty Region.",
			"Set AWS_REGION, or region in the profile.", docRegionSetting),
			check: func(s *subject) []Finding {
				if s.claim.elements < 5 || s.claim.scope.Region != "" {
					return nil
				}
				return certain("The credential's Region is empty.")
			}, read: func(a *Answer) []Finding {
				if a.says("valid region, not ''") {
					return certain("AWS was sent an empty Region.")
				}
				if a.says("you must specify a region", "missing region", "region is missing") {
					return certain("The client has no Region and sent nothing.")
				}
				return nil
			}},
		{Cause: scopeWords("region-availability-zone", "An availability zone in the place of the Region",
			"The Region has the letter of an availability zone, or is the name or ID of a zone.",
			"Leave the zone's part out: us-east-1a lies in us-east-1.", docRegionSetting),
			check: func(s *subject) []Finding { return zone(s.claim.scope.Region, "The credential's Region is") },
			read:  func(a *Answer) []Finding { return zone(a.Region, "AWS was sent the Region") }},
		{Cause: scopeWords("region-pseudo", "A word in the place of the Region",
			"The Region is a name of SDKs' own (aws-global), a country, or a word such as auto, local or default.",
			"Sign with the real Region of the endpoint; global services sign with us-east-1.", docRegionSetting),
			check: func(s *subject) []Finding {
				if !pseudoRegion(s.claim.scope.Region) || s.regionServed(s.claim.scope.Region) {
					return nil
				}
				return certain("The credential's Region is %s, which is no Region.", quote(s.claim.scope.Region))
			}, read: func(a *Answer) []Finding {
				if !pseudoRegion(a.Region) {
					return nil
				}
				return certain("AWS was sent the Region %s, which is none.", quote(a.Region))
			}},
		{Cause: scopeWords("region-upper-case", "A Region in capitals",
			"The Region was written with capitals or with other separators.",
			"Write the Region in lower case with dashes: us-east-1.", docRegionSetting),
			check: func(s *subject) []Finding {
				region := s.claim.scope.Region
				folded := strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(region))
				if region == folded || !regionShape.MatchString(folded) || s.regionServed(region) {
					return nil
				}
				return certain("The credential's Region is %s; Regions are written as %s is.", quote(region), folded)
			}},
		{Cause: scopeWords("global-service-region", "A global service signed outside its Region",
			"IAM, CloudFront, Route 53, the global endpoint of STS and their like sign with one Region, whatever the client's own is.",
			"Sign with us-east-1, or use a Regional endpoint where the service has one (sts.REGION.amazonaws.com).", docEndpoints),
			check: func(s *subject) []Finding {
				e := endpointOf(s.r.Host)
				region := s.claim.scope.Region
				if !e.global || region == "" || region == globalRegion(e.service) || partition(region) != partition("us-east-1") {
					return nil
				}
				return certain("%s has one endpoint, which signs with %s; the credential's Region is %s.", e.service, globalRegion(e.service), quote(region))
			}},
		{Cause: scopeWords("region-of-another-partition", "A Region of another partition",
			"Keys, Regions and endpoints of the commercial Regions, China and GovCloud are worlds apart.",
			"Use endpoint, Region and access key of one partition.", docEndpoints),
			check: func(s *subject) []Finding {
				e := endpointOf(s.r.Host)
				if e.suffix == "" || s.claim.scope.Region == "" {
					return nil
				}
				of := partition(orElse(e.region, "us-east-1"))
				if e.suffix == "amazonaws.com.cn" {
					of = "China"
				}
				if of == partition(s.claim.scope.Region) || e.region == "" && e.suffix == "amazonaws.com" && !e.global {
					return nil
				}
				return certain("The host %s belongs to %s, and the Region %s to %s.", quote(s.r.Host), of,
					quote(s.claim.scope.Region), partition(s.claim.scope.Region))
			}},
		{Cause: scopeWords("region-differs-from-endpoint", "Another Region than the endpoint's",
			"The request was sent to one Region and signed for another.",
			"Let the client make the endpoint from the Region, or give the endpoint's Region with it.", docEndpointSetting),
			check: func(s *subject) []Finding {
				e := endpointOf(s.r.Host)
				if e.region == "" || s.claim.elements < 5 || e.region == s.claim.scope.Region {
					return nil
				}
				return certain("The host is of %s, and the credential's Region is %s%s.", e.region, quote(s.claim.scope.Region), s.otherwiseRight())
			}},
		{Cause: scopeWords("region-not-served", "A Region that is not served here",
			"The endpoint does not serve this Region: it does not exist, or is not among those that were set up.",
			"Sign with a Region that the endpoint serves.", docRegionSetting),
			check: func(s *subject) []Finding {
				if s.claim.elements < 5 || s.regionServed(s.claim.scope.Region) {
					return nil
				}
				return certain("The credential's Region is %s, which this endpoint does not serve%s.", quote(s.claim.scope.Region), s.otherwiseRight())
			}, read: func(a *Answer) []Finding {
				if !a.says("scoped to a valid region") {
					return nil
				}
				return certain("AWS was sent a signature for the Region %s, to an endpoint of another.", quote(a.Region))
			}},
		{Cause: scopeWords("ses-host-label", "The label of the host in the place of the signing name",
			"The service was named after its host (email, bedrock-runtime, …); the name to sign with is another.",
			"Sign with the service's signing name: ses for email.*, bedrock for bedrock-runtime.*", docEndpoints),
			check: func(s *subject) []Finding {
				label, _, _ := strings.Cut(hostName(s.r.Host), ".")
				service := s.claim.scope.Service
				if service == "" || service != label || endpointOf(s.r.Host).service == label || endpointOf(s.r.Host).suffix == "" {
					return nil
				}
				return certain("The credential names the service %s after the host; the name to sign with is %s.", quote(service), s.service)
			}},
		{Cause: scopeWords("service-sibling", "The signing name of a sister service",
			"Amazon Redshift, its Data API and Redshift Serverless are three services with three signing names.",
			"Sign with redshift for clusters, redshift-data for statements, redshift-serverless for workgroups and namespaces.", docRedshiftEndpoint),
			check: func(s *subject) []Finding {
				family := []string{"redshift", "redshift-data", "redshift-serverless"}
				claimed := s.claim.scope.Service
				if claimed == s.service || !slices.Contains(family, claimed) || !slices.Contains(family, s.service) {
					return nil
				}
				return certain("The request is for %s and signed for %s%s.", s.service, claimed, s.otherwiseRight())
			}},
		{Cause: scopeWords("service-differs", "The signing name of another service",
			"The credential names another service than the one that was asked.",
			"Sign with the name of the service that the request is for.", docEndpoints),
			check: func(s *subject) []Finding {
				if s.claim.elements < 5 || s.service == "" || s.claim.scope.Service == s.service {
					return nil
				}
				return certain("The request is for %s, and the credential names the service %s%s.", s.service,
					quote(s.claim.scope.Service), s.otherwiseRight())
			}, read: func(a *Answer) []Finding {
				if !a.says("scoped to correct service") {
					return nil
				}
				return certain("AWS wants the signature for the service %s.", quote(a.between("correct service: '", "'")))
			}},
		{Cause: scopeWords("terminator-wrong", "The credential does not end in aws4_request",
			"The last part of the credential scope is another word.",
			"End the credential scope with aws4_request.", docElements),
			check: func(s *subject) []Finding {
				if s.claim.elements < 5 || s.claim.terminator == sigv4.Terminator || s.refusedFor(sigv4.ReasonMalformedParameter) {
					return nil
				}
				return certain("The credential ends in %s.", quote(s.claim.terminator))
			}, read: func(a *Answer) []Finding {
				if !a.says("with a valid terminator") {
					return nil
				}
				return certain("AWS found the end %s.", quote(a.between("'aws4_request', not '", "'")))
			}},
		{Cause: scopeWords("region-not-enabled", "A Region that the account has not enabled",
			"The Region is one of those that an account must opt in to, or the token is one of STS's global endpoint, which such Regions do not take.",
			"Enable the Region for the account, and get tokens from STS's Regional endpoint.", docSTSRegions),
			read: func(a *Answer) []Finding {
				if a.Code == "OptInRequired" || a.Code == "SubscriptionRequiredException" {
					return certain("AWS answers that the account has not signed up for the service, or not enabled the Region.")
				}
				return nil
			}},
	}
}

func scopeWords(id, title, mistake, fix, link string) Cause {
	return Cause{ID: id, Title: title, Mistake: mistake, Fix: fix, Kind: sigv4.SignatureDoesNotMatch,
		Blamed: "IncompleteSignature", Links: []string{link, docElements}}
}

func strangeRegion(region, format string) []Finding {
	if !strings.ContainsFunc(region, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil
	}
	return certain(format, quote(region))
}

func zone(region, what string) []Finding {
	for _, shape := range []interface{ FindStringSubmatch(string) []string }{zoneShape, localZoneShape} {
		if parts := shape.FindStringSubmatch(region); parts != nil {
			return certain("%s %s, which is a zone of %s.", what, quote(region), parts[1])
		}
	}
	if zoneIDShape.MatchString(region) {
		return certain("%s %s, which is the ID of a zone.", what, quote(region))
	}
	return nil
}

func pseudoRegion(region string) bool {
	switch strings.ToLower(region) {
	case "us", "eu", "auto", "global", "default", "local", "localhost", "none", "null", "undefined", "region", "any", "aws":
		return true
	}
	return strings.HasSuffix(region, "-global") || strings.HasPrefix(region, "fips-") || strings.HasSuffix(region, "-fips")
}
