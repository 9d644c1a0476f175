package explain

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// stringToSignCauses are strings to sign that were put together otherwise. Those with
// another time are among timeCauses.
func stringToSignCauses() []entry {
	return []entry{
		{Cause: signWords("string-scope-differs", "The scope in the string to sign is not the credential's",
			"The third line of the string to sign was made anew, with another Region, service, date or end.",
			"Use the same scope in the credential and in the string to sign."),
			propose: proposeScopes},
		{Cause: signWords("string-hash-form", "The canonical request went into the string to sign otherwise",
			"The last line is not the SHA-256 of the canonical request in lower-case hex: it is in capitals or base64, hashed twice, or the request itself.",
			"End the string to sign with the canonical request's SHA-256 in lower-case hex."),
			common: true, propose: func(_ *subject, p *proposals) {
				for form, say := range [...]string{
					hashUpper: "The canonical request's hash was signed in capitals.", hashTwice: "The hash of the canonical request's hash was signed.",
					hashBase64: "The canonical request's hash was signed in base64.", hashWhole: "The canonical request itself was signed, and not its hash.",
					hashAlone:  "The canonical request's hash was signed alone, without algorithm, time and scope.",
					wholeAlone: "The canonical request was signed directly.", hashBytes: "The canonical request's hash was signed as bytes.",
				} {
					if say != "" {
						p.toSign(stringParts{form: hashForm(form)}, changeForm, say)
					}
				}
			}},
		{Cause: signWords("string-algorithm", "Another algorithm in the string to sign",
			"The first line of the string to sign is not AWS4-HMAC-SHA256, or is missing.",
			"Begin the string to sign with AWS4-HMAC-SHA256."),
			propose: func(_ *subject, p *proposals) {
				for _, word := range []string{"", "HMAC-SHA256", "AWS4-HMAC-SHA1", "AWS4-HMAC-SHA256 ", "aws4-hmac-sha256", "AWS4-HMAC-SHA512", "SHA256", "AWS4"} {
					p.toSign(stringParts{algorithm: word}, changeAlgorithm, fmt.Sprintf("The string to sign begins with %s; it should with AWS4-HMAC-SHA256.", quote(word)))
				}
			}},
		{Cause: signWords("string-line-ends", "The lines of the string to sign are separated otherwise",
			"CR LF, a literal backslash and n, a blank or nothing stands between the lines.",
			"Separate the lines of the string to sign with a single newline."),
			propose: func(_ *subject, p *proposals) {
				for _, separator := range []string{"\r\n", `\n`, " ", "", "\n\n"} {
					p.toSign(stringParts{separator: separator}, changeSeparator, fmt.Sprintf("The lines of the string to sign were separated by %s.", quote(separator)))
				}
			}},
		{Cause: signWords("string-tail", "Something follows the string to sign",
			"A newline or a blank was added at the end of the string to sign.",
			"End the string to sign with the last digit of the hash."),
			propose: func(_ *subject, p *proposals) {
				for _, tail := range []string{"\n", "\r\n", " ", "\x00"} {
					p.toSign(stringParts{tail: tail}, changeTail, fmt.Sprintf("The string to sign ends with %s.", quote(tail)))
				}
			}},
	}
}

func signWords(id, title, mistake, fix string) Cause {
	return Cause{ID: id, Title: title, Mistake: mistake, Fix: fix, Kind: sigv4.SignatureDoesNotMatch,
		Blamed: "IncompleteSignature", Links: []string{docStringToSign}}
}

// proposeScopes tries scopes that differ from the credential's in the string to sign
// alone.
func proposeScopes(s *subject, p *proposals) {
	try := func(date, region, service, end string) {
		scope := strings.Join([]string{date, region, service, end}, "/")
		p.toSign(stringParts{scope: scope}, changeScope, fmt.Sprintf("The string to sign holds the scope %s.", quote(scope)))
	}
	at := s.claim.scope
	for _, region := range []string{"us-east-1", endpointOf(s.r.Host).region, ""} {
		try(at.Date, region, at.Service, sigv4.Terminator)
	}
	for _, service := range []string{s.service, "redshift", "redshift-data", "s3", "execute-api"} {
		try(at.Date, at.Region, service, sigv4.Terminator)
	}
	for _, date := range keyDates(s)[:min(len(keyDates(s)), 3)] {
		try(date, at.Region, at.Service, sigv4.Terminator)
	}
	try(at.Date, at.Service, at.Region, sigv4.Terminator)
	try(at.Date, at.Region, at.Service, s.claim.terminator)
	for _, scope := range []string{s.claim.credential, strings.TrimSuffix(at.String(), "/"+sigv4.Terminator), "/" + at.String(), at.String() + "/", ""} {
		p.toSign(stringParts{scope: scope}, changeScope, fmt.Sprintf("The string to sign holds %s as its scope.", quote(s.mask(scope))))
	}
}

// encodingCauses are signatures that are right and written in another way.
func encodingCauses() []entry {
	return []entry{
		{Cause: encodingWords("signature-upper-case", "The signature in capitals",
			"The signature's hex digits are capitals.", "Write the signature in lower-case hex."),
			propose: func(s *subject, p *proposals) {
				if sum, err := hex.DecodeString(s.claim.signature); err == nil && !isLowerHex(s.claim.signature) {
					p.encoded("upper-case-hex", sum, "The signature is right, and written with capitals.")
				}
			}, check: signatureShape(func(signature string) bool {
				_, err := hex.DecodeString(signature)
				return err == nil && len(signature) == 64 && signature != strings.ToLower(signature)
			}, "The signature is hex with capitals.")},
		{Cause: encodingWords("signature-base64", "The signature in base64",
			"The signature is written in base64, as Signature Version 2 wanted it, perhaps percent-encoded.", "Write the signature in lower-case hex."),
			propose: func(s *subject, p *proposals) {
				for name, digest := range base64Digests(s.claim.signature) {
					p.encoded(name, digest, "The signature is right, and written in base64.")
				}
			}, check: signatureShape(func(signature string) bool {
				for range base64Digests(signature) {
					return true
				}
				return false
			}, "The signature is 32 bytes in base64.")},
		{Cause: encodingWords("signature-decorated", "Something around the signature",
			"Quotes, blanks or a prefix became part of the signature.", "Send the 64 hex digits and nothing else."),
			propose: func(s *subject, p *proposals) {
				if core := signatureCore(s.claim.signature); core != s.claim.signature {
					if sum, err := hex.DecodeString(core); err == nil {
						p.encoded("decorated-hex", sum, fmt.Sprintf("The signature is right, and stands within %d characters more.", len(s.claim.signature)-len(core)))
					}
				}
			}, check: signatureShape(func(signature string) bool {
				core := signatureCore(signature)
				return core != signature && len(core) == 64
			}, "The signature has something around its 64 hex digits.")},
		{Cause: encodingWords("signature-length", "A signature of another length",
			"The signature was cut, or made with another hash: SHA-1 has 40 hex digits, SHA-512 128.", "Send all 64 hex digits of the HMAC-SHA256."),
			check: func(s *subject) []Finding {
				signature := s.claim.signature
				if signature == "" || len(signature) == 64 || len(signatureCore(signature)) == 64 {
					return nil
				}
				for range base64Digests(signature) {
					return nil
				}
				what := "it was cut, or is none"
				switch len(signature) {
				case 40:
					what = "that is the length of a SHA-1"
				case 96:
					what = "that is the length of a SHA-384"
				case 128:
					what = "that is the length of a SHA-512"
				}
				return certain("The signature has %d characters; %s.", len(signature), what)
			}},
	}
}

func encodingWords(id, title, mistake, fix string) Cause {
	return Cause{ID: id, Title: title, Mistake: mistake, Fix: fix, Kind: sigv4.SignatureDoesNotMatch,
		Blamed: "IncompleteSignature", Links: []string{docSignature}}
}

// signatureShape is a check of the claimed signature's writing.
func signatureShape(is func(string) bool, say string) func(*subject) []Finding {
	return func(s *subject) []Finding {
		if s.claim.signature == "" || !is(s.claim.signature) {
			return nil
		}
		f := certain("%s", say)
		f[0].Evidence.Dimension = DimEncoding
		return f
	}
}

// base64Digests reads a signature as the base64 of 32 bytes.
func base64Digests(signature string) func(func(string, []byte) bool) {
	return func(yield func(string, []byte) bool) {
		names := []string{"base64", "percent-encoded-base64"}
		for i, text := range slices.Compact([]string{signature, decode(signature, false)}) {
			if sum, err := base64.StdEncoding.DecodeString(text); err == nil && len(sum) == 32 {
				if !yield(names[i], sum) {
					return
				}
			}
		}
		if sum, err := base64.URLEncoding.DecodeString(signature); err == nil && len(sum) == 32 {
			yield("base64url", sum)
		}
	}
}

// signatureCore takes quotes, blanks and a prefix off a signature.
func signatureCore(signature string) string {
	core := strings.Trim(decode(signature, false), blanks+`"'`+"`;,")
	return strings.TrimPrefix(strings.TrimPrefix(core, "0x"), "hex:")
}
