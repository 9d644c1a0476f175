package iam_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/config"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/sigv4"
)

func TestAccessKeySignsAsItsUser(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	bob, key := w.user(t, "bob")
	if !regexp.MustCompile(`^AKIA[A-Z2-7]{16}$`).MatchString(*key.AccessKeyId) || len(*key.SecretAccessKey) != 40 || *key.Status != "Active" {
		t.Errorf("got %s %s", *key.AccessKeyId, *key.Status)
	}
	for range 2 { // and after a restart
		holder, err := w.Lookup(t.Context(), *key.AccessKeyId, "")
		check(t, err)
		want := caller.Identity{Account: account, Principal: caller.Principal{ARN: "arn:aws:iam::123456789012:user/bob", UserID: *bob.UserId}}
		if holder.SecretAccessKey != *key.SecretAccessKey || holder.Principal != want {
			t.Errorf("got %v", holder.Principal)
		}
		w.close()
		w = open(t, dir)
	}
	if _, err := w.Lookup(t.Context(), *key.AccessKeyId, "token"); !errors.Is(err, sigv4.ErrInvalidToken) {
		t.Errorf("with a token: %v", err)
	}
}

// What is disabled, enabled or deleted is so from the next request on.
func TestUpdateAndDeleteAccessKey(t *testing.T) {
	w := open(t, t.TempDir())
	_, key := w.user(t, "bob")
	set := func(status string) error {
		return w.UpdateAccessKey(w.root, &iamapi.UpdateAccessKeyRequest{UserName: new("bob"), AccessKeyId: key.AccessKeyId, Status: &status})
	}
	lookup := func() error {
		_, err := w.Lookup(t.Context(), *key.AccessKeyId, "")
		return err
	}
	check(t, set("Inactive"))
	if err := lookup(); !errors.Is(err, sigv4.ErrInactiveKey) {
		t.Errorf("disabled: %v", err)
	}
	check(t, set("Active"))
	check(t, lookup())
	refused(t, "expired", set("Expired"), iamapi.InvalidInputException, "Active or Inactive")
	w.user(t, "eve")
	err := w.UpdateAccessKey(w.root, &iamapi.UpdateAccessKeyRequest{UserName: new("eve"), AccessKeyId: key.AccessKeyId, Status: new("Inactive")})
	refused(t, "another's key", err, iamapi.NoSuchEntityException, "The Access Key with id "+*key.AccessKeyId+" cannot be found.")
	err = w.DeleteAccessKey(w.root, &iamapi.DeleteAccessKeyRequest{AccessKeyId: key.AccessKeyId})
	refused(t, "a user's key as root's", err, iamapi.NoSuchEntityException, *key.AccessKeyId)
	check(t, w.DeleteAccessKey(w.signed(t, *key.AccessKeyId, ""), &iamapi.DeleteAccessKeyRequest{AccessKeyId: key.AccessKeyId}))
	if err := lookup(); !errors.Is(err, sigv4.ErrUnknownKey) {
		t.Errorf("deleted: %v", err)
	}
}

func TestTwoAccessKeysAtMost(t *testing.T) {
	w := open(t, t.TempDir())
	_, first := w.user(t, "bob")
	second := w.key(t, "bob")
	_, err := w.CreateAccessKey(w.root, &iamapi.CreateAccessKeyRequest{UserName: new("bob")})
	refused(t, "a third", err, iamapi.LimitExceededException, "Cannot exceed quota for AccessKeysPerUser: 2")
	_, err = w.CreateAccessKey(w.root, &iamapi.CreateAccessKeyRequest{UserName: new("nobody")})
	refused(t, "nobody's", err, iamapi.NoSuchEntityException, "nobody")
	one, err := w.ListAccessKeys(w.root, &iamapi.ListAccessKeysRequest{UserName: new("bob"), MaxItems: new(int32(1))})
	check(t, err)
	two, err := w.ListAccessKeys(w.root, &iamapi.ListAccessKeysRequest{UserName: new("bob"), MaxItems: new(int32(1)), Marker: one.Marker})
	check(t, err)
	got := map[string]bool{*one.AccessKeyMetadata[0].AccessKeyId: true, *two.AccessKeyMetadata[0].AccessKeyId: true}
	if !got[*first.AccessKeyId] || !got[*second.AccessKeyId] || !*one.IsTruncated || *two.IsTruncated {
		t.Errorf("pages %v", got)
	}
}

// Root's own key is listed, and cannot be taken away; a second one of root's can.
func TestRootKeys(t *testing.T) {
	w := open(t, t.TempDir())
	list := func() []iamapi.AccessKeyMetadata {
		out, err := w.ListAccessKeys(w.root, &iamapi.ListAccessKeysRequest{})
		check(t, err)
		return out.AccessKeyMetadata
	}
	want := []iamapi.AccessKeyMetadata{{AccessKeyId: &example.AccessKeyID, Status: new("Active"), CreateDate: new(noon)}}
	if diff := cmp.Diff(want, list()); diff != "" {
		t.Error(diff)
	}
	err := w.UpdateAccessKey(w.root, &iamapi.UpdateAccessKeyRequest{AccessKeyId: &example.AccessKeyID, Status: new("Inactive")})
	refused(t, "disable", err, fault.UnsupportedOperation, "cannot be disabled: its owner would be locked out")
	check(t, w.UpdateAccessKey(w.root, &iamapi.UpdateAccessKeyRequest{AccessKeyId: &example.AccessKeyID, Status: new("Active")}))
	err = w.DeleteAccessKey(w.root, &iamapi.DeleteAccessKeyRequest{AccessKeyId: &example.AccessKeyID})
	refused(t, "delete", err, fault.UnsupportedOperation, "cannot be deleted")
	second, err := w.CreateAccessKey(w.root, &iamapi.CreateAccessKeyRequest{})
	check(t, err)
	if holder, err := w.Lookup(t.Context(), *second.AccessKey.AccessKeyId, ""); err != nil || holder.Principal.(caller.Identity).Principal.UserID != account {
		t.Errorf("the second key is %v's: %v", holder.Principal, err)
	}
	if n := len(list()); n != 2 {
		t.Errorf("%d keys", n)
	}
	_, err = w.CreateAccessKey(w.root, &iamapi.CreateAccessKeyRequest{})
	refused(t, "a third", err, iamapi.LimitExceededException, "2")
	check(t, w.DeleteAccessKey(w.root, &iamapi.DeleteAccessKeyRequest{AccessKeyId: second.AccessKey.AccessKeyId}))
}

// Uses are visible at once, are written a minute later or at the end, and outlive
// a restart.
func TestGetAccessKeyLastUsed(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	_, key := w.user(t, "bob")
	get := func() *iamapi.GetAccessKeyLastUsedResponse {
		out, err := w.GetAccessKeyLastUsed(w.root, &iamapi.GetAccessKeyLastUsedRequest{AccessKeyId: key.AccessKeyId})
		check(t, err)
		return out
	}
	never := &iamapi.GetAccessKeyLastUsedResponse{UserName: new("bob"), AccessKeyLastUsed: &iamapi.AccessKeyLastUsed{ServiceName: new("N/A"), Region: new("N/A")}}
	if diff := cmp.Diff(never, get()); diff != "" {
		t.Error(diff)
	}
	use := func(service string) {
		check(t, w.Authorize(w.signed(t, *key.AccessKeyId, ""), service+":Something"))
	}
	holds := func(service string, at time.Time) {
		t.Helper()
		want := &iamapi.GetAccessKeyLastUsedResponse{UserName: new("bob"),
			AccessKeyLastUsed: &iamapi.AccessKeyLastUsed{ServiceName: &service, Region: new("eu-west-1"), LastUsedDate: &at}}
		if diff := cmp.Diff(want, get()); diff != "" {
			t.Error(diff)
		}
	}
	use("redshift")
	holds("redshift", noon)
	w.clock.Advance(time.Minute) // writes
	holds("redshift", noon)
	use("sts")
	holds("sts", noon.Add(time.Minute))
	w.close()
	w = open(t, dir)
	holds("sts", noon.Add(time.Minute))
	_, err := w.GetAccessKeyLastUsed(w.root, &iamapi.GetAccessKeyLastUsedRequest{AccessKeyId: new("AKIAUNKNOWNUNKNOWN00")})
	refused(t, "unknown", err, iamapi.NoSuchEntityException, "AKIAUNKNOWNUNKNOWN00")
}

// No secret lies in the state file, and another master key does not open it.
func TestSecretsAreSealed(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	_, key := w.user(t, "bob")
	w.close()
	for _, name := range []string{"state.db", "state.db-wal"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if name == "state.db" && !bytes.Contains(data, []byte(*key.AccessKeyId)) {
			t.Error("the key's record is not where this test looks for its secret")
		}
		if bytes.Contains(data, []byte(*key.SecretAccessKey)) {
			t.Errorf("the secret lies open in %s", name)
		}
	}
	_, err := tryOpen(t, dir, []byte("another key, another key, another"))
	var trouble *config.Trouble
	if !errors.As(err, &trouble) || trouble.Hint == "" {
		t.Errorf("another master key: %v", err)
	}
}
