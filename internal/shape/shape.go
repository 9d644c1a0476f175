// Package shape says what an AWS shape is: the members of a structure, their
// names on the wire, and the constraints that AWS's models put on them.
//
// The generated packages under internal/api describe their types with it; the
// wire packages compile codecs from the description; Validate checks a decoded
// input against it. Nothing here does I/O and nothing here knows Redshift.
package shape

import (
	"context"
	"regexp"
	"slices"
	"sync"
)

// Kind is the kind of a shape.
type Kind uint8

// The kinds of shapes that AWS's query and JSON services use.
const (
	Structure Kind = iota
	List
	Map
	String
	Blob
	Boolean
	Integer
	Long
	Double
	Timestamp
)

var kindNames = [...]string{"structure", "list", "map", "string", "blob", "boolean", "integer", "long", "double", "timestamp"}

func (k Kind) String() string { return kindNames[k] }

// A Shape describes one type of a model.
type Shape struct {
	Name string
	Kind Kind

	Members []Member // of a structure, in the model's order

	Element     string // target of a list's element
	ElementName string // a list element's name on the query wire; empty means "member"
	Key, Value  string // targets of a map's key and value

	// Min and Max bound the length of a string, blob, list or map and the
	// value of a number; nil is no bound.
	Min, Max  *int64
	Pattern   string // Go regular expression the whole string must match
	Enum      []string
	Sensitive bool // must be masked wherever it is shown
	Union     bool // exactly one member is set

	once    sync.Once
	matcher *regexp.Regexp
}

// A Member is one member of a structure.
type Member struct {
	Name     string // as the model spells it; the Go field is the same with an upper-case first letter
	WireName string // name on the wire where it differs from Name
	Target   string // name of the shape
	Required bool
}

// OnWire is the member's name on the wire.
func (m *Member) OnWire() string {
	if m.WireName != "" {
		return m.WireName
	}
	return m.Name
}

// Matches reports whether the whole of s fits the shape's pattern.
func (s *Shape) Matches(text string) bool {
	if s.Pattern == "" {
		return true
	}
	s.once.Do(func() { s.matcher = regexp.MustCompile(`\A(?:` + s.Pattern + `)\z`) })
	return s.matcher.MatchString(text)
}

// Allows reports whether text is one of the shape's enumerated values; a shape
// without an enumeration allows everything.
func (s *Shape) Allows(text string) bool {
	return len(s.Enum) == 0 || slices.Contains(s.Enum, text)
}

// A Protocol is one of the two wire protocols of the services served here.
type Protocol uint8

// The protocols.
const (
	Query Protocol = iota // form in, XML out
	JSON                  // JSON 1.1 both ways
)

// A Model describes one AWS service.
type Model struct {
	Service      string // short name: redshift, redshift-data, sts, iam
	ID           string // "Redshift Data"
	APIVersion   string
	Protocol     Protocol
	Namespace    string // XML namespace of the query protocol
	TargetPrefix string // X-Amz-Target prefix of the JSON protocol
	SigningName  string // service element of a credential scope
	HostLabel    string // first label of the service's host names
	Shapes       map[string]*Shape
}

// Shape returns the named shape. A name that the model lacks is a fault of the
// generator, not of a caller, and panics.
func (m *Model) Shape(name string) *Shape {
	s, ok := m.Shapes[name]
	if !ok {
		panic("shape: " + m.Service + " has no shape " + name)
	}
	return s
}

// NewModel completes m with its shapes.
func NewModel(m Model, shapes []*Shape) *Model {
	m.Shapes = make(map[string]*Shape, len(shapes))
	for _, s := range shapes {
		m.Shapes[s.Name] = s
	}
	return &m
}

// Encoded is an output member that its service has in the form of the wire already:
// a large list, written once and sent as it is. The generator says which they are.
type Encoded []byte

// An Operation is one operation of a service, bound to an implementation.
type Operation struct {
	Name string
	// Input and Output name structures of the model; either may be empty.
	Input, Output string
	// ResultWrapper is the element around the output on the query wire.
	ResultWrapper string
	// NewInput returns a pointer to a zero input, or nil where there is none.
	NewInput func() any
	// Invoke calls the implementation with what NewInput returned, filled in.
	// The output is a pointer to a structure, or nil where there is none.
	Invoke func(ctx context.Context, input any) (output any, err error)
}
