package catalog

import "github.com/countersign-dev/countersign/internal/activity"

// A message was raised by a stored procedure.
type message struct {
	activity.Message
	aborted bool // the CALL failed
}

// messages are those that who asks sees.
func messages(s *Source) (out []message) {
	failed := map[int64]bool{}
	for _, st := range s.Activity.Statements() {
		failed[st.ID] = st.Call && st.Failed()
	}
	for _, m := range s.Activity.Messages() {
		if s.sees(m.UserID) {
			out = append(out, message{m, failed[m.CallID]})
		}
	}
	return out
}

// messageLevels are the numbers of levels.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_SVL_STORED_PROC_MESSAGES.html.
var messageLevels = map[string]int{"LOG": 20, "INFO": 30, "NOTICE": 40, "WARNING": 50, "EXCEPTION": 60}

func messageFields() fields[message] {
	f := fields[message]{
		"userid":         func(_ *Source, m message) any { return m.UserID },
		"session_userid": func(_ *Source, m message) any { return m.Session.UserID },
		"pid":            func(_ *Source, m message) any { return m.Session.PID },
		"xid":            func(_ *Source, m message) any { return m.XID },
		"query":          func(_ *Source, m message) any { return m.CallID },
		"recordtime":     func(_ *Source, m message) any { return m.At },
		"loglevel":       func(_ *Source, m message) any { return messageLevels[m.Level] },
		"loglevel_text":  func(_ *Source, m message) any { return m.Level },
		"message":        func(_ *Source, m message) any { return activity.Cut(oneLine(m.Text), 1024) },
		"linenum":        func(_ *Source, m message) any { return m.Line },
		"querytext":      func(_ *Source, m message) any { return activity.Cut(oneLine(m.Call), 500) },
		"label":          func(_ *Source, m message) any { return label(activity.Statement{Label: m.Label}) },
		"aborted":        func(_ *Source, m message) any { return m.aborted },
		"database_name":  func(_ *Source, m message) any { return m.Session.Database },
	}
	for sys, svl := range map[string]string{
		"user_id": "userid", "session_user_id": "session_userid", "query_id": "query", "session_id": "pid", "transaction_id": "xid", "record_time": "recordtime",
		"log_level": "loglevel_text", "statement": "querytext", "line_number": "linenum",
	} {
		f[sys] = f[svl]
	}
	return f
}
