package awsquery

import (
	"encoding/base64"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/countersign-dev/countersign/internal/fault"
	"github.com/countersign-dev/countersign/internal/shape"
)

// FaultNamespace is the XML namespace of faults that no service answers, such
// as an action that does not exist.
const FaultNamespace = "http://webservices.amazon.com/AWSFault/2005-15-09"

// ContentType is the content type of answers.
const ContentType = "text/xml"

// AppendResponse appends the whole answer to an operation. output is what
// Invoke returned; it is not looked at where the operation has none.
func (c *Codec) AppendResponse(dst []byte, op *shape.Operation, output any, requestID string) []byte {
	dst = append(dst, "<"...)
	dst = append(dst, op.Name...)
	dst = append(dst, "Response xmlns=\""...)
	dst = append(dst, c.model.Namespace...)
	dst = append(dst, "\">"...)
	if op.Output != "" {
		dst = open(dst, op.ResultWrapper, 1)
		dst = c.structure(op.Output)(dst, reflect.ValueOf(output).Elem(), 2)
		dst = closeTag(newline(dst, 1), op.ResultWrapper)
	}
	dst = open(dst, "ResponseMetadata", 1)
	dst = open(dst, "RequestId", 2)
	dst = append(dst, requestID...)
	dst = closeTag(dst, "RequestId")
	dst = closeTag(newline(dst, 1), "ResponseMetadata")
	dst = closeTag(newline(dst, 0), op.Name+"Response")
	return append(dst, '\n')
}

// AppendFault appends the answer to a request that is refused.
func AppendFault(dst []byte, namespace string, f *fault.Fault, requestID string) []byte {
	code, _ := f.Kind.InQuery()
	party := "Sender"
	if f.Kind.Receiver {
		party = "Receiver"
	}
	dst = append(dst, "<ErrorResponse xmlns=\""...)
	dst = append(dst, namespace...)
	dst = append(dst, "\">"...)
	dst = open(dst, "Error", 1)
	for _, line := range [][2]string{{"Type", party}, {"Code", code}, {"Message", f.Message}} {
		dst = open(dst, line[0], 2)
		dst = appendText(dst, line[1])
		dst = closeTag(dst, line[0])
	}
	dst = closeTag(newline(dst, 1), "Error")
	dst = open(dst, "RequestId", 1)
	dst = append(dst, requestID...)
	dst = closeTag(dst, "RequestId")
	return append(closeTag(newline(dst, 0), "ErrorResponse"), '\n')
}

// An encoder appends a value; depth is its indentation.
type encoder func(dst []byte, v reflect.Value, depth int) []byte

// structure returns the encoder of a structure's members, compiling it on
// first use. It is looked up again at each use inside itself, so that a shape
// may contain itself.
func (c *Codec) structure(name string) encoder {
	if e, ok := c.encoders.Load(name); ok {
		return e.(encoder)
	}
	e, _ := c.encoders.LoadOrStore(name, c.compile(c.model.Shape(name)))
	return e.(encoder)
}

// field is one compiled member.
type field struct {
	index       int
	open, close string // its tags
	scalar      bool
	encode      encoder
}

func newField(index int, name string, target *shape.Shape, encode encoder) field {
	return field{index, "<" + name + ">", "</" + name + ">", isScalar(target), encode}
}

// compile builds the encoder of a structure. Generated structs have their
// fields in the order of the members, which the package's tests hold.
func (c *Codec) compile(s *shape.Shape) encoder {
	fields := make([]field, len(s.Members))
	for i := range s.Members {
		target := c.model.Shape(s.Members[i].Target)
		fields[i] = newField(i, s.Members[i].OnWire(), target, c.value(target))
	}
	return func(dst []byte, v reflect.Value, depth int) []byte {
		for i := range fields {
			f := &fields[i]
			value := v.Field(f.index)
			if value.IsNil() {
				continue
			}
			if value.Kind() == reflect.Pointer {
				value = value.Elem()
			}
			dst = f.append(dst, value, depth)
		}
		return dst
	}
}

func (f *field) append(dst []byte, value reflect.Value, depth int) []byte {
	dst = append(newline(dst, depth), f.open...)
	before := len(dst)
	dst = f.encode(dst, value, depth+1)
	if !f.scalar {
		if len(dst) == before { // an empty list or structure
			return append(dst[:before-1], "/>"...)
		}
		dst = newline(dst, depth)
	}
	return append(dst, f.close...)
}

func isScalar(s *shape.Shape) bool {
	return s.Kind != shape.Structure && s.Kind != shape.List && s.Kind != shape.Map
}

// value returns the encoder of what stands inside a member's element.
func (c *Codec) value(s *shape.Shape) encoder {
	switch s.Kind {
	case shape.Structure:
		return func(dst []byte, v reflect.Value, depth int) []byte { return c.structure(s.Name)(dst, v, depth) }
	case shape.List:
		return c.list(s)
	case shape.Map:
		return c.mapping(s)
	case shape.Boolean:
		return func(dst []byte, v reflect.Value, _ int) []byte { return strconv.AppendBool(dst, v.Bool()) }
	case shape.Integer, shape.Long:
		return func(dst []byte, v reflect.Value, _ int) []byte { return strconv.AppendInt(dst, v.Int(), 10) }
	case shape.Double:
		return func(dst []byte, v reflect.Value, _ int) []byte {
			return strconv.AppendFloat(dst, v.Float(), 'f', -1, 64)
		}
	case shape.Timestamp:
		return func(dst []byte, v reflect.Value, _ int) []byte {
			return v.Interface().(time.Time).UTC().AppendFormat(dst, "2006-01-02T15:04:05.000Z")
		}
	case shape.Blob:
		return func(dst []byte, v reflect.Value, _ int) []byte {
			return base64.StdEncoding.AppendEncode(dst, v.Bytes())
		}
	}
	return func(dst []byte, v reflect.Value, _ int) []byte { return appendText(dst, v.String()) }
}

func (c *Codec) list(s *shape.Shape) encoder {
	element := c.model.Shape(s.Element)
	item := newField(0, elementName(s), element, c.value(element))
	return func(dst []byte, v reflect.Value, depth int) []byte {
		for i := range v.Len() {
			dst = item.append(dst, v.Index(i), depth)
		}
		return dst
	}
}

func (c *Codec) mapping(s *shape.Shape) encoder {
	target := c.model.Shape(s.Value)
	value := newField(0, "value", target, c.value(target))
	return func(dst []byte, v reflect.Value, depth int) []byte {
		for it := v.MapRange(); it.Next(); {
			dst = open(dst, "entry", depth)
			dst = open(dst, "key", depth+1)
			dst = closeTag(appendText(dst, it.Key().String()), "key")
			dst = value.append(dst, it.Value(), depth+1)
			dst = closeTag(newline(dst, depth), "entry")
		}
		return dst
	}
}

// indentation is a new line and the deepest indentation that is kept ready.
const indentation = "\n                                "

func newline(dst []byte, depth int) []byte {
	if ready := 1 + 2*depth; ready <= len(indentation) {
		return append(dst, indentation[:ready]...)
	}
	dst = append(dst, indentation...)
	for range depth - len(indentation)/2 {
		dst = append(dst, "  "...)
	}
	return dst
}

func open(dst []byte, name string, depth int) []byte {
	dst = append(newline(dst, depth), '<')
	dst = append(dst, name...)
	return append(dst, '>')
}

func closeTag(dst []byte, name string) []byte {
	dst = append(dst, "</"...)
	dst = append(dst, name...)
	return append(dst, '>')
}

// appendText appends character data. What XML 1.0 cannot hold is replaced by
// U+FFFD, so that the answer always parses.
func appendText(dst []byte, text string) []byte {
	plain := 0
	for plain < len(text) && isPlain(text[plain]) {
		plain++
	}
	dst = append(dst, text[:plain]...)
	for i := plain; i < len(text); {
		b := text[i]
		if b < utf8.RuneSelf {
			dst = appendASCII(dst, b)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == 0xFFFE || r == 0xFFFF {
			r = utf8.RuneError
		}
		dst = utf8.AppendRune(dst, r)
		i += size
	}
	return dst
}

// isPlain tells the bytes that stand for themselves.
func isPlain(b byte) bool {
	return b >= ' ' && b < utf8.RuneSelf && b != '<' && b != '>' && b != '&'
}

func appendASCII(dst []byte, b byte) []byte {
	switch {
	case b == '<':
		return append(dst, "&lt;"...)
	case b == '>':
		return append(dst, "&gt;"...)
	case b == '&':
		return append(dst, "&amp;"...)
	case b == '\r':
		return append(dst, "&#xD;"...)
	case b < ' ' && b != '\t' && b != '\n':
		return utf8.AppendRune(dst, utf8.RuneError)
	}
	return append(dst, b)
}
