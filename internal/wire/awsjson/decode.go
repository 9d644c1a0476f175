package awsjson

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math"
	"reflect"
	"time"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/shape"
)

// MaxDepth bounds how deeply objects and arrays nest in a request.
const MaxDepth = 32

// Decode fills in, a pointer to the structure generated from the named shape,
// from a JSON object. null and absent members stay nil. Members that the shape
// does not have are passed over, as AWS does. Text that is not one JSON object,
// and a value of the wrong type, are faults.
func (c *Codec) Decode(body []byte, name string, in any) error {
	if !utf8.Valid(body) {
		return fault.Serialization.With("")
	}
	d := decoder{model: c.model, json: json.NewDecoder(bytes.NewReader(body))}
	d.json.UseNumber()
	token, err := d.next()
	if err != nil {
		return err
	}
	if token != json.Delim('{') {
		return fault.Serialization.With("Start of list found where not expected")
	}
	if err := d.structure(c.model.Shape(name), reflect.ValueOf(in).Elem(), 1); err != nil {
		return err
	}
	if _, err := d.json.Token(); !errors.Is(err, io.EOF) {
		return fault.Serialization.With("")
	}
	return nil
}

type decoder struct {
	model *shape.Model
	json  *json.Decoder
}

func (d *decoder) next() (json.Token, error) {
	token, err := d.json.Token()
	if err != nil {
		return nil, fault.Serialization.With("")
	}
	return token, nil
}

// structure reads the members of an object whose opening brace has been read.
func (d *decoder) structure(s *shape.Shape, out reflect.Value, depth int) error {
	if depth > MaxDepth {
		return fault.Serialization.With("Nesting is too deep")
	}
	for d.json.More() {
		key, err := d.next()
		if err != nil {
			return err
		}
		token, err := d.next()
		if err != nil {
			return err
		}
		member := memberNamed(s, key.(string))
		if member == nil {
			err = d.skip(token, depth)
		} else {
			err = d.value(d.model.Shape(member.Target), token, out.FieldByName(shape.FieldName(member.Name)), depth)
		}
		if err != nil {
			return err
		}
	}
	_, err := d.next() // the closing brace
	return err
}

func memberNamed(s *shape.Shape, name string) *shape.Member {
	for i := range s.Members {
		if s.Members[i].OnWire() == name {
			return &s.Members[i]
		}
	}
	return nil
}

// skip passes over a value whose first token has been read.
func (d *decoder) skip(token json.Token, depth int) error {
	for open := 0; ; {
		switch token {
		case json.Delim('{'), json.Delim('['):
			open++
		case json.Delim('}'), json.Delim(']'):
			open--
		}
		if depth+open > MaxDepth {
			return fault.Serialization.With("Nesting is too deep")
		}
		if open == 0 {
			return nil
		}
		var err error
		if token, err = d.next(); err != nil {
			return err
		}
	}
}

// value reads a value whose first token has been read.
func (d *decoder) value(s *shape.Shape, token json.Token, out reflect.Value, depth int) error {
	if token == nil {
		return nil
	}
	switch s.Kind {
	case shape.Structure:
		if token != json.Delim('{') {
			return mismatch(token, s)
		}
		return d.structure(s, pointee(out), depth+1)
	case shape.List:
		if token != json.Delim('[') {
			return mismatch(token, s)
		}
		return d.list(s, out, depth+1)
	case shape.Map:
		if token != json.Delim('{') {
			return mismatch(token, s)
		}
		return d.mapping(s, out, depth+1)
	}
	value, ok := scalar(s, token)
	if !ok {
		return mismatch(token, s)
	}
	pointee(out).Set(reflect.ValueOf(value))
	return nil
}

// pointee returns what an optional field points to, after making it.
func pointee(out reflect.Value) reflect.Value {
	if out.Kind() != reflect.Pointer {
		return out
	}
	out.Set(reflect.New(out.Type().Elem()))
	return out.Elem()
}

func (d *decoder) list(s *shape.Shape, out reflect.Value, depth int) error {
	list := reflect.MakeSlice(out.Type(), 0, 4)
	element := d.model.Shape(s.Element)
	for d.json.More() {
		token, err := d.next()
		if err != nil {
			return err
		}
		list = reflect.Append(list, reflect.Zero(out.Type().Elem()))
		if err := d.value(element, token, list.Index(list.Len()-1), depth); err != nil {
			return err
		}
	}
	out.Set(list)
	_, err := d.next() // the closing bracket
	return err
}

func (d *decoder) mapping(s *shape.Shape, out reflect.Value, depth int) error {
	out.Set(reflect.MakeMap(out.Type()))
	for d.json.More() {
		key, err := d.next()
		if err != nil {
			return err
		}
		token, err := d.next()
		if err != nil {
			return err
		}
		value := reflect.New(out.Type().Elem()).Elem()
		if err := d.value(d.model.Shape(s.Value), token, value, depth); err != nil {
			return err
		}
		out.SetMapIndex(reflect.ValueOf(key), value)
	}
	_, err := d.next() // the closing brace
	return err
}

// scalar converts a token to the Go type of the shape.
func scalar(s *shape.Shape, token json.Token) (any, bool) {
	switch v := token.(type) {
	case bool:
		return v, s.Kind == shape.Boolean
	case string:
		switch s.Kind {
		case shape.String:
			return v, true
		case shape.Blob:
			data, err := base64.StdEncoding.DecodeString(v)
			return data, err == nil
		}
	case json.Number:
		return number(s, v)
	}
	return nil, false
}

func number(s *shape.Shape, n json.Number) (any, bool) {
	switch s.Kind {
	case shape.Integer:
		i, err := n.Int64()
		return int32(i), err == nil && i >= math.MinInt32 && i <= math.MaxInt32
	case shape.Long:
		i, err := n.Int64()
		return i, err == nil
	case shape.Double:
		f, err := n.Float64()
		return f, err == nil
	case shape.Timestamp:
		f, err := n.Float64()
		return time.UnixMicro(int64(math.Round(f * 1e6))).UTC(), err == nil && math.Abs(f) < 1e12
	}
	return nil, false
}

// mismatch is the fault for a token where the shape asks for another kind.
func mismatch(token json.Token, s *shape.Shape) error {
	switch token.(type) {
	case json.Delim:
		if token == json.Delim('[') {
			return fault.Serialization.With("Start of list found where not expected")
		}
		return fault.Serialization.With("Start of structure or map found where not expected.")
	case bool:
		if token == true {
			return fault.Serialization.With("TRUE_VALUE can not be converted to %s", wanted(s))
		}
		return fault.Serialization.With("FALSE_VALUE can not be converted to %s", wanted(s))
	case json.Number:
		return fault.Serialization.With("NUMBER_VALUE can not be converted to %s", wanted(s))
	}
	return fault.Serialization.With("STRING_VALUE can not be converted to %s", wanted(s))
}

func wanted(s *shape.Shape) string {
	switch s.Kind {
	case shape.Integer:
		return "an Integer"
	case shape.Long:
		return "a Long"
	case shape.Boolean:
		return "a Boolean"
	case shape.String:
		return "a String"
	case shape.Double:
		return "a Double"
	case shape.Timestamp:
		return "milliseconds since epoch"
	case shape.Blob:
		return "a Blob"
	}
	return "a " + s.Kind.String()
}
