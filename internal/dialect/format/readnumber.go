package format

import (
	"strconv"
)

// ReadNumber is TO_NUMBER: a DECIMAL of 38 digits with the model's digits behind the point. A text
// is read digit by digit, of those before the point as many as the model has; what else stands
// between them is passed over.
func ReadNumber(model string) (Expression, error) {
	m, err := readNumberModel(model)
	switch {
	case err != nil:
		return nil, err
	case m.roman:
		return nil, unsupported(`"RN" in a format for reading`)
	}
	digits := "regexp_replace(" + Value + ", '[^0-9.]', '', 'g')"
	minus := `^\s*[-<]`
	if m.signs || m.minus || m.marks {
		minus = "[-<]"
	}
	text := "CASE WHEN NOT regexp_matches(" + Value + `, '\d') THEN error('invalid input syntax for type numeric: "' || ` + Value + ` || '"')` +
		" ELSE CASE WHEN regexp_matches(" + Value + ", '" + minus + "') THEN '-' ELSE '' END || '0' || left(split_part(" + digits + ", '.', 1), " + strconv.Itoa(m.whole) + ")" +
		" || '.' || left(split_part(" + digits + ", '.', 2), " + strconv.Itoa(m.part) + ") || '0' END"
	return Expression{"CAST(" + text + " AS DECIMAL(38," + strconv.Itoa(min(m.part, 37)) + "))"}, nil
}
