package doctor

import (
	"cmp"
	"net/url"
	"regexp"
	"strings"

	"github.com/countersign-dev/countersign/internal/api/awsregions"
	"github.com/countersign-dev/countersign/sigv4"
)

// profileName is the profile in use, and whether somebody asked for it.
func (x *examination) profileName() (name string, asked bool) {
	name = cmp.Or(x.options.Profile, x.env["AWS_PROFILE"], x.env["AWS_DEFAULT_PROFILE"])
	return cmp.Or(name, "default"), name != ""
}

// setting finds a value of the profile in use: the credentials file goes first.
func (x *examination) setting(setting string) (value, where string) {
	name, _ := x.profileName()
	for _, f := range x.files {
		for _, p := range f.profiles {
			if value := p.values[setting]; p.name == name && value != "" {
				return value, f.name + ", profile " + name
			}
		}
	}
	return "", ""
}

// chooseCredentials finds the key that a client would sign with. A profile that is
// asked for by flag goes before the environment, one of AWS_PROFILE goes after it.
func (x *examination) chooseCredentials() {
	name, asked := x.profileName()
	x.report.Setting.Profile = name
	exists := false
	for _, f := range x.files {
		for _, p := range f.profiles {
			exists = exists || p.name == name
		}
	}
	if asked && !exists {
		x.add(Fails, "profile-not-found", "profile "+name, "no shared file has a profile %s", shown(name))
	}
	x.checkMixed()
	inEnvironment := x.env["AWS_ACCESS_KEY_ID"] != "" && x.env["AWS_SECRET_ACCESS_KEY"] != ""
	if inEnvironment && x.options.Profile == "" {
		if id, _ := x.setting("aws_access_key_id"); x.env["AWS_PROFILE"] != "" && id != "" && id != x.env["AWS_ACCESS_KEY_ID"] {
			x.add(Warns, "environment-overrides-profile", "environment", "AWS_PROFILE is %s, and AWS_ACCESS_KEY_ID goes before its key", name)
		}
		x.use("environment", x.env["AWS_ACCESS_KEY_ID"], x.env["AWS_SECRET_ACCESS_KEY"], x.env["AWS_SESSION_TOKEN"])
		return
	}
	id, where := x.setting("aws_access_key_id")
	secret, _ := x.setting("aws_secret_access_key")
	token, _ := x.setting("aws_session_token")
	if id != "" && secret != "" {
		x.use(where, id, secret, token)
		return
	}
	x.elsewhere(name)
}

// checkMixed looks for a key whose halves come from two places: an ID with another
// secret than its profile has, or the secret of another ID's profile.
func (x *examination) checkMixed() {
	id, secret := strings.TrimFunc(x.env["AWS_ACCESS_KEY_ID"], hidden), strings.TrimFunc(x.env["AWS_SECRET_ACCESS_KEY"], hidden)
	if id == "" || secret == "" {
		return
	}
	for _, f := range x.files {
		for _, p := range f.profiles {
			theirs, theirSecret := p.values["aws_access_key_id"], p.values["aws_secret_access_key"]
			switch {
			case theirs == "" || theirSecret == "":
			case theirs == id && theirSecret != secret:
				x.add(Fails, "environment-mixed-credentials", "environment", "AWS_ACCESS_KEY_ID is the key of profile %s, and AWS_SECRET_ACCESS_KEY is not its secret", p.name)
			case theirs != id && theirSecret == secret:
				x.add(Fails, "environment-mixed-credentials", "environment", "AWS_SECRET_ACCESS_KEY is the secret of profile %s, and AWS_ACCESS_KEY_ID is another key", p.name)
			}
		}
	}
}

func (x *examination) use(source, id, secret, token string) {
	x.credentials = sigv4.Credentials{AccessKeyID: id, SecretAccessKey: secret, SessionToken: token}
	x.report.Setting.AccessKeyID, x.report.Setting.KeySource, x.report.Setting.Temporary = keyName(id), source, token != ""
}

// elsewhere says where credentials would come from that are in no variable and no file.
func (x *examination) elsewhere(name string) {
	for _, setting := range []string{"credential_process", "role_arn", "sso_session", "sso_account_id"} {
		if _, where := x.setting(setting); where != "" {
			x.report.Setting.KeySource = where + ", " + setting
			if setting == "credential_process" {
				x.add(Warns, "credential-process-configured", where, "the program is not run here; run it by hand and examine its answer")
			}
			return
		}
	}
	x.add(Fails, "credentials-missing", "profile "+name, "neither the environment nor the profile has an access key")
}

// chooseRegion finds the Region that a client would use.
func (x *examination) chooseRegion() {
	fromProfile, where := x.setting("region")
	for _, c := range []struct{ value, source string }{
		{x.options.Region, "--region"},
		{x.env["AWS_REGION"], "environment variable AWS_REGION"},
		{x.env["AWS_DEFAULT_REGION"], "environment variable AWS_DEFAULT_REGION"},
		{fromProfile, where},
	} {
		if c.value != "" {
			x.region, x.report.Setting.Region, x.report.Setting.RegionFrom = c.value, c.value, c.source
			break
		}
	}
	switch {
	case x.region == "":
		x.add(Fails, "region-unset", "Region", "neither AWS_REGION nor the profile names a Region")
	case x.options.Region != "":
		x.checkRegion("--region", x.options.Region)
	}
}

// withoutPassword finds the password in a URL.
var withoutPassword = regexp.MustCompile(`^([^/?#]*//[^/?#@:]*:)[^/?#]*@`)

// chooseEndpoint finds the address that a client would send to.
func (x *examination) chooseEndpoint() {
	own := "AWS_ENDPOINT_URL_" + strings.ToUpper(strings.ReplaceAll(x.options.Service, "-", "_"))
	fromProfile, where := x.setting("endpoint_url")
	configured := false
	for _, c := range []struct{ value, source string }{
		{x.options.Endpoint, "--endpoint-url"},
		{x.env[own], "environment variable " + own},
		{x.env["AWS_ENDPOINT_URL"], "environment variable AWS_ENDPOINT_URL"},
		{fromProfile, where},
	} {
		if c.value == "" {
			continue
		}
		configured = true
		c.value = withoutPassword.ReplaceAllString(c.value, "${1}xxxxx@") // shown, and of no use to a signed request
		if x.options.Endpoint == "" && strings.EqualFold(x.env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"], "true") {
			x.add(Fails, "endpoint-ignored", "environment", "%s is %s, and AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true", c.source, shown(c.value))
			break
		}
		x.report.Setting.Endpoint, x.report.Setting.EndpointBy = c.value, c.source
		x.checkEndpoint(c.value, c.source)
		return
	}
	if _, known := awsregions.Partition(x.region); known {
		x.report.Setting.Endpoint, x.report.Setting.EndpointBy = awsEndpoint(x.options.Service, x.region), "AWS's own"
	}
	if !configured && x.env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] != "" {
		x.add(Warns, "endpoint-ignored", "environment", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is set, and no endpoint is configured")
	}
}

// awsEndpoint is the address of a Regional service of AWS.
func awsEndpoint(service, region string) string {
	suffix := "amazonaws.com"
	if partition, _ := awsregions.Partition(region); partition == "aws-cn" {
		suffix = "amazonaws.com.cn"
	}
	return "https://" + service + "." + region + "." + suffix
}

// checkEndpoint examines an address that somebody has configured.
func (x *examination) checkEndpoint(address, source string) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		x.report.Setting.Endpoint = ""
		x.add(Fails, "endpoint-variable-unexpected", source, "%s is no address such as https://host", shown(address))
		return
	case u.Path != "" && u.Path != "/", u.RawQuery != "":
		x.add(Warns, "endpoint-variable-unexpected", source, "the address %s has a path or a query: clients add it to every request, or drop it", shown(address))
	}
	host := strings.ToLower(u.Hostname())
	if !strings.HasSuffix(host, ".amazonaws.com") && !strings.HasSuffix(host, ".amazonaws.com.cn") {
		return
	}
	for label := range strings.SplitSeq(host, ".") {
		if _, known := awsregions.Partition(label); known && label != x.region && x.region != "" {
			x.add(Fails, "region-differs-from-endpoint", source, "the endpoint %s is in %s, the Region is %s", host, label, shown(x.region))
		}
	}
}
