package doctor

import (
	"cmp"
	"crypto/x509"
	"slices"
	"strings"
)

// variables are those that steer where requests go and who signs them.
var variables = []string{
	"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE",
	"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CA_BUNDLE",
	"AWS_ENDPOINT_URL",
}

// certificates examines the file of those that clients trust in place of the system's.
func (x *examination) certificates() {
	name := x.env["AWS_CA_BUNDLE"]
	if name == "" {
		return
	}
	data, _, err := x.machine.ReadFile(name)
	switch {
	case err != nil:
		x.add(Fails, "ca-bundle-unreadable", name, "the file that AWS_CA_BUNDLE names cannot be read: %v", err)
	case !x509.NewCertPool().AppendCertsFromPEM(data):
		x.add(Fails, "ca-bundle-unreadable", name, "the file that AWS_CA_BUNDLE names holds no certificate in PEM")
	}
}

// environment examines the variables one by one, and the key that they hold.
func (x *examination) environment() {
	names := slices.Clone(variables)
	for name := range x.env {
		if strings.HasPrefix(name, "AWS_ENDPOINT_URL_") {
			names = append(names, name)
		}
	}
	slices.Sort(names[len(variables):])
	for _, name := range names {
		x.variable(name)
	}
	token, old := x.env["AWS_SESSION_TOKEN"], x.env["AWS_SECURITY_TOKEN"]
	if token != "" && old != "" && token != old {
		x.add(Warns, "environment-mixed-credentials", "environment", "AWS_SESSION_TOKEN and its old name, AWS_SECURITY_TOKEN, differ")
	}
	id, secret, token := x.env["AWS_ACCESS_KEY_ID"], x.env["AWS_SECRET_ACCESS_KEY"], cmp.Or(token, old)
	if id != "" || secret != "" {
		x.checkKey("environment", id, secret, token)
	}
	one, other := x.env["AWS_REGION"], x.env["AWS_DEFAULT_REGION"]
	if one != "" && other != "" && one != other {
		x.add(Warns, "region-variables-differ", "environment", "AWS_REGION is %s and AWS_DEFAULT_REGION is %s", shown(one), shown(other))
	}
}

func (x *examination) variable(name string) {
	value, set := x.env[name]
	where := "environment variable " + name
	switch {
	case !set:
	case value == "":
		x.add(Warns, "environment-empty-variable", where, "%s is set to nothing", name)
	case name == "AWS_ACCESS_KEY_ID":
		x.checkKeyID(where, value)
	case name == "AWS_SECRET_ACCESS_KEY":
		x.checkSecret(where, value)
	case name == "AWS_SESSION_TOKEN", name == "AWS_SECURITY_TOKEN": // checkKey sees it
	case name == "AWS_REGION", name == "AWS_DEFAULT_REGION":
		x.checkRegion(where, value)
	case strings.TrimFunc(value, hidden) != value, strings.ContainsAny(value[:1]+value[len(value)-1:], `"'`):
		x.add(Fails, "environment-hidden-character", where, "its value is %s", shown(value))
	}
}
