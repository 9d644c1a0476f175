package statement

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
)

// A Table is the answer to a query that is no statement of the Data API's.
type Table struct {
	Columns []Column
	Rows    [][]Value
}

// maxQueryRows bounds what a Query holds in memory. What asks for a list asks for one
// page of it.
const maxQueryRows = 10_000

var errQueryRows = errors.New("a query of the service's own has too many rows")

// A ConnectError tells why a database could not be connected to, in the same form.
type ConnectError struct{ Text string }

func (e *ConnectError) Error() string { return e.Text }

// A DatabaseError is a database's refusal, in the form in which the Data API shows it.
type DatabaseError struct{ Text string }

func (e *DatabaseError) Error() string { return e.Text }

// Query runs one of the service's own questions about a database, at once and in no
// record. Values are bound to $1 and so on. What the database refuses is a
// *DatabaseError, and its not being there a *ConnectError.
func (q *Queue) Query(ctx context.Context, warehouse, database, user, sql string, values ...string) (*Table, error) {
	at := place{warehouse, database, user}
	conn, err := q.pool.take(ctx, at)
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return nil, &ConnectError{errorText(err)}
	}
	if err != nil {
		return nil, err
	}
	bound := make([][]byte, len(values))
	for i, v := range values {
		bound[i] = []byte(v)
	}
	table, err := readTable(conn.ExecParams(ctx, sql, bound, nil, nil, nil))
	if err != nil {
		shut(conn.PgConn)
		return nil, asDatabaseError(err)
	}
	q.pool.give(at, conn)
	return table, nil
}

func asDatabaseError(err error) error {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return &DatabaseError{errorText(err)}
	}
	return err
}

func readTable(reader *pgconn.ResultReader) (*Table, error) {
	table := &Table{Columns: columnsOf(reader.FieldDescriptions())}
	for reader.NextRow() {
		if len(table.Rows) == maxQueryRows {
			return nil, errQueryRows // the session is closed
		}
		row := make([]Value, len(table.Columns))
		for i, v := range reader.Values() {
			if v != nil {
				row[i] = append(Value{}, v...)
			}
		}
		table.Rows = append(table.Rows, row)
	}
	_, err := reader.Close()
	return table, err
}
