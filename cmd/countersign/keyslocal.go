package main

import (
	"context"
	"errors"
	"log/slog"
	"os"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/clock"
	"github.com/countersign-dev/countersign/internal/config"
	"github.com/countersign-dev/countersign/internal/engine/duckdb"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/iam"
	"github.com/countersign-dev/countersign/internal/shape"
	"github.com/countersign-dev/countersign/internal/store"
)

// localKeys works on a data folder that no server holds, and holds it meanwhile.
type localKeys struct {
	*iam.Service
	model  *shape.Model
	scope  caller.Scope
	opened []func() error // what close closes, from the last to the first
}

func openLocalKeys(ctx context.Context, dir, account string) (keyAPI, error) {
	if err := iam.CheckAccount(account); err != nil {
		return nil, err
	}
	l := &localKeys{model: iamapi.NewModel(), scope: caller.Scope{Partition: "aws", Account: account,
		Principal: caller.Principal{ARN: "arn:aws:iam::" + account + ":root", UserID: account}}}
	if err := l.open(ctx, dir); err != nil {
		return nil, asTrouble(knownTrouble(errors.Join(err, l.close())))
	}
	return l, nil
}

func (l *localKeys) open(ctx context.Context, dir string) error {
	folder, err := config.OpenFolder(dir, duckdb.Version())
	if err != nil {
		return err
	}
	l.opened = append(l.opened, folder.Close)
	root, err := iam.EnsureRootKey(folder, config.RootKey{})
	if err != nil {
		return err
	}
	key, err := folder.MasterKey(os.Getenv(config.MasterKeyVariable))
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, folder.Path("state.db"))
	if err != nil {
		return err
	}
	l.opened = append(l.opened, db.Close)
	l.Service, err = iam.New(ctx, iam.Config{
		Account: l.scope.Account, Root: root, Store: db, MasterKey: key, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler),
	})
	if err == nil {
		l.opened = append(l.opened, l.Service.Close)
	}
	return err
}

// check holds an input against AWS's model, as the server's front door does.
func (l *localKeys) check(name string, input any) error {
	if wrong := l.model.Validate(name, input); len(wrong) > 0 {
		return fault.ValidationError.With("%s", shape.ValidationMessage(wrong))
	}
	return nil
}

func (l *localKeys) createUser(ctx context.Context, user string) error {
	in := &iamapi.CreateUserRequest{UserName: &user}
	if err := l.check("CreateUserRequest", in); err != nil {
		return err
	}
	_, err := l.CreateUser(caller.With(ctx, l.scope), in)
	return err
}

func (l *localKeys) users(ctx context.Context) (users []string, err error) {
	for in := (&iamapi.ListUsersRequest{}); ; {
		out, err := l.ListUsers(caller.With(ctx, l.scope), in)
		if err != nil {
			return nil, err
		}
		for _, u := range out.Users {
			users = append(users, *u.UserName)
		}
		if in.Marker = out.Marker; in.Marker == nil {
			return users, nil
		}
	}
}

func (l *localKeys) create(ctx context.Context, user string) (keyInfo, error) {
	out, err := l.CreateAccessKey(caller.With(ctx, l.scope), &iamapi.CreateAccessKeyRequest{UserName: named(user)})
	if err != nil {
		return keyInfo{}, err
	}
	k := out.AccessKey
	return keyInfo{User: orRoot(k.UserName), AccessKeyID: *k.AccessKeyId, SecretAccessKey: *k.SecretAccessKey, Status: *k.Status, Created: *k.CreateDate}, nil
}

func (l *localKeys) list(ctx context.Context, user string) (keys []keyInfo, err error) {
	out, err := l.ListAccessKeys(caller.With(ctx, l.scope), &iamapi.ListAccessKeysRequest{UserName: named(user)})
	if err != nil {
		return nil, err
	}
	for _, k := range out.AccessKeyMetadata { // one page: a user has two keys at most
		keys = append(keys, keyInfo{User: orRoot(k.UserName), AccessKeyID: *k.AccessKeyId, Status: *k.Status, Created: *k.CreateDate})
	}
	return keys, nil
}

func (l *localKeys) owner(ctx context.Context, id string) (string, error) {
	out, err := l.GetAccessKeyLastUsed(caller.With(ctx, l.scope), &iamapi.GetAccessKeyLastUsedRequest{AccessKeyId: &id})
	if err != nil || out.UserName == nil {
		return "", err
	}
	return *out.UserName, nil
}

func (l *localKeys) setStatus(ctx context.Context, user, id, status string) error {
	return l.UpdateAccessKey(caller.With(ctx, l.scope), &iamapi.UpdateAccessKeyRequest{UserName: named(user), AccessKeyId: &id, Status: &status})
}

func (l *localKeys) remove(ctx context.Context, user, id string) error {
	return l.DeleteAccessKey(caller.With(ctx, l.scope), &iamapi.DeleteAccessKeyRequest{UserName: named(user), AccessKeyId: &id})
}

func (l *localKeys) close() error {
	var failed []error
	for i := len(l.opened) - 1; i >= 0; i-- {
		failed = append(failed, l.opened[i]())
	}
	return errors.Join(failed...)
}

// named is the name of a user, or nothing for root.
func named(user string) *string {
	if user == "" {
		return nil
	}
	return &user
}

// orRoot is the name of a user as the command prints it.
func orRoot(name *string) string {
	if name == nil {
		return rootUser
	}
	return *name
}
