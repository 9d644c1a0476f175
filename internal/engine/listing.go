package engine

// A Listing is what a session's databases hold at one moment.
type Listing struct {
	Relations []Relation
	Schemas   [][2]string // database and schema
	Notes     []ObjectNote
}

// An ObjectNote is what is known of an object that can carry no comment of its own: a line
// of ObjectNotes.
type ObjectNote struct{ Database, Kind, Name, Note string }

// A Relation is a table or a view as an engine keeps it.
type Relation struct {
	Database, Schema, Name string
	OID                    uint32
	View, Temp, System     bool
	Hidden, Supers         bool // of the system: it is found, and not listed; superusers alone read it
	Comment                string
	Columns                []RelationColumn
}

// A RelationColumn is a column as an engine keeps it.
type RelationColumn struct {
	Name    string
	Type    string // the engine's
	Comment string
	Default string // the engine's expression
	NotNull bool
	Hidden  bool // a star does not show it
}
