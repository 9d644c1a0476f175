package format

// romanText is a number in Roman digits, right-aligned to 15 places; what has none is shown as #. Of
// other fields a model with RN shows nothing.
func (m *numberModel) romanText() (Expression, error) {
	const digits = "CASE WHEN \x00 BETWEEN 1 AND 3999 THEN system.main.repeat('M', CAST(\x00 // 1000 AS INTEGER))" +
		" || ['', 'C', 'CC', 'CCC', 'CD', 'D', 'DC', 'DCC', 'DCCC', 'CM'][\x00 // 100 % 10 + 1]" +
		" || ['', 'X', 'XX', 'XXX', 'XL', 'L', 'LX', 'LXX', 'LXXX', 'XC'][\x00 // 10 % 10 + 1]" +
		" || ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'][\x00 % 10 + 1] WHEN \x00 IS NOT NULL THEN '###############' END"
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
