package bind

import (
	"strconv"
	"strings"
	"sync"

	"github.com/countersign-dev/countersign/internal/dialect/function"
	"github.com/countersign-dev/countersign/internal/dialect/types"
)

// A signature is a line of the catalogue of functions, read.
type signature struct {
	*function.Function
	params   []param
	repeated bool // the last one, any number of times
	pieces   []piece
}

// A paramKind is what a parameter takes.
type paramKind uint8

const (
	ofType   paramKind = iota
	ofAny              // as it is
	ofSame             // of the common type of all that are so
	ofPart             // a date part
	ofText             // a string that is written down
	ofMoment           // used for overloads of dates only
)

type param struct {
	kind paramKind
	typ  types.Type
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
	"super": types.Super, "hllsketch": types.HLLSketch, "oid": types.OID, "name": types.Name,
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
	rest := f.Engine
	for {
		before, after, ok := strings.Cut(rest, "{")
		if !ok {
			s.pieces = append(s.pieces, piece{text: rest})
			return s
		}
		what, tail, _ := strings.Cut(after, "}")
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
	return param{typ: types.Type{ID: typeWords[word]}}
}

// param is what the i-th argument must be; ok is false where there is none.
func (s *signature) param(i int) (param, bool) {
	switch {
	case i < len(s.params):
		return s.params[i], true
	case s.repeated:
		return s.params[len(s.params)-1], true
	}
	return param{}, false
}

// takes reports whether the number of arguments is right.
func (s *signature) takes(n int) bool {
	if s.repeated {
		return n >= len(s.params)-1
	}
	return n == len(s.params)
}

// resultType reckons the type of a result from those of the arguments.
func (s *signature) resultType(args []typed, same types.Type) types.Type {
	text := s.Result
	switch {
	case text == "same":
		return same
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
		return t
	}
	first, second, _ := strings.Cut(strings.TrimSuffix(mods, ")"), ",")
	a, ok := reckon(first, args)
	c, ok2 := reckon(second, args)
	switch {
	case !ok || !ok2:
	case t.ID == types.Numeric:
		t.Precision = max(min(a, types.MaxPrecision), 1)
		t.Scale = max(min(c, types.MaxScale, t.Precision), 0)
	default:
		t.Length = min(a, types.MaxVarbyte)
		if t.ID == types.Varchar {
			t.Length = min(a, types.MaxVarchar)
		}
	}
	return t
}

// reckon evaluates sums of numbers, p1, s1 and n1; ok is false where a length is not known.
func reckon(text string, args []typed) (sum int, ok bool) {
	text = strings.ReplaceAll(text, " ", "")
	sign := 1
	for text != "" {
		end := strings.IndexAny(text, "+-")
		if end < 0 {
			end = len(text)
		}
		n, known := term(text[:end], args)
		if !known {
			return 0, false
		}
		sum += sign * n
		if end == len(text) {
			break
		}
		sign = 1
		if text[end] == '-' {
			sign = -1
		}
		text = text[end+1:]
	}
	return sum, true
}

func term(word string, args []typed) (int, bool) {
	if n, err := strconv.Atoi(word); err == nil {
		return n, true
	}
	if len(word) < 2 {
		return 0, false
	}
	n, err := strconv.Atoi(word[1:])
	if err != nil || n < 1 || n > len(args) {
		return 0, false
	}
	t := args[n-1].t
	switch word[0] {
	case 'p':
		return t.Decimal().Precision, true
	case 's':
		return t.Decimal().Scale, true
	case 'n':
		return textLength(t), textLength(t) > 0
	}
	return 0, false
}
