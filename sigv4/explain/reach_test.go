package explain

// A Reach is how many hypotheses a search has for a request, and how many signatures
// it takes to try them alone, in pairs and in triples.
type Reach struct{ Hypotheses, Singles, Pairs, Triples int }

// ReachOf counts what an unbounded search would try.
func ReachOf(in Input) Reach {
	if in.Request == nil {
		return Reach{}
	}
	s := newSubject(in)
	if !s.searchable() {
		return Reach{}
	}
	f := newSearch(s)
	written := len(f.targets)
	f.load(propose(s, entries()))
	r := Reach{Hypotheses: len(f.targets) - written, Singles: 1}
	for a, first := range f.dimensions {
		r.Hypotheses += len(first)
		r.Singles += len(first)
		for b, second := range f.dimensions[a+1:] {
			for i := range first {
				for j := range second {
					if !conflict(&first[i], &second[j], nil) {
						r.Pairs++
					}
				}
			}
			for _, third := range f.dimensions[a+b+2:] {
				r.Triples += len(first) * len(second) * len(third)
			}
		}
	}
	return r
}
