package iam

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/caller"
	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/sigv4"
)

// Sessions: temporary keys for a user, for root, or for a role that is assumed.
//
// A session is no record. Its token holds everything, sealed: it outlives a
// restart, and it ends at its time, or with the user or role that it is of.

// A TemporaryKey is an access key that is good with its token and until a time.
type TemporaryKey struct {
	AccessKeyID     string
	SecretAccessKey string
	SessionToken    string
	Expires         time.Time
}

// A session is what a token holds. The names of its members are short because a
// token travels with every request.
type session struct {
	AccessKeyID string    `json:"k"`
	Secret      string    `json:"s"`
	Expires     time.Time `json:"x"`
	ID          string    `json:"i"`           // unique id of the user or role; the account for root
	User        string    `json:"u,omitempty"` // name of the user
	Role        string    `json:"r,omitempty"` // name of the role
	Name        string    `json:"n,omitempty"` // of a role's session
	Padding     string    `json:"p,omitempty"`
}

// sessionSeal is the version of tokens, and what they are bound to.
const sessionSeal = "session 1"

// maxToken bounds the tokens that are looked at. The longest that is issued holds
// two names of 64 characters and the padding that may be asked for.
const maxToken = 8 << 10

// UserSession issues a temporary key to the caller, who is root or a user. The
// token has at least size bytes.
func (s *Service) UserSession(who caller.Principal, lasts time.Duration, size int) (TemporaryKey, error) {
	one := session{ID: who.UserID}
	if who.UserID != s.Account {
		one.User = who.ARN[strings.LastIndex(who.ARN, "/")+1:]
	}
	return s.issue(one, lasts, size)
}

// A RoleRequest asks for a session of a role.
type RoleRequest struct {
	RoleARN     string
	SessionName string
	ExternalID  *string
	Lasts       time.Duration // 0 means one hour
	TokenSize   int           // at least that many bytes
}

// RoleSession issues a temporary key for a session of a role, if the role's trust
// policy allows the caller to assume it, and tells who the session is.
func (s *Service) RoleSession(who caller.Principal, asked RoleRequest) (TemporaryKey, caller.Principal, error) {
	refuse := func() (TemporaryKey, caller.Principal, error) {
		return TemporaryKey{}, caller.Principal{}, fault.AccessDenied.With(
			"User: %s is not authorized to perform: sts:AssumeRole on resource: %s", who.ARN, asked.RoleARN)
	}
	r, found := s.roles.Get(s.key(asked.RoleARN[strings.LastIndex(asked.RoleARN, "/")+1:]))
	if !found || s.roleARN(r) != asked.RoleARN || !s.trusts(r, who, asked.ExternalID) {
		return refuse()
	}
	lasts := asked.Lasts
	if lasts == 0 {
		lasts = oneHour * time.Second
	}
	switch {
	case lasts > oneHour*time.Second && isAssumedRole(who):
		return TemporaryKey{}, caller.Principal{}, fault.ValidationError.With("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
	case lasts > time.Duration(r.MaxSession)*time.Second:
		return TemporaryKey{}, caller.Principal{}, fault.ValidationError.With("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
	}
	one := session{ID: r.ID, Role: r.Name, Name: asked.SessionName}
	key, err := s.issue(one, lasts, asked.TokenSize)
	return key, s.assumedRole(r, asked.SessionName), err
}

// issue makes a session's key and token.
func (s *Service) issue(one session, lasts time.Duration, size int) (TemporaryKey, error) {
	one.AccessKeyID = temporaryPrefix + random(16, base32Digits)
	one.Secret = random(40, base64Digits)
	one.Expires = s.now().Add(lasts)
	token, err := s.token(one)
	if short := size - len(token); short > 0 && err == nil {
		one.Padding = strings.Repeat("-", short) // grows by a third in Base64: never too short
		token, err = s.token(one)
	}
	return TemporaryKey{AccessKeyID: one.AccessKeyID, SecretAccessKey: one.Secret, SessionToken: token, Expires: one.Expires}, err
}

func (s *Service) token(one session) (string, error) {
	text, err := json.Marshal(one)
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(s.sessions.SealToken(text, sessionSeal)), nil
}

// lookupSession finds the holder of a temporary key.
func (s *Service) lookupSession(accessKeyID, token string) (sigv4.Holder, error) {
	one, ok := s.openToken(token)
	if !ok || subtle.ConstantTimeCompare([]byte(one.AccessKeyID), []byte(accessKeyID)) != 1 {
		return sigv4.Holder{}, sigv4.ErrInvalidToken
	}
	who, found := s.sessionPrincipal(one)
	switch {
	case !found:
		return sigv4.Holder{}, sigv4.ErrInvalidToken
	case !s.Clock.Now().Before(one.Expires):
		return sigv4.Holder{}, sigv4.ErrExpiredToken
	}
	return s.holder(one.Secret, who), nil
}

func (s *Service) openToken(token string) (one session, ok bool) {
	if len(token) > maxToken {
		return one, false
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(token)
	if err != nil {
		return one, false
	}
	text, err := s.sessions.OpenToken(raw, sessionSeal)
	if err != nil {
		return one, false
	}
	return one, json.Unmarshal(text, &one) == nil
}

// sessionPrincipal is who a session is of. A user or role that is gone has no
// sessions, and a new one of the same name is another.
func (s *Service) sessionPrincipal(one session) (caller.Principal, bool) {
	switch {
	case one.Role != "":
		r, found := s.roles.Get(s.key(one.Role))
		return s.assumedRole(r, one.Name), found && r.ID == one.ID
	case one.User != "":
		u, found := s.users.Get(s.key(one.User))
		return caller.Principal{ARN: s.userARN(u), UserID: u.ID}, found && u.ID == one.ID
	}
	return s.rootPrincipal(), one.ID == s.Account
}

// assumedRole is a session of a role as a principal. Its ARN leaves out the
// role's path, as AWS's does.
func (s *Service) assumedRole(r role, session string) caller.Principal {
	return caller.Principal{
		ARN:    "arn:aws:sts::" + s.Account + ":assumed-role/" + r.Name + "/" + session,
		UserID: r.ID + ":" + session,
	}
}
