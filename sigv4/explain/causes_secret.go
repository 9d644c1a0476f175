package explain

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/countersign-dev/countersign/sigv4"
)

// secretCauses are mistakes with the secret access key. AWS answers all of them alike.
func secretCauses() []entry {
	return []entry{
		secretCause("secret-trailing-newline", "A line end after the secret access key",
			"The secret was stored with echo, from a file, or as base64 of a line.",
			"Store the secret without a newline: use printf %s, not echo.",
			secretForms{
				{"append-lf", after("\n")}, {"append-crlf", after("\r\n")}, {"append-cr", after("\r")},
				{"append-lf-lf", after("\n\n")}, {"append-backslash-n", after(`\n`)}, {"append-backslash-r-backslash-n", after(`\r\n`)},
			}),
		secretCause("secret-trailing-blank", "A blank after the secret access key",
			"The secret was copied with a space or a tab at its end.",
			"Remove what follows the secret's last character.",
			secretForms{{"append-space", after(" ")}, {"append-tab", after("\t")}, {"append-two-spaces", after("  ")}, {"append-space-lf", after(" \n")}}),
		secretCause("secret-leading-blank", "A blank before the secret access key",
			"The secret was copied with a space, a tab or a line end before it.",
			"Remove what precedes the secret's first character.",
			secretForms{{"prepend-space", before(" ")}, {"prepend-tab", before("\t")}, {"prepend-lf", before("\n")},
				{"surround-spaces", around(" ", " ")}, {"prepend-space-append-lf", around(" ", "\n")}}),
		// A NUL at the end is no mistake that shows: HMAC fills its key up with zeros.
		secretCause("secret-hidden-character", "A hidden character at an end of the secret access key",
			"A byte order mark, a non-breaking or a zero-width space was copied along.",
			"Copy the secret again as plain text; check with: printf %s \"$AWS_SECRET_ACCESS_KEY\" | od -c",
			secretForms{{"prepend-bom", before("\ufeff")}, {"append-bom", after("\ufeff")}, {"append-nbsp", after("\u00a0")},
				{"prepend-nbsp", before("\u00a0")}, {"append-zero-width-space", after("\u200b")}, {"prepend-zero-width-space", before("\u200b")}}),
		secretCause("secret-quoted", "Quotes around the secret access key",
			"The quotes of a shell, a .env file or YAML became part of the value.",
			"Remove the quotes: credentials files and docker --env-file take values as they stand.",
			secretForms{{"double-quotes", around(`"`, `"`)}, {"single-quotes", around("'", "'")}, {"append-double-quote", after(`"`)},
				{"prepend-double-quote", before(`"`)}, {"append-single-quote", after("'")}, {"prepend-single-quote", before("'")},
				{"backticks", around("`", "`")}, {"double-quotes-lf", around(`"`, "\"\n")}}),
		secretCause("secret-plus-lost", "The secret's plus signs were changed",
			"A \"+\" in the secret was read as a blank, or dropped, by something that decodes forms.",
			"Pass the secret on as it is; where it travels in a form or a URL, encode it once.",
			secretForms{{"plus-to-space", replace("+", " ")}, {"plus-removed", replace("+", "")}, {"plus-escaped", replace("+", "%2B")},
				{"plus-to-dash", replace("+", "-")}}),
		secretCause("secret-slash-changed", "The secret's slashes were changed",
			"A \"/\" in the secret was escaped or dropped by JSON, sed, a shell or a URL.",
			"Store the secret with its slashes as they are.",
			secretForms{{"slash-backslashed", replace("/", `\/`)}, {"slash-escaped", replace("/", "%2F")}, {"slash-escaped-lower", replace("/", "%2f")},
				{"slash-removed", replace("/", "")}, {"slash-to-underscore", replace("/", "_")}, {"slash-to-backslash", replace("/", `\`)}}),
		secretCause("secret-url-encoded", "The secret access key was percent-encoded, or decoded",
			"The secret went through a URL and came out in another form.",
			"Decode the secret before use, and do not decode one that was never encoded.",
			secretForms{{"percent-encoded", escape}, {"percent-encoded-twice", func(s string) string { return escape(escape(s)) }},
				{"percent-decoded", func(s string) string { return decode(s, false) }}, {"form-decoded", func(s string) string { return decode(s, true) }}}),
		secretCause("secret-base64", "The secret access key was used in base64 or hex",
			"The value of a Kubernetes secret or the like was used without decoding it, or decoded though it was plain.",
			"Decode what the secret store yields once: the secret access key has 40 characters.",
			secretForms{{"base64", base64Text}, {"base64-of-line", func(s string) string { return base64Text(s + "\n") }},
				{"base64-lf", func(s string) string { return base64Text(s) + "\n" }},
				{"base64-decoded", unbase64},
				{"hex", func(s string) string { return hex.EncodeToString([]byte(s)) }}}),
		secretCause("secret-truncated", "The secret access key was cut",
			"A character at an end was lost in copying, or a shell, a column or a double click cut the secret.",
			"Copy the whole secret: it has 40 characters.",
			secretForms{{"drop-last", cut(0, 1)}, {"drop-first", cut(1, 0)}, {"drop-last-two", cut(0, 2)}, {"drop-first-and-last", cut(1, 1)},
				{"up-to-slash", upTo("/")}, {"up-to-plus", upTo("+")}, {"after-last-slash", afterLast("/")}, {"up-to-equals", upTo("=")},
				{"first-32", first(32)}, {"first-39", first(39)}}),
		secretCause("secret-letter-case", "The secret access key in another case",
			"Something turned the secret into capitals or small letters.",
			"Keep the secret's case.",
			secretForms{{"lower-case", strings.ToLower}, {"upper-case", strings.ToUpper}}),
		secretCause("secret-decorated", "Something else was stored along with the secret access key",
			"The setting's name, a separator, a comment or the access key ID became part of the secret.",
			"Store the bare secret.",
			secretForms{{"append-comma", after(",")}, {"append-semicolon", after(";")}, {"append-backslash", after(`\`)}, {"append-equals", after("=")},
				{"prepend-equals", before("=")}, {"prepend-setting", before("aws_secret_access_key=")},
				{"prepend-setting-spaced", before("aws_secret_access_key = ")}, {"prepend-variable", before("AWS_SECRET_ACCESS_KEY=")},
				{"twice", func(s string) string { return s + s }}}),
		{Cause: secretWords("secret-with-key-id", "Access key ID and secret in one value",
			"The pair was stored as one value and used as the secret.",
			"Split the value: the part before the separator is the access key ID."),
			propose: func(s *subject, p *proposals) {
				id := s.claim.id
				p.secret("key-id-colon-secret", id+":"+s.in.Secret, "")
				p.secret("key-id-comma-secret", id+","+s.in.Secret, "")
				p.secret("key-id", id, "The access key ID was used as the secret access key.")
			}},
		{Cause: secretWords("secret-empty", "An empty secret access key",
			"The secret's variable was not set when the request was signed.",
			"Set AWS_SECRET_ACCESS_KEY where the client runs: sudo, cron, containers and services do not inherit it."),
			common: true, propose: func(_ *subject, p *proposals) {
				p.secret("empty", "", "The request was signed with an empty secret access key.")
			}},
		{Cause: secretWords("secret-placeholder", "A template's secret access key",
			"The secret is a word that stands for one in examples and tests.",
			"Put the secret of your access key in the place of the example's."),
			propose: proposePlaceholders},
		{Cause: secretWords("secret-of-another-key", "The secret access key of another access key",
			"Environment, profiles or rotation were mixed up: the ID is of one key and the secret of another.",
			"Take both halves from one place: environment variables override a profile one by one."),
			common: true, propose: func(s *subject, p *proposals) {
				for _, other := range s.in.Others[:min(len(s.in.Others), maxOthers)] {
					p.otherKey(other.AccessKeyID, other.SecretAccessKey, fmt.Sprintf(
						"The request names %s and was signed with the secret of %s.", ShownKeyID(s.claim.id), ShownKeyID(other.AccessKeyID)))
				}
			}},
		{Cause: Cause{ID: "smtp-password-as-secret", Title: "An SMTP password of Amazon SES used as a secret access key",
			Mistake: "The password for SES's SMTP interface, made of a secret for one Region, was used to sign API requests.",
			Kind:    sigv4.SignatureDoesNotMatch, Blamed: "IncompleteSignature", Links: []string{docSMTP},
			Fix: "Use the IAM user's secret access key for APIs; the SMTP password is for SMTP only, and for its own Region."},
			propose: proposeSMTPPasswords},
		{Cause: Cause{ID: "wrong-secret", Title: "Another secret access key than the key's",
			Mistake: "The secret is of another key, was mistyped, or has been replaced.",
			Kind:    sigv4.SignatureDoesNotMatch, Blamed: "IncompleteSignature", Links: []string{docTroubleshooting, docAccessKeys},
			Fix: "Copy ID and secret again from where the key was made, or make a new key. A secret cannot be looked up later."},
			read: func(a *Answer) []Finding {
				if !a.says("signature we calculated does not match") {
					return nil
				}
				return hint("The text tells only that the signatures differ; most often the secret access key is another one.")
			}},
	}
}

func secretWords(id, title, mistake, fix string) Cause {
	return Cause{ID: id, Title: title, Mistake: mistake, Fix: fix, Kind: sigv4.SignatureDoesNotMatch,
		Blamed: "IncompleteSignature", Links: []string{docAccessKeys, docCredentialFiles}}
}

// secretForms are named transformations of a secret. The names are part of the
// evidence: whoever holds the secret replays the proof by them.
type secretForms []secretForm

type secretForm struct {
	name  string
	apply func(string) string
}

func secretCause(id, title, mistake, fix string, forms secretForms) entry {
	return entry{Cause: secretWords(id, title, mistake, fix), common: true,
		propose: func(s *subject, p *proposals) {
			for _, form := range forms {
				if secret := form.apply(s.in.Secret); secret != "" {
					p.secret(form.name, secret, "")
				}
			}
		}}
}

// SecretAsIs is the name of the transformation that changes nothing.
const SecretAsIs = "as-is"

func after(tail string) func(string) string  { return func(s string) string { return s + tail } }
func before(head string) func(string) string { return func(s string) string { return head + s } }
func around(head, tail string) func(string) string {
	return func(s string) string { return head + s + tail }
}

func replace(from, to string) func(string) string {
	return func(s string) string { return strings.ReplaceAll(s, from, to) }
}

func cut(head, tail int) func(string) string {
	return func(s string) string {
		if len(s) < head+tail {
			return s
		}
		return s[head : len(s)-tail]
	}
}

func first(n int) func(string) string { return func(s string) string { return s[:min(n, len(s))] } }

func upTo(mark string) func(string) string {
	return func(s string) string { head, _, _ := strings.Cut(s, mark); return head }
}

func afterLast(mark string) func(string) string {
	return func(s string) string { return s[strings.LastIndex(s, mark)+1:] }
}

func base64Text(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// unbase64 returns nothing for what is no base64: there is no such form then.
func unbase64(s string) string {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return ""
	}
	return string(raw)
}

func proposePlaceholders(_ *subject, p *proposals) {
	for _, word := range []string{
		"test", "secret", "dummy", "fake", "password", "undefined", "YOUR_SECRET_ACCESS_KEY", "${AWS_SECRET_ACCESS_KEY}",
		"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
	} {
		p.secret("placeholder:"+word, word, fmt.Sprintf("The request was signed with the placeholder %s as its secret.", quote(word)))
	}
}

// proposeSMTPPasswords makes SES's SMTP passwords of the secret: a signature of the
// word SendRawEmail under a fixed date, with a version byte before it, in base64.
func proposeSMTPPasswords(s *subject, p *proposals) {
	regions := []string{s.claim.scope.Region, "us-east-1", "us-west-2", "eu-west-1"}
	mac := newHMACer()
	for _, region := range regions {
		key := mac.derive(nil, s.in.Secret, &Derivation{Prefix: "AWS4", Date: "11111111", Region: region,
			Service: "ses", Terminator: sigv4.Terminator, Form: formChain})
		sum := mac.once(key, []byte("SendRawEmail"))
		password := base64.StdEncoding.EncodeToString(append([]byte{4}, sum...))
		p.secret("ses-smtp-password:"+region, password, fmt.Sprintf(
			"The SMTP password that the secret access key has in %s was used as the secret.", region))
	}
}
