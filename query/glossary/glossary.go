// Package glossary makes the documents that a working group hands round: a glossary of the types of instrument (what each
// is, who calls it what, examples, who differs), a concordance of a few organisations, and the same vocabulary as SKOS and
// its mappings as SSSOM. Each says which edition of the graph it was made from.
//
// It computes no harmonisation of its own (package harmonise does) and writes no format that people read: packages answer
// and web of the command turn what it makes into tables, workbooks and pages.
//
// The main path: Make, MakeConcordance, SKOS or Mappings over a snapshot.
package glossary

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/query/harmonise"
)

// matrixQuery is the part of the matrix that a query speaks of. Types without terms are left out only where
// organisations were chosen.
func (q Query) matrixQuery() harmonise.MatrixQuery {
	orgs, types := given(q.Orgs), given(q.Types)
	return harmonise.MatrixQuery{Orgs: orgs, Types: types, Family: q.Family, Used: len(orgs) > 0 && len(types) == 0}
}

// given leaves blank names out.
func given(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(s string) bool { return strings.TrimSpace(s) == "" })
}

// Make makes the glossary of a graph in hub-and-spoke form.
func Make(ctx context.Context, snap index.Snapshot, q Query, e Edition) (*Glossary, error) {
	m, err := harmonise.NewMatrix(ctx, snap, q.matrixQuery())
	if err != nil {
		return nil, err
	}
	b, err := newBuilder(ctx, snap, m)
	if err != nil {
		return nil, fmt.Errorf("make the glossary: %w", err)
	}
	if q.Examples <= 0 {
		q.Examples = ExamplesEach
	}
	q.Orgs, q.Types, q.Family = m.Query.Orgs, m.Query.Types, m.Query.Family
	g := &Glossary{Edition: e, Query: q, Organisations: b.owners(), Entries: []Entry{}}
	for _, row := range m.Rows {
		entry, err := b.entry(row, q.Examples)
		if err != nil {
			return nil, fmt.Errorf("make the glossary: %w", err)
		}
		g.Entries = append(g.Entries, *entry)
	}
	return g, nil
}

// builder holds what entries are made from.
type builder struct {
	*reader
	matrix      *harmonise.Matrix
	columns     map[string]bool // addresses of the organisations
	terms       map[string][]*harmonise.TermEntry
	called      map[string]*harmonise.TermEntry // terms by address
	variations  map[string]*harmonise.Variation
	instruments map[string][]*instrument // by type
}

func newBuilder(ctx context.Context, snap index.Snapshot, m *harmonise.Matrix) (*builder, error) {
	spokes, err := harmonise.ReadSpokes(ctx, snap, false)
	if err != nil {
		return nil, err
	}
	r, err := newReader(ctx, snap)
	if err != nil {
		return nil, err
	}
	b := &builder{reader: r, matrix: m, columns: map[string]bool{}, terms: map[string][]*harmonise.TermEntry{},
		called: map[string]*harmonise.TermEntry{}, variations: map[string]*harmonise.Variation{}}
	for _, c := range m.Columns {
		b.columns[c.IRI] = true
	}
	for _, t := range spokes.Terms {
		b.called[t.IRI] = t
		b.terms[t.Type.IRI] = append(b.terms[t.Type.IRI], t)
	}
	for _, v := range spokes.Variations() {
		b.variations[v.IRI] = &v
	}
	b.instruments, err = b.readInstruments(spokes)
	return b, err
}

func (b *builder) owners() []harmonise.Owner {
	out := []harmonise.Owner{}
	for _, c := range b.matrix.Columns {
		out = append(out, c.Owner)
	}
	return out
}

func (b *builder) entry(row harmonise.MatrixRow, examples int) (*Entry, error) {
	n, err := b.node(row.IRI)
	if err != nil {
		return nil, err
	}
	e := &Entry{IRI: row.IRI, Name: row.Name, Level: row.Level, Nature: row.Nature, Names: names(n), Uses: []Use{}, Examples: []Examples{}}
	e.Definition = bestText(n[ontology.SKOSDefinition]).Value
	e.Scope = bestText(n[ontology.SKOSScopeNote]).Value
	for _, t := range n[ontology.SKOSBroader] {
		name, err := b.named(t.Value)
		if err != nil {
			return nil, err
		}
		e.Broader = append(e.Broader, harmonise.Owner{IRI: t.Value, Name: name})
	}
	if e.Check, err = b.checkState(n); err != nil {
		return nil, err
	}
	for _, t := range b.terms[row.IRI] {
		if b.columns[t.Organisation.IRI] {
			use := useOf(t)
			e.Checks.add(use.Check)
			e.Uses = append(e.Uses, use)
		}
	}
	if e.Examples, err = b.examples(row.IRI, examples); err != nil {
		return nil, err
	}
	e.Variations = b.varying(row.IRI)
	return e, nil
}

func useOf(t *harmonise.TermEntry) Use {
	u := Use{Organisation: t.Organisation, IRI: t.IRI, Label: t.Label, Lang: t.Lang, Fit: t.Fit, Check: "unknown", Evidence: t.Evidence,
		Nature: t.Feature("legal-nature").String()}
	for _, p := range t.Evidence {
		u.Check = better(u.Check, p.CheckState)
	}
	return u
}

// states of evidence, the best first.
var states = []string{"checked", "excerpt-seen", "not-checked", "unknown"}

func better(a, b string) string {
	if i := slices.Index(states, b); i >= 0 && i < slices.Index(states, a) {
		return b
	}
	return a
}

// varying turns the counts of a type into what a glossary says of it.
func (b *builder) varying(iri string) *Variations {
	v := b.variations[iri]
	if v == nil {
		return nil
	}
	out := &Variations{Terms: v.Terms, Organisations: v.Organisations, Few: v.Few, Differing: []Differing{}}
	if v.Few {
		return out
	}
	most := map[string]FeatureMost{}
	for _, t := range v.Tallies {
		if t.Stated > 0 {
			most[t.Feature] = FeatureMost{t.Title, strings.Join(t.Plurality, " or "), t.Count, t.Stated, t.Share, t.Tie, t.Majority}
			out.Features = append(out.Features, most[t.Feature])
		}
	}
	for _, m := range v.Members {
		if !b.columns[m.Organisation.IRI] {
			continue
		}
		for _, d := range m.Differs() {
			out.Differing = append(out.Differing, Differing{m.Organisation, m.IRI, m.Label, d.Title, d.Value, d.Plurality, most[d.Feature].Count, most[d.Feature].Stated})
		}
	}
	return out
}
