package bind

import (
	"strconv"
	"strings"
	"sync"

	"github.com/countersign-dev/countersign/internal/dialect/function"
	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
)

// A signature is a line of the catalogue of functions, read.
type signature struct {
	*function.Function
	params   []param
	repeated bool // the last one, any number of times
	within   *param
	pieces   []piece
}

// A paramKind is what a parameter takes.
type paramKind uint8

const (
	ofType paramKind = iota
	ofAny            // as it is
	ofSame           // of the common type of all that are so
	ofPart           // a date part
	ofText           // a string that is written down
)

type param struct {
	kind paramKind
	typ  types.Type
	part string // the only date part that fits; empty for any
}

// A piece is a part of the engine's expression: a text, then what stands behind it.
type piece struct {
	text string
	what string // empty at the end; a number is an argument
	arg  int    // from 0
}

// typeWords are the types as the catalogue of functions calls them.
var typeWords = map[string]types.ID{
	"bool": types.Bool, "int2": types.Int2, "int4": types.Int4, "int8": types.Int8, "numeric": types.Numeric, "float4": types.Float4, "float8": types.Float8,
	"varchar": types.Varchar, "char": types.Char, "date": types.Date, "time": types.Time, "timetz": types.TimeTZ, "timestamp": types.Timestamp,
	"timestamptz": types.TimestampTZ, "interval": types.IntervalDS, "intervalds": types.IntervalDS, "intervalym": types.IntervalYM, "varbyte": types.Varbyte,
	"super": types.Super, "hllsketch": types.HLLSketch, "oid": types.OID, "name": types.Name, "longtext": types.LongText,
}

// signatures are the catalogue's, by name, each read when it is first asked for.
var signatures sync.Map // name → []*signature

func signaturesOf(name string) []*signature {
	if list, ok := signatures.Load(name); ok {
		return list.([]*signature)
	}
	lines := function.Lookup(name)
	if len(lines) == 0 {
		return nil // not kept: names come from clients
	}
	list := make([]*signature, len(lines))
	for i := range lines {
		list[i] = readSignature(&lines[i])
	}
	signatures.Store(name, list)
	return list
}

func readSignature(f *function.Function) *signature {
	s := &signature{Function: f}
	for _, word := range strings.Split(f.Args, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			continue
		}
		var more bool
		if word, more = strings.CutSuffix(word, "*"); more {
			s.repeated = true
		}
		s.params = append(s.params, readParam(word))
	}
	if f.Within != "" {
		p := readParam(f.Within)
		s.within = &p
	}
	rest := f.Engine
	for {
		before, after, ok := strings.Cut(rest, "{")
		if !ok {
			s.pieces = append(s.pieces, piece{text: rest})
			return s
		}
		what, tail, _ := strings.Cut(after, "}")
		if what == "" { // an empty object
			rest = tail
			s.pieces = append(s.pieces, piece{text: before + "{}"})
			continue
		}
		p := piece{text: before, what: what}
		if n, err := strconv.Atoi(strings.TrimSuffix(what, "*")); err == nil {
			p.arg, p.what = n-1, "arg"
			if strings.HasSuffix(what, "*") {
				p.what = "from"
			}
		}
		s.pieces = append(s.pieces, p)
		rest = tail
	}
}

func readParam(word string) param {
	switch word {
	case "any":
		return param{kind: ofAny}
	case "same":
		return param{kind: ofSame}
	case "part":
		return param{kind: ofPart}
	case "text":
		return param{kind: ofText}
	}
	if part, ok := strings.CutPrefix(word, "part="); ok {
		return param{kind: ofPart, part: part}
	}
	return param{typ: types.Type{ID: typeWords[word]}}
}

// param is what the i-th argument must be.
func (s *signature) param(i int) param {
	switch {
	case i < len(s.params):
		return s.params[i]
	case s.repeated:
		return s.params[len(s.params)-1]
	}
	return param{}
}

// takes reports whether the number of arguments is right.
func (s *signature) takes(n int) bool {
	if s.repeated {
		return n >= len(s.params)-1
	}
	return n == len(s.params)
}

// A reckoning is what the modifiers of a result depend on.
type reckoning struct {
	args   []typed
	within typed
}

// resultType reckons the type of a result from those of the arguments.
func (s *signature) resultType(args []typed, same types.Type, within typed) types.Type {
	text := s.Result
	switch {
	case text == "same":
		return same
	case text == "=w":
		return within.t
	case strings.HasPrefix(text, "="):
		n, _ := strconv.Atoi(text[1:])
		if n > len(args) {
			return types.TextType
		}
		return args[n-1].t
	}
	word, mods, _ := strings.Cut(text, "(")
	t := types.Type{ID: typeWords[strings.TrimSpace(word)]}
	if mods == "" {
		switch t.ID {
		case types.Varchar:
			t.Length = types.MaxVarchar
		case types.Varbyte:
			t.Length = types.MaxVarbyte
		}
		return t
	}
	r := reckoning{args: args, within: within}
	first, second, _ := strings.Cut(strings.TrimSuffix(mods, ")"), ",")
	a, c := r.sum(first), r.sum(second)
	switch t.ID {
	case types.Numeric:
		t.Precision = max(min(a, types.MaxPrecision), 1)
		t.Scale = max(min(c, types.MaxScale, t.Precision), 0)
	case types.Varchar:
		t.Length = max(min(a, types.MaxVarchar), 1)
	default:
		t.Length = max(min(a, types.MaxVarbyte), 1)
	}
	return t
}

// sum evaluates sums of numbers and of words such as p1, s1 and n1.
func (r *reckoning) sum(text string) (sum int) {
	sign, start := 1, 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && text[i] != '+' && text[i] != '-' {
			continue
		}
		sum += sign * r.term(strings.TrimSpace(text[start:i]))
		start, sign = i+1, 1
		if i < len(text) && text[i] == '-' {
			sign = -1
		}
	}
	return sum
}

func (r *reckoning) term(word string) int {
	if n, err := strconv.Atoi(word); err == nil || word == "" {
		return n
	}
	if word == "sx" {
		scale := 0
		for _, a := range r.args {
			if a.t.IsNumber() {
				scale = max(scale, a.t.Decimal().Scale)
			}
		}
		return scale
	}
	e := r.within
	if word[1:] != "w" {
		n, err := strconv.Atoi(word[1:])
		if err != nil || n < 1 || n > len(r.args) {
			return 0
		}
		e = r.args[n-1]
	}
	switch word[0] {
	case 'p':
		return e.t.Decimal().Precision
	case 's':
		return e.t.Decimal().Scale
	case 'n':
		return lengthAsText(e.t)
	case 'v':
		return r.written(e)
	case 'd':
		return digitsBehind(e)
	}
	return 0
}

// written is a number that is written down, within the scale of the first argument; that
// scale where it is not.
func (r *reckoning) written(e typed) int {
	scale := r.args[0].t.Decimal().Scale
	switch x := e.x.(type) {
	case *syntax.Number:
		if n, err := strconv.Atoi(x.Text); err == nil {
			return min(n, scale)
		}
	case *syntax.Unary:
		if _, ok := x.X.(*syntax.Number); ok && x.Op == "-" {
			return 0
		}
	}
	return scale
}

// lengthAsText is the most bytes that a value has as text.
func lengthAsText(t types.Type) int {
	switch {
	case t.IsText() || t.ID == types.Unknown || t.ID == types.Varbyte:
		if t.Length > 0 {
			return t.Length
		}
		return types.MaxVarchar
	case t.ID == types.Super:
		return types.MaxVarchar
	case t.ID == types.Numeric:
		return t.Decimal().Precision + 2
	case width(t) <= types.MaxVarchar:
		return width(t)
	}
	return 64
}

// digitsBehind is how many digits a format that is written down has behind its point.
func digitsBehind(e typed) int {
	format, ok := e.x.(*syntax.String)
	if !ok {
		return 0
	}
	at := strings.IndexAny(format.Value, ".dD")
	if at < 0 {
		return 0
	}
	return strings.Count(format.Value[at:], "9") + strings.Count(format.Value[at:], "0")
}
