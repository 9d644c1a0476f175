package catalog

import (
	"strings"

	"github.com/countersign-dev/countersign/internal/activity"
)

// Statements that run or have run: STL_, SVL_ and STV_.
// Source: docs.aws.amazon.com/redshift/latest/dg/c_intro_STL_tables.html and the pages of the tables.

// statements are those that who asks sees.
func statements(s *Source) []activity.Statement {
	return filter(s.Activity.Statements(), func(st activity.Statement) bool { return s.sees(st.UserID) })
}

// ended are those of a kind that have ended.
func ended(kinds ...activity.Kind) func(*Source) []activity.Statement {
	return func(s *Source) []activity.Statement {
		return filter(statements(s), func(st activity.Statement) bool {
			for _, kind := range kinds {
				if st.Kind == kind && !st.End.IsZero() {
					return true
				}
			}
			return false
		})
	}
}

// running are those that have not ended.
func running(s *Source) []activity.Statement {
	return filter(statements(s), func(st activity.Statement) bool { return st.End.IsZero() })
}

// A piece is a part of a statement's text.
type piece struct {
	activity.Statement
	sequence int
	text     string
}

// pieceBytes is how much of a text a row has.
const pieceBytes = 200

// pieces are the texts of statements in rows of at most 200 bytes.
func pieces(list func(*Source) []activity.Statement) func(*Source) []piece {
	return func(s *Source) (out []piece) {
		for _, st := range list(s) {
			for i, rest := 0, oneLine(st.Text); i == 0 || rest != ""; i++ {
				part := activity.Cut(rest, pieceBytes)
				out = append(out, piece{st, i, part})
				rest = rest[len(part):]
			}
		}
		return out
	}
}

// oneLine is a text as the logs keep it: ends of lines as \n.
func oneLine(text string) string { return strings.NewReplacer("\r", "", "\n", `\n`).Replace(text) }

func queryRelations() map[string]maker {
	type st = activity.Statement
	inQuery := statementFields()
	inPiece := fields[piece]{
		"sequence": func(_ *Source, p piece) any { return p.sequence },
		"text":     func(_ *Source, p piece) any { return p.text },
		"type":     func(_ *Source, p piece) any { return string(p.Kind) },
	}
	for name, get := range inQuery {
		if inPiece[name] == nil {
			inPiece[name] = func(s *Source, p piece) any { return get(s, p.Statement) }
		}
	}
	inWLM := inQuery.and(fields[st]{
		"service_class":            func(*Source, st) any { return serviceClass },
		"service_class_name":       func(*Source, st) any { return serviceClassName },
		"slot_count":               func(*Source, st) any { return 1 },
		"task":                     func(_ *Source, q st) any { return q.ID },
		"service_class_start_time": func(_ *Source, q st) any { return q.Start },
		"wlm_start_time":           func(_ *Source, q st) any { return q.Start },
		"queue_start_time":         func(_ *Source, q st) any { return q.Start },
		"queue_end_time":           func(_ *Source, q st) any { return q.Start },
		"total_queue_time":         func(*Source, st) any { return 0 },
		"queue_time":               func(*Source, st) any { return 0 },
		"exec_start_time":          func(_ *Source, q st) any { return q.Start },
		"start_time":               func(_ *Source, q st) any { return q.Start },
		"exec_end_time":            func(_ *Source, q st) any { return q.End },
		"service_class_end_time":   func(_ *Source, q st) any { return q.End },
		"total_exec_time":          func(s *Source, q st) any { return q.Duration(s.Now) },
		"exec_time":                func(s *Source, q st) any { return q.Duration(s.Now) },
		"final_state":              func(*Source, st) any { return "Completed" },
		"state":                    func(*Source, st) any { return "Running" },
		"query_priority":           func(*Source, st) any { return "Normal" },
	})
	queries := ended(activity.Query)
	return map[string]maker{
		"stl_query":         of(queries, inQuery),
		"stl_querytext":     of(pieces(queries), inPiece),
		"stl_ddltext":       of(pieces(ended(activity.DDL)), inPiece),
		"stl_utilitytext":   of(pieces(ended(activity.Utility)), inPiece),
		"svl_statementtext": of(pieces(ended(activity.Query, activity.DDL, activity.Utility)), inPiece),
		"svl_qlog":          of(queries, inQuery),
		"stl_wlm_query":     of(queries, inWLM),
		"stv_inflight": of(running, inQuery.and(fields[st]{
			"slice": func(*Source, st) any { return 12811 }, // of the leader node, as in AWS's example
			"text":  func(_ *Source, q st) any { return activity.Cut(oneLine(q.Text), 100) },
		})),
		"svv_query_inflight": of(pieces(running), inPiece.and(fields[piece]{"slice": func(*Source, piece) any { return 12811 }})),
		"stv_recents": of(statements, inQuery.and(fields[st]{
			"user_name": func(_ *Source, q st) any { return q.Session.User },
			"db_name":   func(_ *Source, q st) any { return q.Session.Database },
			"query":     func(_ *Source, q st) any { return activity.Cut(oneLine(q.Text), 600) },
			"duration":  func(s *Source, q st) any { return q.Duration(s.Now) },
			"status": func(_ *Source, q st) any {
				if q.End.IsZero() {
					return "Running"
				}
				return "Done"
			},
			"pid": func(_ *Source, q st) any {
				if q.End.IsZero() {
					return q.Session.PID
				}
				return -1
			},
		})),
		"stv_wlm_query_state": of(running, inWLM),
		"stl_error":           of(failures, failureFields()),
		"svl_qerror":          of(failures, failureFields()),
		"svl_terminate": of(func(s *Source) []activity.Stop {
			return filter(s.Activity.Stops(), func(stop activity.Stop) bool { return s.sees(stop.UserID) })
		}, fields[activity.Stop]{
			"pid":       func(_ *Source, stop activity.Stop) any { return stop.PID },
			"eventtime": func(_ *Source, stop activity.Stop) any { return stop.At },
			"userid":    func(_ *Source, stop activity.Stop) any { return stop.UserID },
			"type": func(_ *Source, stop activity.Stop) any {
				if stop.End {
					return "TERMINATE"
				}
				return "CANCEL"
			},
		}),
		"stl_scan": of(scans, fields[scan]{
			"userid":          func(_ *Source, c scan) any { return c.UserID },
			"query":           func(_ *Source, c scan) any { return c.ID },
			"starttime":       func(_ *Source, c scan) any { return c.Start },
			"endtime":         func(_ *Source, c scan) any { return c.End },
			"type":            func(*Source, scan) any { return 2 }, // a table of users
			"tbl":             func(_ *Source, c scan) any { return c.relation },
			"perm_table_name": func(s *Source, c scan) any { return s.tableName(c.relation) },
			"slice":           func(*Source, scan) any { return 0 },
			"segment":         func(_ *Source, c scan) any { return c.step },
			"step":            func(*Source, scan) any { return 0 },
		}),
		"svl_stored_proc_call": of(func(s *Source) []st { return filter(ended(activity.Utility)(s), func(q st) bool { return q.Call }) }, inQuery.and(fields[st]{
			"session_userid": func(_ *Source, q st) any { return q.Session.UserID },
			"from_sp_call":   func(_ *Source, q st) any { return when(q.Caller != 0, q.Caller) },
		})),
		"svl_stored_proc_messages": of(messages, messageFields()),
		"stl_insert":               of(changes("INSERT"), changeFields()),
		"stl_delete":               of(changes("DELETE"), changeFields()),
	}
}

// statementFields are what STL_QUERY and its kin tell of a statement.
func statementFields() fields[activity.Statement] {
	type st = activity.Statement
	return fields[st]{
		"userid":                         func(_ *Source, q st) any { return q.UserID },
		"query":                          func(_ *Source, q st) any { return q.ID },
		"label":                          func(_ *Source, q st) any { return label(q) },
		"xid":                            func(_ *Source, q st) any { return q.XID },
		"pid":                            func(_ *Source, q st) any { return q.Session.PID },
		"database":                       func(_ *Source, q st) any { return q.Session.Database },
		"querytxt":                       func(_ *Source, q st) any { return activity.Cut(oneLine(q.Text), 4000) },
		"starttime":                      func(_ *Source, q st) any { return q.Start },
		"endtime":                        func(_ *Source, q st) any { return endOf(q) },
		"aborted":                        func(_ *Source, q st) any { return q.Failed() },
		"insert_pristine":                func(*Source, st) any { return 0 },
		"concurrency_scaling_status":     func(*Source, st) any { return 0 },
		"concurrency_scaling_status_txt": func(*Source, st) any { return "Ran on the main cluster" },
		"elapsed":                        func(s *Source, q st) any { return q.Duration(s.Now) },
		"substring":                      func(_ *Source, q st) any { return activity.Cut(oneLine(q.Text), 60) },
		"suspended":                      func(*Source, st) any { return 0 },
	}
}

// label is a statement's query group.
func label(q activity.Statement) string {
	if q.Label == "" {
		return "default"
	}
	return q.Label
}

func endOf(q activity.Statement) any {
	if q.End.IsZero() {
		return nil
	}
	return q.End
}

// failures are statements that failed.
func failures(s *Source) []activity.Statement {
	return filter(statements(s), func(q activity.Statement) bool { return q.Failed() })
}

func failureFields() fields[activity.Statement] {
	type st = activity.Statement
	return fields[st]{
		"userid":     func(_ *Source, q st) any { return q.UserID },
		"query":      func(_ *Source, q st) any { return q.ID },
		"slice":      func(*Source, st) any { return 0 },
		"process":    func(*Source, st) any { return "padbmaster" },
		"recordtime": func(_ *Source, q st) any { return q.End },
		"pid":        func(_ *Source, q st) any { return q.Session.PID },
		"errcode":    func(*Source, st) any { return 8001 },
		"context":    func(_ *Source, q st) any { return q.State },
		"error":      func(_ *Source, q st) any { return activity.Cut(q.Error, 512) },
	}
}

// A scan is a relation that a statement has read, or changed.
type scan struct {
	activity.Statement
	relation uint32
	step     int
}

func scans(s *Source) (list []scan) {
	for _, q := range ended(activity.Query)(s) {
		for i, relation := range q.Reads {
			list = append(list, scan{q, relation, i})
		}
	}
	return list
}

// changes are the tables that statements of a type have changed.
func changes(kind string) func(*Source) []scan {
	return func(s *Source) (list []scan) {
		for _, q := range ended(activity.Query)(s) {
			if q.Type != kind || q.Failed() {
				continue
			}
			for _, relation := range q.Changes {
				list = append(list, scan{q, relation, 0})
			}
		}
		return list
	}
}

func changeFields() fields[scan] {
	return fields[scan]{
		"userid":    func(_ *Source, c scan) any { return c.UserID },
		"query":     func(_ *Source, c scan) any { return c.ID },
		"slice":     func(*Source, scan) any { return 0 },
		"segment":   func(*Source, scan) any { return 0 },
		"step":      func(*Source, scan) any { return 0 },
		"starttime": func(_ *Source, c scan) any { return c.Start },
		"endtime":   func(_ *Source, c scan) any { return c.End },
		"rows":      func(_ *Source, c scan) any { return c.Rows },
		"tbl":       func(_ *Source, c scan) any { return c.relation },
	}
}

// tableName is the name of a relation of the session's database; NULL where there is none any more.
func (s *Source) tableName(oid uint32) any {
	if c := s.Objects.find(int64(oid)); c != nil {
		return c.rel.Name
	}
	return nil
}
