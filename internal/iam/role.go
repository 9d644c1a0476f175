package iam

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/store"
)

// Roles: CreateRole, GetRole, ListRoles, DeleteRole.
//
// A role is assumed through STS by whom its trust policy names; see trust.go. It
// has no states. Left out so far: policies, instance profiles, changing a role.

// roleVersion is the version of the record below.
const roleVersion = 1

const (
	maxRoles       = 1000 // AWS's quota
	maxTrustPolicy = 2048 // AWS's quota, in characters that are not white space
	oneHour        = 3600 // in seconds; how long a session of a role lasts unless the role allows more
)

// A role is the record of one role, kept under its name in small letters.
type role struct {
	Name        string
	Path        string
	ID          string // unique, never used again: AROA…
	Created     time.Time
	Trust       string            // the trust policy as it was given
	Trusted     map[string]string // unique ids of the users and roles that Trust names, by ARN
	Description *string
	MaxSession  int32 // seconds
	Tags        []tag
}

// CreateRole creates a role with its trust policy.
//
// Users and roles of this account that the policy names must exist; as on AWS, the
// policy means them, and not others who get their names later.
// Left out: permissions boundaries, which are refused.
func (s *Service) CreateRole(ctx context.Context, in *iamapi.CreateRoleRequest) (*iamapi.CreateRoleResponse, error) {
	if in.PermissionsBoundary != nil {
		return nil, notBuilt("PermissionsBoundary")
	}
	tags, err := newTags(in.Tags)
	if err != nil {
		return nil, err
	}
	r := role{
		Name: *in.RoleName, Path: or(in.Path, "/"), ID: "AROA" + random(17, base32Digits), Created: s.now(),
		Trust: *in.AssumeRolePolicyDocument, Description: in.Description, MaxSession: or(in.MaxSessionDuration, oneHour), Tags: tags,
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	if r.Trusted, err = s.checkTrust(r.Trust); err != nil {
		return nil, err
	}
	if len(s.roles.List(s.Account, "")) >= maxRoles {
		return nil, iamapi.LimitExceededException.With("Cannot exceed quota for RolesPerAccount: %d", maxRoles)
	}
	switch err := s.roles.Insert(ctx, s.key(r.Name), r); {
	case errors.Is(err, store.ErrExists):
		return nil, iamapi.EntityAlreadyExistsException.With("Role with name %s already exists.", r.Name)
	case err != nil:
		return nil, err
	}
	return &iamapi.CreateRoleResponse{Role: new(s.describeRole(r))}, nil
}

// GetRole describes a role, with when a session of it was last used.
func (s *Service) GetRole(_ context.Context, in *iamapi.GetRoleRequest) (*iamapi.GetRoleResponse, error) {
	r, found := s.roles.Get(s.key(*in.RoleName))
	if !found {
		return nil, noSuchRole(*in.RoleName)
	}
	out := s.describeRole(r)
	out.RoleLastUsed = &iamapi.RoleLastUsed{}
	if used, found := s.usage.last(r.ID); found {
		out.RoleLastUsed = &iamapi.RoleLastUsed{LastUsedDate: &used.At, Region: &used.Region}
	}
	return &iamapi.GetRoleResponse{Role: &out}, nil
}

// ListRoles lists the roles below a path in the order of their names, MaxItems
// at a time. As on AWS, tags and last uses are not listed.
func (s *Service) ListRoles(_ context.Context, in *iamapi.ListRolesRequest) (*iamapi.ListRolesResponse, error) {
	var roles []role
	for _, r := range s.roles.List(s.Account, "") {
		if strings.HasPrefix(r.Path, deref(in.PathPrefix)) {
			roles = append(roles, r)
		}
	}
	page, next, err := paged(roles, func(r role) string { return strings.ToLower(r.Name) }, in.MaxItems, in.Marker)
	if err != nil {
		return nil, err
	}
	out := &iamapi.ListRolesResponse{Roles: make([]iamapi.Role, len(page)), IsTruncated: new(next != nil), Marker: next}
	for i, r := range page {
		r.Tags = nil
		out.Roles[i] = s.describeRole(r)
	}
	return out, nil
}

// DeleteRole deletes a role. Its sessions end with it.
func (s *Service) DeleteRole(ctx context.Context, in *iamapi.DeleteRoleRequest) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	r, found := s.roles.Get(s.key(*in.RoleName))
	if !found {
		return noSuchRole(*in.RoleName)
	}
	if err := s.roles.Delete(ctx, s.key(r.Name)); err != nil {
		return err
	}
	return s.usage.forget(ctx, r.ID)
}

func (s *Service) describeRole(r role) iamapi.Role {
	return iamapi.Role{
		Path: &r.Path, RoleName: &r.Name, RoleId: &r.ID, Arn: new(s.roleARN(r)), CreateDate: &r.Created,
		AssumeRolePolicyDocument: new(percentEncoded(r.Trust)), Description: r.Description,
		MaxSessionDuration: &r.MaxSession, Tags: tagList(r.Tags),
	}
}

func (s *Service) roleARN(r role) string { return s.arn("role" + r.Path + r.Name) }

// percentEncoded is a policy as IAM's answers have it: RFC 3986, a blank as %20.
func percentEncoded(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}

func noSuchRole(name string) error {
	return iamapi.NoSuchEntityException.With("The role with name %s cannot be found.", name)
}
