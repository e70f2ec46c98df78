package canon_test

import (
	"bytes"
	"context"
	"crypto"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/canon"
	"w3id.org/concord/ontology/rdf/turtle"
	"w3id.org/concord/ontology/rdf/w3ctest"
)

const ex = "http://example.org/"

// datasets draws small datasets of few predicates and many blank nodes, in which nodes often look alike.
func datasets(nodes, quads int) *rapid.Generator[[]rdf.Quad] {
	blank := rapid.Map(rapid.IntRange(0, nodes-1), func(i int) rdf.Term { return rdf.NewBlank(fmt.Sprint("n", i)) })
	iri := rapid.Map(rapid.IntRange(0, 1), func(i int) rdf.Term { return rdf.NewIRI(fmt.Sprint(ex, i)) })
	literal := rapid.SampledFrom([]rdf.Term{rdf.NewString("a\n\"\\"), rdf.NewLang("a", "en"), rdf.NewTyped("01", rdf.XSDInteger)})
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) rdf.Quad {
		return rdf.Quad{S: rapid.OneOf(blank, blank, iri).Draw(t, "s"), P: iri.Draw(t, "p"), O: rapid.OneOf(blank, blank, blank, iri, literal).Draw(t, "o"),
			G: rapid.OneOf(rapid.Just(rdf.Term{}), rapid.Just(rdf.Term{}), iri, blank).Draw(t, "g")}
	}), 0, quads)
}

// disguise gives the blank nodes other names and the quads another order, and repeats one of them.
func disguise(t *rapid.T, quads []rdf.Quad, nodes int) []rdf.Quad {
	number := make([]int, nodes)
	for i := range number {
		number[i] = i
	}
	number = rapid.Permutation(number).Draw(t, "labels")
	rename := func(x rdf.Term) rdf.Term {
		if x.Kind == rdf.Blank {
			var i int
			fmt.Sscanf(x.Value, "n%d", &i)
			x.Value = fmt.Sprint("c14n", number[i]) // the canonical labels, in another sense
		}
		return x
	}
	out := make([]rdf.Quad, len(quads))
	for i, q := range quads {
		out[i] = rdf.Quad{S: rename(q.S), P: q.P, O: rename(q.O), G: rename(q.G)}
	}
	out = rapid.Permutation(out).Draw(t, "order")
	if len(out) > 0 {
		out = append(out, out[0])
	}
	return out
}

// TestDisguise: neither names nor order change the result, and the result is the same dataset.
func TestDisguise(t *testing.T) {
	const nodes = 6
	rapid.Check(t, func(t *rapid.T) {
		quads := datasets(nodes, 14).Draw(t, "quads")
		o := canon.Options{Hash: rapid.SampledFrom([]crypto.Hash{0, crypto.SHA384}).Draw(t, "hash")}
		a := text(t, quads, o)
		if b := text(t, disguise(t, quads, nodes), o); a != b {
			t.Fatalf("in disguise\n%sinstead of\n%s", b, a)
		}
		back, err := w3ctest.Quads(turtle.NewReader(strings.NewReader(a), true, turtle.Options{}))
		if err != nil || !rdf.Isomorphic(back, quads) {
			t.Fatalf("the canonical text is another dataset (%v):\n%s", err, a)
		}
	})
}

// TestTellsApart: canonical texts are equal exactly for isomorphic datasets. The other dataset is the first in disguise,
// half the time with one quad exchanged.
func TestTellsApart(t *testing.T) {
	count := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		a := datasets(4, 6).Draw(t, "a")
		b := disguise(t, a, 4)
		if len(b) > 0 && rapid.Bool().Draw(t, "exchange") {
			i := rapid.IntRange(0, len(b)-1).Draw(t, "quad")
			b = append(b[:i:i], b[i+1:]...)
			b = append(b, rdf.Quad{S: a[0].S, P: a[0].P, O: rdf.NewBlank(fmt.Sprint("c14n", rapid.IntRange(0, 3).Draw(t, "object")))})
		}
		same := text(t, a, canon.Options{}) == text(t, b, canon.Options{})
		if same != rdf.Isomorphic(a, b) {
			t.Fatalf("equal: %v, isomorphic: %v", same, !same)
		}
		if len(a) > 0 {
			count[same]++
		}
	})
	if t.Log(count); count[true] == 0 || count[false] == 0 {
		t.Error("the generator makes only one kind of pair")
	}
}

func text(t interface {
	Helper()
	Fatal(...any)
}, quads []rdf.Quad, o canon.Options) string {
	t.Helper()
	r, err := canon.Canonicalize(context.Background(), quads, o)
	if err != nil {
		t.Fatal(err)
	}
	return r.Text()
}

// graph makes a triple with one predicate of each pair of numbers.
func graph(pairs ...[2]int) (quads []rdf.Quad) {
	for _, p := range pairs {
		quads = append(quads, rdf.Quad{S: rdf.NewBlank(fmt.Sprint("n", p[0])), P: rdf.NewIRI(ex + "p"), O: rdf.NewBlank(fmt.Sprint("n", p[1]))})
	}
	return quads
}

func clique(n int) (quads []rdf.Quad) {
	for i := range n {
		for j := range n {
			if i != j {
				quads = append(quads, graph([2]int{i, j})...)
			}
		}
	}
	return quads
}

func cycle(n int) (quads []rdf.Quad) {
	for i := range n {
		quads = append(quads, graph([2]int{i, (i + 1) % n})...)
	}
	return quads
}

// hypercube and grid on a torus: every node looks like every other, from however far one looks.
func hypercube(dimensions int) (quads []rdf.Quad) {
	for i := range 1 << dimensions {
		for d := range dimensions {
			quads = append(quads, graph([2]int{i, i ^ 1<<d})...)
		}
	}
	return quads
}

func torus(n int) (quads []rdf.Quad) {
	at := func(x, y int) int { return (x+n)%n*n + (y+n)%n }
	for x := range n {
		for y := range n {
			quads = append(quads, graph([2]int{at(x, y), at(x+1, y)}, [2]int{at(x, y), at(x, y+1)}, [2]int{at(x+1, y), at(x, y)}, [2]int{at(x, y+1), at(x, y)})...)
		}
	}
	return quads
}

// TestPoison: datasets built to take for ever end within the budget, with an error that says what to do.
func TestPoison(t *testing.T) {
	for name, quads := range map[string][]rdf.Quad{"clique": clique(30), "hypercube": hypercube(7), "torus": torus(12),
		"long cycle": cycle(6000), "two-way star": append(clique(12), cycle(2000)...)} {
		start := time.Now()
		_, err := canon.Canonicalize(context.Background(), quads, canon.Options{})
		if !errors.Is(err, canon.ErrTooHard) || !strings.Contains(err.Error(), "MaxSteps") {
			t.Errorf("%s: the error is %v", name, err)
		}
		if d := time.Since(start); d > 30*time.Second {
			t.Errorf("%s: it took %s to give up", name, d)
		} else {
			t.Log(name, d.Round(time.Millisecond))
		}
	}
}

// TestDeep: however high the budget, recursion ends before the stack does.
func TestDeep(t *testing.T) {
	_, err := canon.Canonicalize(context.Background(), cycle(120_000), canon.Options{MaxSteps: 1 << 40})
	if !errors.Is(err, canon.ErrTooHard) {
		t.Errorf("the error is %v", err)
	}
}

// TestOrdinary: symmetric shapes that ordinary data have stay within the budget.
func TestOrdinary(t *testing.T) {
	var twins, list []rdf.Quad
	for i := range 20_000 {
		twins = append(twins, graph([2]int{2 * i, 2*i + 1})...)
	}
	for i := range 300 {
		cell := rdf.NewBlank(fmt.Sprint("n", i))
		rest := rdf.NewBlank(fmt.Sprint("n", i+1))
		if i == 299 {
			rest = rdf.NewIRI(rdf.RDFNil)
		}
		list = append(list, rdf.Quad{S: cell, P: rdf.NewIRI(rdf.RDFFirst), O: rdf.NewString("the same")}, rdf.Quad{S: cell, P: rdf.NewIRI(rdf.RDFRest), O: rest})
	}
	for name, quads := range map[string][]rdf.Quad{"20,000 twins": twins, "list of 300 equal items": list, "clique": clique(6), "cycle": cycle(300), "cube": hypercube(3)} {
		start := time.Now()
		r, err := canon.Canonicalize(context.Background(), quads, canon.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		t.Log(name, r.Steps, "steps,", time.Since(start).Round(time.Millisecond))
		rand.Shuffle(len(quads), func(i, j int) { quads[i], quads[j] = quads[j], quads[i] })
		if again := text(t, quads, canon.Options{}); again != r.Text() {
			t.Errorf("%s: another order of the quads gives another text", name)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := canon.Canonicalize(ctx, clique(12), canon.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

func TestRefused(t *testing.T) {
	b, i, l := rdf.NewBlank("b"), rdf.NewIRI(ex), rdf.NewString("l")
	for _, q := range []rdf.Quad{{S: l, P: i, O: i}, {S: i, P: b, O: i}, {S: i, P: i}, {P: i, O: i}, {S: i, P: i, O: i, G: l}} {
		if _, err := canon.Canonicalize(context.Background(), []rdf.Quad{q}, canon.Options{}); err == nil {
			t.Errorf("%s is accepted", q)
		}
	}
	if _, err := canon.Canonicalize(context.Background(), nil, canon.Options{Hash: crypto.MD5}); err == nil {
		t.Error("MD5 is accepted")
	}
}

// TestOutput: a dataset of names alone comes out sorted, and WriteTo writes what Text gives.
func TestOutput(t *testing.T) {
	a, b := rdf.NewIRI(ex+"a"), rdf.NewIRI(ex+"b")
	r, err := canon.Canonicalize(context.Background(), []rdf.Quad{{S: b, P: a, O: a}, {S: a, P: a, O: rdf.NewLang("x", "EN"), G: b}}, canon.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := `<http://example.org/a> <http://example.org/a> "x"@EN <http://example.org/b> .
<http://example.org/b> <http://example.org/a> <http://example.org/a> .
`
	var w bytes.Buffer
	if n, err := r.WriteTo(&w); err != nil || n != int64(len(want)) || w.String() != want || r.Text() != want || len(r.Issued) != 0 {
		t.Errorf("%d bytes, %v, %v:\n%s", n, err, r.Issued, w.String())
	}
}
