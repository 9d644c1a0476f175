package redshiftdata

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/fault"
)

// Secrets: a database user's name and password, kept by Secrets Manager as a JSON
// object. Neither is written down here; a statement runs as the user they log in as.

// A credential is what the Data API reads of a secret. Other members are for others.
type credential struct{ username, password, cluster string }

// String keeps passwords out of logs.
func (credential) String() string { return "***" }

// secretUser is the database user that a secret's name and password log in as, or why
// the database does not let them in.
func (s *Service) secretUser(ctx context.Context, at site, id string) (user, refused string, err error) {
	text, err := s.secrets.SecretString(ctx, id)
	if told, ok := fault.From(err); ok {
		return "", "", dataapi.ValidationException.With("%s", told.Message)
	}
	if err != nil {
		return "", "", err
	}
	c, ok := parseCredential(text)
	switch {
	case !ok:
		return "", "", dataapi.ValidationException.With("username and password in secret cannot be empty")
	case c.cluster != "" && at.cluster != "" && c.cluster != at.cluster:
		return "", "", dataapi.ValidationException.With("ClusterIdentifier does not match dbClusterIdentifier in the secret.")
	}
	user, ok = s.clusters.Authenticate(at.warehouse, c.username, c.password)
	if !ok {
		return c.username, fmt.Sprintf("FATAL: password authentication failed for user \"%s\"", c.username), nil
	}
	return user, "", nil
}

// parseCredential reads a secret's text. Names of members are letter for letter.
func parseCredential(text string) (c credential, ok bool) {
	var members map[string]any
	if json.Unmarshal([]byte(text), &members) != nil {
		return c, false
	}
	c.username, _ = members["username"].(string)
	c.password, _ = members["password"].(string)
	c.cluster, _ = members["dbClusterIdentifier"].(string)
	return c, c.username != "" && c.password != ""
}
