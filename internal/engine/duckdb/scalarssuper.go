package duckdb

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// superScalars are functions of SUPER, whose values are JSON.
var superScalars = []scalar{
	{name: "countersign_decimal_precision", args: []string{"VARCHAR"}, result: "INTEGER", call: func(in *arguments, out *answer) error {
		if whole, part, ok := decimalDigits(in.text(0)); ok {
			out.int(int64(max(len(strings.TrimLeft(whole+part, "0")), len(part), 1)))
		} else {
			out.null()
		}
		return nil
	}},
	{name: "countersign_decimal_scale", args: []string{"VARCHAR"}, result: "INTEGER", call: func(in *arguments, out *answer) error {
		if _, part, ok := decimalDigits(in.text(0)); ok {
			out.int(int64(len(part)))
		} else {
			out.null()
		}
		return nil
	}},
	{name: "countersign_attribute_count", args: []string{"VARCHAR"}, result: "INTEGER", call: func(in *arguments, out *answer) error {
		if o, ok := readJSON(in.text(0)).(*jsonObject); ok {
			out.int(int64(len(o.names)))
		} else {
			out.null()
		}
		return nil
	}},
	// An object, the paths to be kept and those to be set, each a list of lists of names, and the values to be set.
	{name: "countersign_object_transform", args: []string{"VARCHAR", "VARCHAR", "VARCHAR", "VARCHAR"}, result: "VARCHAR", call: func(in *arguments, out *answer) error {
		text, err := transformed(in.text(0), in.text(1), in.text(2), in.text(3))
		out.text(text)
		return err
	}},
}

// decimalDigits are those of a number before and behind its point; a number with an exponent is no decimal.
func decimalDigits(text string) (whole, part string, ok bool) {
	whole, part, _ = strings.Cut(strings.TrimPrefix(text, "-"), ".")
	digits := whole + part
	return whole, part, digits != "" && strings.Trim(digits, "0123456789") == "" && len(digits) <= 38
}

// A jsonObject is an object in the order in which it is written. Everything else is a json.RawMessage.
type jsonObject struct {
	names  []string
	values map[string]any
}

func newObject() *jsonObject { return &jsonObject{values: map[string]any{}} }

// put sets an attribute, which a new one follows those before it.
func (o *jsonObject) put(name string, value any) {
	if _, ok := o.values[name]; !ok {
		o.names = append(o.names, name)
	}
	o.values[name] = value
}

// readJSON reads objects as far as they are the value, or attributes of it.
func readJSON(text string) any {
	decoder := json.NewDecoder(strings.NewReader(text))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return json.RawMessage(text)
	}
	o := newObject()
	for decoder.More() {
		name, _ := decoder.Token()
		var raw json.RawMessage
		if decoder.Decode(&raw) != nil {
			return json.RawMessage(text)
		}
		o.put(name.(string), readJSON(string(raw)))
	}
	return o
}

func appendJSON(b *bytes.Buffer, v any) {
	o, ok := v.(*jsonObject)
	if !ok {
		b.Write(v.(json.RawMessage))
		return
	}
	b.WriteByte('{')
	for i, name := range o.names {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(jsonText(name))
		b.WriteByte(':')
		appendJSON(b, o.values[name])
	}
	b.WriteByte('}')
}

func jsonText(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // of a string: does not fail
	return bytes.TrimRight(b.Bytes(), "\n")
}

// transformed is OBJECT_TRANSFORM. keep is null where all of the object is kept.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_object_transform_function.html.
func transformed(input, keep, set, values string) (string, error) {
	from, ok := readJSON(input).(*jsonObject)
	if !ok {
		return input, nil
	}
	var kept, places [][]string
	var news []json.RawMessage
	if json.Unmarshal([]byte(keep), &kept) != nil || json.Unmarshal([]byte(set), &places) != nil || json.Unmarshal([]byte(values), &news) != nil || len(places) != len(news) {
		return "", &engine.Error{State: engine.InternalError, Message: "OBJECT_TRANSFORM: paths that cannot be read"}
	}
	to := from
	if keep != "null" {
		to = newObject()
		for _, path := range kept {
			if v, ok := from.at(path); ok {
				to.set(path, v)
			}
		}
	}
	for i, path := range places {
		to.set(path, readJSON(string(news[i])))
	}
	var b bytes.Buffer
	appendJSON(&b, to)
	return b.String(), nil
}

// at finds what a path leads to.
func (o *jsonObject) at(path []string) (any, bool) {
	v, ok := o.values[path[0]]
	if !ok || len(path) == 1 {
		return v, ok
	}
	inner, ok := v.(*jsonObject)
	if !ok {
		return nil, false
	}
	return inner.at(path[1:])
}

// set puts a value at the end of a path, with objects on the way to it.
func (o *jsonObject) set(path []string, value any) {
	if len(path) == 1 {
		o.put(path[0], value)
		return
	}
	inner, ok := o.values[path[0]].(*jsonObject)
	if !ok {
		inner = newObject()
		o.put(path[0], inner)
	}
	inner.set(path[1:], value)
}
