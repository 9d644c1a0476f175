package engine

// SQLSTATEs that engines report or that sessions decide upon.
const (
	FeatureNotSupported     = "0A000"
	StringTooLong           = "22001"
	NumericOutOfRange       = "22003"
	InvalidDatetime         = "22007"
	DatetimeOverflow        = "22008"
	DivisionByZero          = "22012"
	InvalidParameterValue   = "22023"
	InvalidTextRepr         = "22P02"
	ForeignKeyViolation     = "23503"
	UniqueViolation         = "23505"
	CheckViolation          = "23514"
	InvalidGrant            = "0LP01"
	DependentObjectsExist   = "2BP01"
	InvalidCursorState      = "24000"
	InvalidCursorName       = "34000"
	InvalidCatalogName      = "3D000"
	InvalidSchemaName       = "3F000"
	SerializationFailure    = "40001"
	InsufficientPrivilege   = "42501"
	SyntaxError             = "42601"
	GroupingError           = "42803"
	DatatypeMismatch        = "42804"
	UndefinedColumn         = "42703"
	UndefinedFunction       = "42883"
	AmbiguousFunction       = "42725"
	DuplicateFunction       = "42723"
	StatementTooComplex     = "54001"
	TooManyArguments        = "54023"
	InvalidFunction         = "42P13"
	InvalidRegexp           = "2201B"
	UndefinedTable          = "42P01"
	UndefinedParameter      = "42P02"
	DuplicateDatabase       = "42P04"
	DuplicateColumn         = "42701"
	InvalidTableDefinition  = "42P16"
	TooManyColumns          = "54011"
	DuplicateSchema         = "42P06"
	DuplicateTable          = "42P07"
	AmbiguousColumn         = "42702"
	SemanticError           = "42000"
	DiskFull                = "53100"
	OutOfMemory             = "53200"
	TooManyConnections      = "53300"
	ObjectInUse             = "55006"
	QueryCanceled           = "57014"
	AdminShutdown           = "57P01"
	CrashShutdown           = "57P02"
	CannotConnectNow        = "57P03"
	IOError                 = "58030"
	InternalError           = "XX000"
	ActiveTransaction       = "25001"
	NoActiveTransaction     = "25P01"
	ReadOnlyTransaction     = "25006"
	InFailedTransaction     = "25P02"
	IndeterminateDatatype   = "42P18"
	InvalidStatementName    = "26000"
	DuplicateStatement      = "42P05"
	DuplicateCursor         = "42P03"
	ProtocolViolation       = "08P01"
	UndefinedObject         = "42704"
	DuplicateObject         = "42710"
	ReservedName            = "42939"
	LimitExceeded           = "54000"
	IdleTimeout             = "57P05"
	InvalidPassword         = "28P01"
	InvalidAuthorization    = "28000"
	CharacterNotInRepertory = "22021"
	CannotCoerce            = "42846"
	DuplicateAlias          = "42712"
	InvalidColumnReference  = "42P10"
	InvalidObjectDefinition = "42P17"
	WindowingError          = "42P20"
	CardinalityViolation    = "21000"
	WrongObjectType         = "42809"
	InvalidEscape           = "22025"
	InvalidForeignKey       = "42830"
)

// NumericOverflow is the message of an error about a decimal that has more digits than it was
// computed with.
const NumericOverflow = "Numeric data overflow (result precision)"

// An Error is what a client of a session is told.
type Error struct {
	State    string // SQLSTATE
	Message  string // without "ERROR:", as PostgreSQL writes it
	Detail   string // more, or empty
	Hint     string // what to do about it, or empty
	Context  string // where in procedures it came from, or empty
	Position int    // 1-based character in the statement's text, 0 when not known
}

// Error is the message with its SQLSTATE.
func (e *Error) Error() string { return e.Message + " (SQLSTATE " + e.State + ")" }

// ErrInterrupted is the error of reading a result whose session has run something else since.
func ErrInterrupted() *Error {
	return &Error{State: InvalidCursorName, Message: "the result was closed because the session ran another statement"}
}
