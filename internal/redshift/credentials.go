package redshift

import (
	"context"
	"crypto/rand"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/dialect"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/pgwire"
	"github.com/countersign-dev/countersign/internal/warehouse"
)

// Temporary database passwords: GetClusterCredentials.
//
// A password belongs to a login, which is the database user's name with a prefix.
// While it is good, asking again yields the same one, good for longer: callers that
// ask at the same time do not take each other's away. Passwords are no records: they
// end with the server. Left out so far: groups, GetClusterCredentialsWithIAM.

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

// maxUsers bounds the database users that a cluster can be given.
const maxUsers = 1000

var (
	databaseUserForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+.@-]{0,63}$`)
	databaseForm     = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+.@-]{0,63}$`)
)

// GetClusterCredentials issues a temporary password with which a database user
// can log in on the cluster's SQL port, under the name that it returns.
//
// As on AWS a user who does not exist is not refused here, unless AutoCreate makes
// the user: it is the login that fails.
// Left out: groups and custom domain names, which are refused.
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
		if err := s.createUser(ctx, in, c); err != nil {
			return nil, err
		}
	}
	lasts := time.Duration(or(in.DurationSeconds, shortestPassword)) * time.Second
	expires := s.Clock.Now().UTC().Truncate(time.Second).Add(lasts)
	if in.DbName != nil && *in.DbName != c.DBName {
		// Good for a database that does not exist, so for none.
		return &redshiftapi.ClusterCredentials{DbUser: &login, DbPassword: new(rand.Text()), Expiration: &expires}, nil
	}
	password, err := s.issue(c, login, *in.DbUser, expires)
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
	case len(in.DbGroups) > 0:
		return notBuilt("DbGroups")
	case !databaseUserForm.MatchString(user):
		return fault.InvalidParameterValue.With("The parameter DbUser must begin with a letter and contain 1 to 64 letters, digits, underscores, plus signs, periods, at symbols or hyphens.")
	case strings.EqualFold(user, "public"), dialect.Reserved(strings.ToLower(user)):
		return fault.InvalidParameterValue.With("The parameter DbUser cannot be the reserved word %s.", user)
	case in.DbName != nil && !databaseForm.MatchString(*in.DbName):
		return fault.InvalidParameterValue.With("The parameter DbName must begin with a letter and contain 1 to 64 letters, digits, underscores, plus signs, periods, at symbols or hyphens.")
	}
	if seconds := in.DurationSeconds; seconds != nil && (*seconds < shortestPassword || *seconds > longestPassword) {
		return fault.InvalidParameterValue.With("Invalid value %d for DurationSeconds. Must be between %d and %d", *seconds, shortestPassword, longestPassword)
	}
	return nil
}

// createUser makes a database user, unless the user exists.
func (s *Service) createUser(ctx context.Context, in *redshiftapi.GetClusterCredentialsMessage, c cluster) error {
	if s.Warehouse.HasUser(c.ID, *in.DbUser) {
		return nil
	}
	_, err := s.clusters.Update(ctx, clusterKey(caller.From(ctx), c.Identifier), func(now cluster) (cluster, error) {
		switch {
		case now.ID != c.ID:
			return now, clusterNotFound(c.Identifier)
		case len(now.Users) >= maxUsers:
			return now, redshiftapi.UnsupportedOperationFault.With("The cluster %s has %d database users: there can be no more.", c.Identifier, maxUsers)
		case !slices.Contains(now.Users, *in.DbUser):
			now.Users = append(slices.Clone(now.Users), *in.DbUser)
		}
		return now, nil
	})
	if err != nil {
		return asFault(err, c.Identifier, "modify")
	}
	return s.Warehouse.AddUser(c.ID, *in.DbUser)
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
func (s *Service) issue(c cluster, login, user string, expires time.Time) (string, error) {
	i := &s.issued
	i.mu.Lock()
	defer i.mu.Unlock()
	now := s.Clock.Now()
	for to, p := range i.passwords {
		if !now.Before(p.expires) {
			delete(i.passwords, to)
		}
	}
	to := issuedTo{c.ID, login}
	p, good := i.passwords[to]
	if !good {
		p.text = rand.Text()
		var err error
		if p.secret, err = pgwire.NewPasswordVerifier(login, p.text); err != nil {
			return "", err
		}
	}
	if p.expires.Before(expires) {
		p.expires = expires
	}
	if i.passwords == nil {
		i.passwords = map[issuedTo]issuedPassword{}
	}
	i.passwords[to] = p
	return p.text, s.Warehouse.SetLogin(c.ID, login, warehouse.Login{User: user, Verifier: p.secret, Expires: p.expires})
}
