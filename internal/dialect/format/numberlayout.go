package format

import (
	"slices"
	"strings"
)

// A numberRun are digits before the point with what parts their groups, and nothing else between
// them; and at the end the place before the point.
type numberRun struct {
	from, to int
	groups   []int // digits of the model before each group's mark
	place    int   // of its piece
}

// A layout puts digits into the places of a model.
type layout struct {
	*shownNumber
	shown string // the digits before the point, from the first that is not blank
	part  string // those behind it
	over  bool   // the number does not fit: there are no letters of an ordinal

	pieces []string
	runs   []numberRun
	open   bool // the last run goes on
	at     int  // digits of the model so far
	passed bool // the point
}

func (l *layout) write() string {
	last := l.lastDigit()
	for i, it := range l.items {
		l.item(it)
		if i == last {
			l.between(l.signBehind())
		}
	}
	for i, r := range l.runs {
		l.pieces[r.place] = l.runText(r, i == len(l.runs)-1)
	}
	return strings.Join(l.pieces, "")
}

func (l *layout) item(it item) {
	switch it.word {
	case "9", "0":
		l.at++
		if !l.passed {
			l.run(l.at - 1).to = l.at
		} else if i := l.at - l.whole; i <= len(l.part) {
			l.pieces = append(l.pieces, l.part[i-1:i])
		}
	case ",", "G":
		switch {
		case l.passed && l.at > l.whole: // behind a digit that is behind the point
			l.pieces = append(l.pieces, ",")
		case l.at > 0 && !l.passed:
			r := l.run(l.at)
			r.groups = append(r.groups, l.at)
		case !l.bare:
			l.pieces = append(l.pieces, " ")
		}
	case ".", "D":
		l.run(l.at)
		l.open, l.passed = false, true
		if l.numberModel.part > 0 || strings.HasPrefix(l.shown, "#") {
			l.pieces = append(l.pieces, ".")
		}
	default:
		l.between(l.other(it))
	}
}

// run is the run that goes on, or one that begins.
func (l *layout) run(from int) *numberRun {
	if !l.open {
		l.runs = append(l.runs, numberRun{from: from, to: from, place: len(l.pieces)})
		l.pieces, l.open = append(l.pieces, ""), true
	}
	return &l.runs[len(l.runs)-1]
}

// between adds what stands between digits, be it empty for this number.
func (l *layout) between(text string, is bool) {
	if is {
		l.pieces, l.open = append(l.pieces, text), false
	}
}

// lastDigit is the item that is the last digit or the point.
func (m *numberModel) lastDigit() int {
	for i := len(m.items) - 1; i >= 0; i-- {
		switch m.items[i].word {
		case "9", "0", ".", "D":
			return i
		}
	}
	return -1
}

// blank is what stands in the place of a sign that is not there.
func (l *layout) blank() string {
	if l.bare {
		return ""
	}
	return " "
}

// signed is one of two texts.
func (l *layout) signed(negative, positive string) string {
	if l.negative {
		return negative
	}
	return positive
}

// signBefore is the sign right before the digits, if there is a place for one.
func (l *layout) signBefore() (text string, is bool) {
	switch l.sign {
	case bothSigns:
		return l.signed("-", "+"), true
	case brackets:
		return l.signed("<", l.blank()), true
	case plainSign:
		return l.signed("-", l.blank()), true
	}
	return "", false
}

// signBehind is the sign right behind the digits.
func (l *layout) signBehind() (text string, is bool) {
	switch l.sign {
	case behindSign:
		return l.signed("-", "+"), true
	case brackets:
		return l.signed(">", l.blank()), true
	}
	return "", false
}

// other is an item that is neither a digit nor between digits.
func (l *layout) other(it item) (text string, is bool) {
	switch it.word {
	case "":
		return it.text, true
	case "L":
		return "$", true
	case "MI":
		return l.signed("-", l.blank()), true
	case "PL":
		return l.signed(l.blank(), "+"), true
	case "SG":
		return l.signed("-", "+"), true
	case "TH":
		if l.over {
			return "", true
		}
		return l.ordinal(it.ordinal), true
	}
	return "", false
}

// runText writes a run. Only one of several has the first of the digits that are shown, and the
// sign before it; those before it are blank.
func (l *layout) runText(r numberRun, last bool) string {
	only := len(l.runs) == 1
	width := r.to - r.from + len(r.groups)
	digits := l.grouped(r)
	first := strings.TrimLeft(digits, " ,")
	if only && len(r.groups) == 0 {
		first = l.shown
	}
	if sign, is := l.signBefore(); is {
		first, width = sign+first, width+1
	}
	if !l.bare {
		first = leftPadded(first, width)
	}
	place := l.whole - len(l.shown)
	switch {
	case only:
		return first
	case !last && place >= r.to && l.bare:
		return ""
	case !last && place >= r.to:
		return strings.Repeat(" ", r.to-r.from+len(r.groups))
	case place >= r.from:
		return first
	}
	return digits
}

// leftPadded is a text in so many places.
func leftPadded(s string, width int) string {
	if len(s) >= width {
		return s[:width]
	}
	return strings.Repeat(" ", width-len(s)) + s
}

// grouped are the digits of a run in all of its places, with the marks of its groups.
func (l *layout) grouped(r numberRun) string {
	all := leftPadded(l.shown, l.whole)
	var parts []string
	from := r.from
	for _, to := range append(slices.Clone(r.groups), r.to) {
		parts, from = append(parts, all[from:to]), to
	}
	return strings.Join(parts, ",")
}
