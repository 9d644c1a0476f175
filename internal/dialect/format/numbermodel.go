package format

import (
	"fmt"
	"strings"

	"github.com/countersign-dev/countersign/internal/engine"
)

// numberFields are the fields of a number's model.
var numberFields = func() []string {
	fields := strings.Fields(", . 0 9 B C D EEEE FM G L MI PL PR RN SG SP S TH V")
	return append(fields, strings.Fields("b c d eeee fm g l mi pl pr rn sg sp s th v")...)
}()

// A signKind is how a number shows its sign.
type signKind uint8

const (
	plainSign  signKind = iota // - or a blank before the number
	noSign                     // only where the model has MI or SG
	bothSigns                  // S: + or - before the number
	behindSign                 // S: behind the number
	brackets                   // PR
)

// A numberModel is what a model says of digits.
type numberModel struct {
	items []item
	whole int  // digits before the point
	part  int  // digits behind it
	zero  int  // before the first digit that is shown even if it is 0; -1 where there is none
	kept  int  // digits behind the point up to the last 0
	point bool // has a point
	bare  bool // FM
	roman bool
	sign  signKind

	early       int  // digits before S
	signs       bool // S
	marks       bool // PR
	plus, minus bool // PL, MI, or SG for both
}

// readNumberModel reads a model, and refuses what contradicts itself.
func readNumberModel(model string) (*numberModel, error) {
	m := &numberModel{zero: -1, items: cut(model, numberFields, false)}
	for i := range m.items {
		it := &m.items[i]
		it.ordinal, it.word = it.word, strings.ToUpper(it.word) // TH keeps its case
		if err := m.read(it.word); err != nil {
			return nil, err
		}
	}
	switch {
	case m.marks:
		m.sign = brackets
	case m.plus && !m.minus: // it does not keep the sign from its usual place
	case m.minus:
		m.sign = noSign
	case m.sign == bothSigns && m.early == m.whole:
		m.sign = behindSign
	}
	return m, nil
}

func (m *numberModel) read(word string) error {
	switch word {
	case "9", "0":
		if m.marks {
			return contradiction(`"%s" must be ahead of "PR"`, word)
		}
		m.digit(word == "0")
	case "D", ".":
		if m.point {
			return contradiction("multiple decimal points")
		}
		m.point = true
	case "FM":
		m.bare = true
	case "S":
		return m.readSign()
	case "MI", "PL", "SG":
		if m.signs {
			return contradiction(`cannot use "S" and "%s" together`, word)
		}
		m.plus, m.minus = m.plus || word != "MI", m.minus || word != "PL"
	case "PR":
		if m.signs || m.plus || m.minus {
			return contradiction(`cannot use "PR" and "S"/"PL"/"MI"/"SG" together`)
		}
		m.marks = true
	case "RN":
		m.roman = true
	case "V", "EEEE":
		return unsupported(`"` + word + `" in the format of a number`)
	}
	return nil
}

func (m *numberModel) digit(zero bool) {
	if m.point {
		m.part++
		if zero {
			m.kept = m.part
		}
		return
	}
	if zero && m.zero < 0 {
		m.zero = m.whole
	}
	m.whole++
}

func (m *numberModel) readSign() error {
	switch {
	case m.signs:
		return contradiction(`cannot use "S" twice`)
	case m.plus || m.minus || m.marks:
		return contradiction(`cannot use "S" and "PL"/"MI"/"SG"/"PR" together`)
	}
	m.signs, m.sign, m.early = true, bothSigns, m.whole
	if m.point {
		m.sign = behindSign
	}
	return nil
}

func contradiction(format string, args ...any) error {
	return &engine.Error{State: engine.SyntaxError, Message: fmt.Sprintf(format, args...)}
}
