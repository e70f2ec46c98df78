package glossary

import (
	"cmp"
	"slices"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/harmonise"
)

// instrument is an example before it is chosen.
type instrument struct {
	Example
	organisation string
	node         node
}

// readInstruments reads all instruments by the type that they work as; where that is not said, by the type of what their
// organisation calls them.
func (b *builder) readInstruments(spokes *harmonise.Spokes) (map[string][]*instrument, error) {
	works, err := b.column(ontology.IOWorksAs)
	if err != nil {
		return nil, err
	}
	called, err := b.column(ontology.IOCalledByIts)
	if err != nil {
		return nil, err
	}
	out, placed := map[string][]*instrument{}, map[rdf.Term]bool{}
	add := func(iri rdf.Term, kind string) error {
		placed[iri] = true
		x, err := b.instrument(iri.Value)
		out[kind] = append(out[kind], x)
		return err
	}
	for _, row := range works {
		if err := add(row[0], row[1].Value); err != nil {
			return nil, err
		}
	}
	for _, row := range called {
		if t := b.called[row[1].Value]; t != nil && !placed[row[0]] {
			if err := add(row[0], t.Type.IRI); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func (b *builder) instrument(iri string) (*instrument, error) {
	n, err := b.node(iri)
	if err != nil {
		return nil, err
	}
	x := &instrument{node: n, organisation: first(n[ontology.IOOfOrganisation])}
	x.IRI, x.Code, x.Year = iri, bestText(n[ontology.DCTIdentifier]).Value, bestText(n[ontology.DCTIssued]).Value
	if len(x.Year) > 4 {
		x.Year = x.Year[:4]
	}
	if x.Title, err = b.title(n, iri); err != nil {
		return nil, err
	}
	if t := b.called[first(n[ontology.IOCalledByIts])]; t != nil {
		x.Called = t.Label
		if x.organisation == "" {
			x.organisation = t.Organisation.IRI
		}
	}
	return x, nil
}

// title prefers the title of an instrument to its label.
func (b *builder) title(n node, iri string) (string, error) {
	if t := bestText(n[ontology.DCTTitle]); t.Value != "" {
		return t.Value, nil
	}
	return b.named(iri)
}

// examples chooses for each organisation: first those with code and year, then the newest.
func (b *builder) examples(kind string, most int) ([]Examples, error) {
	byOrg := map[string][]*instrument{}
	for _, x := range b.instruments[kind] {
		byOrg[x.organisation] = append(byOrg[x.organisation], x)
	}
	out := []Examples{}
	for _, c := range b.matrix.Columns {
		list := byOrg[c.IRI]
		if len(list) == 0 {
			continue
		}
		slices.SortFunc(list, func(x, y *instrument) int {
			return cmp.Or(y.complete()-x.complete(), strings.Compare(y.Year, x.Year), strings.Compare(x.Title, y.Title), strings.Compare(x.IRI, y.IRI))
		})
		e := Examples{Organisation: c.Owner, Known: len(list)}
		for _, x := range list[:min(len(list), most)] {
			var err error
			if x.Check, err = b.checkState(x.node); err != nil {
				return nil, err
			}
			e.Listed = append(e.Listed, x.Example)
		}
		out = append(out, e)
	}
	return out, nil
}

// complete counts what a citation of the instrument needs.
func (x *instrument) complete() int {
	n := 0
	for _, s := range []string{x.Code, x.Year} {
		if s != "" {
			n++
		}
	}
	return n
}
