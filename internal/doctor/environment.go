package doctor

import (
	"slices"
	"strings"
)

// variables are those that steer where requests go and who signs them.
var variables = []string{
	"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE",
	"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CA_BUNDLE",
	"AWS_ENDPOINT_URL",
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
	id, secret, token := x.env["AWS_ACCESS_KEY_ID"], x.env["AWS_SECRET_ACCESS_KEY"], x.env["AWS_SESSION_TOKEN"]
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
	case name == "AWS_SESSION_TOKEN": // checkKey sees it
	case name == "AWS_REGION", name == "AWS_DEFAULT_REGION":
		x.checkRegion(where, value)
	case strings.TrimFunc(value, hidden) != value, strings.ContainsAny(value[:1]+value[len(value)-1:], `"'`):
		x.add(Fails, "environment-hidden-character", where, "its value is %s", shown(value))
	}
}
