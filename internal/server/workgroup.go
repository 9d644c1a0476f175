package server

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/store"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// Workgroups: databases that the Data API finds by WorkgroupName.
//
// A workgroup is made when the server starts, in the server's own account and Region,
// and stays. It has a database like a cluster's and is no cluster: the management API
// does not know it. Its users are the callers' identities and, where the server was told
// of one, an admin with a password. Left out: the Serverless API, which would make,
// describe and delete them.

// workgroupVersion is the version of the record below.
const workgroupVersion = 1

// A workgroup is the record of one workgroup, kept under its name.
type workgroup struct {
	ID      string // immutable; names its files, and is in its ARN
	Name    string
	Created time.Time

	Admin    string // the user with a password; empty for none
	Password pgwire.PasswordVerifier
}

// An Admin is the user of workgroups that has a password.
type Admin struct{ Name, Password string }

// String keeps passwords out of logs.
func (a Admin) String() string { return a.Name }

// ParseAdmin reads NAME:PASSWORD; an empty text is nobody. The error does not repeat it.
func ParseAdmin(text string) (Admin, error) {
	name, password, ok := strings.Cut(text, ":")
	if text == "" {
		return Admin{}, nil
	}
	if !ok || name == "" || password == "" {
		return Admin{}, errors.New("it is not NAME:PASSWORD")
	}
	return Admin{name, password}, nil
}

// workgroupDatabase is the first database of every workgroup, as on AWS.
const workgroupDatabase = "dev"

// CheckWorkgroup tells what is wrong with a workgroup's name.
func CheckWorkgroup(name string) error {
	if !regexp.MustCompile(`\A[a-z0-9-]{3,63}\z`).MatchString(name) {
		return fmt.Errorf("workgroup %q: a name has 3 to 63 small letters, digits and hyphens", name)
	}
	return nil
}

// openWorkgroups makes the workgroups that are wanted and opens all that there are.
func (s *Server) openWorkgroups(ctx context.Context) error {
	var err error
	if s.workgroups, err = store.OpenTable[workgroup](ctx, s.store, "workgroup", workgroupVersion); err != nil {
		return err
	}
	scope := s.ownScope()
	for _, name := range s.config.Workgroups {
		if err := CheckWorkgroup(name); err != nil {
			return err
		}
		made := workgroup{ID: uuid.NewString(), Name: name, Created: s.config.Clock.Now().UTC()}
		if err := s.workgroups.Insert(ctx, workgroupKey(scope, name), made); err != nil && !errors.Is(err, store.ErrExists) {
			return err
		}
		if err := s.setAdmin(ctx, workgroupKey(scope, name)); err != nil {
			return err
		}
	}
	s.workgroups.All(func(_ store.Key, w workgroup) {
		_, failed := s.warehouse.Add(ctx, warehouse.Spec{ID: w.ID, Database: workgroupDatabase, MasterUser: w.Admin, Master: w.Password})
		if failed != nil {
			err = errors.Join(err, fmt.Errorf("workgroup %s: %w", w.Name, failed))
		}
	})
	return err
}

// setAdmin gives a workgroup the admin that the server was told of.
func (s *Server) setAdmin(ctx context.Context, key store.Key) error {
	admin := s.config.WorkgroupAdmin
	if admin.Name == "" {
		return nil
	}
	verifier, err := pgwire.NewPasswordVerifier(admin.Name, admin.Password)
	if err != nil {
		return err
	}
	_, err = s.workgroups.Update(ctx, key, func(w workgroup) (workgroup, error) {
		w.Admin, w.Password = admin.Name, verifier
		return w, nil
	})
	return err
}

// findWorkgroup finds a workgroup by its name or its ARN.
func (s *Server) findWorkgroup(scope caller.Scope, asked string) (workgroup, bool) {
	for _, w := range s.workgroups.List(scope.Account, scope.Region) {
		if asked == w.Name || asked == scope.ARN("redshift-serverless", "workgroup/"+w.ID) {
			return w, true
		}
	}
	return workgroup{}, false
}

func workgroupKey(scope caller.Scope, name string) store.Key {
	return store.Key{Account: scope.Account, Region: scope.Region, Name: name}
}
