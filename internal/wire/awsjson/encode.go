package awsjson

import (
	"encoding/base64"
	"reflect"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/shape"
)

// AppendResponse appends the answer to an operation: its output, or an empty
// object where it has none.
func (c *Codec) AppendResponse(dst []byte, op *shape.Operation, output any) []byte {
	if op.Output == "" {
		return append(dst, "{}"...)
	}
	return c.structure(op.Output)(dst, reflect.ValueOf(output).Elem())
}

// AppendFault appends the answer to a request that is refused. AWS leaves the
// message out where a fault has none.
func AppendFault(dst []byte, f *fault.Fault) []byte {
	code, _ := f.Kind.InJSON()
	dst = AppendString(append(dst, `{"__type":`...), code)
	if f.Message != "" {
		dst = AppendString(append(dst, `,"message":`...), f.Message)
	}
	for name, value := range f.Members {
		dst = AppendString(append(dst, ','), name)
		dst = AppendString(append(dst, ':'), value)
	}
	return append(dst, '}')
}

type encoder func(dst []byte, v reflect.Value) []byte

// afterEncoded is room for the members that follow a list that comes encoded, in bytes.
const afterEncoded = 16 << 10

// encoded is the type of lists that come encoded.
var encoded = reflect.TypeFor[shape.Encoded]()

func (c *Codec) structure(name string) encoder {
	if e, ok := c.encoders.Load(name); ok {
		return e.(encoder)
	}
	e, _ := c.encoders.LoadOrStore(name, c.compile(c.model.Shape(name)))
	return e.(encoder)
}

// compile builds the encoder of a structure. Generated structs have their
// fields in the order of the members, which the package's tests hold.
func (c *Codec) compile(s *shape.Shape) encoder {
	keys := make([][]byte, len(s.Members))
	values := make([]encoder, len(s.Members))
	for i := range s.Members {
		keys[i] = append(AppendString(nil, s.Members[i].OnWire()), ':')
		values[i] = c.value(c.model.Shape(s.Members[i].Target))
	}
	return func(dst []byte, v reflect.Value) []byte {
		dst = append(dst, '{')
		empty := true
		for i := range values {
			field := v.Field(i)
			if field.IsNil() {
				continue
			}
			if !empty {
				dst = append(dst, ',')
			}
			empty = false
			if field.Kind() == reflect.Pointer {
				field = field.Elem()
			}
			dst = values[i](append(dst, keys[i]...), field)
		}
		return append(dst, '}')
	}
}

func (c *Codec) value(s *shape.Shape) encoder {
	switch s.Kind {
	case shape.Structure:
		return func(dst []byte, v reflect.Value) []byte { return c.structure(s.Name)(dst, v) }
	case shape.List:
		return c.list(s)
	case shape.Map:
		return c.mapping(s)
	case shape.Boolean:
		return func(dst []byte, v reflect.Value) []byte { return strconv.AppendBool(dst, v.Bool()) }
	case shape.Integer, shape.Long:
		return func(dst []byte, v reflect.Value) []byte { return strconv.AppendInt(dst, v.Int(), 10) }
	case shape.Double:
		return func(dst []byte, v reflect.Value) []byte { return AppendDouble(dst, v.Float()) }
	case shape.Timestamp:
		return func(dst []byte, v reflect.Value) []byte { return appendTime(dst, v.Interface().(time.Time)) }
	case shape.Blob:
		return func(dst []byte, v reflect.Value) []byte {
			return append(base64.StdEncoding.AppendEncode(append(dst, '"'), v.Bytes()), '"')
		}
	}
	return func(dst []byte, v reflect.Value) []byte { return AppendString(dst, v.String()) }
}

func (c *Codec) list(s *shape.Shape) encoder {
	element := c.value(c.model.Shape(s.Element))
	return func(dst []byte, v reflect.Value) []byte {
		if v.Type() == encoded {
			// What follows it shall not move it once more.
			return append(slices.Grow(dst, v.Len()+afterEncoded), v.Bytes()...)
		}
		dst = append(dst, '[')
		for i := range v.Len() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = element(dst, v.Index(i))
		}
		return append(dst, ']')
	}
}

func (c *Codec) mapping(s *shape.Shape) encoder {
	value := c.value(c.model.Shape(s.Value))
	return func(dst []byte, v reflect.Value) []byte {
		dst = append(dst, '{')
		for i, it := 0, v.MapRange(); it.Next(); i++ {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(AppendString(dst, it.Key().String()), ':')
			dst = value(dst, it.Value())
		}
		return append(dst, '}')
	}
}

// appendTime appends epoch seconds with milliseconds, as AWS's JSON services do.
func appendTime(dst []byte, t time.Time) []byte {
	return strconv.AppendFloat(dst, float64(t.UnixMilli())/1000, 'f', -1, 64)
}

// AppendDouble appends a number; what JSON has no number for is a string, which
// is how AWS's services and clients write NaN and the infinities.
func AppendDouble(dst []byte, f float64) []byte {
	switch {
	case f != f:
		return append(dst, `"NaN"`...)
	case f > maxFinite:
		return append(dst, `"Infinity"`...)
	case f < -maxFinite:
		return append(dst, `"-Infinity"`...)
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, f, 'g', -1, 64)
	for _, b := range dst[start:] {
		if b == '.' || b == 'e' {
			return dst
		}
	}
	return append(dst, ".0"...)
}

const maxFinite = 0x1.fffffffffffffp+1023

const hexDigits = "0123456789abcdef"

// AppendString appends a JSON string. Bytes that are not UTF-8 become U+FFFD.
func AppendString[T string | []byte](dst []byte, s T) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		b := s[i]
		if b < utf8.RuneSelf {
			if b >= ' ' && b != '"' && b != '\\' {
				i++
				continue
			}
			dst = appendEscape(append(dst, s[start:i]...), b)
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
		if r == utf8.RuneError && size == 1 {
			dst = append(append(dst, s[start:i]...), `\ufffd`...)
			start = i + size
		}
		i += size
	}
	return append(append(dst, s[start:]...), '"')
}

func appendEscape(dst []byte, b byte) []byte {
	switch b {
	case '"', '\\':
		return append(dst, '\\', b)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[b>>4], hexDigits[b&15])
}
