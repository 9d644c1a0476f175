package pgwire_test

import "testing"

// The views of users show what SQL has made.
func TestViewsOfUsers(t *testing.T) {
	f := start(t, nil)
	c := f.connect(t, "")
	mustExec(t, c, "create group staff", "create user ann password disable in group staff createdb syslog access unrestricted connection limit 3 session timeout 60 valid until '2027-01-01'",
		"alter user ann set search_path to s, public", "create role dev externalid 'x'", "create role reader", "grant role reader to role dev", "grant role dev to ann with admin option",
		"grant vacuum to role dev", "create table t (a int)", "grant select on t to ann, group staff, role dev, public")
	for sql, want := range map[string]string{
		"select * from pg_user where usesysid >= 100 order by usesysid": "admin | 100 | t | t | f | ******** | NULL | NULL\n" +
			`ann | 102 | t | f | f | ******** | 2027-01-01 00:00:00+00 | {"search_path=s, public"}`,
		"select usename, useconnlimit, syslogaccess, sessiontimeout from pg_user_info where usesysid >= 100 order by usesysid": "admin | UNLIMITED | UNRESTRICTED | 0\nann | 3 | UNRESTRICTED | 60",
		"select user_name, connection_limit, is_superuser from svv_user_info where user_id = 102":                              "ann | 3 | f",
		"select groname, grosysid from pg_group":                                                     "staff | 101",
		"select u.usename from pg_user u, pg_group g where u.usesysid = any(g.grolist)":              "ann",
		"select role_name, role_owner, external_id from svv_roles where role_id >= 100 order by 1":   "dev | admin | x\nreader | admin | NULL",
		"select user_name, role_name, admin_option from svv_user_grants":                             "ann | dev | t",
		"select role_name, granted_role_name from svv_role_grants":                                   "dev | reader",
		"select system_privilege, identity_name from svv_system_privileges where identity_id >= 100": "VACUUM | dev",
		"select u.usename from pg_catalog.pg_user u where usesysid = 1":                              "rdsdb",
	} {
		if got := list(t, c, sql); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", sql, got, want)
		}
	}
	got := list(t, c, "select array_to_string(relacl, ', ') from pg_class where relname = 't'")
	if want := "admin=arwdRxtDPA/admin, ann=r/admin, group staff=r/admin, role dev=r/admin, =r/admin"; got != want {
		t.Errorf("relacl %q, want %q", got, want)
	}
	mustExec(t, c, "drop role dev force", "drop role reader", "revoke all on t from ann, group staff", "drop user ann", "drop group staff")
	if got := list(t, c, "select count(*) from pg_user, pg_group"); got != "0" {
		t.Error(got)
	}
	if got := list(t, c, "select count(*) from pg_user"); got != "2" {
		t.Error(got)
	}
}
