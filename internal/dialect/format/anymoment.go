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
	values := strings.ReplaceAll(made.text(), moment, value)
	words := strings.NewReplacer(".", `\.`).Replace(strings.Join(momentFields, "|"))
	items := "regexp_extract_all(nullif(" + Model + `, ''), '"[^"]*"|(?:FM|fm)?(?:` + words + `)(?:TH|th)?|FM|fm|(?s:.)')`
	get := func(key string) string {
		return "countersign_fields[list_position(countersign_words, " + key + ")]"
	}
	// The letters TH are cut off where the item is none without them.
	one := "list_transform([regexp_replace(countersign_item, '^fm', 'FM')], lambda countersign_word: coalesce(" + get("countersign_word") + ", " +
		get("upper(countersign_word)") + ", " + get("upper(countersign_word[3:])") + ", list_transform([" + get("upper(countersign_word[:-3])") + "], " +
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

// add adds a field, unless it is what its word is in capitals, or without FM.
func (l *fieldList) add(key string, it item, zoned bool) {
	code, fits, text := fieldText(it, zoned)
	for _, other := range []item{{word: strings.ToUpper(it.word), bare: it.bare}, {word: strings.ToUpper(it.word)}} {
		if c, f, t := fieldText(other, zoned); other != it && c == code && f == fits && t == text {
			return
		}
	}
	if code == "" {
		l.otherKeys, l.others = append(l.otherKeys, key), append(l.others, text)
		return
	}
	group := 0
	switch {
	case fits&asIs != 0:
	case fits&upper != 0:
		group = 1
	default:
		group = 2
	}
	l.spelledKeys[group], l.codes[group] = append(l.spelledKeys[group], key), append(l.codes[group], code)
}

// fieldText is a field: in the words of the engine's own formatting, with what case it fits, or else as
// an expression.
func fieldText(it item, zoned bool) (code string, fits cases, text string) {
	w := momentText{fits: anyCase, zoned: zoned}
	w.item(it)
	if len(w.pieces) == 0 && w.run.Len() > 0 {
		return w.run.String(), w.fits, ""
	}
	if len(w.pieces) == 0 {
		return "", 0, "''"
	}
	return "", 0, strings.Join(w.pieces, " || ")
}

// text is the list of all fields, in the order of keys.
func (l *fieldList) text() string {
	var parts []string
	for group, fits := range []cases{asIs, upper, lower} {
		parts = append(parts, inCase("strftime(\x01, '"+strings.Join(l.codes[group], "\x1f")+"')", fits))
	}
	return "list_concat(string_split(" + strings.Join(parts, " || chr(31) || ") + ", chr(31)), [" + strings.Join(l.others, ", ") + "])"
}

func (l *fieldList) keys() (keys []string) {
	for _, group := range l.spelledKeys {
		keys = append(keys, group...)
	}
	return append(keys, l.otherKeys...)
}
