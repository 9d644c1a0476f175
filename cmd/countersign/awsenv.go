package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/spf13/cobra"

	"github.com/countersign-dev/countersign/internal/api/awsregions"
	"github.com/countersign-dev/countersign/internal/awsenv"
	"github.com/countersign-dev/countersign/internal/rawhttp"
	"github.com/countersign-dev/countersign/sigv4"
)

// An awsEnv is where the commands that sign and verify get credentials, Region,
// service and time from: their flags, the request, the environment and the shared
// files, in the order that the AWS CLI has taught.
type awsEnv struct {
	profile string
	region  string
	service string
	time    string
	process bool // a profile's credential_process may be run
}

func (e *awsEnv) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&e.profile, "profile", "", "profile of the shared AWS files; goes before the environment's credentials")
	flags.StringVar(&e.region, "region", "", "Region (default: the host's, AWS_REGION, AWS_DEFAULT_REGION, the profile's)")
	flags.StringVar(&e.service, "service", "", "signing name of the service (default: told by the host or the operation)")
	flags.BoolVar(&e.process, "credential-process", false, "run the profile's credential_process where the credentials come from one")
	flags.StringVar(&e.time, "time", "", "take this as the time, such as 20121207T000000Z")
}

// now returns the time to sign or verify at.
func (e *awsEnv) now() (time.Time, error) {
	if e.time == "" {
		return time.Now().UTC(), nil
	}
	t, err := time.Parse(sigv4.TimeFormat, e.time)
	if err != nil || len(e.time) != len(sigv4.TimeFormat) {
		return time.Time{}, usageErrorf("--time %q is not of the form %s", e.time, sigv4.TimeFormat)
	}
	return t, nil
}

// credentials finds the access key. A profile that is asked for by flag goes before
// the environment's key, one that a variable names goes after it. Within a profile the
// order is package awsenv's. A process that is run may speak on stderr.
func (e *awsEnv) credentials(ctx context.Context, stderr io.Writer) (sigv4.Credentials, error) {
	if e.profile == "" {
		found, err := environmentCredentials()
		if err != nil || found.AccessKeyID != "" {
			return found, err
		}
	}
	profile, err := e.sharedProfile(ctx)
	if err != nil {
		return sigv4.Credentials{}, err
	}
	switch source := sourceOf(profile); {
	case source == awsenv.Keys:
		return sigv4.Credentials{
			AccessKeyID:     profile.Credentials.AccessKeyID,
			SecretAccessKey: profile.Credentials.SecretAccessKey,
			SessionToken:    profile.Credentials.SessionToken,
		}, nil
	case source == awsenv.Process && e.process:
		return runCredentialProcess(ctx, profile.Profile, profile.CredentialProcess, stderr)
	default:
		return sigv4.Credentials{}, noCredentials(profile, source)
	}
}

// sourceOf asks package awsenv, with the settings as the SDK has read them.
func sourceOf(profile config.SharedConfig) awsenv.Source {
	settings := map[string]string{
		"role_arn":              profile.RoleARN,
		"aws_access_key_id":     profile.Credentials.AccessKeyID,
		"aws_secret_access_key": profile.Credentials.SecretAccessKey,
		"sso_session":           profile.SSOSessionName,
		"sso_account_id":        profile.SSOAccountID,
		"credential_process":    profile.CredentialProcess,
	}
	source, _ := awsenv.SourceOf(func(name string) string { return settings[name] })
	return source
}

func environmentCredentials() (sigv4.Credentials, error) {
	found, err := awsenv.Key(os.Getenv)
	if err != nil {
		return sigv4.Credentials{}, trouble(err, "set both, or neither and name a profile")
	}
	return found, nil
}

// noCredentials says why a profile yields no key. What would have to run a program or
// call a service to get one is left to the AWS CLI.
func noCredentials(profile config.SharedConfig, source awsenv.Source) error {
	switch source {
	case awsenv.Process:
		return trouble(fmt.Errorf("profile %s has a credential_process, which is not run unasked", profile.Profile),
			"--credential-process runs it")
	case awsenv.Role, awsenv.SingleSignOn:
		return trouble(fmt.Errorf("profile %s gets its credentials from AWS, which is not asked", profile.Profile),
			fmt.Sprintf(`eval "$(aws configure export-credentials --profile %s --format env)" gets them`, profile.Profile))
	}
	return trouble(fmt.Errorf("no credentials in the environment and none in profile %s", profile.Profile),
		`with a server running, eval "$(countersign env)" sets them`)
}

// sharedProfile reads the profile in use. A default profile that does not exist is an
// empty one.
func (e *awsEnv) sharedProfile(ctx context.Context) (config.SharedConfig, error) {
	home, _ := os.UserHomeDir() // none: then the files are where variables say
	name, named := awsenv.ProfileName(e.profile, os.Getenv)
	profile, err := config.LoadSharedConfigProfile(ctx, name, func(o *config.LoadSharedConfigOptions) {
		if file := awsenv.ConfigFile(os.Getenv, home); file != "" {
			o.ConfigFiles = []string{file}
		}
		if file := awsenv.CredentialsFile(os.Getenv, home); file != "" {
			o.CredentialsFiles = []string{file}
		}
	})
	var missing config.SharedConfigProfileNotExistError
	switch {
	case errors.As(err, &missing) && !named:
		return config.SharedConfig{Profile: name}, nil
	case errors.As(err, &missing):
		return config.SharedConfig{}, trouble(fmt.Errorf("profile %s is not in the shared AWS files", name), "")
	case err != nil:
		return config.SharedConfig{}, trouble(fmt.Errorf("read shared AWS files: %w", err), "")
	}
	return profile, nil
}

// regionOf returns the Region that r is for, or "" where nothing tells it.
func (e *awsEnv) regionOf(ctx context.Context, r *rawhttp.Request) (string, error) {
	_, fromHost := serviceHost(r.Host)
	if region := cmp.Or(e.region, fromHost, os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION")); region != "" {
		return region, nil
	}
	profile, err := e.sharedProfile(ctx)
	return profile.Region, err
}

// serviceOf returns the signing name of the service that r is for.
func (e *awsEnv) serviceOf(r *rawhttp.Request) (string, error) {
	fromHost, _ := serviceHost(r.Host)
	if service := cmp.Or(e.service, fromHost, serviceOfOperation(r)); service != "" {
		return service, nil
	}
	return "", usageErrorf("neither host %s nor the operation tells the service: give --service", r.Host)
}

// serviceHost reads service and Region from the name of an AWS endpoint, such as
// redshift.us-east-1.amazonaws.com, s3.dualstack.us-east-1.amazonaws.com or
// vpce-1a2b.redshift.us-east-1.vpce.amazonaws.com. A global endpoint is signed for us-east-1.
func serviceHost(hostport string) (service, region string) {
	host, _, _ := strings.Cut(strings.ToLower(hostport), ":")
	for _, suffix := range append(awsregions.Suffixes(), "api.aws") {
		name, ok := strings.CutSuffix(host, "."+suffix)
		if !ok {
			continue
		}
		labels := slices.DeleteFunc(strings.Split(name, "."), func(label string) bool { return label == "dualstack" || label == "vpce" })
		if len(labels) == 0 {
			return "", ""
		}
		last := labels[len(labels)-1]
		if len(labels) > 1 && isRegion(last) {
			return strings.TrimSuffix(labels[len(labels)-2], "-fips"), last
		}
		return strings.TrimSuffix(last, "-fips"), "us-east-1"
	}
	return "", ""
}

// isRegion tells names of the form of a Region: us-east-1, us-gov-west-1.
func isRegion(label string) bool {
	return strings.Count(label, "-") >= 2 && label[len(label)-1] >= '0' && label[len(label)-1] <= '9'
}

// serviceOfOperation reads the service from X-Amz-Target or, in the query protocol,
// from the API's version, which is a service's own.
func serviceOfOperation(r *rawhttp.Request) string {
	target, _ := r.Get("X-Amz-Target")
	prefix, _, _ := strings.Cut(target, ".")
	switch prefix {
	case "RedshiftData":
		return "redshift-data"
	case "RedshiftServerless":
		return "redshift-serverless"
	case "secretsmanager":
		return "secretsmanager"
	}
	_, query, _ := strings.Cut(r.Target, "?")
	for piece := range strings.SplitSeq(query+"&"+string(r.Body), "&") {
		switch piece {
		case "Version=2012-12-01":
			return "redshift"
		case "Version=2011-06-15":
			return "sts"
		case "Version=2010-05-08":
			return "iam"
		}
	}
	return ""
}
