package explain

import (
	"slices"

	"github.com/countersign-dev/countersign/sigv4"
)

// A Detection is where the knowledge of a cause comes from.
type Detection string

// The ways in which a cause shows.
const (
	InRequest     Detection = "from the request"
	ByRecomputing Detection = "proven by recomputation"
	InText        Detection = "from AWS's text"
	OnMachine     Detection = "from this machine"
)

// A Cause is a mistake that gets a request refused, and what to do about it.
type Cause struct {
	// ID is stable and in kebab-case: scripts and links rely on it.
	ID    string `json:"id"`
	Title string `json:"title"`
	// Mistake is what was done, in a sentence.
	Mistake string `json:"mistake"`
	// Detection lists the ways in which this package, or an examination of the
	// machine, finds the cause.
	Detection []Detection `json:"detection"`
	// Kind is AWS's refusal, zero where it is none of authentication's.
	Kind sigv4.Kind `json:"-"`
	// Code and JSONCode are what AWS answers in its two families of protocols.
	Code     string `json:"code"`
	JSONCode string `json:"json_code"`
	// Blamed is the code that articles name for the cause, where it is not Code.
	Blamed string `json:"blamed,omitempty"`
	// Fix is an instruction.
	Fix string `json:"fix"`
	// Links are addresses of sections of docs.aws.amazon.com.
	Links []string `json:"links"`
}

// An entry is a cause with all the ways to find it. Each function may be nil.
type entry struct {
	Cause
	// common causes are combined first, and in more of their forms, when the search
	// reaches triples.
	common bool
	// propose adds the hypotheses that prove the cause.
	propose func(*subject, *proposals)
	// check looks for the cause in the request alone.
	check func(*subject) []Finding
	// read looks for it in AWS's answer.
	read func(*Answer) []Finding
}

// Catalogue returns every cause, the plainest first within each subject. The caller
// owns the result.
func Catalogue() []Cause {
	table := entries()
	causes := make([]Cause, len(table))
	for i := range table {
		causes[i] = table[i].complete()
	}
	return causes
}

// Lookup returns the cause with that ID.
func Lookup(id string) (Cause, bool) {
	table := entries()
	i := slices.IndexFunc(table, func(e entry) bool { return e.ID == id })
	if i < 0 {
		return Cause{}, false
	}
	return table[i].complete(), true
}

// entries is the whole table. Its order is the order of findings of equal weight, and
// the order in which hypotheses are tried.
func entries() []entry {
	return slices.Concat(
		credentialCauses(), secretCauses(), tokenCauses(),
		timeCauses(), schemeCauses(), scopeCauses(),
		hostCauses(), payloadCauses(), headerCauses(),
		pathCauses(), queryCauses(), methodCauses(),
		derivationCauses(), stringToSignCauses(), encodingCauses(),
		structureCauses(), verdictCauses(), machineCauses(),
	)
}

// complete fills in what follows from the rest of the entry.
func (e *entry) complete() Cause {
	c := e.Cause
	if c.Kind != 0 {
		c.Code, c.JSONCode = c.Kind.Code(sigv4.QueryFamily), c.Kind.Code(sigv4.JSONFamily)
	}
	for _, way := range []struct {
		has bool
		how Detection
	}{{e.check != nil, InRequest}, {e.propose != nil, ByRecomputing}, {e.read != nil, InText}} {
		if way.has && !slices.Contains(c.Detection, way.how) {
			c.Detection = append(c.Detection, way.how)
		}
	}
	return c
}

// Sections of AWS's documentation that causes link to.
const (
	docs                = "https://docs.aws.amazon.com/"
	docCanonical        = docs + "IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request"
	docPayload          = docs + "IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request-hash"
	docStringToSign     = docs + "IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-string-to-sign"
	docSigningKey       = docs + "IAM/latest/UserGuide/reference_sigv-create-signed-request.html#derive-signing-key"
	docSignature        = docs + "IAM/latest/UserGuide/reference_sigv-create-signed-request.html#calculate-signature"
	docAddSignature     = docs + "IAM/latest/UserGuide/reference_sigv-create-signed-request.html#add-signature-to-request"
	docTroubleshooting  = docs + "IAM/latest/UserGuide/reference_sigv-troubleshooting.html"
	docElements         = docs + "IAM/latest/UserGuide/reference_sigv-signing-elements.html"
	docMethods          = docs + "IAM/latest/UserGuide/reference_sigv-authentication-methods.html"
	docAccessKeys       = docs + "IAM/latest/UserGuide/id_credentials_access-keys.html"
	docTemporary        = docs + "IAM/latest/UserGuide/id_credentials_temp_use-resources.html"
	docAccessDenied     = docs + "IAM/latest/UserGuide/troubleshoot_access-denied.html"
	docIdentifiers      = docs + "IAM/latest/UserGuide/reference_identifiers.html"
	docSTSRegions       = docs + "IAM/latest/UserGuide/id_credentials_temp_enable-regions.html"
	docCredentialFiles  = docs + "sdkref/latest/guide/file-format.html"
	docCredentialOrder  = docs + "sdkref/latest/guide/standardized-credentials.html"
	docEnvironment      = docs + "sdkref/latest/guide/environment-variables.html"
	docRegionSetting    = docs + "sdkref/latest/guide/feature-region.html"
	docEndpointSetting  = docs + "sdkref/latest/guide/feature-ss-endpoints.html"
	docRetries          = docs + "sdkref/latest/guide/feature-retry-behavior.html"
	docChecksums        = docs + "sdkref/latest/guide/feature-dataintegrity.html"
	docProxy            = docs + "cli/latest/userguide/cli-configure-proxy.html"
	docEndpoints        = docs + "general/latest/gr/rande.html"
	docRedshiftEndpoint = docs + "general/latest/gr/redshift-service.html"
	docRedshiftSigning  = docs + "redshift/latest/mgmt/amazon-redshift-signing-requests.html"
	docRedshiftErrors   = docs + "redshift/latest/APIReference/CommonErrors.html"
	docDataAPI          = docs + "redshift/latest/mgmt/data-api.html"
	docSMTP             = docs + "ses/latest/dg/smtp-credentials.html"
	docS3Header         = docs + "AmazonS3/latest/API/sig-v4-header-based-auth.html"
	docS3Query          = docs + "AmazonS3/latest/API/sigv4-query-string-auth.html"
	docMetadata         = docs + "AWSEC2/latest/UserGuide/instancedata-data-retrieval.html"
	docTime             = docs + "AWSEC2/latest/UserGuide/set-time.html"
)
