package pgwire_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/pgwire"
)

// psql runs a script in the real client and returns what it prints.
func (f *fixture) psql(t *testing.T, script string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath("psql")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("psql is not installed")
		}
		t.Skip("psql is not installed")
	}
	cmd := exec.CommandContext(t.Context(), path, append([]string{"-X", f.dsn("sslmode=prefer&gssencmode=prefer")}, args...)...)
	cmd.Stdin = strings.NewReader(script)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Logf("psql: %v", err)
	}
	return string(out)
}

func TestPsql(t *testing.T) {
	for name, method := range map[string]pgwire.AuthMethod{"scram": pgwire.AuthSCRAM, "md5": pgwire.AuthMD5} {
		t.Run(name, func(t *testing.T) {
			f := start(t, func(c *pgwire.Config) { c.Auth = method })
			out := f.psql(t, `\timing on
select 1;
create table t (a int not null, b varchar(10), c decimal(10,2));
insert into t values (1, 'one', 1.5), (2, null, -2.25);
select * from t order by a;
select nope from t;
select current_user, version();
begin; insert into t values (3, 'x', 0);
select broken;
commit;
select count(*) from t;
`, "-At")
			for _, want := range []string{
				"1\n", "CREATE TABLE", "INSERT 0 2", "1|one|1.50", "2||-2.25",
				`ERROR:  column "nope" does not exist`, "LINE 1: select nope from t;", "admin|PostgreSQL 8.0.2", "Time:",
				"BEGIN", "ROLLBACK",
			} {
				if !strings.Contains(out, want) {
					t.Errorf("output lacks %q", want)
				}
			}
			if t.Failed() {
				t.Log(out)
			}
		})
	}
}
