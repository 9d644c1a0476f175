package doctor

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/countersign-dev/countersign/internal/api/awsregions"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// The shapes of an access key's halves. A secret that is no key of AWS may have another
// length, so its shape decides only where the ID has AWS's.
var (
	keyIDShape  = regexp.MustCompile(`^(AKIA|ASIA)[A-Z0-9]{12,28}$`)
	secretShape = regexp.MustCompile(`^[A-Za-z0-9/+]{40}$`)
	zoneShape   = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9][a-z]$`)
)

// hidden tells characters that nobody sees and no value of AWS has.
func hidden(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Z)
}

// checkKeyID examines an access key ID. Where names the setting.
func (x *examination) checkKeyID(where, id string) {
	trimmed := strings.TrimFunc(id, hidden)
	switch {
	case id == "":
		return
	case trimmed == "":
		x.add(Fails, "id-hidden-character", where, "the access key ID is %s: nothing but hidden characters", shown(id))
	case strings.TrimLeftFunc(id, hidden) != id:
		x.add(Fails, "id-leading-blank", where, "the access key ID begins with a hidden character: %s", describedID(id))
	case strings.TrimRightFunc(id, hidden) != id:
		x.add(Fails, "id-trailing-blank", where, "the access key ID ends in a hidden character: %s", describedID(id))
	case strings.ContainsFunc(id, hidden), strings.ContainsAny(id, "\"'`"):
		x.add(Fails, "id-hidden-character", where, "the access key ID has a character that no key has: %s", describedID(id))
	case secretShape.MatchString(id):
		return // swapped, most likely: checkKey tells
	}
}

// describedID shows an access key ID with what is hidden about it.
func describedID(id string) string {
	if keyIDShape.MatchString(strings.Trim(strings.TrimFunc(id, hidden), "\"'`")) {
		return shown(id)
	}
	return described(id)
}

// checkSecret examines the form of a secret access key.
func (x *examination) checkSecret(where, secret string) {
	trimmed := strings.TrimFunc(secret, hidden)
	end := secret[len(strings.TrimRightFunc(secret, hidden)):]
	start := secret[:len(secret)-len(strings.TrimLeftFunc(secret, hidden))]
	what := "the secret access key has " + described(secret)
	switch {
	case secret == "":
	case trimmed == "":
		x.add(Fails, "secret-empty", where, "%s: nothing but hidden characters", what)
	case strings.ContainsAny(end, "\n\r"):
		x.add(Fails, "secret-trailing-newline", where, "%s", what)
	case end != "" && strings.Trim(end, " \t") == "":
		x.add(Fails, "secret-trailing-blank", where, "%s", what)
	case start != "" && strings.Trim(start, " \t\r\n") == "":
		x.add(Fails, "secret-leading-blank", where, "%s", what)
	case start != "" || end != "", strings.ContainsFunc(secret, hidden):
		x.add(Fails, "secret-hidden-character", where, "%s, with a hidden character in it", what)
	case strings.ContainsAny(secret[:1]+secret[len(secret)-1:], "\"'`"):
		x.add(Fails, "secret-quoted", where, "%s, quotes among them", what)
	case strings.Contains(secret, `\/`):
		x.add(Fails, "secret-slash-changed", where, "%s, and a slash has a backslash before it", what)
	case strings.Contains(secret, "%2") && len(secret) > 40:
		x.add(Fails, "secret-url-encoded", where, "%s, and is percent-encoded", what)
	}
}

// checkKey examines the halves of a key together.
func (x *examination) checkKey(where, id, secret, token string) {
	cleanID, cleanSecret := strings.TrimFunc(id, hidden), strings.TrimFunc(secret, hidden)
	swapped := keyIDShape.MatchString(cleanSecret) && !keyIDShape.MatchString(cleanID)
	ofAWS := keyIDShape.MatchString(cleanID) && len(cleanID) == 20
	switch {
	case swapped:
		x.add(Fails, "id-and-secret-swapped", where, "the access key ID has %d characters, the secret access key has the form of an ID (%s)",
			len(cleanID), cleanSecret)
	case cleanID != "" && cleanSecret == "", cleanID == "" && cleanSecret != "":
		x.add(Fails, "credentials-partial", where, "only one of access key ID and secret access key is set")
	case ofAWS && len(cleanSecret) < 40:
		x.add(Warns, "secret-truncated", where, "the secret access key has %s; those of AWS have 40", described(secret))
	case ofAWS && len(cleanSecret) > 40 && cleanSecret == secret && !strings.ContainsAny(secret, "%\\\"'`"):
		x.add(Warns, "secret-decorated", where, "the secret access key has %s; those of AWS have 40", described(secret))
	}
	if strings.HasPrefix(cleanID, "ASIA") && token == "" {
		x.add(Fails, "token-missing", where, "%s is a temporary key, and there is no session token", explain.ShownKeyID(cleanID))
	}
	if strings.HasPrefix(cleanID, "AKIA") && token != "" {
		x.add(Fails, "environment-token-stale", where, "%s is a long-term key, and there is a session token", explain.ShownKeyID(cleanID))
	}
	for _, r := range token {
		if hidden(r) {
			x.add(Fails, "environment-hidden-character", where, "the session token has a hidden character: %s", described(token))
			break
		}
	}
}

// checkRegion examines the name of a Region.
func (x *examination) checkRegion(where, region string) {
	clean := strings.TrimFunc(region, hidden)
	_, known := awsregions.Partition(clean)
	lower := strings.ToLower(clean)
	_, lowerKnown := awsregions.Partition(lower)
	switch {
	case region == "":
	case clean != region, strings.ContainsFunc(region, hidden):
		x.add(Fails, "region-control-character", where, "the Region is %s", shown(region))
	case known:
	case lowerKnown:
		x.add(Fails, "region-upper-case", where, "the Region is %s, and should be %s", shown(region), lower)
	case zoneShape.MatchString(clean):
		x.add(Fails, "region-availability-zone", where, "the Region is %s, an availability zone of %s", shown(region), clean[:len(clean)-1])
	default:
		x.add(Fails, "region-pseudo", where, "the Region is %s, which AWS does not have", shown(region))
	}
}
