package awsquery

import (
	"encoding/base64"
	"reflect"
	"strconv"
	"time"

	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/shape"
)

// Decode fills in, a pointer to the structure generated from the named shape,
// from the form. What is absent stays nil. Parameters that the shape does not
// have are passed over, as AWS does; a value of the wrong type is a fault.
func (c *Codec) Decode(form *Form, name string, in any) error {
	d := decoder{model: c.model, form: form}
	return d.structure(c.model.Shape(name), "", reflect.ValueOf(in).Elem())
}

type decoder struct {
	model *shape.Model
	form  *Form
}

func (d *decoder) structure(s *shape.Shape, prefix string, out reflect.Value) error {
	for i := range s.Members {
		member := &s.Members[i]
		field := out.FieldByName(shape.FieldName(member.Name))
		if err := d.value(d.model.Shape(member.Target), prefix+member.OnWire(), field); err != nil {
			return err
		}
	}
	return nil
}

// value decodes the parameter of that name, and those below it, into out.
func (d *decoder) value(s *shape.Shape, name string, out reflect.Value) error {
	switch s.Kind {
	case shape.Structure:
		if len(d.form.under(name+".")) == 0 {
			return nil
		}
		if out.Kind() == reflect.Pointer {
			out.Set(reflect.New(out.Type().Elem()))
			out = out.Elem()
		}
		return d.structure(s, name+".", out)
	case shape.List:
		return d.list(s, name, out)
	case shape.Map:
		return d.mapping(s, name, out)
	}
	text, given := d.form.Get(name)
	if !given {
		return nil
	}
	value, err := scalar(s, name, text)
	if err != nil {
		return err
	}
	if out.Kind() == reflect.Pointer {
		out.Set(reflect.New(out.Type().Elem()))
		out = out.Elem()
	}
	out.Set(reflect.ValueOf(value))
	return nil
}

// list decodes Name.Element.1, Name.Element.2, …; AWS takes "member" for the
// element's own name as well. "Name=" alone is how clients write an empty list.
func (d *decoder) list(s *shape.Shape, name string, out reflect.Value) error {
	if text, given := d.form.Get(name); given {
		if text != "" {
			return fault.MalformedInput.With("%s is a list: give its elements as %s.%s.1 and so on", name, name, elementName(s))
		}
		out.Set(reflect.MakeSlice(out.Type(), 0, 0))
	}
	prefix := name + "." + elementName(s) + "."
	indices := d.form.indices(prefix)
	if len(indices) == 0 {
		prefix = name + ".member."
		indices = d.form.indices(prefix)
	}
	if len(indices) == 0 {
		return nil
	}
	list := reflect.MakeSlice(out.Type(), len(indices), len(indices))
	element := d.model.Shape(s.Element)
	for i, n := range indices {
		if err := d.value(element, prefix+strconv.Itoa(n), list.Index(i)); err != nil {
			return err
		}
	}
	out.Set(list)
	return nil
}

// mapping decodes Name.entry.1.key and Name.entry.1.value.
func (d *decoder) mapping(s *shape.Shape, name string, out reflect.Value) error {
	prefix := name + ".entry."
	for _, n := range d.form.indices(prefix) {
		if out.IsNil() {
			out.Set(reflect.MakeMap(out.Type()))
		}
		entry := prefix + strconv.Itoa(n)
		key, _ := d.form.Get(entry + ".key")
		value := reflect.New(out.Type().Elem()).Elem()
		if err := d.value(d.model.Shape(s.Value), entry+".value", value); err != nil {
			return err
		}
		out.SetMapIndex(reflect.ValueOf(key), value)
	}
	return nil
}

func elementName(s *shape.Shape) string {
	if s.ElementName != "" {
		return s.ElementName
	}
	return "member"
}

// scalar converts the text of a parameter to the Go type of the shape.
func scalar(s *shape.Shape, name, text string) (any, error) {
	var value any
	var err error
	switch s.Kind {
	case shape.String:
		return text, nil
	case shape.Integer:
		var n int64
		n, err = strconv.ParseInt(text, 10, 32)
		value = int32(n)
	case shape.Long:
		value, err = strconv.ParseInt(text, 10, 64)
	case shape.Double:
		value, err = strconv.ParseFloat(text, 64)
	case shape.Boolean:
		value, err = parseBool(text)
	case shape.Timestamp:
		value, err = parseTime(text)
	case shape.Blob:
		value, err = base64.StdEncoding.DecodeString(text)
	}
	if err != nil {
		shown := text
		if s.Sensitive {
			shown = "***"
		}
		return nil, fault.MalformedInput.With("Value (%.100s) for parameter %s is invalid. Must be a %s.", shown, name, s.Kind)
	}
	return value, nil
}

func parseBool(text string) (bool, error) {
	switch text {
	case "true", "True", "TRUE", "1":
		return true, nil
	case "false", "False", "FALSE", "0":
		return false, nil
	}
	return false, strconv.ErrSyntax
}

// parseTime reads the ISO 8601 forms that AWS's clients send: with a zone,
// with a Z, or without either, which means UTC; and epoch seconds.
func parseTime(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, err
	}
	return time.Unix(seconds, 0).UTC(), nil
}
