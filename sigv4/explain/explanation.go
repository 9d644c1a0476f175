package explain

import (
	"bytes"
	"encoding/json"

	"github.com/countersign-dev/countersign/sigv4"
)

// A Verdict is whether a request would be let in.
type Verdict string

// The verdicts.
const (
	Valid        Verdict = "valid"
	Refused      Verdict = "refused"
	Unverifiable Verdict = "unverifiable" // without the secret nobody can tell
)

// A Match is whether the signature is the one that the key's holder would have made,
// whatever else is wrong with the request.
type Match string

// What is known of a signature.
const (
	SignatureMatches Match = "matches"
	SignatureDiffers Match = "differs"
	SignatureUnknown Match = "unknown"
)

// An Explanation is all that can be told about a request. No field holds a secret
// access key or a session token.
type Explanation struct {
	Verdict Verdict
	// Error is AWS's refusal, nil where there is none or only Answer is known. Its
	// messages quote what the client sent: show them to that client only.
	Error *sigv4.Error
	// Family is the one in which AWS words the refusal, judged by the request.
	Family sigv4.Family
	// Answer is AWS's answer, where the input held one.
	Answer *Answer
	// Match tells a signature that is right from one that is not, also where the
	// request is refused for another reason.
	Match Match
	// Causes are the findings, the most important first.
	Causes []Finding
	// CanonicalRequest and StringToSign are what the verifier computes, with session
	// tokens masked.
	CanonicalRequest string
	StringToSign     string
	// Diff holds CanonicalRequest beside the canonical request that was really signed
	// or, where that is not known, the one that AWS echoed. It is empty where there is
	// nothing to compare.
	Diff []DiffLine
	// Claimed is the signature that the request carries, cut to a bounded length.
	Claimed string
	// Expected is set only if Input.Disclose is.
	Expected string
	// Tries counts the signatures that were computed; Exhausted tells that the search
	// tried all that it had, singles, pairs and triples, and was not cut short.
	Tries     int
	Exhausted bool
}

// A Finding is a cause that was found in this request.
type Finding struct {
	Cause Cause
	// Proven tells that the cause is certain: the claimed signature comes out under
	// it, or the request shows it beyond doubt.
	Proven bool
	// Summary is one sentence with the values of this request; hidden characters are
	// escapes.
	Summary  string
	Evidence Evidence
	Fix      string

	telling bool // unproven, and more particular than what is certain
	hint    bool // worth saying only where nothing else explains the refusal
	vague   bool // yields to a proven finding in the same dimension
}

// Evidence is what a finding rests upon. Where Signature is set, whoever holds the
// secret can replay the proof: transform the secret as Secret says, derive the key as
// Derivation says, sign StringToSign, and write the result as Encoding says; it is
// the claimed signature.
type Evidence struct {
	Dimension Dimension `json:"dimension,omitempty"`
	// Sent and Signed are the part as it arrived and as it was signed, as quoted Go
	// strings.
	Sent   string `json:"sent,omitempty"`
	Signed string `json:"signed,omitempty"`
	*Proof
}

// A Proof is the recomputation under which the claimed signature came out. All
// findings of one search share it.
type Proof struct {
	// CanonicalRequest and StringToSign are those of the hypothesis; session tokens
	// are masked.
	CanonicalRequest string `json:"canonical_request"`
	StringToSign     string `json:"string_to_sign"`
	// Secret names what was done to the secret access key: SecretAsIs, "append-lf",
	// "double-quotes" and so on, "placeholder:WORD", "ses-smtp-password:REGION", or
	// "of-another-key" where KeyOf says whose secret it was.
	Secret string `json:"secret"`
	// KeyOf is the access key ID whose secret was used, where it is another one.
	KeyOf      string     `json:"key_of,omitempty"`
	Derivation Derivation `json:"derivation"`
	// Encoding is how the signature was written: "hex" as specified, "upper-case-hex",
	// "base64", "percent-encoded-base64", "base64url", or "decorated-hex" with something
	// around the digits.
	Encoding string `json:"encoding"`
}

// MarshalJSON writes the form that `explain --output json` is specified to have.
func (e *Explanation) MarshalJSON() ([]byte, error) {
	out := wireExplanation{
		Verdict: e.Verdict, Match: e.Match, Causes: make([]wireFinding, len(e.Causes)),
		CanonicalRequest: e.CanonicalRequest, StringToSign: e.StringToSign, Diff: e.Diff,
		Signature: wireSignature{Claimed: e.Claimed, Expected: e.Expected},
		Tries:     e.Tries, Exhausted: e.Exhausted,
	}
	for i, f := range e.Causes {
		out.Causes[i] = wireFinding{f.Cause.ID, f.Cause.Title, f.Proven, f.Summary, f.Fix, f.Evidence, f.Cause.Links}
	}
	switch {
	case e.Answer != nil:
		out.Error = &wireError{e.Answer.Code, e.Answer.Status, e.Answer.Message}
	case e.Error != nil:
		out.Error = &wireError{e.Error.Kind.Code(e.Family), e.Error.Kind.Status(e.Family), e.Error.Message(e.Family)}
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // an ampersand stays one: these are canonical requests
	err := encoder.Encode(out)
	return text.Bytes(), err
}

type wireExplanation struct {
	Verdict          Verdict       `json:"verdict"`
	Match            Match         `json:"match"`
	Error            *wireError    `json:"error,omitempty"`
	Causes           []wireFinding `json:"causes"`
	CanonicalRequest string        `json:"canonical_request,omitempty"`
	StringToSign     string        `json:"string_to_sign,omitempty"`
	Diff             []DiffLine    `json:"diff,omitempty"`
	Signature        wireSignature `json:"signature"`
	Tries            int           `json:"tries"`
	Exhausted        bool          `json:"exhausted"`
}

type wireError struct {
	Code    string `json:"code"`
	Status  int    `json:"status,omitempty"`
	Message string `json:"message"`
}

type wireFinding struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Proven   bool     `json:"proven"`
	Summary  string   `json:"summary"`
	Fix      string   `json:"fix"`
	Evidence Evidence `json:"evidence"`
	Links    []string `json:"links"`
}

type wireSignature struct {
	Claimed  string `json:"claimed,omitempty"`
	Expected string `json:"expected,omitempty"`
}
