package server

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/countersign-dev/countersign/internal/clock"
)

// A workgroup is made once, stays, and is known where it was made only.
func TestWorkgroupsStay(t *testing.T) {
	dir := t.TempDir()
	start := func(workgroups ...string) *Server {
		t.Helper()
		s, err := Start(t.Context(), Config{
			DataDir: dir, Listen: "127.0.0.1:0", SQLListen: "127.0.0.1:0", Account: "123456789012", Workgroups: workgroups,
			Clock: clock.System{}, Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	stop := func(s *Server) {
		t.Helper()
		if err := s.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	s := start("one", "two")
	scope := s.ownScope()
	one, found := s.findWorkgroup(scope, "one")
	two, both := s.findWorkgroup(scope, "two")
	if !found || !both || one.ID == two.ID {
		t.Fatalf("%+v, %+v", one, two)
	}
	conn, err := s.warehouse.Connect(t.Context(), one.ID, "dev", "IAM:ann")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "create table t (a integer)").ReadAll(); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if _, available, err := s.redshift.Database(scope, "one"); err == nil || available {
		t.Error("a workgroup is a cluster")
	}
	stop(s)

	s = start("one")
	defer stop(s)
	if again, found := s.findWorkgroup(scope, "one"); !found || again.ID != one.ID {
		t.Errorf("%+v, want %+v", again, one)
	}
	if again, found := s.findWorkgroup(scope, "arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/"+two.ID); !found || again.ID != two.ID {
		t.Errorf("by its ARN: %+v, want %+v", again, two)
	}
	conn, err = s.warehouse.Connect(t.Context(), one.ID, "dev", "IAM:ann")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "select a from t").ReadAll(); err != nil {
		t.Errorf("its data is gone: %v", err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Error(err)
	}
	scope.Region = "eu-west-1"
	if _, found := s.findWorkgroup(scope, "one"); found {
		t.Error("it is known in another Region")
	}
}

func TestCheckWorkgroup(t *testing.T) {
	for name, fits := range map[string]bool{"abc": true, "a-1": true, "ab": false, "Abc": false, "a_b_c": false, "a b": false, "": false} {
		if err := CheckWorkgroup(name); (err == nil) != fits {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestParseAdmin(t *testing.T) {
	for text, want := range map[string]Admin{"": {}, "a:b": {"a", "b"}, "a:b:c": {"a", "b:c"}} {
		if got, err := ParseAdmin(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"a", ":", "a:", ":secret"} {
		if got, err := ParseAdmin(text); err == nil || got != (Admin{}) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}
