package types

// Decimal is the type as a decimal number: that of integers has all their digits.
func (t Type) Decimal() Type {
	switch t.ID {
	case Int2:
		return Type{ID: Numeric, Precision: 5}
	case Int4:
		return Type{ID: Numeric, Precision: 10}
	case Int8:
		return Type{ID: Numeric, Precision: 19}
	}
	return t.fixed()
}

// Arithmetic is the type of a op b, for numbers; op is + - * / or %.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_numeric_computations201.html.
func Arithmetic(op string, a, b Type) Type {
	switch {
	case a.ID == Float4 && b.ID == Float4:
		return a
	case a.ID >= Float4 || b.ID >= Float4:
		return Type{ID: Float8}
	case a.ID != Numeric && b.ID != Numeric:
		return Type{ID: max(a.ID, b.ID)}
	}
	a, b = a.Decimal(), b.Decimal()
	whole := max(a.Precision-a.Scale, b.Precision-b.Scale)
	t := Type{ID: Numeric}
	switch op {
	case "*":
		t.Scale = a.Scale + b.Scale
		t.Precision = a.Precision + b.Precision + 1
	case "/":
		t.Scale = max(4, a.Scale+b.Precision-b.Scale+1)
		t.Precision = a.Precision - a.Scale + b.Scale + t.Scale
		if t.Precision > MaxPrecision {
			t.Scale = max(MaxPrecision+t.Scale-t.Precision, min(4, t.Scale))
		}
	case "%":
		t.Scale = max(a.Scale, b.Scale)
		t.Precision = min(a.Precision-a.Scale, b.Precision-b.Scale) + t.Scale
	default:
		t.Scale = max(a.Scale, b.Scale)
		t.Precision = whole + 1 + t.Scale
	}
	t.Precision = max(min(t.Precision, MaxPrecision), 1)
	t.Scale = min(t.Scale, MaxScale, t.Precision)
	return t
}

// union is the numeric type that holds values of both without loss, where one does.
func union(a, b Type) Type {
	a, b = a.Decimal(), b.Decimal()
	scale := max(a.Scale, b.Scale)
	precision := max(a.Precision-a.Scale, b.Precision-b.Scale) + scale
	return Type{ID: Numeric, Precision: min(precision, MaxPrecision), Scale: min(scale, MaxScale)}
}
