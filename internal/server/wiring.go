package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/countersign-dev/countersign/internal/api/dataapi"
	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/api/redshiftapi"
	"github.com/countersign-dev/countersign/internal/api/secretsapi"
	"github.com/countersign-dev/countersign/internal/api/stsapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/config"
	"github.com/countersign-dev/countersign/internal/gateway"
	"github.com/countersign-dev/countersign/internal/iam"
	"github.com/countersign-dev/countersign/internal/redshiftdata"
	"github.com/countersign-dev/countersign/internal/sts"
	"github.com/countersign-dev/countersign/sigv4"
)

// apis are the services that the gateway serves; the management API comes first
// and so answers requests that name no service.
func (s *Server) apis() []gateway.API {
	data := redshiftdata.New(s.queue, dataClusters{s}, dataSecrets{s})
	return []gateway.API{
		{Model: redshiftapi.NewModel(), Operations: redshiftapi.Operations(s.redshift)},
		{Model: dataapi.NewModel(), Operations: dataapi.Operations(data)},
		{Model: stsapi.NewModel(), Operations: stsapi.Operations(sts.Service{Accounts: stsAccounts{s}})},
		{Model: iamapi.NewModel(), Operations: iamapi.Operations(s.accounts)},
		{Model: secretsapi.NewModel(), Operations: secretsapi.Operations(s.secrets)},
	}
}

// stsAccounts is what STS asks of IAM.
type stsAccounts struct{ s *Server }

func (a stsAccounts) UserSession(who caller.Principal, lasts time.Duration, tokenSize int) (sts.Key, error) {
	key, err := a.s.accounts.UserSession(who, lasts, tokenSize)
	return sts.Key(key), err
}

func (a stsAccounts) RoleSession(who caller.Principal, asked sts.RoleRequest) (sts.Key, caller.Principal, error) {
	key, session, err := a.s.accounts.RoleSession(who, iam.RoleRequest(asked))
	return sts.Key(key), session, err
}

// keyCacheSize bounds the derived signing keys that are kept.
const keyCacheSize = 1024

func (s *Server) verifier() *sigv4.Verifier {
	return &sigv4.Verifier{Lookup: s.accounts.Lookup, Now: s.config.Clock.Now, Keys: sigv4.NewKeyCache(keyCacheSize)}
}

// dataClusters is what the Data API asks about clusters and workgroups, answered by
// the management API, the server's workgroups and the warehouse.
type dataClusters struct{ s *Server }

func (d dataClusters) Database(scope caller.Scope, identifier string) (string, bool, error) {
	return d.s.redshift.Database(scope, identifier)
}

func (d dataClusters) HasUser(warehouse, user string) bool {
	return d.s.warehouse.HasUser(warehouse, user)
}

func (d dataClusters) Authenticate(warehouse, name, password string) (string, bool) {
	return d.s.warehouse.Authenticate(warehouse, name, password)
}

func (d dataClusters) Workgroup(scope caller.Scope, asked string) (name, warehouse string, found bool) {
	w, found := d.s.findWorkgroup(scope, asked)
	return w.Name, w.ID, found
}

// dataSecrets is what the Data API asks of Secrets Manager, in the caller's name.
type dataSecrets struct{ s *Server }

func (d dataSecrets) SecretString(ctx context.Context, id string) (string, error) {
	if err := d.s.accounts.Authorize(ctx, "secretsmanager:GetSecretValue"); err != nil {
		return "", err
	}
	out, err := d.s.secrets.GetSecretValue(ctx, &secretsapi.GetSecretValueRequest{SecretId: &id})
	if err != nil || out.SecretString == nil {
		return "", err
	}
	return *out.SecretString, nil
}

// front answers probes and hands everything else to the gateway. It compares the
// raw target: a ServeMux would redirect paths that are part of a signature.
func (s *Server) front(gate http.Handler) http.Handler {
	refusals := s.refusals()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path, _, _ := strings.Cut(r.RequestURI, "?"); path == RefusalsPath {
			refusals.ServeHTTP(w, r)
			return
		}
		switch r.RequestURI {
		case "/healthz", "/readyz":
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = io.WriteString(w, "ok\n") // the prober may be gone
		case "/metrics":
			s.metrics.handler().ServeHTTP(w, r)
		default:
			gate.ServeHTTP(w, r)
		}
	})
}

// listen opens the port of the AWS APIs.
func listen(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, &config.Trouble{Err: fmt.Errorf("%s is in use", address),
			Hint: "stop what listens there, or choose another port with --listen"}
	case err != nil:
		return nil, &config.Trouble{Err: fmt.Errorf("cannot listen on %s: %w", address, errors.Unwrap(err)),
			Hint: "give --listen a host and port of this machine, such as 127.0.0.1:5438"}
	}
	return listener, nil
}
