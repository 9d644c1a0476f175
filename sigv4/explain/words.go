package explain

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// certain is a finding that the request, or AWS's text, shows beyond doubt.
func certain(format string, args ...any) []Finding {
	return []Finding{{Proven: true, Summary: fmt.Sprintf(format, args...)}}
}

// likely is a finding that the evidence points to and does not prove.
func likely(format string, args ...any) []Finding {
	return []Finding{{Summary: fmt.Sprintf(format, args...)}}
}

// telling is a finding that is no proof, and still says more than any other would.
func telling(format string, args ...any) []Finding {
	return []Finding{{Summary: fmt.Sprintf(format, args...), telling: true}}
}

// hint is a finding worth telling only where nothing explains the refusal.
func hint(format string, args ...any) []Finding {
	return []Finding{{Summary: fmt.Sprintf(format, args...), hint: true}}
}

// quote shows a value with hidden characters as escapes, cut to a length that a person
// reads.
func quote(s string) string {
	if len(s) > maxShown {
		return strconv.Quote(s[:maxShown]) + "…"
	}
	return strconv.Quote(s)
}

// list joins names as a sentence does.
func list(names []string) string {
	if len(names) > maxHeaders {
		return list(append(names[:maxHeaders:maxHeaders], "others"))
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// span words a duration as a person would: seconds, and hours where they are whole.
func span(d time.Duration) string {
	d = d.Abs().Round(time.Second)
	if d < 2*time.Minute {
		return fmt.Sprintf("%d s", int(d/time.Second))
	}
	return fmt.Sprintf("%d s (%s)", int64(d/time.Second), strings.TrimSuffix(d.String(), "0s"))
}

// ShownKeyID names an access key ID for people to read. What has another form may be a
// secret that stands in its place, and is hidden as MaskKeyID does.
func ShownKeyID(id string) string {
	if looksLikeKeyID(id) {
		return id
	}
	return MaskKeyID(id)
}

// MaskKeyID shows the length and the first characters of what may be a secret. Nothing
// is left to hide of an empty one, which stays empty.
func MaskKeyID(id string) string {
	if id == "" {
		return ""
	}
	return fmt.Sprintf("%s… (%d characters)", strings.Trim(quote(id[:min(4, len(id))]), `"`), len(id))
}

// minMasked is the length from which a value is hidden: shorter ones are no secrets, and
// stand within other words.
const minMasked = 8

// newMasks returns what takes session tokens, and whatever stands where an access key
// ID should, out of texts that are shown.
func newMasks(s *subject) *strings.Replacer {
	var pairs []string
	hide := func(secret, instead string) {
		if len(secret) < minMasked {
			return
		}
		once := escape(secret)
		for _, form := range []string{escape(once), once, lowerEscapes(once), escapePath(secret), secret} {
			pairs = append(pairs, form, instead)
		}
	}
	for _, name := range []string{"X-Amz-Security-Token", "X-Amz-S3session-Token"} {
		hide(s.header(name), "***")
		value, _ := findFold(s.params, name)
		hide(value, "***")
		for _, p := range s.params {
			if strings.EqualFold(p.name, name) {
				hide(p.rawValue, "***")
			}
		}
	}
	hide(s.in.Token, "***")
	hide(s.in.Secret, "***")
	for _, other := range s.in.Others {
		hide(other.SecretAccessKey, "***")
		hide(other.SessionToken, "***")
	}
	if id := strings.TrimSpace(s.claim.id); id != "" && !looksLikeKeyID(id) {
		hide(id, MaskKeyID(id))
	}
	return strings.NewReplacer(pairs...)
}

// mask hides tokens and secrets in a text.
func (s *subject) mask(text string) string { return s.masks.Replace(text) }

// tokenLine is the line of a session token in a canonical request.
var tokenLine = regexp.MustCompile(`(?im)(x-amz-security-token(?::|=|%3D))[^\n&']+`)

// maskToken hides the token of a canonical request that is not the examined one's, as
// AWS echoes it.
func maskToken(canonical string) string { return tokenLine.ReplaceAllString(canonical, "${1}***") }

// maskedAnswer is the input's answer without what it quotes of secrets and tokens.
func maskedAnswer(in Input) *Answer {
	if in.Answer == nil {
		return nil
	}
	a := *in.Answer
	a.text = ""
	secret := ""
	if len(readSwapped(in.Answer)) > 0 {
		parts := strings.Split(a.Credential, "/")
		secret = strings.Join(parts[:len(parts)-4], "/")
	}
	for _, field := range []*string{&a.Message, &a.Header, &a.Piece, &a.Credential, &a.CanonicalRequest, &a.StringToSign} {
		if secret != "" {
			*field = strings.ReplaceAll(*field, secret, MaskKeyID(secret))
		}
		*field = passwords.ReplaceAllString(maskToken(*field), "${1}***")
	}
	return &a
}

// withoutPassword hides the token or password of another scheme than AWS's, which AWS
// quotes from the header that it could not read.
func withoutPassword(a Answer) Answer {
	scheme, password, _ := strings.Cut(a.Header, " ")
	if len(password) < 4 || strings.HasPrefix(scheme, "AWS") {
		return a
	}
	for _, text := range []*string{&a.Message, &a.Header, &a.Piece} {
		*text = strings.ReplaceAll(*text, password, "***")
	}
	return a
}

// passwords are tokens and passwords of other schemes, which AWS quotes back.
var passwords = regexp.MustCompile(`(?i)((?:Bearer|Basic) +)[^\s',]+|()eyJ[\w.-]+`)
