package oracle

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/plan"
)

// The same data under other names, and come about in another way: answers must be the same up to the names. The other names
// have the length and the order of the first, so that nothing that a query may compute of them is another, but for what
// scrambles or cuts them.
const (
	firstName = "xample" // of http://example/, as far as STRAFTER leaves it
	otherName = "xampld"
)

var cutsNames = regexp.MustCompile(`SUBSTR|REPLACE|MD5|SHA`)

func renamed(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, firstName, otherName), strings.ToUpper(firstName), strings.ToUpper(otherName))
}

func renamedTerm(t rdf.Term) rdf.Term {
	return rdf.Term{Kind: t.Kind, Value: renamed(t.Value), Datatype: renamed(t.Datatype), Lang: t.Lang}
}

// otherHistory builds the second store: the quads in another order, in several commits, beside quads that are taken out
// again. Its engine splits whatever can be split among four workers.
func otherHistory(r *rand.Rand, quads []rdf.Quad, mode query.DatasetMode) (*bench, error) {
	b, err := newBench(nil, mode)
	if err != nil {
		return nil, err
	}
	b.engine = query.New(b.store, query.Options{DefaultGraph: mode, Timeout: 20 * time.Second, Cores: 4, SplitCost: 1})
	mixed := slices.Clone(quads)
	r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	decoys := slices.DeleteFunc(randomQuads(r, false), func(q rdf.Quad) bool { return slices.Contains(quads, q) })
	steps := [][2][]rdf.Quad{{decoys, nil}, {mixed[:len(mixed)/2], nil}, {nil, decoys}, {mixed[len(mixed)/2:], nil}}
	for _, s := range steps {
		if err := commit(b.store, s[0], s[1]); err != nil {
			b.store.Close()
			return nil, err
		}
	}
	return b, nil
}

// commit adds and removes quads, under their other names.
func commit(s index.Store, add, remove []rdf.Quad) error {
	w, err := s.Begin(context.Background())
	if err != nil {
		return err
	}
	defer w.Rollback()
	for _, list := range []struct {
		quads []rdf.Quad
		do    func([][4]index.ID) error
	}{{add, w.Add}, {remove, w.Remove}} {
		ids := make([][4]index.ID, len(list.quads))
		for i, q := range list.quads {
			terms := []rdf.Term{renamedTerm(q.S), renamedTerm(q.P), renamedTerm(q.O), renamedTerm(q.G)}
			if err := w.Intern(terms, ids[i][:]); err != nil {
				return err
			}
		}
		if err := list.do(ids); err != nil {
			return err
		}
	}
	_, err = w.Commit()
	return err
}

// retold asks both stores.
func (r *Report) retold(o Options, b, other *bench, text string, seed uint64) {
	if other == nil || cutsNames.MatchString(text) {
		return
	}
	first, err := b.ask(text, plan.Auto)
	if err != nil {
		return // judged elsewhere
	}
	second, err := other.ask(renamed(text), plan.Auto)
	want, got := texts(first), texts(second)
	for i := range want {
		want[i] = renamed(want[i])
	}
	slices.Sort(want)
	r.Metamorphic["renamed"]++
	if err == nil && slices.Equal(want, got) {
		return
	}
	r.Differences++
	fmt.Fprintf(o.Log, "# seed %d: renamed and with another history\n", seed)
	for _, q := range b.quads {
		fmt.Fprintln(o.Log, "#", q)
	}
	fmt.Fprintf(o.Log, "%s\n# first: %q\n# other: %q %v\n", text, want, got, err)
}
