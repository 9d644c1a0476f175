package format

import (
	"strconv"
	"strings"
)

// A Kind is how a number is stored.
type Kind uint8

// The kinds of numbers.
const (
	Integer Kind = iota
	Decimal
	Float
)

// Number is TO_CHAR of a number; scale is that of a decimal. The first step makes a text of
// it that is rounded to the model's digits, the second shows it.
func Number(model string, kind Kind, scale int) (Expression, error) {
	m, err := readNumberModel(model)
	if err != nil {
		return nil, err
	}
	if model == "" {
		return Expression{"CAST(NULL AS VARCHAR)"}, nil
	}
	if m.roman {
		return m.romanText()
	}
	n := &numberText{numberModel: m, behind: m.part}
	switch kind {
	case Integer:
		n.behind = 0
	case Decimal:
		n.behind = min(m.part, scale)
	}
	text, err := n.text()
	if err != nil {
		return nil, err
	}
	return Expression{rounded(kind, n.behind), text}, nil
}

// rounded is a number as text with so many digits behind the point.
func rounded(kind Kind, digits int) string {
	switch kind {
	case Integer:
		return "CAST(" + Value + " AS VARCHAR)"
	case Decimal:
		return "CAST(round(" + Value + ", " + strconv.Itoa(digits) + ") AS VARCHAR)"
	}
	return "format('{:." + strconv.Itoa(digits) + "f}', CAST(" + Value + " AS DOUBLE))"
}

// A numberText shows a number that is text.
type numberText struct {
	*numberModel
	behind int // digits behind the point that the text has
}

const negative = "starts_with(\x00, '-')"

// wholeDigits are the digits before the point.
func (n *numberText) wholeDigits() string {
	if n.behind == 0 {
		return "ltrim(\x00, '-')"
	}
	return "ltrim(split_part(\x00, '.', 1), '-')"
}

// partDigits are the digits behind the point. Behind FM zeros at the end go, down to the last 0
// of the model.
func (n *numberText) partDigits() string {
	zeros := strings.Repeat("0", n.part-n.behind)
	if n.bare {
		zeros = strings.Repeat("0", max(n.kept-n.behind, 0))
	}
	if n.behind == 0 {
		return quote(zeros)
	}
	digits := "split_part(\x00, '.', 2)"
	if n.bare && n.kept < n.behind {
		digits = "(left(" + digits + ", " + strconv.Itoa(n.kept) + ") || rtrim(substr(" + digits + ", " + strconv.Itoa(n.kept+1) + "), '0'))"
	}
	if zeros == "" {
		return digits
	}
	return "(" + digits + " || " + quote(zeros) + ")"
}

// shownDigits are the digits before the point that are shown: a 0 alone is not where digits
// follow it, unless the model has a 0.
func (n *numberText) shownDigits() string {
	whole := n.wholeDigits()
	switch least := n.whole - n.zero; {
	case n.zero == 0:
		return "system.main.lpad(" + whole + ", " + strconv.Itoa(least) + ", '0')"
	case n.zero > 0:
		return "CASE WHEN length(" + whole + ") < " + strconv.Itoa(least) + " THEN system.main.lpad(" + whole + ", " + strconv.Itoa(least) + ", '0') ELSE " + whole + " END"
	case n.part == 0 || n.bare && n.kept == 0 && n.behind == 0:
		return whole
	case n.bare && n.kept == 0:
		return "CASE WHEN rtrim(\x00, '-.0') = '' THEN '0' ELSE ltrim(" + whole + ", '0') END"
	}
	return "ltrim(" + whole + ", '0')"
}

// text is the whole expression. What does not fit is shown as #.
func (n *numberText) text() (string, error) {
	fits, err := (&layout{numberText: n, shown: n.shownDigits(), part: n.partDigits(), ordinal: n.ordinalLetters}).text()
	if err != nil {
		return "", err
	}
	if n.whole+n.part == 0 {
		return "CASE WHEN " + Value + " IS NOT NULL THEN " + fits + " END", nil
	}
	over, err := (&layout{numberText: n, shown: quote(strings.Repeat("#", n.whole)), part: quote(strings.Repeat("#", n.part)), ordinal: noOrdinal}).text()
	if err != nil || n.whole == 0 {
		return "CASE WHEN " + Value + " IS NOT NULL THEN " + over + " END", err
	}
	return "CASE WHEN length(" + n.wholeDigits() + ") > " + strconv.Itoa(n.whole) + " THEN " + over + " ELSE " + fits + " END", nil
}

func noOrdinal(string) string { return "''" }

// ordinalLetters are those of TH; a number below 0 and one with a point has none.
func (n *numberText) ordinalLetters(mark string) string {
	if n.point {
		return "''"
	}
	return "CASE WHEN " + negative + " THEN '' ELSE " + ordinalOf("\x00", mark) + " END"
}
