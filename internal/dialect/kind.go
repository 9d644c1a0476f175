package dialect

// A Kind is what a statement does. The list is closed: what is none of these is
// refused.
type Kind uint8

// The kinds.
const (
	Select Kind = iota + 1
	Insert
	Update
	Delete
	Merge
	Truncate
	Explain
	CreateTable
	CreateTableAs
	CreateView
	CreateMaterializedView
	CreateSchema
	CreateRoutine
	Refresh
	Comment
	Drop
	Alter
	Analyze
	Vacuum
	Lock
	List // SHOW of objects
	Begin
	Commit
	Rollback
	Set
	Reset
	Show
	Call
	Deallocate
	Discard
	Declare
	Fetch
	CloseCursor
	Prepare
	Execute
	Databases // CREATE, ALTER and DROP DATABASE
	Users     // about users, groups and roles
	Grant     // about privileges and owners
	Cancel    // CANCEL of another session's statement
)

// Transactional reports whether the statement changes what is stored, so that
// several of them belong into one transaction.
func (k Kind) Transactional() bool {
	return k >= Insert && k <= Alter && k != Explain || k == Users || k == Grant || k == Call
}

// Defines reports whether the statement changes what names mean.
func (k Kind) Defines() bool { return k >= CreateTable && k <= Alter }

// Replaces reports whether the statement changes or deletes rows that are there.
func (k Kind) Replaces() bool { return k >= Update && k <= Merge || k == Refresh }

// Returns reports whether the statement has a result.
func (k Kind) Returns() bool {
	return k == Select || k == List || k == Explain || k == Show || k == Fetch
}

// Session reports whether the statement is about the session and never
// reaches the engine as it stands.
func (k Kind) Session() bool { return k >= Begin }

// Runs reports whether the statement may read or change what is stored, if by the statement
// that it names.
func (k Kind) Runs() bool { return !k.Session() || k == Execute || k == Call }
