package syntax

import "slices"

// A Word is a word of the grammar.
type Word struct {
	Text     string
	Reserved bool // a name only in quotes
}

// Words are the words that the grammar knows, in alphabetical order.
func Words() []Word {
	list := make([]Word, 0, len(keywords))
	for text, class := range keywords {
		list = append(list, Word{text, class == reserved})
	}
	slices.SortFunc(list, func(a, b Word) int {
		if a.Text < b.Text {
			return -1
		}
		return 1
	})
	return list
}
