package format

import "strings"

// Model stands in an expression for a model that is no literal.
const Model = "\x02"

// AnyMoment is TO_CHAR of a TIMESTAMP, or of a TIMESTAMPTZ, with a model that is known only when the
// statement runs. All fields are made of each value, and what the model names is chosen from them; it
// costs more time for each row than a model that is written down.
func AnyMoment(zoned bool) Expression {
	var made fieldList
	for _, prefix := range []string{"", "FM"} {
		for _, word := range momentFields {
			made.add(prefix+word, item{word: word, bare: prefix != ""}, zoned)
		}
	}
	made.others, made.otherKeys = append(made.others, "''"), append(made.otherKeys, "FM")
	value := Value
	if zoned {
		value = "CAST(" + Value + " AS TIMESTAMP)"
	}
	values := strings.ReplaceAll("string_split("+made.text()+", chr(31))", moment, value)
	words := strings.NewReplacer(".", `\.`).Replace(strings.Join(momentFields, "|"))
	items := "regexp_extract_all(nullif(" + Model + `, ''), '"[^"]*"|(?:FM|fm)?(?:` + words + `)(?:TH|th)?|FM|fm|(?s:.)')`
	get := func(key string) string {
		return "countersign_fields[list_position(countersign_words, " + key + ")]"
	}
	// The letters TH are cut off where the item is none without them.
	one := "list_transform([regexp_replace(countersign_item, '^fm', 'FM')], lambda countersign_word: coalesce(" + get("countersign_word") + ", list_transform([" + get("countersign_word[:-3]") + "], " +
		"lambda countersign_number: countersign_number || CASE WHEN countersign_word[-1] = 'h' THEN lower(" + ordinalOf("countersign_number", "TH") + ") ELSE " + ordinalOf("countersign_number", "TH") +
		" END)[1], trim(countersign_item, '\"')))[1]"
	each := "array_to_string(list_transform(" + items + ", lambda countersign_item: " + one + "), '')"
	return Expression{"CASE WHEN " + Value + " IS NOT NULL THEN list_transform([" + values + "], lambda countersign_fields: list_transform([string_split('" + strings.Join(made.keys(), " ") +
		"', ' ')], lambda countersign_words: " + each + ")[1])[1] END"}
}

// A fieldList are the fields that may be chosen from: those that the engine's own formatting spells
// by their cases, and others.
type fieldList struct {
	spelledKeys, codes [3][]string
	otherKeys, others  []string
}

func (l *fieldList) add(key string, it item, zoned bool) {
	w := momentText{fits: anyCase, zoned: zoned}
	w.item(it)
	code := w.run.String()
	if len(w.pieces) == 0 && code != "" {
		group := 0
		switch {
		case w.fits&asIs != 0:
		case w.fits&upper != 0:
			group = 1
		default:
			group = 2
		}
		l.spelledKeys[group], l.codes[group] = append(l.spelledKeys[group], key), append(l.codes[group], code)
		return
	}
	text := strings.Join(w.pieces, " || ")
	if text == "" {
		text = "''"
	}
	l.otherKeys, l.others = append(l.otherKeys, key), append(l.others, text)
}

// text has all fields in the order of keys, with a mark between them.
func (l *fieldList) text() string {
	var parts []string
	for group, fits := range []cases{asIs, upper, lower} {
		parts = append(parts, inCase("strftime(\x01, '"+strings.Join(l.codes[group], "\x1f")+"')", fits))
	}
	return strings.Join(append(parts, l.others...), " || chr(31) || ")
}

func (l *fieldList) keys() (keys []string) {
	for _, group := range l.spelledKeys {
		keys = append(keys, group...)
	}
	return append(keys, l.otherKeys...)
}
