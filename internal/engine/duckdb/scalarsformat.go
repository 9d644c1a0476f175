package duckdb

import "github.com/countersign-dev/countersign/internal/dialect/format"

// formatScalars are TO_CHAR of numbers, TO_DATE and TO_TIMESTAMP.
// Sources: r_Numeric_formating.html and r_FORMAT_strings.html in docs.aws.amazon.com/redshift/latest/dg.
var formatScalars = []scalar{
	{name: "countersign_read_date", args: []string{"VARCHAR", "VARCHAR", "BOOLEAN"}, result: "TIMESTAMP", call: func(in *arguments, out *answer) error {
		return in.readMoment(out, false)
	}},
	{name: "countersign_read_time", args: []string{"VARCHAR", "VARCHAR", "BOOLEAN"}, result: "TIMESTAMP", call: func(in *arguments, out *answer) error {
		return in.readMoment(out, true)
	}},
	{name: "countersign_number_char", args: []string{"VARCHAR", "VARCHAR"}, result: "VARCHAR", call: func(in *arguments, out *answer) error {
		return in.formatted(out, func(m *format.NumberModel) string { return m.Decimal(in.text(0)) })
	}},
	{name: "countersign_number_char", args: []string{"DOUBLE", "VARCHAR"}, result: "VARCHAR", call: func(in *arguments, out *answer) error {
		return in.formatted(out, func(m *format.NumberModel) string { return m.Float(in.float(0)) })
	}},
}

// formatted shows the first argument by the model that is the second one; an empty model shows nothing.
func (a *arguments) formatted(out *answer, show func(*format.NumberModel) string) error {
	if len(a.bytes(1)) == 0 {
		out.null()
		return nil
	}
	m, err := made(a, a.text(1), format.Number)
	if err == nil {
		out.text(show(m))
	}
	return err
}

// readMoment reads the first argument by the model that is the second one; the third says whether it is strict.
func (a *arguments) readMoment(out *answer, timed bool) error {
	m, err := made(a, a.text(1), format.ReadMoment)
	if err != nil {
		return err
	}
	t, err := m.Read(a.text(0), timed, a.bool(2))
	if err == nil {
		out.int(t.UnixMicro())
	}
	return err
}
