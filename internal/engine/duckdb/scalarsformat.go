package duckdb

import "github.com/countersign-dev/countersign/internal/dialect/format"

// formatScalars are TO_CHAR of numbers.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_Numeric_formating.html.
var formatScalars = []scalar{
	{name: "countersign_number_char", args: []string{"VARCHAR", "VARCHAR"}, result: "VARCHAR", call: func(in *arguments, out *answer) error {
		return in.formatted(out, func(m *format.NumberModel) string { return m.Decimal(in.text(0)) })
	}},
	{name: "countersign_number_char", args: []string{"DOUBLE", "VARCHAR"}, result: "VARCHAR", call: func(in *arguments, out *answer) error {
		return in.formatted(out, func(m *format.NumberModel) string { return m.Float(in.float(0)) })
	}},
}

// formatted shows the first argument by the model that is the second one; an empty model shows nothing.
func (a *arguments) formatted(out *answer, show func(*format.NumberModel) string) error {
	text := a.text(1)
	if text == "" {
		out.null()
		return nil
	}
	m, ok := a.made[text].(*format.NumberModel)
	if !ok {
		var err error
		if m, err = format.Number(text); err != nil {
			return err
		}
		if a.made == nil || len(a.made) > 100 {
			a.made = map[string]any{}
		}
		a.made[text] = m
	}
	out.text(show(m))
	return nil
}
