package explain_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/countersign-dev/countersign/sigv4/explain"
)

// seed fixes the random combinations of this file.
const seed = 20130609

func TestForgeIsValidWithoutMistake(t *testing.T) {
	e := explain.Explain(forge().send())
	if e.Verdict != explain.Valid || e.Match != explain.SignatureMatches || len(e.Causes) != 0 || e.Tries != 1 {
		t.Errorf("%s, %s, %v after %d tries", e.Verdict, e.Match, ids(e), e.Tries)
	}
}

func TestEveryMistakeIsNamedFirst(t *testing.T) {
	for i, m := range mistakes() {
		t.Run(fmt.Sprintf("%d %s", i, m.id), func(t *testing.T) {
			f := forge()
			m.make(f)
			in := f.send()
			e := explain.Explain(in)
			if len(e.Causes) == 0 || e.Causes[0].Cause.ID != m.id || !e.Causes[0].Proven {
				t.Fatalf("named %v after %d tries, want %s first", ids(e), e.Tries, m.id)
			}
			if e.Verdict != explain.Refused || e.Match != explain.SignatureDiffers {
				t.Errorf("verdict %s, signature %s", e.Verdict, e.Match)
			}
			if got := string(e.Causes[0].Evidence.Dimension); got != m.dimension {
				t.Errorf("dimension %q, want %q", got, m.dimension)
			}
			replay(t, in, e)
		})
	}
}

func TestPairsAreNamedCompletely(t *testing.T) {
	count := 200
	if slow {
		count = 20
	}
	combine(t, 2, count, 0.95)
}

func TestTriplesAreNamedCompletely(t *testing.T) {
	if slow || testing.Short() {
		t.Skip("takes half a minute, and minutes with the race detector")
	}
	combine(t, 3, 50, 0.85)
}

// combine makes several mistakes at once, drawn evenly over the dimensions, and wants a
// share of the combinations named completely.
func combine(t *testing.T, size, count int, share float64) {
	byDimension := map[string][]mistake{}
	var dimensions []string
	for _, m := range mistakes() {
		if byDimension[m.dimension] == nil {
			dimensions = append(dimensions, m.dimension)
		}
		byDimension[m.dimension] = append(byDimension[m.dimension], m)
	}
	random := rand.New(rand.NewPCG(seed, uint64(size)))
	named, tries := 0, 0
	for range count {
		f := forge()
		var want []string
		for _, d := range random.Perm(len(dimensions))[:size] {
			choices := byDimension[dimensions[d]]
			m := choices[random.IntN(len(choices))]
			m.make(f)
			want = append(want, m.id)
		}
		in := f.send()
		in.Budget.Tries = 3_000_000
		e := explain.Explain(in)
		tries += e.Tries
		got := ids(e)
		if !slices.ContainsFunc(want, func(id string) bool { return !slices.Contains(got, id) }) && len(got) == size {
			named++
			replay(t, in, e)
			continue
		}
		t.Logf("made %v, named %v after %d tries", want, got, e.Tries)
	}
	t.Logf("%d of %d named completely, %d tries on average", named, count, tries/count)
	if float64(named) < share*float64(count) {
		t.Errorf("%d of %d named completely, want %.0f %%", named, count, 100*share)
	}
}

func TestUnrelatedSecretsAreNeverProven(t *testing.T) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	random := rand.New(rand.NewPCG(seed, 0))
	for range 300 {
		f := forge()
		text := make([]byte, 40)
		for i := range text {
			text[i] = alphabet[random.IntN(len(alphabet))]
		}
		f.secret = string(text)
		in := f.send()
		in.Budget.Tries = 2000
		e := explain.Explain(in)
		for _, c := range e.Causes {
			if c.Proven {
				t.Fatalf("%s proven for an unrelated secret: %s", c.Cause.ID, c.Summary)
			}
		}
		if e.Causes[0].Cause.ID != "wrong-secret" || e.Verdict != explain.Refused {
			t.Fatalf("%s, named %v", e.Verdict, ids(e))
		}
	}
}

func TestSearchIsBounded(t *testing.T) {
	f := forge()
	f.secret = "unrelated"
	in := f.send()
	in.Budget.Tries = 100
	if e := explain.Explain(in); e.Tries != 100 || e.Exhausted {
		t.Errorf("%d tries, exhausted %v", e.Tries, e.Exhausted)
	}
	in.Budget = explain.Budget{Stop: func() bool { return true }}
	if e := explain.Explain(in); e.Tries != 1 || e.Exhausted {
		t.Errorf("stopped at once: %d tries, exhausted %v", e.Tries, e.Exhausted)
	}
	in.Budget = explain.Budget{Tries: -1}
	if e := explain.Explain(in); e.Tries != 1 || e.Exhausted {
		t.Errorf("no budget: %d tries, exhausted %v", e.Tries, e.Exhausted)
	}
	in.Budget = explain.Budget{Tries: 20_000}
	first, second := explain.Explain(in), explain.Explain(in)
	if first.Tries != second.Tries || fmt.Sprint(ids(first)) != fmt.Sprint(ids(second)) {
		t.Error("two searches with one budget differ")
	}
}

func TestEliminationNamesUnguessableHeaders(t *testing.T) {
	body := []byte("{}")
	r := jsonRequest(body)
	r.Header["X-Request-Id"] = []string{"one"}
	sign(t, r, body, secret)
	r.Header["X-Request-Id"] = []string{"two"}
	in := explain.Input{Request: r, Body: body, Secret: secret, Now: signedAt}
	in.Budget.Tries = 5000
	e := explain.Explain(in)
	if e.Causes[0].Cause.ID != "unguessable-header-changed" || e.Causes[0].Proven {
		t.Errorf("named %v", ids(e))
	}
}

func ids(e *explain.Explanation) []string {
	out := make([]string, len(e.Causes))
	for i, c := range e.Causes {
		out[i] = c.Cause.ID
	}
	return out
}
