package syntax

import (
	"strconv"
	"strings"
)

// A Type is a type as it is written. Spellings of one type have one name here:
// smallint, integer, bigint, decimal, real, double precision, boolean, char,
// varchar, date, time, timetz, timestamp, timestamptz, interval, varbyte. Others
// (text, bpchar, super, hllsketch, geometry, regclass, one with a schema) keep theirs.
type Type struct {
	Pos
	Name  Name
	Mods  []int  // length; precision and scale; precision of seconds
	Max   bool   // VARCHAR(MAX), CHAR(MAX), VARBYTE(MAX)
	Range string // of an INTERVAL: "YEAR TO MONTH"
	Array bool   // int[], as the system catalogue has it
}

// Is reports whether the type has a built-in name.
func (t *Type) Is(name string) bool {
	return len(t.Name) == 1 && !t.Name[0].Quoted && t.Name[0].Name == name
}

func (t *Type) print(w *writer) {
	name := t.Name[0].Name
	if len(t.Name) > 1 || t.Name[0].Quoted || typeSpellings[name] == "" && name != "double precision" {
		t.Name.print(w)
	} else {
		w.word(strings.ToUpper(name))
	}
	w.words(t.Range)
	if t.Max {
		w.tail("(MAX)")
	}
	for i, m := range t.Mods {
		w.tail([]string{"(", ", "}[min(i, 1)] + strconv.Itoa(m))
	}
	if len(t.Mods) > 0 {
		w.tail(")")
	}
	if t.Array {
		w.tail("[]")
	}
}

// typeSpellings maps each word that names a type to the name it has here.
var typeSpellings = map[string]string{
	"smallint": "smallint", "int2": "smallint",
	"integer": "integer", "int": "integer", "int4": "integer",
	"bigint": "bigint", "int8": "bigint",
	"decimal": "decimal", "numeric": "decimal", "dec": "decimal",
	"real": "real", "float4": "real", "float8": "double precision", "float": "double precision",
	"boolean": "boolean", "bool": "boolean",
	"char": "char", "character": "char", "nchar": "char", "bpchar": "bpchar",
	"varchar": "varchar", "nvarchar": "varchar", "text": "text",
	"date": "date", "time": "time", "timetz": "timetz", "timestamp": "timestamp", "timestamptz": "timestamptz",
	"interval": "interval", "varbyte": "varbyte", "varbinary": "varbyte",
	"super": "super", "hllsketch": "hllsketch", "geometry": "geometry", "geography": "geography",
}

// typeName parses a type.
func (p *parser) typeName() *Type {
	t := p.simpleType()
	for p.is("[", "]") {
		p.accept("[", "]")
		t.Array = true
	}
	return t
}

func (p *parser) simpleType() *Type {
	t := &Type{Pos: p.pos()}
	word := p.token()
	spelled := ""
	if word.kind == tokenWord && !p.peek(1).is(".") {
		spelled = typeSpellings[word.value]
	}
	switch {
	case p.accept("double", "precision"):
		t.named("double precision")
	case p.accept("binary", "varying"):
		t.named("varbyte")
		p.modifiers(t, 1)
	case p.is("national", "char"), p.is("national", "character"):
		p.accept("national")
		p.characters(t)
	case spelled == "":
		t.Name = p.qualified()
	case word.value == "character" || word.value == "char" || word.value == "nchar":
		p.characters(t)
	case word.value == "float":
		p.floating(t)
	case spelled == "interval":
		p.next()
		t.named("interval")
		t.Range = p.intervalRange(t)
	case spelled == "time" || spelled == "timestamp":
		p.next()
		t.named(spelled)
		p.modifiers(t, 1)
		p.zone(t)
	default:
		p.next()
		t.named(spelled)
		p.modifiers(t, typeModifiers[spelled])
	}
	return t
}

// typeModifiers is how many modifiers a type can have.
var typeModifiers = map[string]int{"decimal": 2, "bpchar": 1, "varchar": 1, "text": 1, "timetz": 1, "timestamptz": 1, "varbyte": 1}

func (t *Type) named(name string) { t.Name = Name{{Pos: t.Pos, Name: name}} }

// characters parses CHARACTER, CHAR and NCHAR with or without VARYING.
func (p *parser) characters(t *Type) {
	p.oneOf("character", "char", "nchar")
	t.named("char")
	if p.accept("varying") {
		t.named("varchar")
	}
	p.modifiers(t, 1)
}

// floating parses FLOAT(n): n binary digits choose the type.
func (p *parser) floating(t *Type) {
	p.next()
	t.named("double precision")
	if !p.accept("(") {
		return
	}
	at := p.pos()
	n := p.length()
	switch {
	case n < 1:
		p.invalidAt(at, "precision for type float must be at least 1 bit")
	case n > 53:
		p.invalidAt(at, "precision for type float must be less than 54 bits")
	case n < 25:
		t.named("real")
	}
	p.expect(")")
}

// modifiers parses at most so many numbers, or MAX, in parentheses.
func (p *parser) modifiers(t *Type, most int) {
	if most == 0 || !p.accept("(") {
		return
	}
	if (t.Is("varchar") || t.Is("varbyte") || t.Is("char")) && p.accept("max") {
		t.Max = true
		p.expect(")")
		return
	}
	for {
		t.Mods = append(t.Mods, p.length())
		if len(t.Mods) == most || !p.accept(",") {
			break
		}
	}
	p.expect(")")
}

func (p *parser) zone(t *Type) {
	switch {
	case p.is("with", "time", "zone"):
		p.accept("with", "time", "zone")
		t.named(t.Name[0].Name + "tz")
	case p.is("without", "time", "zone"):
		p.accept("without", "time", "zone")
	}
}

// intervalRange parses the fields of an interval, and their precision into Mods.
func (p *parser) intervalRange(t *Type) string {
	if !p.isAny("year", "month", "day", "hour", "minute", "second") {
		return ""
	}
	from := p.oneOf("year", "month", "day", "hour", "minute", "second")
	to := from
	if p.accept("to") {
		to = p.oneOf("month", "hour", "minute", "second", "day", "year")
	}
	if to == "SECOND" {
		p.modifiers(t, 1)
	}
	if to == from {
		return from
	}
	return from + " TO " + to
}
