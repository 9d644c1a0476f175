package catalog

import (
	"github.com/countersign-dev/countersign/internal/activity"
)

// SYS views of statements and transactions.
// Source: docs.aws.amazon.com/redshift/latest/dg/serverless_views-monitoring.html and the pages of the views.

func historyRelations() map[string]maker {
	inHistory := historyFields()
	inText := fields[piece]{
		"sequence": func(_ *Source, p piece) any { return p.sequence },
		"text":     func(_ *Source, p piece) any { return p.text },
	}
	for name, get := range inHistory {
		inText[name] = func(s *Source, p piece) any { return get(s, p.Statement) }
	}
	return map[string]maker{
		"sys_query_history": of(statements, inHistory),
		"sys_query_text":    of(pieces(statements), inText),
		"sys_procedure_call": of(func(s *Source) []activity.Statement {
			return filter(statements(s), func(q activity.Statement) bool { return q.Call })
		}, inHistory.and(fields[activity.Statement]{
			"session_user_id":           func(_ *Source, q activity.Statement) any { return q.Session.UserID },
			"caller_procedure_query_id": func(_ *Source, q activity.Statement) any { return when(q.Caller != 0, q.Caller) },
		})),
		"sys_procedure_messages": of(messages, messageFields()),
		"sys_query_detail": of(scans, fields[scan]{
			"user_id":              func(_ *Source, c scan) any { return c.UserID },
			"query_id":             func(_ *Source, c scan) any { return c.ID },
			"child_query_sequence": func(*Source, scan) any { return 1 },
			"stream_id":            func(*Source, scan) any { return 0 },
			"segment_id":           func(_ *Source, c scan) any { return c.step },
			"step_id":              func(*Source, scan) any { return 0 },
			"step_name":            func(*Source, scan) any { return "scan" },
			"table_id":             func(_ *Source, c scan) any { return c.relation },
			"table_name":           func(s *Source, c scan) any { return s.tableName(c.relation) },
			"start_time":           func(_ *Source, c scan) any { return c.Start },
			"end_time":             func(_ *Source, c scan) any { return c.End },
			"duration":             func(s *Source, c scan) any { return c.Duration(s.Now) },
			"is_active":            func(*Source, scan) any { return "f" },
		}),
		"sys_transaction_history": of(transactions, fields[activity.Transaction]{
			"user_id":                func(_ *Source, t activity.Transaction) any { return t.UserID },
			"transaction_id":         func(_ *Source, t activity.Transaction) any { return t.XID },
			"isolation_level":        func(*Source, activity.Transaction) any { return "Serializable" },
			"transaction_start_time": func(_ *Source, t activity.Transaction) any { return t.Start },
			"status": func(_ *Source, t activity.Transaction) any {
				if t.Committed {
					return "committed"
				}
				return "undone"
			},
			"commit_start_time": func(_ *Source, t activity.Transaction) any { return when(t.Committed, t.End) },
			"commit_end_time":   func(_ *Source, t activity.Transaction) any { return when(t.Committed, t.End) },
			"undo_start_time":   func(_ *Source, t activity.Transaction) any { return when(!t.Committed, t.End) },
			"undo_end_time":     func(_ *Source, t activity.Transaction) any { return when(!t.Committed, t.End) },
		}),
		"sys_mv_refresh_history": of(refreshes, refreshFields()),
		"svl_mv_refresh_status":  of(refreshes, refreshFields()),
		"stl_undone": of(func(s *Source) []activity.Transaction {
			return filter(transactions(s), func(t activity.Transaction) bool { return !t.Committed })
		}, fields[activity.Transaction]{
			"userid":         func(_ *Source, t activity.Transaction) any { return t.UserID },
			"xact_id":        func(_ *Source, t activity.Transaction) any { return t.XID },
			"xact_id_undone": func(_ *Source, t activity.Transaction) any { return t.XID },
			"undo_start_ts":  func(_ *Source, t activity.Transaction) any { return t.End },
			"undo_end_ts":    func(_ *Source, t activity.Transaction) any { return t.End },
		}),
		"stl_tr_conflict": of(func(s *Source) []activity.Transaction {
			return filter(transactions(s), func(t activity.Transaction) bool { return t.Conflict })
		}, fields[activity.Transaction]{
			"xact_id":       func(_ *Source, t activity.Transaction) any { return t.XID },
			"process_id":    func(_ *Source, t activity.Transaction) any { return t.PID },
			"xact_start_ts": func(_ *Source, t activity.Transaction) any { return t.Start },
			"abort_time":    func(_ *Source, t activity.Transaction) any { return t.End },
		}),
	}
}

// when is a value that is not always there.
func when[T any](is bool, at T) any {
	if is {
		return at
	}
	return nil
}

func transactions(s *Source) []activity.Transaction {
	return filter(s.Activity.Transactions(), func(t activity.Transaction) bool { return s.sees(t.UserID) })
}

func historyFields() fields[activity.Statement] {
	type st = activity.Statement
	return fields[st]{
		"user_id":                 func(_ *Source, q st) any { return q.UserID },
		"query_id":                func(_ *Source, q st) any { return q.ID },
		"query_label":             func(_ *Source, q st) any { return label(q) },
		"transaction_id":          func(_ *Source, q st) any { return q.XID },
		"session_id":              func(_ *Source, q st) any { return q.Session.PID },
		"database_name":           func(_ *Source, q st) any { return q.Session.Database },
		"query_type":              func(_ *Source, q st) any { return q.Type },
		"status":                  func(_ *Source, q st) any { return statusOf(q) },
		"result_cache_hit":        func(*Source, st) any { return false },
		"start_time":              func(_ *Source, q st) any { return q.Start },
		"end_time":                func(_ *Source, q st) any { return endOf(q) },
		"elapsed_time":            func(s *Source, q st) any { return q.Duration(s.Now) },
		"queue_time":              func(*Source, st) any { return 0 },
		"execution_time":          func(s *Source, q st) any { return q.Duration(s.Now) },
		"error_message":           func(_ *Source, q st) any { return orNull(activity.Cut(q.Error, 512)) },
		"returned_rows":           func(_ *Source, q st) any { return returned(q) },
		"returned_bytes":          func(_ *Source, q st) any { return q.Bytes },
		"query_text":              func(_ *Source, q st) any { return activity.Cut(oneLine(q.Text), 4000) },
		"redshift_version":        func(*Source, st) any { return "1.0.0" },
		"compute_type":            func(*Source, st) any { return "primary" },
		"lock_wait_time":          func(*Source, st) any { return 0 },
		"service_class_id":        func(*Source, st) any { return serviceClass },
		"service_class_name":      func(*Source, st) any { return serviceClassName },
		"query_priority":          func(*Source, st) any { return "Normal" },
		"short_query_accelerated": func(*Source, st) any { return "false" },
	}
}

func statusOf(q activity.Statement) string {
	switch {
	case q.End.IsZero():
		return "running"
	case q.State == "57014":
		return "canceled"
	case q.Failed():
		return "failed"
	}
	return "success"
}

// returned is how many rows the client was sent.
func returned(q activity.Statement) int64 {
	if q.Type == "SELECT" {
		return q.Rows
	}
	return 0
}

func refreshes(s *Source) []activity.Refresh {
	return filter(s.Activity.Refreshes(), func(r activity.Refresh) bool { return s.sees(r.UserID) })
}

func refreshFields() fields[activity.Refresh] {
	status := func(*Source, activity.Refresh) any { return "Refresh successfully recomputed MV from scratch" }
	return fields[activity.Refresh]{
		"user_id":         func(_ *Source, r activity.Refresh) any { return r.UserID },
		"userid":          func(_ *Source, r activity.Refresh) any { return r.UserID },
		"session_user_id": func(_ *Source, r activity.Refresh) any { return r.UserID },
		"transaction_id":  func(_ *Source, r activity.Refresh) any { return r.XID },
		"xid":             func(_ *Source, r activity.Refresh) any { return r.XID },
		"database_name":   func(_ *Source, r activity.Refresh) any { return r.Database },
		"db_name":         func(_ *Source, r activity.Refresh) any { return r.Database },
		"schema_name":     func(_ *Source, r activity.Refresh) any { return r.Schema },
		"mv_name":         func(_ *Source, r activity.Refresh) any { return r.Name },
		"refresh_type":    func(*Source, activity.Refresh) any { return "Manual" },
		"status":          status,
		"start_time":      func(_ *Source, r activity.Refresh) any { return r.Start },
		"starttime":       func(_ *Source, r activity.Refresh) any { return r.Start },
		"end_time":        func(_ *Source, r activity.Refresh) any { return r.End },
		"endtime":         func(_ *Source, r activity.Refresh) any { return r.End },
		"duration":        func(_ *Source, r activity.Refresh) any { return r.End.Sub(r.Start).Microseconds() },
	}
}

// logRelations are the changes of users.
func logRelations() map[string]maker {
	type change = activity.UserChange
	list := func(s *Source) []change { return s.Activity.UserChanges() }
	valid := func(_ *Source, c change) any {
		if c.ValidUntil == nil {
			return nil
		}
		return *c.ValidUntil
	}
	f := fields[change]{
		"userid": func(_ *Source, c change) any { return c.UserID }, "user_id": func(_ *Source, c change) any { return c.UserID },
		"username": func(_ *Source, c change) any { return c.Name }, "user_name": func(_ *Source, c change) any { return c.Name },
		"oldusername": func(_ *Source, c change) any { return orNull(c.Before) }, "original_user_name": func(_ *Source, c change) any { return orNull(c.Before) },
		"action":      func(_ *Source, c change) any { return c.Action },
		"usecreatedb": func(_ *Source, c change) any { return c.CreateDB }, "has_create_db_privs": func(_ *Source, c change) any { return c.CreateDB },
		"usesuper": func(_ *Source, c change) any { return c.Super }, "is_superuser": func(_ *Source, c change) any { return c.Super },
		"usecatupd": func(*Source, change) any { return 0 }, "has_update_catalog_privs": func(*Source, change) any { return 0 },
		"valuntil": valid, "password_expiration": valid,
		"pid": func(_ *Source, c change) any { return c.PID }, "session_id": func(_ *Source, c change) any { return c.PID },
		"xid": func(_ *Source, c change) any { return c.XID }, "transaction_id": func(_ *Source, c change) any { return c.XID },
		"recordtime": func(_ *Source, c change) any { return c.At }, "record_time": func(_ *Source, c change) any { return c.At },
	}
	return map[string]maker{"stl_userlog": of(list, f), "sys_userlog": of(list, f)}
}
