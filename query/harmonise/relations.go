package harmonise

import (
	"slices"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// hubRelations knows where a hub type stands.
type hubRelations struct {
	hub     string
	up      []string // what is above it, without the top of the hub
	related []string
	loose   bool // the hub relates none of the family
}

func (e *entries) hubRelations(hub string) (*hubRelations, error) {
	up, err := e.above(hub)
	if err != nil {
		return nil, err
	}
	h := &hubRelations{hub: hub, up: up, related: e.linked(hub, ontology.SKOSRelated)}
	h.loose, err = e.relatesNone(append([]string{hub}, up...))
	return h, err
}

// relatesNone reports whether neither these types nor those directly under them are related to any.
func (e *entries) relatesNone(line []string) (bool, error) {
	for _, t := range line {
		below, err := e.subjects(ontology.SKOSBroader, rdf.NewIRI(t))
		if err != nil {
			return false, err
		}
		for _, x := range append(below, t) {
			if _, err := e.node(x); err != nil {
				return false, err
			}
			if len(e.linked(x, ontology.SKOSRelated)) > 0 {
				return false, nil
			}
		}
	}
	return true, nil
}

// linked lists what a node that was read points to by a property.
func (e *entries) linked(iri, property string) []string {
	var out []string
	for _, o := range e.nodes[iri][property] {
		out = append(out, o.Value)
	}
	return out
}

// to tells how another hub type stands to this one.
func (h *hubRelations) to(e *entries, other string) (Relation, error) {
	if h.hub == "" || other == "" {
		return Apart, nil
	}
	up, err := e.above(other)
	if err != nil {
		return Apart, err
	}
	rel := relate(h, other, up, e.linked(other, ontology.SKOSBroader), e.linked(h.hub, ontology.SKOSBroader), e.linked(other, ontology.SKOSRelated))
	if rel == Sibling && h.loose {
		rel = UnsortedSibling
	}
	return rel, nil
}

// relate decides on a relation, siblings of a family without neighbours apart. Being related is said by either side.
func relate(h *hubRelations, other string, up, broader, broaderOfHub, related []string) Relation {
	switch {
	case other == h.hub:
		return SameType
	case slices.Contains(up, h.hub):
		return Narrower
	case slices.Contains(h.up, other):
		return Broader
	case slices.Contains(h.related, other), slices.Contains(related, h.hub):
		return Neighbour
	}
	for _, b := range broaderOfHub {
		if slices.Contains(h.up, b) && slices.Contains(broader, b) {
			return Sibling
		}
	}
	return Apart
}

// sharedNote is a note that two nodes have in common: where a hub says why two types are neighbours, it says so of both.
func (e *entries) sharedNote(a, b string) string {
	for _, n := range e.nodes[a][ontology.SKOSNote] {
		if slices.Contains(e.nodes[b][ontology.SKOSNote], n) {
			return n.Value
		}
	}
	return ""
}

// CrosswalkRelation tells how one type stands to another as crosswalks see it: Relation, and what the hub says of neighbours.
func (s *Spokes) CrosswalkRelation(from, to string) Relation {
	a, b := s.Types[from], s.Types[to]
	if a == nil || b == nil {
		return Apart
	}
	rel := relate(&hubRelations{hub: from, up: a.Above, related: a.Related}, to, b.Above, b.Broader, a.Broader, b.Related)
	if rel == Sibling && s.relatesNone(append([]string{from}, a.Above...)) {
		rel = UnsortedSibling
	}
	return rel
}

// relatesNone is as that of entries, over the types that were read.
func (s *Spokes) relatesNone(line []string) bool {
	for iri, t := range s.Types {
		inLine := slices.Contains(line, iri) || slices.ContainsFunc(t.Broader, func(b string) bool { return slices.Contains(line, b) })
		if inLine && len(t.Related) > 0 {
			return false
		}
	}
	return true
}

// above lists the broader types of a type, of all heights, without those at the top of the hub: everything is under
// those, which relates nothing.
func (e *entries) above(hub string) ([]string, error) {
	var out []string
	seen := map[string]bool{hub: true}
	for next := []string{hub}; len(next) > 0; next = next[1:] {
		n, err := e.node(next[0])
		if err != nil {
			return nil, err
		}
		if len(n[ontology.SKOSBroader]) > 0 && next[0] != hub {
			out = append(out, next[0])
		}
		for _, b := range n[ontology.SKOSBroader] {
			if !seen[b.Value] {
				seen[b.Value] = true
				next = append(next, b.Value)
			}
		}
	}
	return out, nil
}
