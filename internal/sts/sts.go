// Package sts is AWS Security Token Service: who am I.
package sts

import (
	"context"

	"github.com/countersign-dev/countersign/internal/api/stsapi"
	"github.com/countersign-dev/countersign/internal/caller"
)

// A Service answers STS's operations.
type Service struct{}

var _ stsapi.Service = Service{}

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
