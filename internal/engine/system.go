package engine

// A System is what stands behind the relations of the system and the functions that ask about
// it, as one session sees it at one moment. It does not change, and any goroutine may read it.
type System interface {
	// Relation gives the rows of a relation by its schema and name, with a point between; nil
	// where there is no such relation.
	Relation(name string) SystemRows

	// Answer answers what a function asks. An argument, and the answer, may be NULL, which is
	// nil. An *Error is told to the client.
	Answer(question string, args []*string) (*string, error)
}

// SystemRows are the rows of a relation of the system.
type SystemRows interface {
	Len() int

	// Column gives the values of a column, counted from 0: nil, bool, int, int64, float64,
	// string or time.Time.
	Column(i int) func(row int) any
}

// KeptRows are SystemRows some of whose columns are kept as they are. Numbers and Texts give one: nil where it is not,
// or of another kind. It must not be changed.
type KeptRows interface {
	SystemRows
	Numbers(i int) []int64
	Texts(i int) []string
}

// The functions by which SQL for an engine reaches a System. The first is a table: it takes the
// name of a relation. The others take a question and arguments as texts, and give a text; the
// answer to Ask is the same all through a statement, and Act does something.
const (
	SystemTable = "countersign_system"
	SystemAsk   = "countersign_ask"
	SystemAct   = "countersign_act"
)
