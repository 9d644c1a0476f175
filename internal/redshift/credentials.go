package redshift

import (
	"context"
	"crypto/rand"
	"errors"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/engine"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// Temporary database passwords: GetClusterCredentials.
//
// A password belongs to a login, which is the database user's name with a prefix.
// While it is good, asking again yields the same one, good for longer: callers that
// ask at the same time do not take each other's away. Passwords are no records: they
// end with the server. Users are the database's own, which SQL can alter and drop. Left out
// so far: GetClusterCredentialsWithIAM.

// Prefixes of logins.
const (
	loginPrefix       = "IAM:"
	loginPrefixCreate = "IAMA:" // with AutoCreate
)

// Bounds of how long a password is good, in seconds.
const (
	shortestPassword = 900
	longestPassword  = 3600
)

var (
	databaseUserForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+.@-]{0,63}$`)
	databaseForm     = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+.@-]{0,63}$`)
	databaseGroup    = regexp.MustCompile(`^[a-z][a-z0-9_+.@-]{0,63}$`)
)

// GetClusterCredentials issues a temporary password with which a database user
// can log in on the cluster's SQL port, under the name that it returns.
//
// As on AWS a user who does not exist is not refused here, unless AutoCreate makes
// the user: it is the login that fails. So it is with groups of DbGroups, which the user
// joins for the sessions of that login, those of the last call.
// Left out: custom domain names, which are refused.
func (s *Service) GetClusterCredentials(ctx context.Context, in *redshiftapi.GetClusterCredentialsMessage) (*redshiftapi.ClusterCredentials, error) {
	scope := caller.From(ctx)
	if err := checkCredentials(in); err != nil {
		return nil, err
	}
	key := clusterKey(scope, *in.ClusterIdentifier)
	c, found := s.clusters.Get(key)
	switch {
	case !found:
		return nil, clusterNotFound(*in.ClusterIdentifier)
	case c.Status == clusterCreating, c.Status == clusterDeleting:
		return nil, redshiftapi.UnsupportedOperationFault.With("The cluster %s is in state %s.", c.Identifier, c.Status)
	}
	login := loginPrefix + *in.DbUser
	if deref(in.AutoCreate) {
		login = loginPrefixCreate + *in.DbUser
		if err := s.createUser(in, c); err != nil {
			return nil, err
		}
	}
	lasts := time.Duration(or(in.DurationSeconds, shortestPassword)) * time.Second
	expires := s.Clock.Now().UTC().Truncate(time.Second).Add(lasts)
	if in.DbName != nil && *in.DbName != c.DBName {
		// Good for a database that does not exist, so for none.
		return &redshiftapi.ClusterCredentials{DbUser: &login, DbPassword: new(rand.Text()), Expiration: &expires}, nil
	}
	password, err := s.issue(c, login, warehouse.Login{User: *in.DbUser, Groups: in.DbGroups, Expires: expires})
	if err != nil {
		return nil, err
	}
	return &redshiftapi.ClusterCredentials{DbUser: &login, DbPassword: &password, Expiration: &expires}, nil
}

func checkCredentials(in *redshiftapi.GetClusterCredentialsMessage) error {
	user := *in.DbUser
	switch {
	case in.CustomDomainName != nil:
		return notBuilt("CustomDomainName")
	case in.ClusterIdentifier == nil:
		return fault.MissingParameter.With("The request must contain the parameter ClusterIdentifier")
	case !databaseUserForm.MatchString(user):
		return fault.InvalidParameterValue.With("The parameter DbUser must begin with a letter and contain 1 to 64 letters, digits, underscores, plus signs, periods, at symbols or hyphens.")
	case strings.EqualFold(user, "public"), dialect.Reserved(strings.ToLower(user)):
		return fault.InvalidParameterValue.With("The parameter DbUser cannot be the reserved word %s.", user)
	case in.DbName != nil && !databaseForm.MatchString(*in.DbName):
		return fault.InvalidParameterValue.With("The parameter DbName must begin with a letter and contain 1 to 64 letters, digits, underscores, plus signs, periods, at symbols or hyphens.")
	}
	for _, group := range in.DbGroups {
		if !databaseGroup.MatchString(group) || group == "public" || dialect.Reserved(group) {
			return fault.InvalidParameterValue.With("The parameter DbGroups must have names of 1 to 64 lower-case letters, digits, underscores, plus signs, periods, at symbols or hyphens that begin with a letter and are no reserved words: %s.", group)
		}
	}
	if seconds := in.DurationSeconds; seconds != nil && (*seconds < shortestPassword || *seconds > longestPassword) {
		return fault.InvalidParameterValue.With("Invalid value %d for DurationSeconds. Must be between %d and %d", *seconds, shortestPassword, longestPassword)
	}
	return nil
}

// createUser makes a database user, unless the user exists.
func (s *Service) createUser(in *redshiftapi.GetClusterCredentialsMessage, c cluster) error {
	err := s.Warehouse.AddUser(c.ID, *in.DbUser)
	var refused *engine.Error
	if errors.As(err, &refused) {
		return redshiftapi.UnsupportedOperationFault.With("The database user %s cannot be created: %s.", *in.DbUser, refused.Message)
	}
	return err
}

// issuedPasswords are the temporary passwords that are good. The zero value has none.
type issuedPasswords struct {
	mu        sync.Mutex
	passwords map[issuedTo]issuedPassword
}

type issuedTo struct{ cluster, login string } // cluster is the immutable id

type issuedPassword struct {
	text    string
	secret  pgwire.PasswordVerifier
	expires time.Time
}

// issue makes a login's password, or has the one that is good last longer.
func (s *Service) issue(c cluster, name string, login warehouse.Login) (string, error) {
	i := &s.issued
	i.mu.Lock()
	defer i.mu.Unlock()
	now := s.Clock.Now()
	for to, p := range i.passwords {
		if !now.Before(p.expires) {
			delete(i.passwords, to)
		}
	}
	to := issuedTo{c.ID, name}
	p, good := i.passwords[to]
	if !good {
		p.text = rand.Text()
		var err error
		if p.secret, err = pgwire.NewPasswordVerifier(name, p.text); err != nil {
			return "", err
		}
	}
	if p.expires.Before(login.Expires) {
		p.expires = login.Expires
	}
	if i.passwords == nil {
		i.passwords = map[issuedTo]issuedPassword{}
	}
	i.passwords[to] = p
	login.Verifier, login.Expires = p.secret, p.expires
	return p.text, s.Warehouse.SetLogin(c.ID, name, login)
}
