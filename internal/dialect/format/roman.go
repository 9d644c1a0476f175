package format

// romanText is a number in Roman digits, right-aligned to 15 places; what has none is shown as #. Of
// other fields a model with RN shows nothing.
func (m *numberModel) romanText() (Expression, error) {
	const digits = "CASE WHEN \x00 IS NOT NULL THEN countersign_roman(\x00) END"
	text := "system.main.lpad(" + digits + ", 15, ' ')"
	if m.bare {
		text = digits
	}
	for _, it := range m.items {
		switch {
		case it.ordinal == "rn":
			text = "lower(" + text + ")"
		case it.word != "RN" && it.word != "FM":
			return nil, unsupported(`"RN" with other fields in the format of a number`)
		}
	}
	return Expression{"CASE WHEN \x00 < 0 THEN 0 WHEN \x00 > 4000 THEN 4000 ELSE CAST(round(CAST(\x00 AS DOUBLE)) AS INTEGER) END", text}, nil
}
