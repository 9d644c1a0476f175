package pgwire

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// Priorities of workload management. There are no queues in which anything would wait, so that they are checked, kept for the
// life of a session and told, and have no effect.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_CHANGE_USER_PRIORITY.html and r_CHANGE_SESSION_PRIORITY.html.

var priorities = []string{"critical", "highest", "high", "normal", "low", "lowest"}

// prioritize changes a priority, and says what it has done.
func (ss *session) prioritize(of, which, priority string) (string, error) {
	priority = strings.ToLower(priority)
	if !ss.whoami().Super {
		return "", &engine.Error{State: engine.InsufficientPrivilege, Message: "must be superuser to change priorities"}
	}
	if !slices.Contains(priorities, priority) && (of != "user" || priority != "reset") {
		return "", &engine.Error{State: engine.InvalidParameterValue, Message: fmt.Sprintf("invalid priority \"%s\"", priority)}
	}
	if of == "session" {
		return ss.prioritizeSession(which, priority)
	}
	switch {
	case ss.directory().User(which) == nil:
		return "", noUser(which)
	case priority == "reset":
		return fmt.Sprintf("Succeeded to reset priority for user (%s).", which), nil
	}
	return fmt.Sprintf("Succeeded to change user priority. Changed user (%s) priority to %s.", which, priority), nil
}

// prioritizeSession changes that of a process; -1 is the session's own.
func (ss *session) prioritizeSession(which, priority string) (string, error) {
	pid, err := strconv.ParseInt(which, 10, 32)
	if pid == -1 {
		pid = int64(ss.pid)
	}
	s := ss.server
	s.mu.Lock()
	defer s.mu.Unlock()
	other := s.sessions[uint32(pid)]
	if err != nil || other == nil {
		return "", &engine.Error{State: engine.InvalidParameterValue, Message: fmt.Sprintf("session (pid:%s) does not exist", which)}
	}
	change := "to " + priority
	if other.priority != "" {
		change = "from " + other.priority + " " + change
	}
	other.priority = priority
	return fmt.Sprintf("Succeeded to change session priority. Changed session (pid:%d) priority %s.", pid, change), nil
}

// isMember tells whether a user or a role has a role.
func (ss *session) isMember(of, member, role string) (bool, error) {
	d := ss.directory()
	r := d.Role(role)
	if r == nil {
		return false, &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("role \"%s\" does not exist", role)}
	}
	if of == "role" {
		m := d.Role(member)
		if m == nil {
			return false, &engine.Error{State: engine.UndefinedObject, Message: fmt.Sprintf("role \"%s\" does not exist", member)}
		}
		return slices.Contains(d.RolesOfRole(m.ID), r.ID), nil
	}
	u := d.User(member)
	if u == nil {
		return false, noUser(member)
	}
	return slices.Contains(d.Who(u.ID).Roles, r.ID), nil
}
