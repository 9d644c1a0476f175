package doctor_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/doctor"
	"github.com/countersign-dev/countersign/redshifttest"
	"github.com/countersign-dev/countersign/sigv4/explain"
)

const (
	keyID  = "AKIAZ3MGNLQ7RT2WKX4B"
	secret = "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"
	token  = "IQoJb3JpZ2luX2VjEDoaCXVzLWVhc3QtMSJHMEUCIQDexample"
)

// good is the environment of a machine that has nothing wrong.
func good() map[string]string {
	return map[string]string{"AWS_ACCESS_KEY_ID": keyID, "AWS_SECRET_ACCESS_KEY": secret, "AWS_REGION": "us-east-1"}
}

// machine is one with this environment and these files under /home/me/.aws.
func machine(env, files map[string]string) doctor.Machine {
	m := doctor.Machine{
		Home:  "/home/me",
		Clock: clock.NewManual(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)),
		ReadFile: func(name string) ([]byte, fs.FileMode, error) {
			text, ok := files[strings.TrimPrefix(name, "/home/me/.aws/")]
			if !ok {
				return nil, 0, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
			}
			return []byte(text), 0o600, nil
		},
	}
	for name, value := range env {
		m.Env = append(m.Env, name+"="+value)
	}
	return m
}

func examine(t *testing.T, m doctor.Machine, o doctor.Options) *doctor.Report {
	t.Helper()
	report, err := doctor.Examine(t.Context(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	for _, hidden := range []string{secret, secret[5:30], token, token[3:30]} {
		if strings.Contains(string(text), hidden) || strings.Contains(fmt.Sprintf("%+v", report), hidden) {
			t.Errorf("the report shows %q: %s", hidden, text)
		}
	}
	for _, f := range report.Findings {
		if _, known := explain.Lookup(f.ID); !known || f.What == "" || f.Why == "" || f.Fix == "" || f.Where == "" {
			t.Errorf("finding %+v", f)
		}
	}
	return report
}

func ids(report *doctor.Report) string {
	var all []string
	for _, f := range report.Findings {
		all = append(all, f.ID)
	}
	return strings.Join(all, " ")
}

func TestNothingWrong(t *testing.T) {
	inFiles := map[string]string{
		"credentials": "# mine\n[default]\naws_access_key_id = " + keyID + "\naws_secret_access_key = " + secret + "\n",
		"config":      "[default]\nregion = eu-west-1\ns3 =\n  max_concurrent_requests = 5\n[sso-session corp]\nsso_region = us-east-1\n[profile other]\nregion=us-east-2\n",
	}
	for name, m := range map[string]doctor.Machine{"environment": machine(good(), nil), "files": machine(nil, inFiles)} {
		if report := examine(t, m, doctor.Options{}); len(report.Findings) != 0 || report.Fails() || report.Setting.AccessKeyID != keyID || report.Setting.Endpoint == "" {
			t.Errorf("%s: %+v", name, report)
		}
	}
}

// Each mistake, in the environment or in a file, is named first.
func TestMistakes(t *testing.T) {
	set := func(name, value string) func(env, files map[string]string) {
		return func(env, _ map[string]string) { env[name] = value }
	}
	// credentials leaves the environment without a key and writes a credentials file.
	credentials := func(text string) func(env, files map[string]string) {
		return func(env, files map[string]string) {
			delete(env, "AWS_ACCESS_KEY_ID")
			delete(env, "AWS_SECRET_ACCESS_KEY")
			files["credentials"] = text
		}
	}
	profile := func(id, secret string) string {
		return "[default]\naws_access_key_id = " + id + "\naws_secret_access_key = " + secret + "\n"
	}
	for _, c := range []struct {
		name  string
		apply func(env, files map[string]string)
		want  string
		warns bool
	}{
		{"id with a blank before it", set("AWS_ACCESS_KEY_ID", " "+keyID), "id-leading-blank", false},
		{"id with a byte order mark", set("AWS_ACCESS_KEY_ID", "\ufeff"+keyID), "id-leading-blank", false},
		{"id with a newline", set("AWS_ACCESS_KEY_ID", keyID+"\n"), "id-trailing-blank", false},
		{"id in quotes", set("AWS_ACCESS_KEY_ID", `"`+keyID+`"`), "id-hidden-character", false},
		{"id of a user", set("AWS_ACCESS_KEY_ID", "AIDAZ3MGNLQ7RT2WKX4BC"), "id-is-principal", false},
		{"id of the documentation", set("AWS_ACCESS_KEY_ID", "YOUR_ACCESS_KEY_ID"), "id-placeholder", false},
		{"id and secret swapped", func(env, _ map[string]string) {
			env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"] = secret, keyID
		}, "id-and-secret-swapped", false},
		{"secret with a newline", set("AWS_SECRET_ACCESS_KEY", secret+"\n"), "secret-trailing-newline", false},
		{"secret with CR LF", set("AWS_SECRET_ACCESS_KEY", secret+"\r\n"), "secret-trailing-newline", false},
		{"secret with a blank", set("AWS_SECRET_ACCESS_KEY", secret+" "), "secret-trailing-blank", false},
		{"secret with a blank before it", set("AWS_SECRET_ACCESS_KEY", "\t"+secret), "secret-leading-blank", false},
		{"secret with a byte order mark", set("AWS_SECRET_ACCESS_KEY", "\ufeff"+secret), "secret-hidden-character", false},
		{"secret with a non-breaking space", set("AWS_SECRET_ACCESS_KEY", secret+"\u00a0"), "secret-hidden-character", false},
		{"secret in quotes", set("AWS_SECRET_ACCESS_KEY", `'`+secret+`'`), "secret-quoted", false},
		{"secret with a backslash", set("AWS_SECRET_ACCESS_KEY", strings.ReplaceAll(secret, "/", `\/`)), "secret-slash-changed", false},
		{"secret percent-encoded", set("AWS_SECRET_ACCESS_KEY", url.QueryEscape(secret)), "secret-url-encoded", false},
		{"secret cut", set("AWS_SECRET_ACCESS_KEY", secret[:39]), "secret-truncated", true},
		{"secret with more behind it", set("AWS_SECRET_ACCESS_KEY", secret+";"), "secret-decorated", true},
		{"secret of blanks", set("AWS_SECRET_ACCESS_KEY", "  "), "secret-empty", false},
		{"no secret", func(env, _ map[string]string) { delete(env, "AWS_SECRET_ACCESS_KEY") }, "credentials-partial", false},
		{"temporary key without a token", set("AWS_ACCESS_KEY_ID", "ASIA"+keyID[4:]), "token-missing", false},
		{"token beside a long-term key", set("AWS_SESSION_TOKEN", token), "environment-token-stale", false},
		{"token with a newline", func(env, _ map[string]string) {
			env["AWS_ACCESS_KEY_ID"], env["AWS_SESSION_TOKEN"] = "ASIA"+keyID[4:], token+"\n"
		}, "environment-hidden-character", false},
		{"old token beside a long-term key", set("AWS_SECURITY_TOKEN", token), "environment-token-stale", false},
		{"two tokens", func(env, _ map[string]string) {
			env["AWS_ACCESS_KEY_ID"], env["AWS_SESSION_TOKEN"], env["AWS_SECURITY_TOKEN"] = "ASIA"+keyID[4:], token, token[1:]
		}, "environment-mixed-credentials", true},
		{"two profiles", func(env, files map[string]string) {
			env["AWS_PROFILE"], env["AWS_DEFAULT_PROFILE"] = "one", "two"
			files["config"] = "[profile one]\n[profile two]\n"
		}, "profile-variables-differ", true},
		{"no file of certificates", set("AWS_CA_BUNDLE", "/nowhere.pem"), "ca-bundle-unreadable", false},
		{"a file of certificates without any", func(env, files map[string]string) {
			env["AWS_CA_BUNDLE"], files["ca.pem"] = "/home/me/.aws/ca.pem", "-----BEGIN CERTIFICATE-----\n"
		}, "ca-bundle-unreadable", false},
		{"endpoints ignored by the profile", func(_, files map[string]string) {
			files["config"] = "[default]\nendpoint_url = http://127.0.0.1:5438\nignore_configured_endpoint_urls = true\n"
		}, "endpoint-ignored", false},
		{"empty variable", set("AWS_PROFILE", ""), "environment-empty-variable", true},
		{"profile with a blank", set("AWS_PROFILE", "default "), "environment-hidden-character", false},
		{"Region is a zone", set("AWS_REGION", "us-east-1a"), "region-availability-zone", false},
		{"Region with a NUL", set("AWS_REGION", "us-east-1\x00"), "region-control-character", false},
		{"Region with a newline", set("AWS_REGION", "us-east-1\n"), "region-control-character", false},
		{"Region in capitals", set("AWS_REGION", "US-EAST-1"), "region-upper-case", false},
		{"pseudo-Region", set("AWS_REGION", "aws-global"), "region-pseudo", false},
		{"Regions differ", set("AWS_DEFAULT_REGION", "us-west-2"), "region-variables-differ", true},
		{"no Region", func(env, _ map[string]string) { delete(env, "AWS_REGION") }, "region-unset", false},
		{"endpoint of another Region", set("AWS_ENDPOINT_URL", "https://redshift.eu-west-1.amazonaws.com"), "region-differs-from-endpoint", false},
		{"endpoint of another partition", set("AWS_ENDPOINT_URL_REDSHIFT", "https://redshift.cn-north-1.amazonaws.com.cn"), "region-differs-from-endpoint", false},
		{"endpoint without a scheme", set("AWS_ENDPOINT_URL", "localhost:5438"), "endpoint-variable-unexpected", false},
		{"endpoint with a path", set("AWS_ENDPOINT_URL", "http://127.0.0.1:5438/redshift"), "endpoint-variable-unexpected", true},
		{"endpoint ignored", func(env, _ map[string]string) {
			env["AWS_ENDPOINT_URL"], env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "http://127.0.0.1:5438", "true"
		}, "endpoint-ignored", false},
		{"no credentials", credentials(""), "credentials-missing", false},
		{"file with CR LF", credentials(strings.ReplaceAll(profile(keyID, secret), "\n", "\r\n")), "credentials-file-crlf", true},
		{"file with a byte order mark", credentials("\ufeff" + profile(keyID, secret)), "credentials-file-bom", false},
		{"file in UTF-16", credentials("\xff\xfe[\x00d\x00"), "credentials-file-malformed", false},
		{"file with a stray line", credentials(profile(keyID, secret) + secret + "\n"), "credentials-file-malformed", false},
		{"file with a broken header", credentials("[default\n" + profile(keyID, secret)), "credentials-file-malformed", false},
		{"file with a profile twice", credentials(profile(keyID, secret) + profile(keyID, secret)), "profile-duplicated", true},
		{"file with the word profile", func(env, files map[string]string) {
			credentials("[profile default]\naws_access_key_id = "+keyID+"\n")(env, files)
		}, "profile-not-found", false},
		{"file with half of a key", credentials("[default]\naws_access_key_id = " + keyID + "\n"), "profile-keys-partial", false},
		{"file without a token", credentials(profile("ASIA"+keyID[4:], secret)), "profile-token-missing", false},
		{"file with a quoted secret", credentials(profile(keyID, `"`+secret+`"`)), "secret-quoted", false},
		{"file with halves swapped", credentials(profile(secret, keyID)), "id-and-secret-swapped", false},
		{"profile that does not exist", set("AWS_PROFILE", "analytics"), "profile-not-found", false},
		{"config without the word profile", func(_, files map[string]string) { files["config"] = "[analytics]\nregion = us-east-1\n" }, "profile-not-found", true},
		{"environment before profile", func(env, files map[string]string) {
			env["AWS_PROFILE"] = "default"
			files["credentials"] = profile("AKIAAAAAAAAAAAAAAAAA", strings.ToUpper(secret))
		}, "environment-overrides-profile", true},
		{"secret of another profile", func(env, files map[string]string) {
			env["AWS_ACCESS_KEY_ID"] = "AKIAAAAAAAAAAAAAAAAA"
			files["credentials"] = profile(keyID, secret)
		}, "environment-mixed-credentials", false},
		{"another secret than the profile's", func(env, files map[string]string) {
			files["credentials"] = profile(keyID, strings.ToLower(secret))
		}, "environment-mixed-credentials", false},
		{"credentials from a program", func(env, files map[string]string) {
			credentials("")(env, files)
			files["config"] = "[default]\ncredential_process = /bin/keys\n"
		}, "credential-process-configured", true},
		{"file that cannot be read", set("AWS_SHARED_CREDENTIALS_FILE", "/nowhere"), "credentials-file-malformed", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, files := good(), map[string]string{}
			c.apply(env, files)
			report := examine(t, machine(env, files), doctor.Options{})
			if len(report.Findings) == 0 || report.Findings[0].ID != c.want {
				t.Fatalf("found %q, want %s first", ids(report), c.want)
			}
			if report.Fails() == c.warns || (report.Findings[0].Severity == doctor.Warns) != c.warns {
				t.Errorf("%+v", report.Findings[0])
			}
		})
	}
}

// Each place that an endpoint can be set in goes before those after it, and a service's
// own setting before that of all.
func TestEndpoint(t *testing.T) {
	config := "[default]\nservices = mine\nendpoint_url = http://profile\n[services mine]\nredshift =\n  endpoint_url = http://redshift.services\n" +
		"redshift_data =\n  endpoint_url = http://data.services\n"
	own := map[string]string{"AWS_ENDPOINT_URL_REDSHIFT": "http://own", "AWS_ENDPOINT_URL_REDSHIFT_DATA": "http://data.own"}
	all := map[string]string{"AWS_ENDPOINT_URL": "http://all"}
	for _, c := range []struct {
		name                string
		env                 map[string]string
		config, flag        string
		region              string
		endpoint, statement string
	}{
		{"flag", own, config, "http://flag", "", "http://flag", "http://flag"},
		{"the service's variable", own, config, "", "", "http://own", "http://data.own"},
		{"the variable of all services", all, config, "", "", "http://all", "http://all"},
		{"the profile's services", nil, config, "", "", "http://redshift.services", "http://data.services"},
		{"the profile", nil, "[default]\nendpoint_url = http://profile\n", "", "", "http://profile", "http://profile"},
		{"another profile's services", nil, "[default]\n[services mine]\nredshift =\n  endpoint_url = http://no\n", "", "",
			"https://redshift.us-east-1.amazonaws.com", "https://redshift-data.us-east-1.amazonaws.com"},
		{"China", nil, "", "", "cn-north-1", "https://redshift.cn-north-1.amazonaws.com.cn", "https://redshift-data.cn-north-1.amazonaws.com.cn"},
		{"GovCloud", nil, "", "", "us-gov-west-1", "https://redshift.us-gov-west-1.amazonaws.com", "https://redshift-data.us-gov-west-1.amazonaws.com"},
		{"isolated", nil, "", "", "us-iso-east-1", "https://redshift.us-iso-east-1.c2s.ic.gov", "https://redshift-data.us-iso-east-1.c2s.ic.gov"},
		{"isolated, B", nil, "", "", "us-isob-east-1", "https://redshift.us-isob-east-1.sc2s.sgov.gov", "https://redshift-data.us-isob-east-1.sc2s.sgov.gov"},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := good()
			for name, value := range c.env {
				env[name] = value
			}
			o := doctor.Options{Endpoint: c.flag, Region: c.region, Statement: &doctor.Statement{SQL: "select 1"}}
			setting := examine(t, machine(env, map[string]string{"config": c.config}), o).Setting
			if setting.Endpoint != c.endpoint || setting.StatementEndpoint != c.statement {
				t.Errorf("%s (%s) and %s (%s), want %s and %s", setting.Endpoint, setting.EndpointBy, setting.StatementEndpoint, setting.StatementEndpointBy, c.endpoint, c.statement)
			}
		})
	}
}

func TestFileMode(t *testing.T) {
	m := machine(good(), nil)
	m.ReadFile = func(string) ([]byte, fs.FileMode, error) { return []byte("[default]\n"), 0o644, nil }
	if report := examine(t, m, doctor.Options{}); ids(report) != "credentials-file-permissions" {
		t.Errorf("found %q", ids(report))
	}
	m.ReadFile = func(string) ([]byte, fs.FileMode, error) { return make([]byte, doctor.MaxFile+1), 0o600, nil }
	if report := examine(t, m, doctor.Options{}); report.Findings[0].ID != "credentials-file-malformed" {
		t.Errorf("a huge file: found %q", ids(report))
	}
}

func TestProxy(t *testing.T) {
	m := machine(good(), nil)
	m.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse("http://me:hunter2@proxy.example:3128") }
	report := examine(t, m, doctor.Options{})
	if ids(report) != "proxy-configured" || strings.Contains(report.Findings[0].What, "hunter2") {
		t.Errorf("%+v", report.Findings)
	}
}

func TestClock(t *testing.T) {
	var date string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Date", date) }))
	defer server.Close()
	m := machine(good(), nil)
	m.Transport = server.Client().Transport
	for offset, want := range map[time.Duration]string{
		time.Minute: "", -3 * time.Minute: "machine-clock-wrong", 20 * time.Minute: "machine-clock-wrong",
		2*time.Hour + time.Second: "clock-skew-whole-hours", -time.Hour: "clock-skew-whole-hours",
	} {
		date = m.Clock.Now().Add(offset).UTC().Format(http.TimeFormat)
		if report := examine(t, m, doctor.Options{Endpoint: server.URL}); ids(report) != want {
			t.Errorf("%v: found %q, want %q", offset, ids(report), want)
		}
	}
	server.Close()
	if report := examine(t, m, doctor.Options{Endpoint: server.URL, Online: true}); ids(report) != "endpoint-unreachable" {
		t.Errorf("nobody there: found %q", ids(report))
	}
}

// online is a machine that is set up for a running server.
func online(srv *redshifttest.Server, change map[string]string) doctor.Machine {
	env := map[string]string{
		"AWS_ACCESS_KEY_ID": srv.AccessKeyID, "AWS_SECRET_ACCESS_KEY": srv.SecretAccessKey, "AWS_REGION": srv.Region, "AWS_ENDPOINT_URL": srv.Endpoint,
	}
	for name, value := range change {
		env[name] = value
	}
	m := machine(env, nil)
	m.Clock, m.Transport = clock.System{}, http.DefaultTransport
	return m
}

func TestOnline(t *testing.T) {
	srv := redshifttest.New(t)
	for _, service := range []string{"redshift", "redshift-data", "sts"} {
		report := examine(t, online(srv, nil), doctor.Options{Online: true, Service: service})
		if len(report.Findings) != 0 || len(report.Answers) != 1 || report.Answers[0].Status != http.StatusOK {
			t.Errorf("%s: %+v", service, report)
		}
	}
	for want, change := range map[string]map[string]string{
		"key-unknown":                  {"AWS_ACCESS_KEY_ID": keyID},
		"wrong-secret":                 {"AWS_SECRET_ACCESS_KEY": secret},
		"region-availability-zone":     {"AWS_REGION": "us-east-1a"},
		"environment-hidden-character": {"AWS_ENDPOINT_URL": srv.Endpoint + " "},
	} {
		report := examine(t, online(srv, change), doctor.Options{Online: true})
		if !report.Fails() || report.Findings[0].ID != want {
			t.Errorf("%s: found %q: %+v", want, ids(report), report.Answers)
		}
	}
}

// With a signature that holds, the part of a statement that fails is named.
func TestStatement(t *testing.T) {
	srv := redshifttest.New(t)
	right := doctor.Statement{ClusterIdentifier: srv.ClusterIdentifier, Database: srv.Database, DBUser: srv.DbUser, SQL: "select 1"}
	elsewhere := map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_REDSHIFT_DATA": srv.Endpoint}
	if report := examine(t, online(srv, elsewhere), doctor.Options{Statement: &right}); len(report.Answers) != 2 || ids(report) != "endpoint-unreachable" {
		t.Errorf("the Data API at an endpoint of its own: %+v", report)
	}
	for name, c := range map[string]struct {
		change func(*doctor.Statement)
		want   string
	}{
		"fine":     {func(*doctor.Statement) {}, ""},
		"cluster":  {func(s *doctor.Statement) { s.ClusterIdentifier = "nowhere" }, `the cluster identifier "nowhere"`},
		"database": {func(s *doctor.Statement) { s.Database = "nodb" }, `the database "nodb"`},
		"user":     {func(s *doctor.Statement) { s.DBUser = "nobody" }, `the database user "nobody"`},
		"query":    {func(s *doctor.Statement) { s.SQL = "select * from no_such_table" }, "the query"},
	} {
		statement := right
		c.change(&statement)
		report := examine(t, online(srv, nil), doctor.Options{Statement: &statement})
		switch {
		case c.want == "" && len(report.Findings) == 0:
		case c.want != "" && len(report.Findings) == 1 && report.Findings[0].ID == "statement-target-wrong" && strings.Contains(report.Findings[0].What, c.want):
		default:
			t.Errorf("%s: %+v", name, report)
		}
	}
}

// What some proxy answers is no error of AWS, and is not shown as one.
func TestAnswerOfAProxy(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "<html>Access denied by policy</html>", http.StatusForbidden)
	}))
	defer server.Close()
	m := machine(good(), nil)
	m.Clock, m.Transport = clock.System{}, server.Client().Transport
	report := examine(t, m, doctor.Options{Endpoint: server.URL, Online: true})
	if len(report.Answers) != 1 || report.Answers[0].Code != "" || report.Answers[0].Message != "37 bytes that are no error of AWS" {
		t.Errorf("%+v", report.Answers)
	}
}

func TestMain(m *testing.M) {
	for _, line := range os.Environ() { // the machine that runs the tests is not examined
		if name, _, _ := strings.Cut(line, "="); strings.HasPrefix(name, "AWS_") {
			os.Unsetenv(name)
		}
	}
	os.Exit(m.Run())
}
