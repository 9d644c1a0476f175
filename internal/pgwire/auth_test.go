package pgwire_test

import (
	"net"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/countersign-dev/countersign/internal/pgwire"
)

// Redshift's own drivers, which know no SCRAM, are asked for MD5 unless SCRAM is insisted upon.
func TestAuthenticationOfRedshiftsDrivers(t *testing.T) {
	for _, test := range []struct {
		method pgwire.AuthMethod
		driver string
		md5    bool
	}{
		{pgwire.AuthAuto, "Redshift Python Driver 2.2.0", true},
		{pgwire.AuthAuto, "Redshift JDBC Driver 2.3.0", true},
		{pgwire.AuthAuto, "", false},
		{pgwire.AuthAuto, "psql", false},
		{pgwire.AuthSCRAM, "Redshift JDBC Driver 2.3.0", false},
		{pgwire.AuthMD5, "", true},
	} {
		f := start(t, func(c *pgwire.Config) { c.Auth = test.method })
		conn, err := net.Dial("tcp", f.addr.String())
		if err != nil {
			t.Fatal(err)
		}
		parameters := map[string]string{"user": user, "database": database}
		if test.driver != "" {
			parameters["driver_version"] = test.driver
		}
		front := pgproto3.NewFrontend(conn, conn)
		front.Send(&pgproto3.StartupMessage{ProtocolVersion: 3 << 16, Parameters: parameters})
		if err := front.Flush(); err != nil {
			t.Fatal(err)
		}
		asked, err := front.Receive()
		if _, md5 := asked.(*pgproto3.AuthenticationMD5Password); err != nil || md5 != test.md5 {
			t.Errorf("%+v is asked %T, %v", test, asked, err)
		}
		conn.Close()
	}
}
