package duckdb

import (
	"fmt"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// bind gives the statement its arguments, but for those of parameters that it does not have. The
// caller holds conn.run.
func (s *statement) bind(args []engine.Value) error {
	if len(args) < len(s.parameters) {
		return &engine.Error{State: engine.ProtocolViolation,
			Message: fmt.Sprintf("bind message supplies %d parameters, but the statement requires %d", len(args), len(s.parameters))}
	}
	for i, v := range args[:len(s.parameters)] {
		if s.places[i] == 0 {
			continue
		}
		if err := s.bindOne(s.places[i], v); err != nil {
			return err
		}
	}
	return nil
}

func (s *statement) bindOne(i bindings.IdxT, v engine.Value) error {
	switch {
	case v.Null:
		return bound(i, bindings.BindNull(s.handle, i))
	case v.Kind == engine.Numeric:
		return s.bindNumeric(i, v.Text)
	}
	return bound(i, s.bindPlain(i, v))
}

func (s *statement) bindPlain(i bindings.IdxT, v engine.Value) bindings.State {
	switch v.Kind {
	case engine.Bool:
		return bindings.BindBoolean(s.handle, i, v.Int != 0)
	case engine.Int2:
		return bindings.BindInt16(s.handle, i, int16(v.Int))
	case engine.Int4:
		return bindings.BindInt32(s.handle, i, int32(v.Int))
	case engine.Int8:
		return bindings.BindInt64(s.handle, i, v.Int)
	case engine.Float4:
		return bindings.BindFloat(s.handle, i, float32(v.Float))
	case engine.Float8:
		return bindings.BindDouble(s.handle, i, v.Float)
	case engine.Bytes:
		return bindings.BindBlob(s.handle, i, []byte(v.Text))
	case engine.Date:
		return bindings.BindDate(s.handle, i, bindings.NewDate(int32(v.Int)))
	case engine.Time:
		return bindings.BindTime(s.handle, i, bindings.NewTime(v.Int))
	case engine.Timestamp:
		return bindings.BindTimestamp(s.handle, i, bindings.NewTimestamp(v.Int))
	case engine.TimestampTZ:
		return bindings.BindTimestampTZ(s.handle, i, bindings.NewTimestamp(v.Int))
	}
	return bindings.BindVarchar(s.handle, i, v.Text)
}

func (s *statement) bindNumeric(i bindings.IdxT, text string) error {
	n, scale, err := engine.ParseNumeric(text)
	if err != nil {
		return &engine.Error{State: engine.InvalidTextRepr, Message: fmt.Sprintf("invalid input syntax for type numeric: %q", text)}
	}
	d := bindings.NewDecimal(38, uint8(scale), bindings.NewHugeInt(n.Lo, n.Hi))
	return bound(i, bindings.BindDecimal(s.handle, i, d))
}

func bound(i bindings.IdxT, state bindings.State) error {
	if state != bindings.StateSuccess {
		return &engine.Error{State: engine.ProtocolViolation, Message: fmt.Sprintf("there is no parameter $%d", i)}
	}
	return nil
}
