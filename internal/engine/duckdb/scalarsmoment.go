package duckdb

import (
	"strconv"
	"strings"
	"time"

	"github.com/countersign-dev/countersign/internal/engine"
)

// momentScalars are about dates, times and intervals.
var momentScalars = []scalar{
	{name: "countersign_months_between", args: []string{"TIMESTAMP", "TIMESTAMP"}, result: "DOUBLE", call: func(in *arguments, out *answer) error {
		out.float(monthsBetween(time.UnixMicro(in.int(0)).UTC(), time.UnixMicro(in.int(1)).UTC()))
		return nil
	}},
	{name: "countersign_intervaly2m_text", args: []string{"INTERVAL"}, result: "VARCHAR", call: func(in *arguments, out *answer) error {
		out.text(monthsText(int(in.span(0).Months)))
		return nil
	}},
	{name: "countersign_intervald2s_text", args: []string{"INTERVAL"}, result: "VARCHAR", call: func(in *arguments, out *answer) error {
		out.text(microsText(microsOf(in.span(0))))
		return nil
	}},
}

// monthsBetween counts months. Days and the time of day are parts of a month of 31 days, unless both are the same day of
// their months or the last one.
// Source: docs.aws.amazon.com/redshift/latest/dg/r_MONTHS_BETWEEN_function.html.
func monthsBetween(a, b time.Time) float64 {
	months := float64((a.Year()-b.Year())*12 + int(a.Month()) - int(b.Month()))
	if a.Day() == b.Day() || isLastDay(a) && isLastDay(b) {
		return months
	}
	return months + (float64(a.Day()-b.Day())+(daySeconds(a)-daySeconds(b))/86400)/31
}

func isLastDay(t time.Time) bool { return t.AddDate(0, 0, 1).Day() == 1 }

func daySeconds(t time.Time) float64 {
	return t.Sub(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)).Seconds()
}

// microsOf is an interval of days and time; a month is 30 days.
func microsOf(s engine.Span) int64 { return (int64(s.Months)*30+int64(s.Days))*86400e6 + s.Micros }

// monthsText is INTERVAL YEAR TO MONTH: 1 year 2 mons.
func monthsText(n int) string {
	if n == 0 {
		return "0"
	}
	return strings.TrimRight(plural(n/12, "year")+plural(n%12, "mon"), " ")
}

// microsText is INTERVAL DAY TO SECOND: 1 day 02:03:04.5.
func microsText(n int64) string {
	days, rest := n/86400e6, n%86400e6
	sign := ""
	if rest < 0 {
		sign, rest = "-", -rest
	}
	text := plural(int(days), "day") + sign + time.UnixMicro(rest).UTC().Format("15:04:05")
	if part := rest % 1e6; part != 0 {
		text += strings.TrimRight("."+strconv.FormatInt(1e6+part, 10)[1:], "0")
	}
	return text
}

func plural(n int, word string) string {
	switch n {
	case 0:
		return ""
	case 1, -1:
		return strconv.Itoa(n) + " " + word + " "
	}
	return strconv.Itoa(n) + " " + word + "s "
}
