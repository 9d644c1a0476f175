package types

// A Context is where a cast would happen.
type Context uint8

// The contexts: each allows what those before it allow.
const (
	Implicit Context = iota // in an expression
	Assign                  // into a column
	Explicit                // because it is written
)

// CanCast reports whether a value of one type becomes one of another.
// Source: docs.aws.amazon.com/redshift/latest/dg/c_Supported_data_types.html, type
// compatibility and conversion.
func CanCast(from, to Type, in Context) bool {
	if from.ID == to.ID || from.ID == Unknown || from.IsInterval() && to.IsInterval() {
		return true
	}
	switch {
	case from.IsNumber() && to.IsNumber():
		return true
	case to.ID == Varchar:
		return canBeText(from, in)
	case to.IsText() && from.isNumbered():
		return true
	case to.IsText():
		return from.IsText() || from.IsNumber() || from.IsMoment() || canBeText(from, in) && in >= Assign
	case from.IsMoment() && to.IsMoment():
		return to.ID > from.ID || in >= Assign
	case from.isNumbered() || to.isNumbered():
		return (from.IsInteger() || from.isNumbered()) && (to.IsInteger() || to.isNumbered()) || in == Explicit && from.IsText()
	case from.ID == AbsTime || to.ID == AbsTime:
		return from.IsMoment() || to.IsMoment()
	case from.IsArray() || to.IsArray():
		return (from.IsArray() || from.ID == Super) && to.IsArray() || in == Explicit && from.IsText()
	case to.ID == Super:
		return from.ID == Bool || from.IsNumber() || from.IsText()
	case from.ID == Super:
		return to.ID != HLLSketch && to.ID != Geography && (in >= Assign || to.IsNumber() || to.IsText() || to.ID == Bool)
	}
	return in >= Assign && canAssign(from, to) || in == Explicit && canWrite(from, to) || toTime(from, to)
}

// isNumbered reports whether values of t are numbers that nobody reckons with.
func (t Type) isNumbered() bool { return t.IsRegistry() || t.ID == XID }

func canBeText(from Type, in Context) bool {
	switch from.ID {
	case Bool:
		return false
	case Varbyte:
		return in == Explicit
	case Super:
		return true
	case HLLSketch, Geometry, Geography:
		return in == Explicit
	}
	return true
}

// toTime are the casts between times and timestamps.
func toTime(from, to Type) bool {
	switch to.ID {
	case Time:
		return from.ID == Timestamp || from.ID == TimestampTZ || from.ID == TimeTZ
	case TimeTZ:
		return from.ID == Time || from.ID == TimestampTZ
	}
	return false
}

// canAssign are further casts into a column.
func canAssign(from, to Type) bool {
	return from.IsInteger() && to.ID == Bool || from.ID == Bool && to.IsInteger()
}

// canWrite are further casts that must be written.
func canWrite(from, to Type) bool {
	switch {
	case from.IsText():
		return to.ID != HLLSketch
	case from.ID == Bool:
		return to.IsInteger()
	case from.IsInteger() && to.ID == Bool:
		return true
	case from.IsInterval() && to.IsInterval():
		return true
	case to.ID == Varbyte:
		return from.IsInteger() || from.ID == HLLSketch || from.ID == Geometry || from.ID == Geography
	case from.ID == Varbyte:
		return to.IsInteger() || to.ID == Geometry || to.ID == Geography || to.ID == HLLSketch
	case from.ID == Other || to.ID == Other:
		return true
	}
	return false
}

// Preferred reports whether a type is the one that its category prefers when functions
// are chosen between.
func (t Type) Preferred() bool {
	switch t.ID {
	case Bool, Varchar, Float8, TimestampTZ, IntervalDS:
		return true
	}
	return false
}

// A Category groups types that are cast to one another.
type Category uint8

// The categories.
const (
	UnknownCategory Category = iota
	BoolCategory
	NumberCategory
	TextCategory
	MomentCategory
	IntervalCategory
	OtherCategory
)

// Category is the type's category.
func (t Type) Category() Category {
	switch {
	case t.ID == Unknown:
		return UnknownCategory
	case t.ID == Bool:
		return BoolCategory
	case t.IsNumber() || t.ID == OID:
		return NumberCategory
	case t.IsText():
		return TextCategory
	case t.IsMoment() || t.ID == Time || t.ID == TimeTZ:
		return MomentCategory
	case t.IsInterval():
		return IntervalCategory
	}
	return OtherCategory
}

// Common is the type that values of all become in CASE, UNION and their kin; ok is false
// where there is none, and at is the first that does not fit. Strings that are written
// down take the type of the others.
func Common(list []Type) (common Type, at int, ok bool) {
	for i, t := range list {
		switch {
		case t.ID == Unknown || t == common:
			if common.ID == Unknown {
				common = longer(common, t)
			} else if common.ID == Varchar && t.Length > common.Length && common.Length > 0 {
				common.Length = t.Length
			}
		case common.ID == Unknown:
			if t.ID == Varchar && t.Length > 0 {
				t.Length = max(t.Length, common.Length)
			}
			common = t
		default:
			if common, ok = pair(common, t); !ok {
				return common, i, false
			}
		}
	}
	return common, 0, true
}

func longer(a, b Type) Type {
	if b.Length > a.Length {
		return b
	}
	return a
}

// pair is the common type of two.
func pair(a, b Type) (Type, bool) {
	switch {
	case a.ID == b.ID:
		if a.ID == Numeric {
			return union(a, b), true
		}
		if a.Length == 0 || b.Length == 0 {
			a.Length = 0
			return a, true
		}
		return longer(a, b), true
	case a.IsNumber() && b.IsNumber():
		return numbers(a, b), true
	case a.IsText() && b.IsText():
		t := Type{ID: Varchar}
		if a.Length > 0 && b.Length > 0 {
			t.Length = max(a.Length, b.Length)
		}
		return t, true
	case a.IsMoment() && b.IsMoment():
		return Type{ID: max(a.ID, b.ID)}, true
	case a.Category() == b.Category() && (a.ID == Time || a.ID == TimeTZ) && (b.ID == Time || b.ID == TimeTZ):
		return Type{ID: TimeTZ}, true
	case a.IsArray() && b.ID == Super: // ARRAY[1]
		return a, true
	case b.IsArray() && a.ID == Super:
		return b, true
	case a.ID == Super && CanCast(b, a, Implicit):
		return a, true
	case b.ID == Super && CanCast(a, b, Implicit):
		return b, true
	case (a.isNumbered() || a.IsInteger()) && (b.isNumbered() || b.IsInteger()):
		return Int8Type, true
	case a.ID == Other || b.ID == Other:
		return Type{ID: Other}, true
	}
	return a, false
}

func numbers(a, b Type) Type {
	switch {
	case a.ID >= Float4 || b.ID >= Float4:
		return Type{ID: Float8}
	case a.ID == Numeric || b.ID == Numeric:
		return union(a, b)
	}
	return Type{ID: max(a.ID, b.ID)}
}
