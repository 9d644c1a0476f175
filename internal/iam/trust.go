package iam

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/countersign-dev/countersign/internal/api/iamapi"
	"github.com/countersign-dev/countersign/internal/caller"
)

// Trust policies: who may assume a role.
//
// A statement counts if its principal is "*", the account, or the caller's own
// user, role or session, its action covers sts:AssumeRole, and its conditions are
// StringEquals on sts:ExternalId. Deny goes before Allow. What a statement says
// beyond that is kept and cannot be judged: it allows nothing, and it denies.
// Principals of services and of identity providers are kept and never match.

var (
	accountPrincipal = regexp.MustCompile(`^(?:arn:aws[a-z-]*:iam::)?([0-9]{12})(?::root)?$`)
	entityPrincipal  = regexp.MustCompile(`^arn:aws[a-z-]*:(?:iam|sts)::([0-9]{12}):(user|role|assumed-role|federated-user)/[\w+=,.@/-]{1,600}$`)
)

// checkTrust checks a trust policy, and finds the unique ids of the users and
// roles of this account that it names.
func (s *Service) checkTrust(document string) (trusted map[string]string, err error) {
	malformed := func(format string, args ...any) (map[string]string, error) {
		return nil, iamapi.MalformedPolicyDocumentException.With(format, args...)
	}
	p, err := parsePolicy(document)
	switch {
	case err != nil:
		return malformed("This policy contains invalid Json")
	case lengthInInk(document) > maxTrustPolicy:
		return nil, iamapi.LimitExceededException.With("Cannot exceed quota for ACLSizePerRole: %d", maxTrustPolicy)
	case p.Version != "" && p.Version != "2012-10-17" && p.Version != "2008-10-17":
		return malformed("The policy must contain a valid version string")
	case len(p.Statement) == 0:
		return malformed("Syntax errors in policy.")
	}
	trusted = map[string]string{}
	for _, st := range p.Statement {
		if problem := st.problem(); problem != "" {
			return malformed("%s", problem)
		}
		for _, name := range (*st.Principal)["AWS"] {
			id, ok := s.principalID(name)
			if !ok {
				return malformed("Invalid principal in policy: \"AWS\":%q", name)
			}
			if id != "" {
				trusted[name] = id
			}
		}
	}
	return trusted, nil
}

// problem is what makes a statement no statement of a trust policy.
func (st statement) problem() string {
	switch {
	case st.Effect != "Allow" && st.Effect != "Deny":
		return "Syntax errors in policy."
	case st.NotPrincipal != nil, st.NotAction != nil:
		return "Countersign does not support NotPrincipal and NotAction in trust policies."
	case st.Principal == nil:
		return "Missing required field Principal"
	case st.Resource != nil, st.NotResource != nil:
		return "Has prohibited field Resource"
	case len(st.Action) == 0:
		return "Missing required field Action"
	}
	for _, action := range st.Action {
		if action != "*" && !strings.HasPrefix(strings.ToLower(action), "sts:") {
			return "AssumeRole policy may only specify STS AssumeRole actions."
		}
	}
	for kind := range *st.Principal {
		if !slices.Contains([]string{"AWS", "Service", "Federated", "CanonicalUser"}, kind) {
			return fmt.Sprintf("Invalid principal in policy: %q", kind)
		}
	}
	return ""
}

// principalID is the unique id of a user or role that a trust policy names. It is
// empty for what is known by its name alone: everybody, accounts, sessions, and
// what belongs to other accounts. ok is false for what is no principal.
func (s *Service) principalID(name string) (id string, ok bool) {
	if name == "*" || accountPrincipal.MatchString(name) {
		return "", true
	}
	parts := entityPrincipal.FindStringSubmatch(name)
	if parts == nil {
		return "", false
	}
	if parts[1] != s.Account {
		return "", true
	}
	switch parts[2] {
	case "user":
		u, found := s.users.Get(s.key(path.Base(name)))
		return u.ID, found && s.userARN(u) == name
	case "role":
		r, found := s.roles.Get(s.key(path.Base(name)))
		return r.ID, found && s.roleARN(r) == name
	}
	return "", true
}

// trusts tells whether a role's trust policy lets somebody assume it.
func (s *Service) trusts(r role, who caller.Principal, externalID *string) bool {
	p, err := parsePolicy(r.Trust)
	if err != nil {
		return false
	}
	allowed := false
	for _, st := range p.Statement {
		if st.Principal == nil || !s.names(*st.Principal, r.Trusted, who) || !st.covers("sts:assumerole") {
			continue
		}
		met, judged := st.met(externalID)
		switch {
		case st.Effect == "Deny" && (met || !judged):
			return false
		case st.Effect == "Allow" && met && judged:
			allowed = true
		}
	}
	return allowed
}

// names tells whether a statement's principal is the caller.
func (s *Service) names(p principals, trusted map[string]string, who caller.Principal) bool {
	unique, _, _ := strings.Cut(who.UserID, ":")
	return slices.ContainsFunc(p["AWS"], func(name string) bool {
		if name == "*" {
			return true
		}
		if parts := accountPrincipal.FindStringSubmatch(name); parts != nil {
			return parts[1] == s.Account
		}
		if id, named := trusted[name]; named {
			return id == unique
		}
		return name == who.ARN && isAssumedRole(who)
	})
}

// covers tells whether a statement is about an action, given in small letters.
func (st statement) covers(action string) bool {
	return slices.ContainsFunc(st.Action, func(pattern string) bool {
		matched, err := path.Match(strings.ToLower(pattern), action)
		return err == nil && matched
	})
}

// met tells whether a statement's conditions hold, and whether all of them could
// be judged.
func (st statement) met(externalID *string) (met, judged bool) {
	met, judged = true, true
	for operator, keys := range st.Condition {
		for key, values := range keys {
			if operator != "StringEquals" || !strings.EqualFold(key, "sts:ExternalId") {
				judged = false
				continue
			}
			met = met && externalID != nil && slices.Contains(values, *externalID)
		}
	}
	return met, judged
}

// lengthInInk is the length of a document without its white space.
func lengthInInk(document string) (n int) {
	for _, r := range document {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}
