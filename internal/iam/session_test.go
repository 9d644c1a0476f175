package iam_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/iam"
	"github.com/countersign-dev/countersign/sigv4"
)

// who tells whose a context is.
func (w *world) who(t *testing.T, key iam.TemporaryKey) caller.Principal {
	t.Helper()
	holder, err := w.Lookup(t.Context(), key.AccessKeyID, key.SessionToken)
	check(t, err)
	if holder.SecretAccessKey != key.SecretAccessKey {
		t.Error("another secret")
	}
	return holder.Principal.(caller.Identity).Principal
}

func TestUserSession(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	bob, longTerm := w.user(t, "bob")
	me := caller.From(w.signed(t, *longTerm.AccessKeyId, "")).Principal
	key, err := w.UserSession(me, time.Hour, 0)
	check(t, err)
	if !strings.HasPrefix(key.AccessKeyID, "ASIA") || !key.Expires.Equal(noon.Add(time.Hour)) {
		t.Errorf("got %s until %v", key.AccessKeyID, key.Expires)
	}
	w.close()
	w = open(t, dir) // sessions outlive the server
	if who := w.who(t, key); who.UserID != *bob.UserId || who.ARN != *bob.Arn {
		t.Errorf("the session is %v's", who)
	}
	flipped := []byte(key.SessionToken)
	flipped[20] ^= 1
	other, err := w.UserSession(me, time.Hour, 0)
	check(t, err)
	tests := []struct {
		name, id, token string
		want            error
	}{
		{"no token", key.AccessKeyID, "", sigv4.ErrUnknownKey},
		{"token of another session", key.AccessKeyID, other.SessionToken, sigv4.ErrInvalidToken},
		{"token that was changed", key.AccessKeyID, string(flipped), sigv4.ErrInvalidToken},
		{"token cut short", key.AccessKeyID, key.SessionToken[:len(key.SessionToken)-4], sigv4.ErrInvalidToken},
		{"token of a few bytes", key.AccessKeyID, base64.StdEncoding.EncodeToString([]byte("short")), sigv4.ErrInvalidToken},
		{"token that is no Base64", key.AccessKeyID, "!", sigv4.ErrInvalidToken},
		{"token too long to look at", key.AccessKeyID, strings.Repeat("A", 64<<10), sigv4.ErrInvalidToken},
		{"long-term key with a token", *longTerm.AccessKeyId, key.SessionToken, sigv4.ErrInvalidToken},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if holder, err := w.Lookup(t.Context(), test.id, test.token); !errors.Is(err, test.want) || holder != (sigv4.Holder{}) {
				t.Errorf("got %v", err)
			}
		})
	}
	w.clock.Advance(time.Hour - time.Second)
	w.who(t, key)
	w.clock.Advance(time.Second)
	if _, err := w.Lookup(t.Context(), key.AccessKeyID, key.SessionToken); !errors.Is(err, sigv4.ErrExpiredToken) {
		t.Errorf("after its time: %v", err)
	}
}

// A session ends with its user, and a new user of the same name is another.
func TestSessionEndsWithItsUser(t *testing.T) {
	w := open(t, t.TempDir())
	_, longTerm := w.user(t, "bob")
	key, err := w.UserSession(caller.From(w.signed(t, *longTerm.AccessKeyId, "")).Principal, time.Hour, 0)
	check(t, err)
	check(t, w.DeleteAccessKey(w.root, &iamapi.DeleteAccessKeyRequest{UserName: new("bob"), AccessKeyId: longTerm.AccessKeyId}))
	w.who(t, key) // as on AWS it outlives the key that asked for it
	check(t, w.DeleteUser(w.root, &iamapi.DeleteUserRequest{UserName: new("bob")}))
	w.user(t, "bob")
	if _, err := w.Lookup(t.Context(), key.AccessKeyID, key.SessionToken); !errors.Is(err, sigv4.ErrInvalidToken) {
		t.Errorf("got %v", err)
	}
}

func TestTokenSize(t *testing.T) {
	w := open(t, t.TempDir())
	root := caller.From(w.root).Principal
	for _, size := range []int{0, 1, 500, 4096} {
		key, err := w.UserSession(root, time.Hour, size)
		check(t, err)
		if len(key.SessionToken) < size {
			t.Errorf("asked for %d, got %d", size, len(key.SessionToken))
		}
		w.who(t, key)
	}
}

func TestRoleSession(t *testing.T) {
	w := open(t, t.TempDir())
	_, bobKey := w.user(t, "bob")
	_, eveKey := w.user(t, "eve")
	principal := func(key iamapi.AccessKey) caller.Principal {
		return caller.From(w.signed(t, *key.AccessKeyId, "")).Principal
	}
	root, bob, eve := caller.From(w.root).Principal, principal(bobKey), principal(eveKey)
	const bobARN = `{"AWS": "arn:aws:iam::123456789012:user/bob"}`
	deny := strings.Replace(trusting(everybody), `[`, `[{"Effect": "Deny", "Principal": `+bobARN+`, "Action": "sts:*"}, `, 1)
	external := trusting(everybody, `, "Condition": {"StringEquals": {"sts:ExternalId": ["one", "two"]}}`)
	mfa := trusting(everybody, `, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}`)
	tests := []struct {
		name, trust string
		who         caller.Principal
		externalID  *string
		allowed     bool
	}{
		{"the account, a user", trusting(everybody), bob, nil, true},
		{"the account, root", trusting(everybody), root, nil, true},
		{"the account by its number", trusting(`{"AWS": "123456789012"}`), bob, nil, true},
		{"everybody", trusting(`"*"`), bob, nil, true},
		{"one user", trusting(bobARN), bob, nil, true},
		{"another user", trusting(bobARN), eve, nil, false},
		{"one user, root", trusting(bobARN), root, nil, false},
		{"another account", trusting(`{"AWS": "210987654321"}`), bob, nil, false},
		{"a service", trusting(`{"Service": "redshift.amazonaws.com"}`), bob, nil, false},
		{"denied", deny, bob, nil, false},
		{"another one denied", deny, eve, nil, true},
		{"another action", strings.ReplaceAll(trusting(everybody), "sts:AssumeRole", "sts:TagSession"), bob, nil, false},
		{"an action by pattern", strings.ReplaceAll(trusting(everybody), "sts:AssumeRole", "sts:assume*"), bob, nil, true},
		{"external id", external, bob, new("two"), true},
		{"no external id", external, bob, nil, false},
		{"wrong external id", external, bob, new("three"), false},
		{"external id that nobody asked for", trusting(everybody), bob, new("one"), true},
		{"condition that cannot be judged", mfa, bob, nil, false},
		{"denied on a condition that cannot be judged", strings.Replace(mfa, `[`, `[{"Effect": "Allow", "Principal": "*", "Action": "*"}, `, 1), bob, nil, true},
		{"denied unless", strings.Replace(trusting(everybody), `[`, `[{"Effect": "Deny", "Principal": "*", "Action": "*", "Condition": {"Bool": {"aws:SecureTransport": false}}}, `, 1), bob, nil, false},
	}
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			role := w.role(t, "r"+string(rune('a'+i)), test.trust)
			key, session, err := w.RoleSession(test.who, iam.RoleRequest{RoleARN: *role.Arn, SessionName: "s", ExternalID: test.externalID})
			if !test.allowed {
				refused(t, test.name, err, fault.AccessDenied, "User: "+test.who.ARN+" is not authorized to perform: sts:AssumeRole on resource: "+*role.Arn)
				return
			}
			check(t, err)
			who := w.who(t, key)
			want := caller.Principal{ARN: "arn:aws:sts::123456789012:assumed-role/" + *role.RoleName + "/s", UserID: *role.RoleId + ":s"}
			if who != want || session != want || !key.Expires.Equal(noon.Add(time.Hour)) {
				t.Errorf("got %v, %v until %v", who, session, key.Expires)
			}
		})
	}
}

func TestRoleSessionsLastAsLongAsTheRoleAllows(t *testing.T) {
	w := open(t, t.TempDir())
	root := caller.From(w.root).Principal
	out, err := w.CreateRole(w.root, &iamapi.CreateRoleRequest{RoleName: new("r"), Path: new("/p/"), AssumeRolePolicyDocument: new(trusting(everybody)), MaxSessionDuration: new(int32(7200))})
	check(t, err)
	ask := iam.RoleRequest{RoleARN: *out.Role.Arn, SessionName: "first", Lasts: 2 * time.Hour}
	key, first, err := w.RoleSession(root, ask)
	check(t, err)
	ask.Lasts += time.Second
	_, _, err = w.RoleSession(root, ask)
	refused(t, "too long", err, fault.ValidationError, "exceeds the MaxSessionDuration set for this role")
	ask.Lasts = time.Hour + time.Second
	_, _, err = w.RoleSession(first, ask)
	refused(t, "chained too long", err, fault.ValidationError, "1 hour session limit for roles assumed by role chaining")
	ask.Lasts = 0
	_, _, err = w.RoleSession(first, ask)
	check(t, err)
	ask.RoleARN = "arn:aws:iam::123456789012:role/r"
	_, _, err = w.RoleSession(root, ask)
	refused(t, "without its path", err, fault.AccessDenied, "role/r")

	check(t, w.Authorize(w.signed(t, key.AccessKeyID, key.SessionToken), "redshift:DescribeClusters"))
	got, err := w.GetRole(w.root, &iamapi.GetRoleRequest{RoleName: new("r")})
	check(t, err)
	if used := got.Role.RoleLastUsed; used.LastUsedDate == nil || !used.LastUsedDate.Equal(noon) || *used.Region != "eu-west-1" {
		t.Errorf("last used: %+v", used)
	}
	check(t, w.DeleteRole(w.root, &iamapi.DeleteRoleRequest{RoleName: new("r")}))
	if _, err := w.Lookup(t.Context(), key.AccessKeyID, key.SessionToken); !errors.Is(err, sigv4.ErrInvalidToken) {
		t.Errorf("of a deleted role: %v", err)
	}
}

// A session without MFA may ask IAM nothing, and STS little.
func TestWhatTemporaryKeysMayAsk(t *testing.T) {
	w := open(t, t.TempDir())
	root := caller.From(w.root).Principal
	key, err := w.UserSession(root, time.Hour, 0)
	check(t, err)
	role := w.role(t, "r", trusting(everybody))
	assumed, _, err := w.RoleSession(root, iam.RoleRequest{RoleARN: *role.Arn, SessionName: "s"})
	check(t, err)
	tests := []struct {
		key    iam.TemporaryKey
		action string
		says   string
	}{
		{key, "redshift:CreateCluster", ""},
		{key, "sts:GetCallerIdentity", ""},
		{key, "sts:AssumeRole", ""},
		{key, "sts:GetSessionToken", "AccessDenied: Cannot call GetSessionToken with session credentials"},
		{key, "iam:ListUsers", "InvalidClientTokenId: The security token included in the request is invalid"},
		{assumed, "iam:ListUsers", ""},
		{assumed, "sts:AssumeRole", ""},
		{assumed, "sts:GetSessionToken", "AccessDenied: Cannot call GetSessionToken with session credentials"},
	}
	for _, test := range tests {
		got := ""
		if err := w.Authorize(w.signed(t, test.key.AccessKeyID, test.key.SessionToken), test.action); err != nil {
			got = err.Error()
		}
		if got != test.says {
			t.Errorf("%s: got %q, want %q", test.action, got, test.says)
		}
	}
}
