package activity

import "regexp"

// secretPattern is a word that a secret follows, and the secret as a string. Strings with a quote in them have two.
var secretPattern = regexp.MustCompile(`(?is)(\b(?:password|secret_access_key|access_key_id|session_token|credentials|master_symmetric_key|aws_secret_access_key|token)(?:\s+(?:as|to))?\s*(?:=\s*)?)'(?:[^']|'')*'`)

// insidePattern is a secret inside of a string with credentials, for what is no whole string.
var insidePattern = regexp.MustCompile(`(?i)\b(aws_access_key_id|aws_secret_access_key|token|master_symmetric_key)=[^;'\s]+`)

// Mask is a statement's text without the secrets in it: passwords of users, and keys of COPY and UNLOAD. Redshift
// shows stars in their place.
func Mask(text string) string {
	text = secretPattern.ReplaceAllString(text, "$1'***'")
	return insidePattern.ReplaceAllString(text, "$1=***")
}
