package bind

import (
	"strconv"
	"strings"

	"github.com/countersign-dev/countersign/internal/dialect/syntax"
	"github.com/countersign-dev/countersign/internal/dialect/types"
	"github.com/countersign-dev/countersign/internal/engine"
)

// sameEngine reports whether values of two types are the same to the engine.
func sameEngine(a, b types.Type) bool {
	if a.ID != b.ID {
		return a.ID != types.Unknown && a.IsText() && b.IsText()
	}
	return a.ID != types.Numeric || a.Decimal().Scale == b.Decimal().Scale && a.Decimal().Precision <= b.Decimal().Precision
}

// coerce brings an expression to a type, or fails where the context does not allow it. A time with a zone is kept in UTC.
func (b *binder) coerce(e typed, t types.Type, in types.Context) syntax.Expr {
	x := b.coerced(e, t, in)
	if in == types.Assign && t.ID == types.TimeTZ {
		return syntax.Invoke(at(x), "countersign_stored_time", x)
	}
	return x
}

func (b *binder) coerced(e typed, t types.Type, in types.Context) syntax.Expr {
	if e.t.ID == types.Unknown {
		return b.literal(e, t, in)
	}
	if !types.CanCast(e.t, t, in) {
		b.fail(e.x, engine.CannotCoerce, "cannot cast type %s to %s", e.t.Base(), t.Base())
	}
	switch {
	case e.t.ID == types.Super && t.IsArray():
		return syntax.Bracket("countersign_array_text(list_transform(countersign_elements(", e.x, "), lambda x: x ->> '$'))")
	case e.t.ID == types.RegProc && t.IsRegistry():
		return syntax.Bracket("CAST(", ask(at(e.x), "regproc_number", e.x), " AS BIGINT)")
	case e.t.ID == types.RegClass && t.IsText(), e.t.ID == types.RegType && t.IsText():
		return b.limit(registryName(e), types.Type{ID: types.LongText}, t, in)
	case e.t.IsRegistry() && (t.IsRegistry() || t.IsInteger()), t.IsRegistry() && e.t.IsInteger():
		return castTo(e.x, t)
	case e.t.ID == types.Varbyte && t.IsInteger():
		return &syntax.Native{Pos: at(e.x), Texts: []string{"CAST(countersign_number_of(", ", " + itoa(bitsOf(t)/8) + ") AS " + t.Engine() + ")"}, Args: []syntax.Node{e.x}}
	case t.IsText():
		return b.limit(b.toText(e), e.t, t, in)
	case t.ID == types.Numeric && t.Precision == 0:
		return b.toNumeric(e)
	case t.ID == types.Varbyte:
		return b.limit(toVarbyte(e), e.t, t, in)
	case e.t.ID == types.Super && t.ID != types.Super:
		return fromSuper(e.x, t)
	case sameEngine(e.t, t):
		return e.x
	case t.ID == types.Super:
		return toSuper(e)
	case e.t.IsText():
		return fromText(e.x, t)
	case e.t.ID == types.Float4 && t.ID == types.Numeric: // of the six digits that it has
		return syntax.Bracket("CAST(printf('%.6g', ", castTo(e.x, types.Type{ID: types.Float8}), ") AS "+t.Engine()+")")
	}
	return b.plainCast(e, t)
}

// toNumeric brings a number to NUMERIC without changing it.
func (b *binder) toNumeric(e typed) syntax.Expr {
	switch {
	case e.t.ID == types.Numeric:
		return e.x
	case e.t.IsInteger():
		return castTo(e.x, e.t.Decimal())
	}
	return b.coerce(e, types.Type{ID: types.Numeric, Precision: types.MaxPrecision, Scale: 10}, types.Explicit)
}

// plainCast are casts that the engine does as Redshift does.
func (b *binder) plainCast(e typed, t types.Type) syntax.Expr {
	switch {
	case t.ID == types.Bool && e.t.IsInteger():
		return &syntax.Binary{Pos: at(e.x), Op: "<>", X: e.x, Y: number(0)}
	case t.ID == types.OID && e.t.IsInteger():
		return castTo(e.x, types.Int8Type)
	case e.t.IsInterval() && t.IsInterval():
		return e.x
	}
	if n, ok := e.x.(*syntax.Number); ok && t.IsInteger() && e.t.IsInteger() {
		return syntax.Verbatim(n.Pos, n.Text+"::"+t.Engine())
	}
	return castTo(e.x, t)
}

// toText brings an expression to text.
func (b *binder) toText(e typed) syntax.Expr {
	switch {
	case e.t.IsText(), e.t.IsArray():
		return e.x
	case e.t.ID == types.AbsTime:
		return syntax.Invoke(at(e.x), "countersign_timestamptz_text", e.x)
	case e.t.ID == types.Float4 || e.t.ID == types.Float8:
		return syntax.Invoke(at(e.x), "countersign_shortest", e.x)
	case e.t.ID == types.Super:
		return syntax.Invoke(at(e.x), "countersign_super_text", e.x)
	case e.t.ID == types.Varbyte:
		return syntax.Invoke(at(e.x), "countersign_decode", e.x)
	case e.t.IsInterval():
		return syntax.Invoke(at(e.x), "countersign_"+e.t.Short()+"_text", e.x)
	case e.t.ID == types.TimestampTZ:
		return syntax.Invoke(at(e.x), "countersign_timestamptz_text", e.x)
	case e.t.ID == types.Numeric && e.t.Precision > 0 && e.t.Precision == e.t.Scale && e.t.Scale < types.MaxPrecision: // the engine writes no zero before the point
		return castTo(castTo(e.x, types.Type{ID: types.Numeric, Precision: e.t.Precision + 1, Scale: e.t.Scale}), types.TextType)
	}
	return castTo(e.x, types.TextType)
}

// limit holds a text to the length of a type: an explicit cast cuts what is longer, an
// assignment refuses it, but for blanks at the end.
func (b *binder) limit(x syntax.Expr, from, to types.Type, in types.Context) syntax.Expr {
	if to.ID == types.Char && from.ID != types.Char {
		x = syntax.Bracket("rtrim(", x, ", ' ')")
	}
	if to.Length == 0 || in == types.Implicit || isWithin(from, to) || width(from) <= to.Length {
		return x
	}
	if in == types.Assign {
		name := "countersign_fit("
		if to.ID == types.Varbyte {
			name = "countersign_fit_bytes("
		}
		return &syntax.Native{Pos: at(x), Texts: []string{name, ", " + itoa(to.Length) + ", '" + to.String() + "')"}, Args: []syntax.Node{x}}
	}
	name := "countersign_cut("
	if to.ID == types.Varbyte {
		name = "countersign_cut_bytes("
	}
	x = &syntax.Native{Pos: at(x), Texts: []string{name, ", " + itoa(to.Length) + ")"}, Args: []syntax.Node{x}}
	if to.ID == types.Char {
		return syntax.Bracket("rtrim(", x, ", ' ')")
	}
	return x
}

// isWithin tells whether values of a type are no longer than those of another. Nothing is known
// of the greatest length of texts, which is also what functions have whose result may be longer.
func isWithin(from, to types.Type) bool {
	if from.ID != to.ID && (from.ID != types.Char || to.ID != types.Varchar) || from.ID == types.Varchar && from.Length == types.MaxVarchar {
		return false
	}
	return from.Length > 0 && from.Length <= to.Length
}

// width is how many characters values of a type have at most as text; many where that is not
// known.
func width(t types.Type) int {
	switch t.ID {
	case types.Bool:
		return 5
	case types.Date:
		return 10
	case types.Int2:
		return 6
	case types.Int4:
		return 11
	case types.Int8:
		return 20
	}
	return types.MaxVarbyte + 1
}

func toVarbyte(e typed) syntax.Expr {
	switch {
	case e.t.IsInteger():
		return &syntax.Native{Pos: at(e.x), Texts: []string{"countersign_bytes_of(", ", " + itoa(bitsOf(e.t)/8) + ")"}, Args: []syntax.Node{e.x}}
	case e.t.ID == types.Char && e.t.Length > 0:
		return &syntax.Native{Pos: at(e.x), Texts: []string{"encode(rpad(", ", " + itoa(e.t.Length) + ", ' '))"}, Args: []syntax.Node{e.x}}
	case e.t.IsText():
		return syntax.Invoke(at(e.x), "encode", e.x)
	}
	return e.x
}

// toSuper makes a scalar of a SUPER.
func toSuper(e typed) syntax.Expr {
	return syntax.Invoke(at(e.x), "to_json", e.x)
}

// fromSuper takes a scalar out of a SUPER; NULL where it is of another kind.
func fromSuper(x syntax.Expr, t types.Type) syntax.Expr {
	switch {
	case t.ID == types.Bool:
		return syntax.Invoke(at(x), "countersign_super_bool", x)
	case t.IsNumber():
		return &syntax.Native{Pos: at(x), Texts: []string{"TRY_CAST(countersign_super_digits(", ") AS " + t.Engine() + ")"}, Args: []syntax.Node{x}}
	}
	return &syntax.Native{Pos: at(x), Texts: []string{"TRY_CAST((", " ->> '$') AS " + t.Engine() + ")"}, Args: []syntax.Node{x}}
}

// fromText reads a value out of a text.
func fromText(x syntax.Expr, t types.Type) syntax.Expr {
	switch t.ID {
	case types.Bool:
		return readOnce("countersign_bool", x)
	case types.Int2, types.Int4, types.Int8, types.OID:
		return &syntax.Native{Pos: at(x), Texts: []string{"CAST(countersign_whole(", ", '" + t.Base() + "') AS " + t.Engine() + ")"}, Args: []syntax.Node{x}}
	case types.Date:
		return readOnce("countersign_date", x)
	case types.Timestamp:
		return readOnce("countersign_timestamp", x)
	case types.IntervalDS, types.IntervalYM:
		return castTo(x, t)
	case types.Super:
		return syntax.Invoke(at(x), "to_json", x)
	}
	return &syntax.Native{Pos: at(x), Texts: []string{"CAST(trim(", ") AS " + t.Engine() + ")"}, Args: []syntax.Node{x}}
}

// readOnce calls a macro that reads a text, and names the text several times.
func readOnce(macro string, x syntax.Expr) syntax.Expr {
	if mayRepeat(x) {
		return syntax.Invoke(at(x), macro, x)
	}
	return &syntax.Native{Pos: at(x), Texts: []string{"list_transform([", "], lambda countersign_value: " + macro + "(countersign_value))[1]"}, Args: []syntax.Node{x}}
}

// convert is an explicit cast.
func (b *binder) convert(e typed, t types.Type, node syntax.Node) typed {
	if t.ID == types.Geometry || t.ID == types.Geography || t.ID == types.HLLSketch && e.t.ID != types.HLLSketch {
		b.unsupported(node, "a cast to "+t.Base())
	}
	if e.t.ID == types.Unknown {
		if text, ok := e.x.(*syntax.String); ok && t.IsText() && t.Length > 0 {
			return typed{x: &syntax.String{Pos: text.Pos, Value: cutText(text.Value, t)}, t: t}
		}
		return typed{x: b.coerce(e, t, types.Explicit), t: t}
	}
	if !types.CanCast(e.t, t, types.Explicit) {
		b.fail(node, engine.CannotCoerce, "cannot cast type %s to %s", e.t.Base(), t.Base())
	}
	return typed{x: b.coerce(e, t, types.Explicit), t: t}
}

// cutText cuts a text to the bytes of a type, between characters.
func cutText(s string, t types.Type) string {
	if len(s) > t.Length {
		end := t.Length
		for end > 0 && s[end]&0xc0 == 0x80 {
			end--
		}
		s = s[:end]
	}
	if t.ID == types.Char {
		s = strings.TrimRight(s, " ")
	}
	return s
}

// cast binds a cast that is written.
func (b *binder) cast(s *scope, x *syntax.Cast) typed {
	e := b.expr(s, x.X)
	if name, ok := registryType(x.Type); ok {
		return b.registry(x, e, name)
	}
	t := b.typeOf(x.Type)
	if x.Form == syntax.CastTry {
		return b.tryCast(e, t, x)
	}
	return b.convert(e, t, x)
}

// tryCast is NULL where the value does not fit.
func (b *binder) tryCast(e typed, t types.Type, x *syntax.Cast) typed {
	if text, ok := e.x.(*syntax.String); ok && e.t.ID == types.Unknown {
		out := typed{x: b.literal(typed{x: &syntax.Null{Pos: text.Pos}}, t, types.Explicit), t: t}
		b.attempt(func() { out = b.convert(e, t, x) })
		return out
	}
	e = b.settled(e)
	if !types.CanCast(e.t, t, types.Explicit) {
		return b.convert(e, t, x)
	}
	switch {
	case t.IsText() || t.ID == types.Super || e.t.ID == types.Super:
		return b.convert(e, t, x)
	case !e.t.IsText():
		return typed{x: syntax.Bracket("TRY_CAST(", e.x, " AS "+t.Engine()+")"), t: t}
	case t.ID == types.Bool:
		return typed{x: syntax.Invoke(x.Pos, "countersign_try_bool", e.x), t: t}
	case t.IsInteger():
		return typed{x: syntax.Bracket("TRY_CAST(countersign_try_whole(", e.x, ") AS "+t.Engine()+")"), t: t}
	case t.ID == types.Date || t.ID == types.Timestamp:
		return typed{x: syntax.Bracket("CAST(countersign_any_moment(trim(", e.x, ")) AS "+t.Engine()+")"), t: t}
	}
	return typed{x: syntax.Bracket("TRY_CAST(trim(", e.x, ") AS "+t.Engine()+")"), t: t}
}

// literal brings a string without a type, NULL or a parameter to a type.
func (b *binder) literal(e typed, t types.Type, in types.Context) syntax.Expr {
	switch x := e.x.(type) {
	case *syntax.Param:
		b.params[x.Number-1] = bareParam(t)
		return b.coerce(typed{x: paramAs(x, bareParam(t)), t: bareParam(t)}, t, in)
	case *syntax.Null:
		return syntax.Verbatim(x.Pos, "CAST(NULL AS "+t.Engine()+")")
	case *syntax.String:
		return b.written(x, t, in)
	case *syntax.Native:
		if len(x.Texts) == 1 && strings.HasPrefix(x.Texts[0], "CAST(NULL AS ") {
			return syntax.Verbatim(x.Pos, "CAST(NULL AS "+t.Engine()+")")
		}
	}
	from := types.TextType
	return b.coerce(typed{x: e.x, t: from}, t, max(in, types.Explicit))
}

// bareParam is the type of a parameter in a place of a type.
func bareParam(t types.Type) types.Type {
	if t.ID == types.Char {
		t.ID = types.Varchar
	}
	return bare(t)
}

// written is a string as a value of a type, read now.
func (b *binder) written(x *syntax.String, t types.Type, in types.Context) syntax.Expr {
	text := strings.TrimSpace(x.Value)
	switch t.ID {
	case types.RegClass, types.RegType:
		return b.writtenRegistry(x, t)
	case types.Varchar, types.Char, types.Name, types.LongText, types.Unknown, types.Other, types.CharByte, types.RegProc, types.Int2Vector, types.OIDVector,
		types.Int2Array, types.Int4Array, types.OIDArray, types.Float4Array, types.TextArray, types.NameArray, types.CharArray, types.ACLArray, types.AnyArray:
		from := types.Type{ID: types.Varchar, Length: max(len(x.Value), 1)}
		if t.Length > 0 && len(x.Value) > t.Length {
			return b.limit(x, from, t, in)
		}
		if t.ID == types.Char {
			return &syntax.String{Pos: x.Pos, Value: strings.TrimRight(x.Value, " ")}
		}
		return x
	case types.Bool:
		value, ok := truths[lower(text)]
		if !ok {
			b.fail(x, engine.InvalidTextRepr, "invalid input syntax for type boolean: \"%s\"", x.Value)
		}
		return &syntax.Bool{Pos: x.Pos, Value: value}
	case types.Int2, types.Int4, types.Int8, types.OID, types.XID:
		return b.writtenInteger(x, text, t)
	case types.Numeric:
		return b.writtenNumeric(x, text, t)
	case types.Float4, types.Float8:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil && !strings.Contains(err.Error(), "range") {
			b.fail(x, engine.InvalidTextRepr, "invalid input syntax for type %s: \"%s\"", t.Base(), x.Value)
		} else if err != nil {
			b.fail(x, engine.NumericOutOfRange, "\"%s\" is out of range for type %s", x.Value, t.Base())
		}
		return syntax.Verbatim(x.Pos, "CAST('"+strconv.FormatFloat(f, 'g', -1, 64)+"' AS "+t.Engine()+")")
	case types.AbsTime:
		return b.writtenMoment(x, text, types.Type{ID: types.TimestampTZ})
	case types.Date, types.Timestamp, types.TimestampTZ, types.Time, types.TimeTZ:
		return b.writtenMoment(x, text, t)
	case types.IntervalDS, types.IntervalYM:
		return b.writtenInterval(x, x.Value)
	case types.Super:
		return syntax.Invoke(x.Pos, "to_json", x)
	case types.Varbyte:
		return b.limit(syntax.Invoke(x.Pos, "encode", x), types.Type{ID: types.Varbyte, Length: max(len(x.Value), 1)}, t, in)
	}
	b.fail(x, engine.CannotCoerce, "cannot cast type unknown to %s", t.Base())
	return nil
}

// truths are the spellings of a boolean.
var truths = map[string]bool{
	"t": true, "true": true, "y": true, "yes": true, "1": true, "on": true,
	"f": false, "false": false, "n": false, "no": false, "0": false, "off": false,
}

func (b *binder) writtenInteger(x *syntax.String, text string, t types.Type) syntax.Expr {
	size := bitsOf(t)
	if t.ID == types.OID || t.ID == types.XID {
		size = 64
	}
	n, err := strconv.ParseInt(text, 10, size)
	if err != nil && strings.Contains(err.Error(), "range") {
		b.fail(x, engine.NumericOutOfRange, "value \"%s\" is out of range for type %s", x.Value, t.Base())
	} else if err != nil {
		b.fail(x, engine.InvalidTextRepr, "invalid input syntax for integer: \"%s\"", x.Value)
	}
	return syntax.Verbatim(x.Pos, "CAST("+strconv.FormatInt(n, 10)+" AS "+t.Engine()+")")
}

func (b *binder) writtenNumeric(x *syntax.String, text string, t types.Type) syntax.Expr {
	_, scale, err := engine.ParseNumeric(text)
	if err != nil {
		b.fail(x, engine.InvalidTextRepr, "invalid input syntax for type numeric: \"%s\"", x.Value)
	}
	if t.Precision == 0 {
		t.Precision, t.Scale = types.MaxPrecision, min(scale, types.MaxScale)
	}
	return syntax.Verbatim(x.Pos, "CAST('"+text+"' AS "+t.Engine()+")")
}
