package format

import (
	"strconv"
	"strings"
)

// NumberText is TO_CHAR of a number with a model that is written down, as an expression: the engine calls NumberModel.
func NumberText(model string, float bool) (Expression, error) {
	if _, err := Number(model); err != nil {
		return nil, err
	}
	if float {
		return Expression{"countersign_number_char(CAST(" + Value + " AS DOUBLE), " + quote(model) + ")"}, nil
	}
	return Expression{"countersign_number_char(CAST(" + Value + " AS VARCHAR), " + quote(model) + ")"}, nil
}

// A NumberModel shows numbers as text: TO_CHAR.
type NumberModel struct{ m *numberModel }

// Number reads the model of TO_CHAR of a number, and refuses what contradicts itself.
func Number(model string) (*NumberModel, error) {
	m, err := readNumberModel(model)
	return &NumberModel{m}, err
}

// Decimal shows a number that is written as digits with or without a point.
func (n *NumberModel) Decimal(text string) string {
	behind := 0
	if _, part, ok := strings.Cut(text, "."); ok {
		behind = min(n.m.part, len(part))
	}
	if n.m.roman {
		behind = 0
	}
	return n.m.show(roundedText(text, behind), behind)
}

// Float shows a floating-point number.
func (n *NumberModel) Float(f float64) string {
	if n.m.roman {
		return n.m.show(strconv.FormatFloat(f, 'f', 0, 64), 0)
	}
	return n.m.show(strconv.FormatFloat(f, 'f', n.m.part, 64), n.m.part)
}

// roundedText is a decimal with so many digits behind the point; half a unit is rounded away from zero.
func roundedText(text string, behind int) string {
	whole, part, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	if len(part) <= behind {
		return text
	}
	digits := []byte("0" + whole + part[:behind])
	if part[behind] >= '5' {
		addUnit(digits)
	}
	if start := len(digits) - behind; digits[0] == '0' && start > 1 {
		digits = digits[1:]
	}
	rounded := string(digits[:len(digits)-behind])
	if behind > 0 {
		rounded += "." + string(digits[len(digits)-behind:])
	}
	if text[0] == '-' && strings.Trim(rounded, "0.") != "" {
		return "-" + rounded
	}
	return rounded
}

// addUnit adds one to a number's last digit; the first one is 0.
func addUnit(digits []byte) {
	for i := len(digits) - 1; i >= 0; i-- {
		if digits[i] != '9' {
			digits[i]++
			return
		}
		digits[i] = '0'
	}
}

// A shownNumber is one number on its way.
type shownNumber struct {
	*numberModel
	text     string // rounded
	behind   int    // how many digits the text has behind the point
	negative bool
	digits   string // before the point
}

// show puts a number into the model's places. What does not fit is shown as #.
func (m *numberModel) show(text string, behind int) string {
	s := &shownNumber{numberModel: m, text: text, behind: behind, negative: strings.HasPrefix(text, "-")}
	if s.digits, _, _ = strings.Cut(strings.TrimPrefix(text, "-"), "."); s.digits == "" {
		s.digits = "0" // the engine leaves it out where a decimal has no digits before the point
	}
	switch {
	case m.roman:
		return s.romanText()
	case m.whole+m.part > 0 && len(s.digits) > m.whole:
		return (&layout{shownNumber: s, shown: strings.Repeat("#", m.whole), part: strings.Repeat("#", m.part), over: true}).write()
	}
	return (&layout{shownNumber: s, shown: s.shownDigits(), part: s.partDigits()}).write()
}

// partDigits are the digits behind the point. Behind FM zeros at the end go, down to the last 0 of the model.
func (s *shownNumber) partDigits() string {
	_, digits, _ := strings.Cut(s.text, ".")
	if !s.bare {
		return digits + strings.Repeat("0", s.part-s.behind)
	}
	if s.kept < len(digits) {
		digits = digits[:s.kept] + strings.TrimRight(digits[s.kept:], "0")
	}
	return digits + strings.Repeat("0", max(s.kept-s.behind, 0))
}

// shownDigits are the digits before the point that are shown: a 0 alone is not where digits follow it, unless the model has a 0.
func (s *shownNumber) shownDigits() string {
	switch {
	case s.zero >= 0:
		return strings.Repeat("0", max(s.whole-s.zero-len(s.digits), 0)) + s.digits
	case s.part == 0 || s.bare && s.kept == 0 && s.behind == 0:
		return s.digits
	case s.bare && s.kept == 0 && strings.Trim(s.text, "-.0") == "":
		return "0"
	}
	return strings.TrimLeft(s.digits, "0")
}

// romanText is a number in Roman digits, right-aligned to 15 places; what has none is shown as #. Digits, points and signs of the
// model show nothing beside it.
func (s *shownNumber) romanText() string {
	digits := "###############"
	if n, err := strconv.Atoi(s.digits); err == nil && !s.negative && n >= 1 && n <= 3999 {
		digits = Roman(n)
	}
	if !s.bare {
		digits = strings.Repeat(" ", max(15-len(digits), 0)) + digits
	}
	var out strings.Builder
	for _, it := range s.items {
		switch it.word {
		case "RN":
			if it.ordinal == "rn" {
				out.WriteString(strings.ToLower(digits))
			} else {
				out.WriteString(digits)
			}
		case "":
			out.WriteString(it.text)
		case "L":
			out.WriteByte('$')
		}
	}
	return out.String()
}

// Roman is a number from 1 to 3999 in Roman digits.
func Roman(n int) string {
	var out strings.Builder
	for i, value := range []int{1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1} {
		for ; n >= value; n -= value {
			out.WriteString([]string{"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"}[i])
		}
	}
	return out.String()
}

// ordinal are the letters of TH: a number below 0 and one with a point has none.
func (s *shownNumber) ordinal(mark string) string {
	if s.point || s.negative {
		return ""
	}
	letters := "TH"
	if tens := strings.TrimRight(s.digits, "0123456789"); tens == "" && (len(s.digits) < 2 || s.digits[len(s.digits)-2] != '1') {
		switch s.digits[len(s.digits)-1] {
		case '1':
			letters = "ST"
		case '2':
			letters = "ND"
		case '3':
			letters = "RD"
		}
	}
	if mark == "th" {
		return strings.ToLower(letters)
	}
	return letters
}
