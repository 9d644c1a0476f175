package doctor

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/awsenv"
	"github.com/countersign-dev/countersign/sigv4"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

// setting finds a value of the profile in use: the credentials file goes first.
func (x *examination) setting(setting string) (value, where string) {
	for _, p := range x.inUse() {
		if value := p.values[setting]; value != "" {
			return value, p.where
		}
	}
	return "", ""
}

// inUse are the sections of the profile in use, that of the credentials file first.
func (x *examination) inUse() []*profile {
	name, _ := awsenv.ProfileName(x.options.Profile, x.variableOf)
	var found []*profile
	for _, f := range x.files {
		for _, p := range f.profiles {
			if p.name == name {
				found = append(found, p)
			}
		}
	}
	return found
}

// variableOf is the value of an environment variable; empty if it is not set.
func (x *examination) variableOf(name string) string { return x.env[name] }

// chooseCredentials finds the key that a client would sign with. A profile that is
// asked for by flag goes before the environment, one that a variable names goes after it.
func (x *examination) chooseCredentials() {
	name, named := awsenv.ProfileName(x.options.Profile, x.variableOf)
	x.report.Setting.Profile = name
	if named && len(x.inUse()) == 0 {
		x.add(Fails, "profile-not-found", "profile "+name, "no shared file has a profile %s", shown(name))
	}
	if one, other := x.env["AWS_PROFILE"], x.env["AWS_DEFAULT_PROFILE"]; x.options.Profile == "" && one != "" && other != "" && one != other {
		x.add(Warns, "profile-variables-differ", "environment", "AWS_PROFILE is %s and AWS_DEFAULT_PROFILE is %s; %s is taken here, as the AWS CLI does",
			shown(one), shown(other), shown(name))
	}
	x.checkMixed()
	if x.options.Profile == "" {
		key, err := awsenv.Key(x.variableOf)
		switch {
		case err != nil:
			return // checkKey has told, and clients look no further
		case key.AccessKeyID != "":
			x.useEnvironment(name, named, key)
			return
		}
	}
	x.useProfile(name)
}

func (x *examination) useEnvironment(profile string, named bool, key sigv4.Credentials) {
	if id, _ := x.setting("aws_access_key_id"); named && id != "" && id != key.AccessKeyID {
		x.add(Warns, "environment-overrides-profile", "environment", "the profile is %s, and AWS_ACCESS_KEY_ID goes before its key", profile)
	}
	x.use("environment", key)
}

// useProfile takes the profile's key, or says where else its credentials come from: what
// is in no variable and no file is not asked for.
func (x *examination) useProfile(name string) {
	source, by := awsenv.SourceOf(func(setting string) string { value, _ := x.setting(setting); return value })
	_, where := x.setting(by)
	switch source {
	case awsenv.Keys: // halves in two files are no key, of which checkProfiles has told
		for _, p := range x.inUse() {
			if key := p.key(); key.AccessKeyID != "" && key.SecretAccessKey != "" {
				x.use(p.where, key)
				return
			}
		}
	case awsenv.Nowhere:
		x.add(Fails, "credentials-missing", "profile "+name, "neither the environment nor the profile has an access key")
	case awsenv.Process:
		x.add(Warns, "credential-process-configured", where, "the program is not run here; run it by hand and examine its answer")
		fallthrough
	default:
		x.report.Setting.KeySource = where + ", " + by
	}
}

// key is the profile's own access key, whole or not.
func (p *profile) key() sigv4.Credentials {
	return sigv4.Credentials{
		AccessKeyID: p.values["aws_access_key_id"], SecretAccessKey: p.values["aws_secret_access_key"], SessionToken: p.values["aws_session_token"],
	}
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

func (x *examination) use(source string, key sigv4.Credentials) {
	x.credentials = key
	x.report.Setting.AccessKeyID, x.report.Setting.KeySource, x.report.Setting.Temporary = explain.ShownKeyID(key.AccessKeyID), source, key.SessionToken != ""
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
