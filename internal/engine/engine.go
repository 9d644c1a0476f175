// Package engine is what a SQL engine must do for a Redshift session: keep
// databases, run statements, stream rows, stop when told.
//
// It knows neither AWS nor the PostgreSQL wire. Implementations live in folders
// below; package enginetest holds the contract that each must pass. Text given
// to an engine has been through package dialect: an engine trusts it.
package engine

import "context"

// InternalSchema is a schema that every database has for what is the engine's own, and a
// temporary table that a session may have. SQL of users cannot name it.
const InternalSchema = "countersign_internal"

// ObjectNotes is a table in InternalSchema, which every database has for what is known of
// objects that can carry no comment of their own: kind, name and note, all VARCHAR.
const ObjectNotes = "objects"

// A Cluster is one running engine and the databases it keeps. Methods may be
// called concurrently.
type Cluster interface {
	// Attach opens the database file at path under name, creating it (with a
	// schema public) when there is none. A name that is attached is an *Error
	// with DuplicateDatabase.
	Attach(ctx context.Context, name, path string) error

	// Detach closes a database. One that sessions use is an *Error with
	// ObjectInUse.
	Detach(ctx context.Context, name string) error

	// Connect opens a session. A database that is not attached is an *Error
	// with InvalidCatalogName.
	Connect(ctx context.Context, s Session) (Conn, error)

	// Close interrupts and closes every session, then the databases. It
	// returns when all is on disk and no memory is held; a second call does
	// nothing.
	Close() error
}

// A Session names who connects, and to what.
type Session struct {
	Database string
	User     string
}

// An *Error of CrashShutdown says that the engine has failed altogether: nothing it is asked
// will go well until the cluster is opened again.

// A Conn is one session. All methods but Interrupt and Close belong to one
// goroutine at a time.
type Conn interface {
	// Prepare parses and binds one statement. It closes rows that are still
	// open: a session has one result at a time, as on Redshift.
	Prepare(ctx context.Context, sql string) (Statement, error)

	// Relations lists what the session sees: the tables and views of all attached databases,
	// with what its transaction has changed, and the catalogue's own.
	Relations(ctx context.Context) (Listing, error)

	// SetVariables sets what SQL asks for by getvariable, in definitions that are kept.
	SetVariables(ctx context.Context, values map[string]string) error

	// Inform tells what statements that are prepared and executed from now on read of the
	// system.
	Inform(system System)

	// Begin, Commit and Rollback bound a transaction. After an error inside
	// one the caller must roll back, whatever the engine would allow. Rollback
	// with no transaction does nothing.
	Begin(ctx context.Context) error
	Commit(ctx context.Context) error
	Rollback(ctx context.Context) error

	// Mark notes, inside the open transaction, that it is what id names and how many
	// rows it changed: the note is there exactly if the transaction commits. Notes
	// are kept for a day at least, in InternalSchema of the session's database.
	Mark(ctx context.Context, id string, rows int64) error

	// Marked tells whether a transaction that Mark called id has committed, and
	// its rows.
	Marked(ctx context.Context, id string) (rows int64, ok bool, err error)

	// SetTimeZone and SetSearchPath change the session. A zone that is not known
	// is an *Error; a schema that does not exist is passed over.
	SetTimeZone(ctx context.Context, zone string) error
	SetSearchPath(ctx context.Context, schemas []string) error

	// Interrupt makes the running statement, if there is one, end soon with an
	// *Error of QueryCanceled. Any goroutine may call it at any time.
	Interrupt()

	// Close interrupts, rolls back and frees. A second call does nothing.
	Close() error
}

// A Statement is prepared and may be executed many times.
type Statement interface {
	// Parameters tells what $1, $2 … are, up to the last one that the statement has, Unknown
	// where the engine cannot. A text may call them $p1, $p2 …, and then leave some out.
	Parameters() []Type

	// Columns tells the result's columns; nil when there is no result or when
	// it depends on the parameters' types.
	Columns() []Column

	// Reads tells which relations of the system the statement reads.
	Reads() []string

	// Execute runs the statement. When ctx ends the statement is interrupted.
	// len(args) must be at least len(Parameters()); what the statement has no parameter for is
	// passed over. The caller closes the rows.
	Execute(ctx context.Context, args []Value) (Rows, error)

	// Close frees the statement. Rows opened from it are closed too.
	Close() error
}

// Rows streams a result, a chunk at a time, in memory that does not grow with
// the number of rows.
type Rows interface {
	// Columns tells the columns of the result; empty when the statement
	// returns no rows.
	Columns() []Column

	// Next returns the next rows, never none, or io.EOF. The chunk is valid
	// until the next call of Next or Close.
	Next(ctx context.Context) (Chunk, error)

	// Open reports whether there may be more rows: a result ends when its session runs
	// something else, and with it the chunk that was read last.
	Open() bool

	// RowsAffected is how many rows an INSERT, UPDATE, DELETE or MERGE changed,
	// known when Execute has returned.
	RowsAffected() int64

	// Close ends the statement, finished or not. A second call does nothing.
	Close() error
}

// A Chunk is some rows, kept by column.
type Chunk interface {
	Len() int
	Vector(column int) Vector
}

// A Vector is one column of a chunk. Which accessor is right depends on the
// column's Kind, as its comment says; Null goes first.
type Vector interface {
	// Null reports whether a row has no value.
	Null(row int) bool

	// Int is Bool (0 or 1), Int2, Int4, Int8, OID; Date as days, Time and TimeTZ
	// as microseconds since midnight, Timestamp and TimestampTZ as microseconds
	// since 1970-01-01 UTC.
	Int(row int) int64

	// Zone is how far east of UTC a TimeTZ is, in seconds.
	Zone(row int) int

	// Interval is Interval, IntervalYM and IntervalDS.
	Interval(row int) Span

	// Float is Float4 and Float8.
	Float(row int) float64

	// Decimal is Numeric, times ten to the power of the column's scale.
	Decimal(row int) Int128

	// Bytes is Text, Char, Bytes and all others. It is valid as long as the chunk is, and
	// must not be written to.
	Bytes(row int) []byte
}

// Int128 is a signed integer of 128 bits in two's complement.
type Int128 struct {
	Hi int64
	Lo uint64
}
