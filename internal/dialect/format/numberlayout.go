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

// layout puts the digits into the places of the model. shown are those before the point,
// from the first that is not blank, part all of those behind it.
func (n *numberText) layout(shown, part string, ordinal func(mark string) string) (string, error) {
	var runs []numberRun
	var open *numberRun
	last := n.lastDigit()
	n.pieces = nil
	at, behind := 0, false
	for i, it := range n.items {
		switch it.word {
		case "9", "0":
			if !behind {
				if open == nil {
					runs = append(runs, numberRun{from: at, to: at, place: len(n.pieces)})
					open = &runs[len(runs)-1]
					n.pieces = append(n.pieces, "")
				}
				at++
				open.to = at
			} else {
				n.pieces = append(n.pieces, "substr("+part+", "+strconv.Itoa(at-n.whole+1)+", 1)")
				at++
			}
		case ",", "G":
			switch {
			case behind:
				return "", unsupported("a group separator behind the decimal point")
			case at == 0 && !n.bare:
				n.pieces = append(n.pieces, "' '")
			case at > 0 && open == nil:
				runs = append(runs, numberRun{from: at, to: at, place: len(n.pieces)})
				open = &runs[len(runs)-1]
				n.pieces = append(n.pieces, "")
				open.groups = append(open.groups, at)
			case at > 0:
				open.groups = append(open.groups, at)
			}
		case ".", "D":
			if open == nil || len(runs) == 0 {
				runs = append(runs, numberRun{from: at, to: at, place: len(n.pieces)})
				n.pieces = append(n.pieces, "")
			}
			open, behind = nil, true
			if n.part > 0 || strings.HasPrefix(shown, "'#") {
				n.pieces = append(n.pieces, "'.'")
			}
		default:
			if text := n.other(it, ordinal); text != "" {
				n.pieces, open = append(n.pieces, text), nil
			}
		}
		if i == last {
			if text := n.signBehind(); text != "" {
				n.pieces, open = append(n.pieces, text), nil
			}
		}
	}
	for i, r := range runs {
		n.pieces[r.place] = n.runText(r, shown, i == len(runs)-1, len(runs) == 1)
	}
	return joined(n.pieces, part, n.part), nil
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
