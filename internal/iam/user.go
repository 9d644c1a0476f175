package iam

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/store"
)

// Users: CreateUser, GetUser, ListUsers, DeleteUser.
//
// A user is a name to hang access keys on. It has no states. Left out so far:
// passwords and everything else of the console, groups, policies, renaming.

// userVersion is the version of the record below.
const userVersion = 1

// maxUsers is AWS's quota.
const maxUsers = 5000

// A user is the record of one user, kept under its name in small letters.
type user struct {
	Name    string
	Path    string
	ID      string // unique, never used again: AIDA…
	Created time.Time
	Tags    []tag
}

// CreateUser creates a user, who has no access key yet.
//
// Left out: permissions boundaries, which are refused.
func (s *Service) CreateUser(ctx context.Context, in *iamapi.CreateUserRequest) (*iamapi.CreateUserResponse, error) {
	if in.PermissionsBoundary != nil {
		return nil, notBuilt("PermissionsBoundary")
	}
	tags, err := newTags(in.Tags)
	if err != nil {
		return nil, err
	}
	u := user{Name: *in.UserName, Path: or(in.Path, "/"), ID: "AIDA" + random(17, base32Digits), Created: s.now(), Tags: tags}
	s.changing.Lock()
	defer s.changing.Unlock()
	if len(s.users.List(s.Account, "")) >= maxUsers {
		return nil, iamapi.LimitExceededException.With("Cannot exceed quota for UsersPerAccount: %d", maxUsers)
	}
	switch err := s.users.Insert(ctx, s.key(u.Name), u); {
	case errors.Is(err, store.ErrExists):
		return nil, iamapi.EntityAlreadyExistsException.With("User with name %s already exists.", u.Name)
	case err != nil:
		return nil, err
	}
	return &iamapi.CreateUserResponse{User: new(s.describeUser(u))}, nil
}

// GetUser describes a user, or the caller where no name is given.
func (s *Service) GetUser(ctx context.Context, in *iamapi.GetUserRequest) (*iamapi.GetUserResponse, error) {
	o, err := s.owner(ctx, in.UserName)
	if err != nil {
		return nil, err
	}
	if o.root {
		return &iamapi.GetUserResponse{User: s.describeRoot()}, nil
	}
	out := s.describeUser(o.user)
	out.Tags = tagList(o.user.Tags)
	return &iamapi.GetUserResponse{User: &out}, nil
}

// ListUsers lists the users below a path in the order of their names, MaxItems
// at a time. As on AWS, tags are not listed.
func (s *Service) ListUsers(_ context.Context, in *iamapi.ListUsersRequest) (*iamapi.ListUsersResponse, error) {
	var users []user
	for _, u := range s.users.List(s.Account, "") {
		if strings.HasPrefix(u.Path, deref(in.PathPrefix)) {
			users = append(users, u)
		}
	}
	page, next, err := paged(users, func(u user) string { return strings.ToLower(u.Name) }, in.MaxItems, in.Marker)
	if err != nil {
		return nil, err
	}
	out := &iamapi.ListUsersResponse{Users: make([]iamapi.User, len(page)), IsTruncated: new(next != nil), Marker: next}
	for i, u := range page {
		u.Tags = nil
		out.Users[i] = s.describeUser(u)
	}
	return out, nil
}

// DeleteUser deletes a user who has no access keys any more.
func (s *Service) DeleteUser(ctx context.Context, in *iamapi.DeleteUserRequest) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	u, found := s.users.Get(s.key(*in.UserName))
	switch {
	case !found:
		return noSuchUser(*in.UserName)
	case len(s.keysOf(u.ID)) > 0:
		return iamapi.DeleteConflictException.With("Cannot delete entity, must delete access keys first.")
	}
	return s.users.Delete(ctx, s.key(u.Name))
}

// An owner is whose access keys an operation is about.
type owner struct {
	root bool
	user user
}

// id is the owner's unique id, which its keys hold.
func (o owner) id(account string) string {
	if o.root {
		return account
	}
	return o.user.ID
}

// name is the owner as an answer tells it: root has none.
func (o owner) name() *string {
	if o.root {
		return nil
	}
	return &o.user.Name
}

// owner is the user of that name, or the caller where there is none.
func (s *Service) owner(ctx context.Context, name *string) (owner, error) {
	who := caller.From(ctx).Principal
	switch {
	case name != nil:
		u, found := s.users.Get(s.key(*name))
		if !found {
			return owner{}, noSuchUser(*name)
		}
		return owner{user: u}, nil
	case who.UserID == s.Account:
		return owner{root: true}, nil
	}
	u, found := s.users.Get(s.key(who.ARN[strings.LastIndex(who.ARN, "/")+1:]))
	if !found || u.ID != who.UserID {
		return owner{}, fault.ValidationError.With("Must specify userName when calling with non-User credentials")
	}
	return owner{user: u}, nil
}

func (s *Service) describeUser(u user) iamapi.User {
	return iamapi.User{
		Path: &u.Path, UserName: &u.Name, UserId: &u.ID, Arn: new(s.userARN(u)), CreateDate: &u.Created, Tags: tagList(u.Tags),
	}
}

func (s *Service) userARN(u user) string { return s.arn("user" + u.Path + u.Name) }

// now is the time as records keep it: IAM's dates are whole seconds.
func (s *Service) now() time.Time { return s.Clock.Now().UTC().Truncate(time.Second) }

func noSuchUser(name string) error {
	return iamapi.NoSuchEntityException.With("The user with name %s cannot be found.", name)
}
