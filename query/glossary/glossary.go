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

// Query chooses organisations and types, by the names that the matrix takes. The zero value is everything.
type Query struct {
	Orgs     []string `json:"orgs,omitempty"`
	Types    []string `json:"types,omitempty"`
	Family   string   `json:"family,omitempty"`
	Examples int      `json:"examples,omitempty"` // of each organisation and type; 0 means ExamplesEach
}

// ExamplesEach is how many examples of an organisation stand under a type.
const ExamplesEach = 2

// Glossary has an entry for each type of instrument, families before their kinds.
type Glossary struct {
	Edition       Edition           `json:"edition"`
	Query         Query             `json:"query"`
	Organisations []harmonise.Owner `json:"organisations"` // those of the query, or all
	Entries       []Entry           `json:"entries"`
}

// Entry is a type of instrument.
type Entry struct {
	IRI        string            `json:"iri"`
	Name       string            `json:"name"`
	Names      []Name            `json:"names"` // in all languages
	Level      int               `json:"level"` // steps below the top of its family
	Broader    []harmonise.Owner `json:"broader,omitempty"`
	Definition string            `json:"definition,omitempty"`
	Scope      string            `json:"scope,omitempty"`
	Nature     []string          `json:"nature,omitempty"`
	Check      string            `json:"check"` // best state of the evidence of the type itself
	Uses       []Use             `json:"uses"`
	Examples   []Examples        `json:"examples"`
	Variations *Variations       `json:"variations"` // nil if no organisation has a term for the type
	Checks     Checks            `json:"checks"`     // of the terms listed
}

// Name is a name in a language.
type Name struct {
	Text string `json:"text"`
	Lang string `json:"lang,omitempty"`
}

// Use is what an organisation calls the type.
type Use struct {
	Organisation harmonise.Owner       `json:"organisation"`
	IRI          string                `json:"iri"`
	Label        string                `json:"label"`
	Lang         string                `json:"lang,omitempty"`
	Fit          harmonise.Fit         `json:"fit,omitempty"`
	Nature       string                `json:"nature"` // in words; "not stated"
	Check        string                `json:"check"`
	Evidence     []harmonise.TermProof `json:"evidence"`
}

// Examples are instruments of an organisation that work as the type.
type Examples struct {
	Organisation harmonise.Owner `json:"organisation"`
	Known        int             `json:"known"` // in the graph; fewer may be listed
	Listed       []Example       `json:"listed"`
}

// Example is an instrument.
type Example struct {
	IRI    string `json:"iri"`
	Title  string `json:"title"`
	Code   string `json:"code,omitempty"`
	Year   string `json:"year,omitempty"`
	Called string `json:"called,omitempty"` // what its organisation calls it
	Check  string `json:"check"`
}

// Variations say who differs from what is most frequent, and in what. They are counted from the terms of all organisations of the graph.
type Variations struct {
	Terms         int           `json:"terms"` // kinds of the type that were counted
	Organisations int           `json:"organisations"`
	Few           bool          `json:"few,omitempty"` // too few to say what most do
	Differing     []Differing   `json:"differing"`     // only of the organisations of the glossary
	Features      []FeatureMost `json:"features,omitempty"`
}

// FeatureMost is the most frequent value of a feature.
type FeatureMost struct {
	Title    string  `json:"title"`
	Value    string  `json:"value"`
	Count    int     `json:"count"`
	Stated   int     `json:"n"`
	Share    float64 `json:"share"`
	Tie      bool    `json:"tie,omitempty"`
	Majority bool    `json:"majority"`
}

// Differing is a term that has another value than the most frequent one, which need not be that of most.
type Differing struct {
	Organisation harmonise.Owner `json:"organisation"`
	IRI          string          `json:"iri"`
	Label        string          `json:"label"`
	Feature      string          `json:"feature"`
	Value        string          `json:"value"`
	Frequent     string          `json:"mostFrequent"`
	Count        int             `json:"count"` // of terms with the most frequent value
	Stated       int             `json:"n"`     // of terms of which the feature is coded
}

// Checks counts terms by the best state of their evidence.
type Checks struct {
	Checked     int `json:"checked"`
	ExcerptSeen int `json:"excerptSeen"`
	NotChecked  int `json:"notChecked"`
	Unknown     int `json:"unknown"`
}

// String says how far the terms were checked.
func (c Checks) String() string {
	total := c.Checked + c.ExcerptSeen + c.NotChecked + c.Unknown
	out := fmt.Sprintf("%d of %d checked against the source", c.Checked, total)
	for _, part := range []struct {
		n    int
		what string
	}{{c.ExcerptSeen, "seen in an excerpt"}, {c.NotChecked, "not yet checked"}, {c.Unknown, "of unknown state"}} {
		if part.n > 0 {
			out += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	return out
}

func (c *Checks) add(state string) {
	switch state {
	case "checked":
		c.Checked++
	case "excerpt-seen":
		c.ExcerptSeen++
	case "not-checked":
		c.NotChecked++
	default:
		c.Unknown++
	}
}

// matrixQuery is the part of the matrix that a query speaks of. Types without terms are left out only where
// organisations were chosen.
func (q Query) matrixQuery() harmonise.MatrixQuery {
	return harmonise.MatrixQuery{Orgs: q.Orgs, Types: q.Types, Family: q.Family, Used: len(q.Orgs) > 0 && len(q.Types) == 0}
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
