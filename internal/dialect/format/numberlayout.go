package format

import (
	"slices"
	"strconv"
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
	*numberText
	shown   string // the digits before the point, from the first that is not blank
	part    string // all of those behind it
	ordinal func(mark string) string

	pieces []string
	runs   []numberRun
	open   bool // the last run goes on
	at     int  // digits of the model so far
	behind bool // the point
}

func (l *layout) text() (string, error) {
	last := l.lastDigit()
	for i, it := range l.items {
		if err := l.item(it); err != nil {
			return "", err
		}
		if i == last {
			l.between(l.signBehind())
		}
	}
	for i, r := range l.runs {
		l.pieces[r.place] = l.runText(r, l.shown, i == len(l.runs)-1, len(l.runs) == 1)
	}
	return joined(l.pieces, l.part, l.numberModel.part), nil
}

func (l *layout) item(it item) error {
	switch it.word {
	case "9", "0":
		if l.behind {
			l.pieces = append(l.pieces, "substr("+l.part+", "+strconv.Itoa(l.at-l.whole+1)+", 1)")
			l.at++
			return nil
		}
		l.at++
		l.run(l.at - 1).to = l.at
	case ",", "G":
		switch {
		case l.behind:
			return unsupported("a group separator behind the decimal point")
		case l.at > 0:
			r := l.run(l.at)
			r.groups = append(r.groups, l.at)
		case !l.bare:
			l.pieces = append(l.pieces, "' '")
		}
	case ".", "D":
		l.run(l.at)
		l.open, l.behind = false, true
		if l.numberModel.part > 0 || strings.HasPrefix(l.shown, "'#") {
			l.pieces = append(l.pieces, "'.'")
		}
	default:
		l.between(l.other(it, l.ordinal))
	}
	return nil
}

// run is the run that goes on, or one that begins.
func (l *layout) run(from int) *numberRun {
	if !l.open {
		l.runs = append(l.runs, numberRun{from: from, to: from, place: len(l.pieces)})
		l.pieces, l.open = append(l.pieces, ""), true
	}
	return &l.runs[len(l.runs)-1]
}

// between adds what stands between digits.
func (l *layout) between(text string) {
	if text != "" {
		l.pieces, l.open = append(l.pieces, text), false
	}
}

// joined are the pieces one behind another; all of the digits behind the point are one where
// they follow each other.
func joined(pieces []string, part string, digits int) string {
	first := "substr(" + part + ", 1, 1)"
	if i := slices.Index(pieces, first); i >= 0 {
		together := true
		for k := range digits {
			together = together && i+k < len(pieces) && pieces[i+k] == "substr("+part+", "+strconv.Itoa(k+1)+", 1)"
		}
		if together {
			pieces = slices.Replace(slices.Clone(pieces), i, i+digits, part)
		}
	}
	pieces = slices.DeleteFunc(slices.Clone(pieces), func(p string) bool { return p == "" || p == "''" })
	if len(pieces) == 0 {
		return "''"
	}
	return strings.Join(pieces, " || ")
}

// lastDigit is the item that is the last digit or the point.
func (n *numberText) lastDigit() int {
	for i := len(n.items) - 1; i >= 0; i-- {
		switch n.items[i].word {
		case "9", "0", ".", "D":
			return i
		}
	}
	return -1
}

// signBefore is the sign right before the digits; empty where there is none.
func (n *numberText) signBefore() string {
	none := "' '"
	if n.bare {
		none = "''"
	}
	switch n.sign {
	case bothSigns:
		return "CASE WHEN " + negative + " THEN '-' ELSE '+' END"
	case brackets:
		return "CASE WHEN " + negative + " THEN '<' ELSE " + none + " END"
	case plainSign:
		return "CASE WHEN " + negative + " THEN '-' ELSE " + none + " END"
	}
	return ""
}

// signBehind is the sign right behind the digits.
func (n *numberText) signBehind() string {
	switch {
	case n.sign == behindSign:
		return "CASE WHEN " + negative + " THEN '-' ELSE '+' END"
	case n.sign == brackets && n.bare:
		return "CASE WHEN " + negative + " THEN '>' ELSE '' END"
	case n.sign == brackets:
		return "CASE WHEN " + negative + " THEN '>' ELSE ' ' END"
	}
	return ""
}

// other is an item that is neither a digit nor between digits.
func (n *numberText) other(it item, ordinal func(mark string) string) string {
	none := "' '"
	if n.bare {
		none = "''"
	}
	switch it.word {
	case "":
		return quote(it.text)
	case "L":
		return "'$'"
	case "MI":
		return "CASE WHEN " + negative + " THEN '-' ELSE " + none + " END"
	case "PL":
		return "CASE WHEN " + negative + " THEN " + none + " ELSE '+' END"
	case "SG":
		return "CASE WHEN " + negative + " THEN '-' ELSE '+' END"
	case "TH":
		return ordinal(it.ordinal)
	}
	return ""
}

// runText writes a run. Only one of several has the first of the digits that are shown, and the
// sign before it; those before it are blank.
func (n *numberText) runText(r numberRun, shown string, last, only bool) string {
	width := r.to - r.from + len(r.groups)
	digits := n.grouped(r, shown)
	sign := n.signBefore()
	first := "ltrim(" + digits + ", ' ,')"
	if only && len(r.groups) == 0 {
		first = shown
		if strings.HasPrefix(shown, "CASE") {
			first = "(" + shown + ")"
		}
	}
	if sign != "" {
		first, width = "("+sign+") || "+first, width+1
	}
	if !n.bare {
		first = "system.main.lpad(" + first + ", " + strconv.Itoa(width) + ", ' ')"
	}
	if only {
		return first
	}
	blanks := ""
	if !n.bare {
		blanks = strings.Repeat(" ", r.to-r.from+len(r.groups))
	}
	place := strconv.Itoa(n.whole) + " - length(" + shown + ")"
	if last { // the first may be behind it, where none is shown before the point
		return "CASE WHEN " + place + " >= " + strconv.Itoa(r.from) + " THEN " + first + " ELSE " + digits + " END"
	}
	return "CASE WHEN " + place + " >= " + strconv.Itoa(r.to) + " THEN " + quote(blanks) + " WHEN " + place + " >= " + strconv.Itoa(r.from) +
		" THEN " + first + " ELSE " + digits + " END"
}

// grouped are the digits of a run in all of its places, with the marks of its groups.
func (n *numberText) grouped(r numberRun, shown string) string {
	all := "system.main.lpad(" + shown + ", " + strconv.Itoa(n.whole) + ", ' ')"
	var parts []string
	from := r.from
	for _, to := range append(slices.Clone(r.groups), r.to) {
		if to > from {
			parts = append(parts, "substr("+all+", "+strconv.Itoa(from+1)+", "+strconv.Itoa(to-from)+")")
		}
		parts, from = append(parts, "','"), to
	}
	if len(parts) < 2 {
		return "''"
	}
	return strings.Join(parts[:len(parts)-1], " || ")
}
