package server_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/config"
	"github.com/countersign-dev/countersign/internal/iam"
	"github.com/countersign-dev/countersign/internal/server"
	"github.com/countersign-dev/countersign/sigv4"
)

// A stage is what one script plays on: a server, and who calls it.
type stage struct {
	t       *testing.T
	data    string // the server's folder
	now     *clock.Manual
	server  *server.Server
	dsn     string // of the cluster, for drivers
	users   map[string]key
	caller  key
	last    answer
	calls   sync.WaitGroup // of begun calls
	pending chan answer    // of begun calls
	begun   time.Time
	seen    *coverage
}

type key = sigv4.Credentials

func rootKey() key {
	return key{AccessKeyID: "AKIDEXAMPLEEXAMPLE00", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
}

func noon() *clock.Manual { return clock.NewManual(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)) }

// The cluster of every stage.
const (
	masterUser     = "admin"
	masterPassword = "Countersign1"
)

// open starts the server, and makes its cluster unless it is there.
func (s *stage) open() error {
	root := rootKey()
	var err error
	s.server, err = server.Start(s.t.Context(), server.Config{
		DataDir: s.data, Listen: "127.0.0.1:0", SQLListen: "127.0.0.1:0", Account: iam.DefaultAccount, Workgroups: []string{"group"}, WorkgroupAdmin: server.Admin{Name: "boss", Password: "Countersign2"},
		RootKey: config.RootKey{AccessKeyID: root.AccessKeyID, SecretAccessKey: root.SecretAccessKey},
		Clock:   s.now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return err
	}
	// After a restart it is there already.
	s.query("redshift", "CreateCluster", "ClusterIdentifier=first", "NodeType=ra3.large", "DBName=dev",
		"MasterUsername="+masterUser, "MasterUserPassword="+masterPassword)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(tick) {
		told := s.query("redshift", "DescribeClusters", "ClusterIdentifier=first")
		if element(told.body, "ClusterStatus") == "available" {
			s.dsn = fmt.Sprintf("postgres://%s:%s@127.0.0.1:%s/dev?sslmode=disable", masterUser, masterPassword, element(told.body, "Port"))
			return nil
		}
	}
	return errors.New("the cluster is not available")
}

func (s *stage) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := s.server.Close(ctx)
	s.calls.Wait()
	return err
}

func (s *stage) leave() {
	if s.server == nil {
		return // it did not start
	}
	if err := s.close(); err != nil {
		s.t.Error(err)
	}
	s.seen.left()
}

// query calls an operation of the query protocol.
func (s *stage) query(service string, args ...string) answer {
	form := url.Values{"Action": {args[0]}, "Version": {map[string]string{"redshift": "2012-12-01", "iam": "2010-05-08", "sts": "2011-06-15"}[service]}}
	for _, argument := range args[1:] {
		name, value, _ := strings.Cut(argument, "=")
		form.Set(name, value)
	}
	r := request{stage: s, service: service, operation: args[0], body: []byte(form.Encode()), caller: s.caller}
	return r.send()
}

// become changes the caller. A role is assumed anew each time.
func (s *stage) become(name string) error {
	s.caller = rootKey()
	kind, name, _ := strings.Cut(name, "/")
	switch kind {
	case "root":
		return nil
	case "user":
		if _, known := s.users[name]; !known {
			s.query("iam", "CreateUser", "UserName="+name)
			s.users[name] = keyIn(s.query("iam", "CreateAccessKey", "UserName="+name))
		}
		s.caller = s.users[name]
	case "role":
		role, session, _ := strings.Cut(name, "/")
		trust := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + iam.DefaultAccount + `:root"},"Action":"sts:AssumeRole"}]}`
		s.query("iam", "CreateRole", "RoleName="+role, "AssumeRolePolicyDocument="+trust)
		if err := s.become("user/assumer"); err != nil { // root may not assume roles
			return err
		}
		s.caller = keyIn(s.query("sts", "AssumeRole", "RoleArn=arn:aws:iam::"+iam.DefaultAccount+":role/"+role, "RoleSessionName="+session))
	}
	if s.caller.AccessKeyID == "" {
		return fmt.Errorf("%s has no key", name)
	}
	return nil
}

func keyIn(a answer) key {
	return key{AccessKeyID: element(a.body, "AccessKeyId"), SecretAccessKey: element(a.body, "SecretAccessKey"), SessionToken: element(a.body, "SessionToken")}
}

// element is the text of the first XML element of that name.
func element(body []byte, name string) string {
	for d := xml.NewDecoder(bytes.NewReader(body)); ; {
		token, err := d.Token()
		if err != nil {
			return ""
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == name {
			var text string
			if d.DecodeElement(&text, &start) != nil {
				return ""
			}
			return text
		}
	}
}
