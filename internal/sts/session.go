package sts

import (
	"context"
	"time"

	"github.com/countersign-dev/countersign/internal/api/stsapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/fault"
)

// Sessions: GetSessionToken, AssumeRole.
//
// What a session's key is, how it ends and who may assume a role is IAM's to know.
// Left out so far: session policies, session tags, source identities, MFA devices,
// which are refused.

// How long sessions last that nobody gives a duration; root's are shorter.
const (
	userSession = 12 * time.Hour
	rootSession = time.Hour
)

// GetSessionToken issues a temporary key to the user, or root, whose key signed
// the request. As on AWS, root's lasts an hour at most.
//
// Left out: MFA devices, of which there are none, so that a code is refused.
func (s Service) GetSessionToken(ctx context.Context, in *stsapi.GetSessionTokenRequest) (*stsapi.GetSessionTokenResponse, error) {
	if err := checkMFA(in.SerialNumber, in.TokenCode); err != nil {
		return nil, err
	}
	scope := caller.From(ctx)
	lasts := userSession
	if in.DurationSeconds != nil {
		lasts = time.Duration(*in.DurationSeconds) * time.Second
	}
	if scope.Principal.UserID == scope.Account {
		lasts = min(lasts, rootSession)
	}
	key, err := s.Accounts.UserSession(scope.Principal, lasts, size(in.MinimumSessionTokenSize))
	if err != nil {
		return nil, err
	}
	return &stsapi.GetSessionTokenResponse{Credentials: credentials(key), SessionTokenSize: new(int32(len(key.SessionToken)))}, nil
}

// AssumeRole issues a temporary key for a session of a role, to whom the role's
// trust policy names. It lasts an hour unless DurationSeconds says.
//
// Left out: session policies and tags, source identities, trusted contexts and
// MFA devices, which are refused.
func (s Service) AssumeRole(ctx context.Context, in *stsapi.AssumeRoleRequest) (*stsapi.AssumeRoleResponse, error) {
	if err := checkAssumeRole(in); err != nil {
		return nil, err
	}
	asked := RoleRequest{RoleARN: *in.RoleArn, SessionName: *in.RoleSessionName, ExternalID: in.ExternalId, TokenSize: size(in.MinimumSessionTokenSize)}
	if in.DurationSeconds != nil {
		asked.Lasts = time.Duration(*in.DurationSeconds) * time.Second
	}
	key, session, err := s.Accounts.RoleSession(caller.From(ctx).Principal, asked)
	if err != nil {
		return nil, err
	}
	return &stsapi.AssumeRoleResponse{
		Credentials:      credentials(key),
		AssumedRoleUser:  &stsapi.AssumedRoleUser{Arn: &session.ARN, AssumedRoleId: &session.UserID},
		SessionTokenSize: new(int32(len(key.SessionToken))),
	}, nil
}

// checkAssumeRole refuses what is not built: a session that is less than what was
// asked for would be worse than none.
func checkAssumeRole(in *stsapi.AssumeRoleRequest) error {
	switch {
	case in.Policy != nil:
		return notBuilt("Policy")
	case len(in.PolicyArns) > 0:
		return notBuilt("PolicyArns")
	case len(in.Tags) > 0:
		return notBuilt("Tags")
	case len(in.TransitiveTagKeys) > 0:
		return notBuilt("TransitiveTagKeys")
	case in.SourceIdentity != nil:
		return notBuilt("SourceIdentity")
	case len(in.ProvidedContexts) > 0:
		return notBuilt("ProvidedContexts")
	}
	return checkMFA(in.SerialNumber, in.TokenCode)
}

// checkMFA refuses the codes of devices: there are none.
func checkMFA(serial, code *string) error {
	if serial != nil || code != nil {
		return fault.AccessDenied.With("MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.")
	}
	return nil
}

func credentials(key Key) *stsapi.Credentials {
	return &stsapi.Credentials{
		AccessKeyId: &key.AccessKeyID, SecretAccessKey: &key.SecretAccessKey, SessionToken: &key.SessionToken, Expiration: &key.Expires,
	}
}

// size is the least size of a token that was asked for.
func size(asked *int32) int {
	if asked == nil {
		return 0
	}
	return int(*asked)
}

// notBuilt refuses what AWS can do and Countersign cannot.
func notBuilt(what string) error {
	return fault.UnsupportedOperation.With("Countersign does not support %s.", what)
}
