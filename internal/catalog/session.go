package catalog

import (
	"github.com/countersign-dev/countersign/internal/activity"
	"github.com/countersign-dev/countersign/internal/dialect/relation"
)

// Sessions, connections and transactions. Who is no superuser sees his own, unless he has SYSLOG ACCESS UNRESTRICTED.
// Source: docs.aws.amazon.com/redshift/latest/dg/c_visibility-of-data.html and the pages of the relations.

// sees tells whether who asks sees what a user does.
func (s *Source) sees(userID int) bool { return s.Viewer.Super || s.Syslog || userID == s.Viewer.ID }

func openSessions(s *Source) []activity.Session {
	return filter(s.Activity.Sessions(), func(o activity.Session) bool { return s.sees(o.UserID) })
}

// connections are the events of connections.
func connections(s *Source) []activity.Event { return s.Activity.Events() }

// endedSessions are the ends of sessions.
func endedSessions(s *Source) []activity.Event {
	return filter(s.Activity.Events(), func(e activity.Event) bool { return e.What == activity.Disconnecting && s.sees(e.Session.UserID) })
}

// anySession is one that is open or has ended.
type anySession struct {
	activity.Session
	end *activity.Event // nil while it is open
}

func everySession(s *Source) (list []anySession) {
	for _, e := range endedSessions(s) {
		list = append(list, anySession{e.Session, &e})
	}
	for _, o := range openSessions(s) {
		list = append(list, anySession{o, nil})
	}
	return list
}

// timeout is a session's, in seconds: without one of its own it is 14,400, Redshift's default.
func timeout(o activity.Session) any { return o.Timeout }

func sessionRelations() map[string]maker {
	inEvent := fields[activity.Event]{
		"event":            func(_ *Source, e activity.Event) any { return e.What },
		"recordtime":       func(_ *Source, e activity.Event) any { return e.At },
		"record_time":      func(_ *Source, e activity.Event) any { return e.At },
		"remotehost":       func(_ *Source, e activity.Event) any { return e.Session.Host },
		"remote_host":      func(_ *Source, e activity.Event) any { return e.Session.Host },
		"remoteport":       func(_ *Source, e activity.Event) any { return e.Session.Port },
		"remote_port":      func(_ *Source, e activity.Event) any { return e.Session.Port },
		"pid":              func(_ *Source, e activity.Event) any { return e.Session.PID },
		"session_id":       func(_ *Source, e activity.Event) any { return e.Session.PID },
		"dbname":           func(_ *Source, e activity.Event) any { return e.Session.Database },
		"database_name":    func(_ *Source, e activity.Event) any { return e.Session.Database },
		"username":         func(_ *Source, e activity.Event) any { return e.Session.User },
		"user_name":        func(_ *Source, e activity.Event) any { return e.Session.User },
		"authmethod":       func(_ *Source, e activity.Event) any { return e.Session.Auth },
		"auth_method":      func(_ *Source, e activity.Event) any { return e.Session.Auth },
		"duration":         func(_ *Source, e activity.Event) any { return e.Lasted.Microseconds() },
		"sslversion":       func(_ *Source, e activity.Event) any { return e.Session.TLS },
		"ssl_version":      func(_ *Source, e activity.Event) any { return e.Session.TLS },
		"sslcipher":        func(_ *Source, e activity.Event) any { return e.Session.Cipher },
		"ssl_cipher":       func(_ *Source, e activity.Event) any { return e.Session.Cipher },
		"mtu":              func(*Source, activity.Event) any { return 0 },
		"application_name": func(_ *Source, e activity.Event) any { return e.Session.Application },
		"os_version":       func(_ *Source, e activity.Event) any { return e.Session.System },
		"driver_version":   func(_ *Source, e activity.Event) any { return e.Session.Driver },
		"plugin_name":      func(_ *Source, e activity.Event) any { return e.Session.Plugin },
		"protocol_version": func(_ *Source, e activity.Event) any { return e.Session.Protocol },
	}
	inOpen := fields[activity.Session]{
		"starttime":   func(_ *Source, o activity.Session) any { return o.Started },
		"process":     func(_ *Source, o activity.Session) any { return o.PID },
		"user_name":   func(_ *Source, o activity.Session) any { return o.User },
		"db_name":     func(_ *Source, o activity.Session) any { return o.Database },
		"timeout_sec": func(_ *Source, o activity.Session) any { return timeout(o) },
	}
	inActivity := fields[activity.Session]{
		"datid":         func(_ *Source, o activity.Session) any { return relation.Number("database", o.Database) },
		"datname":       func(_ *Source, o activity.Session) any { return o.Database },
		"procpid":       func(_ *Source, o activity.Session) any { return o.PID },
		"usesysid":      func(_ *Source, o activity.Session) any { return o.UserID },
		"usename":       func(_ *Source, o activity.Session) any { return o.User },
		"current_query": currentQuery,
		"query_start":   queryStart,
	}
	return map[string]maker{
		"stl_connection_log": of(connections, inEvent),
		"sys_connection_log": of(connections, inEvent),
		"stv_sessions":       of(openSessions, inOpen),
		"pg_stat_activity":   of(openSessions, inActivity),
		"stl_sessions": of(endedSessions, fields[activity.Event]{
			"userid":      func(_ *Source, e activity.Event) any { return e.Session.UserID },
			"starttime":   func(_ *Source, e activity.Event) any { return e.Session.Started },
			"endtime":     func(_ *Source, e activity.Event) any { return e.At },
			"process":     func(_ *Source, e activity.Event) any { return e.Session.PID },
			"user_name":   func(_ *Source, e activity.Event) any { return e.Session.User },
			"db_name":     func(_ *Source, e activity.Event) any { return e.Session.Database },
			"timeout_sec": func(_ *Source, e activity.Event) any { return timeout(e.Session) },
			"timed_out":   func(*Source, activity.Event) any { return 0 },
		}),
		"sys_session_history": of(everySession, fields[anySession]{
			"user_id":         func(_ *Source, o anySession) any { return o.UserID },
			"session_id":      func(_ *Source, o anySession) any { return o.PID },
			"database_name":   func(_ *Source, o anySession) any { return o.Database },
			"session_timeout": func(_ *Source, o anySession) any { return timeout(o.Session) },
			"start_time":      func(_ *Source, o anySession) any { return o.Started },
			"status": func(_ *Source, o anySession) any {
				if o.end == nil {
					return "active"
				}
				return "ended"
			},
			"end_time": func(_ *Source, o anySession) any {
				if o.end == nil {
					return nil
				}
				return o.end.At
			},
		}),
		"svv_transactions": of(locks, fields[lock]{
			"txn_owner":            func(_ *Source, l lock) any { return l.session.User },
			"txn_db":               func(_ *Source, l lock) any { return l.session.Database },
			"xid":                  func(_ *Source, l lock) any { return l.transaction.XID },
			"pid":                  func(_ *Source, l lock) any { return l.transaction.PID },
			"txn_start":            func(_ *Source, l lock) any { return l.transaction.Start },
			"lock_mode":            func(_ *Source, l lock) any { return l.mode },
			"lockable_object_type": func(_ *Source, l lock) any { return l.kind() },
			"relation":             func(_ *Source, l lock) any { return orNull(l.relation) },
			"granted":              func(*Source, lock) any { return true },
		}),
		"pg_locks": of(locks, fields[lock]{
			"relation": func(_ *Source, l lock) any { return orNull(l.relation) },
			"database": func(_ *Source, l lock) any {
				if l.relation == 0 {
					return nil
				}
				return relation.Number("database", l.session.Database)
			},
			"transaction": func(_ *Source, l lock) any {
				if l.relation != 0 {
					return nil
				}
				return l.transaction.XID
			},
			"pid":     func(_ *Source, l lock) any { return l.transaction.PID },
			"mode":    func(_ *Source, l lock) any { return l.mode },
			"granted": func(*Source, lock) any { return true },
		}),
		"stv_locks": of(tableLocks, fields[lock]{
			"table_id":            func(_ *Source, l lock) any { return l.relation },
			"last_update":         func(_ *Source, l lock) any { return l.since },
			"lock_owner":          func(_ *Source, l lock) any { return l.transaction.XID },
			"lock_owner_pid":      func(_ *Source, l lock) any { return l.transaction.PID },
			"lock_owner_start_ts": func(_ *Source, l lock) any { return l.since },
			"lock_status":         func(*Source, lock) any { return "Holding write lock" },
		}),
	}
}

// currentQuery is what a session runs.
func currentQuery(s *Source, o activity.Session) any {
	for _, st := range running(s) {
		if st.Session.PID == o.PID {
			return st.Text
		}
	}
	return "<IDLE>"
}

func queryStart(s *Source, o activity.Session) any {
	for _, st := range running(s) {
		if st.Session.PID == o.PID {
			return st.Start
		}
	}
	return nil
}
