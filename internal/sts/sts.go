// Package sts is AWS Security Token Service: who am I, and temporary keys.
package sts

import (
	"context"
	"time"

	"github.com/countersign-dev/countersign/internal/api/stsapi"
	"github.com/countersign-dev/countersign/internal/caller"
)

// A Service answers STS's operations.
type Service struct {
	// Accounts issues temporary keys; what STS hands out is IAM's to give.
	Accounts Accounts
}

var _ stsapi.Service = Service{}

// Accounts is what STS asks of IAM.
type Accounts interface {
	// UserSession issues a temporary key to the caller, who is root or a user.
	// The token has at least tokenSize bytes.
	UserSession(who caller.Principal, lasts time.Duration, tokenSize int) (Key, error)
	// RoleSession issues a temporary key for a session of a role, if the role's
	// trust policy lets the caller assume it, and tells who the session is.
	RoleSession(who caller.Principal, asked RoleRequest) (Key, caller.Principal, error)
}

// A Key is a temporary key.
type Key struct {
	AccessKeyID, SecretAccessKey, SessionToken string
	Expires                                    time.Time
}

// A RoleRequest asks for a session of a role.
type RoleRequest struct {
	RoleARN     string
	SessionName string
	ExternalID  *string
	Lasts       time.Duration // 0 means the default
	TokenSize   int           // at least that many bytes
}

// GetCallerIdentity tells the identity whose key signed the request. Anyone who
// can sign may ask.
func (Service) GetCallerIdentity(ctx context.Context, _ *stsapi.GetCallerIdentityRequest) (*stsapi.GetCallerIdentityResponse, error) {
	scope := caller.From(ctx)
	return &stsapi.GetCallerIdentityResponse{
		UserId:  &scope.Principal.UserID,
		Account: &scope.Account,
		Arn:     &scope.Principal.ARN,
	}, nil
}
