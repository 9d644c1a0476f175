package shape

import (
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// A Violation is one constraint of the model that an input does not satisfy.
type Violation struct {
	// Path names the member as AWS does: lower-case first letters, list
	// elements counted from 1, such as "tags.1.member.key".
	Path string
	// Missing is set where a required member is absent; Member is its name
	// as the model spells it.
	Missing bool
	Member  string
	// Value is the offending value, masked if sensitive; Constraint says what
	// the model asks for, in AWS's words.
	Value, Constraint string
}

// String is the violation as AWS writes it in a validation error.
func (v Violation) String() string {
	if v.Missing {
		return fmt.Sprintf("Value at '%s' failed to satisfy constraint: Member must not be null", v.Path)
	}
	return fmt.Sprintf("Value '%s' at '%s' failed to satisfy constraint: %s", v.Value, v.Path, v.Constraint)
}

// maxViolations bounds how many violations one input can report.
const maxViolations = 50

// Validate checks value, a pointer to a structure generated from the shape of
// that name, against the model and returns what is wrong, in the order of the
// members.
func (m *Model) Validate(name string, value any) []Violation {
	v := validator{model: m}
	v.check(m.Shape(name), "", reflect.ValueOf(value))
	return v.found
}

// ValidationMessage is AWS's message for a list of violations.
func ValidationMessage(violations []Violation) string {
	var b strings.Builder
	plural := ""
	if len(violations) > 1 {
		plural = "s"
	}
	fmt.Fprintf(&b, "%d validation error%s detected: ", len(violations), plural)
	for i, v := range violations {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(v.String())
	}
	return b.String()
}

type validator struct {
	model *Model
	found []Violation
}

func (v *validator) add(violation Violation) {
	if len(v.found) < maxViolations {
		v.found = append(v.found, violation)
	}
}

// check walks a value. Absent optional values have been left out by the caller.
func (v *validator) check(s *Shape, path string, value reflect.Value) {
	if value.Kind() == reflect.Pointer {
		value = value.Elem()
	}
	switch s.Kind {
	case Structure:
		v.structure(s, path, value)
	case List:
		v.length(s, path, value.Len(), "")
		element := v.model.Shape(s.Element)
		for i := range value.Len() {
			v.check(element, fmt.Sprintf("%s.%d.member", path, i+1), value.Index(i))
		}
	case Map:
		v.length(s, path, value.Len(), "")
		for it := value.MapRange(); it.Next(); {
			v.check(v.model.Shape(s.Key), path+".key", it.Key())
			v.check(v.model.Shape(s.Value), path+"."+it.Key().String()+".member", it.Value())
		}
	case String:
		v.text(s, path, value.String())
	case Blob:
		v.length(s, path, value.Len(), "")
	case Integer, Long:
		v.number(s, path, float64(value.Int()))
	case Double:
		v.number(s, path, value.Float())
	}
}

func (v *validator) structure(s *Shape, path string, value reflect.Value) {
	for i := range s.Members {
		member := &s.Members[i]
		field := value.FieldByName(FieldName(member.Name))
		inner := lowerFirst(member.Name)
		if path != "" {
			inner = path + "." + inner
		}
		if field.IsNil() {
			if member.Required {
				v.add(Violation{Path: inner, Missing: true, Member: member.Name})
			}
			continue
		}
		v.check(v.model.Shape(member.Target), inner, field)
	}
}

func (v *validator) text(s *Shape, path, text string) {
	v.length(s, path, utf8.RuneCountInString(text), text)
	if !s.Matches(text) {
		v.violate(s, path, text, "Member must satisfy regular expression pattern: "+s.Pattern)
	}
	if !s.Allows(text) {
		v.violate(s, path, text, "Member must satisfy enum value set: ["+strings.Join(s.Enum, ", ")+"]")
	}
}

func (v *validator) length(s *Shape, path string, n int, shown string) {
	if s.Min != nil && int64(n) < *s.Min {
		v.violate(s, path, shown, fmt.Sprintf("Member must have length greater than or equal to %d", *s.Min))
	}
	if s.Max != nil && int64(n) > *s.Max {
		v.violate(s, path, shown, fmt.Sprintf("Member must have length less than or equal to %d", *s.Max))
	}
}

func (v *validator) number(s *Shape, path string, n float64) {
	if s.Min != nil && n < float64(*s.Min) {
		v.violate(s, path, fmt.Sprint(n), fmt.Sprintf("Member must have value greater than or equal to %d", *s.Min))
	}
	if s.Max != nil && n > float64(*s.Max) {
		v.violate(s, path, fmt.Sprint(n), fmt.Sprintf("Member must have value less than or equal to %d", *s.Max))
	}
}

// maxShown bounds how much of an offending value a message repeats.
const maxShown = 256

func (v *validator) violate(s *Shape, path, shown, constraint string) {
	if s.Sensitive {
		shown = "***"
	}
	if len(shown) > maxShown {
		shown = strings.ToValidUTF8(shown[:maxShown], "") + "…"
	}
	v.add(Violation{Path: path, Value: shown, Constraint: constraint})
}

// FieldName is the Go field of a member: its name with an upper-case first letter.
func FieldName(member string) string {
	if member == "" || member[0] < 'a' || member[0] > 'z' {
		return member
	}
	return string(member[0]-'a'+'A') + member[1:]
}

func lowerFirst(name string) string {
	if name == "" || name[0] < 'A' || name[0] > 'Z' {
		return name
	}
	return string(name[0]-'A'+'a') + name[1:]
}
