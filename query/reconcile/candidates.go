package reconcile

import (
	"context"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/harmonise"
)

// thing describes a thing by its address, nil if nothing is known of it.
func (s *Service) thing(ctx context.Context, iri string) (*thing, error) {
	if at, ok := s.names.byIRI[iri]; ok {
		return s.names.things[at], nil
	}
	n, err := s.node(ctx, iri)
	if err != nil || len(n) == 0 {
		return nil, err
	}
	t := &thing{iri: iri, kind: harmonise.ThingKind(iri), org: -1}
	for _, c := range n[ontology.RDFType] {
		if k := kindOfClass(c.Value); !strings.HasPrefix(iri, ontology.ID) && (t.kind == "" || t.kind == "concept") {
			t.kind = k
		}
	}
	if t.kind == "" {
		t.kind = "thing"
	}
	t.name = nameOf(n)
	if t.name == "" {
		t.name = lastSegment(iri)
	}
	return t, nil
}

// nameOf is the first name of a node, in English if there is one.
func nameOf(n node) string {
	for _, p := range []string{ontology.SKOSPrefLabel, ontology.DCTTitle, ontology.RDFSLabel, ontology.FOAF + "name"} {
		if t, ok := best(n[p]); ok {
			return t.Value
		}
	}
	return ""
}

func best(texts []rdf.Term) (rdf.Term, bool) {
	if len(texts) == 0 {
		return rdf.Term{}, false
	}
	return slices.MinFunc(texts, func(a, b rdf.Term) int {
		if r := langRank(a.Lang) - langRank(b.Lang); r != 0 {
			return r
		}
		return strings.Compare(a.Value, b.Value)
	}), true
}

// lookup finds candidates through the text index: where the names are too many to be kept, and where no name is alike but
// one may begin with the text or hold its words.
func (s *Service) lookup(ctx context.Context, q Query, modes index.TextMode) ([]hit, error) {
	ask := harmonise.LookupQuery{Text: cut(q.Text, 500), Org: q.Org, Limit: max(2*q.Limit, 20), Modes: modes}
	q.Org = "" // the lookup sees to it
	if len(q.Types) > 0 && q.Strict != Should {
		ask.Limit = max(ask.Limit, 100) // some will be of other types
	}
	matches, err := harmonise.Lookup(ctx, s.snap, s.text, ask)
	if err != nil {
		return nil, err
	}
	key, keep := fold(q.Text), q.keeper(s.names)
	asked := newNeedle(key)
	var out []hit
	for _, m := range matches {
		t, err := s.thing(ctx, m.Thing)
		if err != nil {
			return nil, err
		}
		h := hit{thing: t, kind: m.LabelKind, lang: m.Lang, text: m.Label}
		own := fold(m.Label)
		if h.likeness = 1; own != key {
			h.likeness = min(asked.like(own, tokensOf(own)), 0.99)
		}
		if m.Mode == "prefix" || m.Mode == "stem" {
			h.likeness = max(h.likeness, leastLikeness)
		}
		if t != nil && h.likeness >= leastLikeness && kindWorth[h.kind] > 0 && meant(t.kind) && keep(t) {
			out = append(out, h)
		}
	}
	return out, nil
}

// maxByProperty bounds the things that are looked at for one property.
const maxByProperty = 2_000

// byProperties finds the things that have one of the values asked for, where there is no text.
func (s *Service) byProperties(ctx context.Context, q Query, keep func(*thing) bool) ([]hit, error) {
	seen := map[string]bool{}
	var out []hit
	for _, c := range q.Properties {
		p, ok := property(c.Property)
		if !ok {
			continue
		}
		for _, v := range c.Values {
			iris, err := s.having(ctx, p, v)
			if err != nil {
				return nil, err
			}
			for _, iri := range iris {
				if seen[iri] {
					continue
				}
				seen[iri] = true
				t, err := s.thing(ctx, iri)
				if err != nil {
					return nil, err
				}
				if t != nil && keep(t) && !harmonise.Bookkeeping(t.kind) {
					out = append(out, hit{thing: t, likeness: 1})
				}
			}
		}
	}
	return out, nil
}

// having gives the things that have a value in a property, along its first predicates.
func (s *Service) having(ctx context.Context, p Property, v Value) ([]string, error) {
	targets := s.meant(v)
	r := &reader{ctx, s.snap}
	for _, path := range p.paths {
		if len(path) != 1 {
			continue
		}
		for _, t := range targets {
			iris, err := r.subjects(path[0], t)
			if err != nil || len(iris) > 0 {
				return iris, err
			}
		}
	}
	return nil, nil
}

// meant are the terms of the graph that a value may stand for.
func (s *Service) meant(v Value) (out []rdf.Term) {
	for _, id := range []string{v.ID, v.Text} {
		if iri := Address(id); rdf.HasScheme(iri) && !strings.ContainsAny(iri, " \t\n") {
			out = append(out, rdf.NewIRI(iri))
		}
	}
	if v.Text == "" {
		return out
	}
	for _, i := range s.names.exact[fold(v.Text)] {
		out = append(out, rdf.NewIRI(s.names.things[s.names.names[i].thing].iri))
	}
	for _, lang := range []string{"", "en", "fr", "es"} {
		t := rdf.NewString(v.Text)
		if lang != "" {
			t = rdf.NewLang(v.Text, lang)
		}
		out = append(out, t)
	}
	for _, datatype := range []string{ontology.XSD + "gYear", ontology.XSD + "integer", ontology.XSD + "decimal", ontology.XSD + "boolean"} {
		out = append(out, rdf.NewTyped(v.Text, datatype))
	}
	return out
}

// subjects are the things that have an object in a predicate.
func (r *reader) subjects(predicate string, object rdf.Term) ([]string, error) {
	p, err := r.id(rdf.NewIRI(predicate))
	if err != nil || p == 0 {
		return nil, err
	}
	o, err := r.id(object)
	if err != nil || o == 0 {
		return nil, err
	}
	order, err := r.order(index.POS, index.OPS)
	if err != nil {
		return nil, err
	}
	prefix := []index.ID{p, o}
	if order == index.OPS {
		prefix = []index.ID{o, p}
	}
	var found []index.ID
	err = r.scan(order, prefix, 0b100, readBatch, func(s, _ index.ID) error {
		if found = append(found, s); len(found) >= maxByProperty {
			return errEnough
		}
		return nil
	})
	if err != nil && err != errEnough {
		return nil, err
	}
	terms, err := r.terms(found)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, id := range found {
		if t := terms[id]; t.Kind == rdf.IRI {
			out = append(out, t.Value)
		}
	}
	return out, nil
}
