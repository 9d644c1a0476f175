package iam_test

import (
	"fmt"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/fault"
)

func TestUsers(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	tags := []iamapi.Tag{{Key: new("team"), Value: new("data")}}
	made, err := w.CreateUser(w.root, &iamapi.CreateUserRequest{UserName: new("Ada"), Path: new("/eng/"), Tags: tags})
	check(t, err)
	if !regexp.MustCompile(`^AIDA[A-Z2-7]{17}$`).MatchString(*made.User.UserId) {
		t.Errorf("user id %s", *made.User.UserId)
	}
	want := iamapi.User{UserName: new("Ada"), Path: new("/eng/"), UserId: made.User.UserId, CreateDate: new(noon),
		Arn: new("arn:aws:iam::123456789012:user/eng/Ada"), Tags: tags}
	if diff := cmp.Diff(want, *made.User); diff != "" {
		t.Error(diff)
	}
	w.close()

	w = open(t, dir) // users outlive the server
	got, err := w.GetUser(w.root, &iamapi.GetUserRequest{UserName: new("ada")})
	check(t, err)
	if diff := cmp.Diff(want, *got.User); diff != "" {
		t.Error(diff)
	}
	_, err = w.CreateUser(w.root, &iamapi.CreateUserRequest{UserName: new("ADA")})
	refused(t, "twice", err, iamapi.EntityAlreadyExistsException, "User with name ADA already exists.")
	_, err = w.CreateUser(w.root, &iamapi.CreateUserRequest{UserName: new("b"), PermissionsBoundary: new("arn:aws:iam::aws:policy/x")})
	refused(t, "boundary", err, fault.UnsupportedOperation, "PermissionsBoundary")
	_, err = w.CreateUser(w.root, &iamapi.CreateUserRequest{UserName: new("b"), Tags: []iamapi.Tag{{Key: new("a"), Value: new("")}, {Key: new("A"), Value: new("")}}})
	refused(t, "tag twice", err, iamapi.InvalidInputException, "Duplicate tag keys")
	_, err = w.CreateUser(w.root, &iamapi.CreateUserRequest{UserName: new("b"), Tags: []iamapi.Tag{{Key: new("AWS:x"), Value: new("")}}})
	refused(t, "tag of AWS's", err, iamapi.InvalidInputException, "reserved")
	_, err = w.GetUser(w.root, &iamapi.GetUserRequest{UserName: new("b")})
	refused(t, "nobody", err, iamapi.NoSuchEntityException, "The user with name b cannot be found.")
}

// Without a name, GetUser is about the caller.
func TestGetUserOfTheCaller(t *testing.T) {
	w := open(t, t.TempDir())
	root, err := w.GetUser(w.root, &iamapi.GetUserRequest{})
	check(t, err)
	if root.User.UserName != nil || *root.User.UserId != account || *root.User.Arn != "arn:aws:iam::123456789012:root" || !root.User.CreateDate.Equal(noon) {
		t.Errorf("root: %+v", root.User)
	}
	_, key := w.user(t, "bob")
	bob, err := w.GetUser(w.signed(t, *key.AccessKeyId, ""), &iamapi.GetUserRequest{})
	check(t, err)
	if *bob.User.UserName != "bob" {
		t.Errorf("bob: %+v", bob.User)
	}
	role := as(t, caller.Principal{ARN: "arn:aws:sts::123456789012:assumed-role/r/bob", UserID: "AROAEXAMPLE:bob", AccessKeyID: "ASIAEXAMPLE"})
	_, err = w.GetUser(role, &iamapi.GetUserRequest{})
	refused(t, "a role's session", err, fault.ValidationError, "Must specify userName when calling with non-User credentials")
}

func TestListUsersInPages(t *testing.T) {
	w := open(t, t.TempDir())
	var all, below []string
	for i := range 7 {
		name, path := fmt.Sprintf("u%d", i), "/a/"
		if i%2 == 1 {
			path = "/b/"
			below = append(below, name)
		}
		all = append(all, name)
		_, err := w.CreateUser(w.root, &iamapi.CreateUserRequest{UserName: &name, Path: &path})
		check(t, err)
	}
	list := func(in iamapi.ListUsersRequest) (got []string, pages int) {
		for {
			out, err := w.ListUsers(w.root, &in)
			check(t, err)
			for _, u := range out.Users {
				got = append(got, *u.UserName)
			}
			pages++
			if *out.IsTruncated != (out.Marker != nil) {
				t.Error("IsTruncated and Marker disagree")
			}
			if in.Marker = out.Marker; in.Marker == nil {
				return got, pages
			}
		}
	}
	for size := range int32(9) {
		if got, pages := list(iamapi.ListUsersRequest{MaxItems: new(size + 1)}); !slices.Equal(got, all) || pages != (7+int(size))/(int(size)+1) {
			t.Errorf("by %d: got %v in %d pages", size+1, got, pages)
		}
	}
	if got, _ := list(iamapi.ListUsersRequest{PathPrefix: new("/b"), MaxItems: new(int32(2))}); !slices.Equal(got, below) {
		t.Errorf("below /b: got %v", got)
	}
	for _, marker := range []string{"nonsense", "MTo", "!"} {
		_, err := w.ListUsers(w.root, &iamapi.ListUsersRequest{Marker: &marker})
		refused(t, marker, err, fault.ValidationError, "Invalid Marker.")
	}
}

func TestDeleteUser(t *testing.T) {
	w := open(t, t.TempDir())
	_, key := w.user(t, "bob")
	err := w.DeleteUser(w.root, &iamapi.DeleteUserRequest{UserName: new("bob")})
	refused(t, "with a key", err, iamapi.DeleteConflictException, "Cannot delete entity, must delete access keys first.")
	check(t, w.DeleteAccessKey(w.root, &iamapi.DeleteAccessKeyRequest{UserName: new("bob"), AccessKeyId: key.AccessKeyId}))
	check(t, w.DeleteUser(w.root, &iamapi.DeleteUserRequest{UserName: new("BOB")}))
	err = w.DeleteUser(w.root, &iamapi.DeleteUserRequest{UserName: new("bob")})
	refused(t, "twice", err, iamapi.NoSuchEntityException, "bob")
}
