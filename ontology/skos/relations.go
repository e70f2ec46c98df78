package skos

import (
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// relatedNotBroader is S27: what is related is not also above, however far up.
func relatedNotBroader(g *graph) []Finding {
	up := g.above()
	var out []Finding
	reported := map[pair]bool{}
	for _, property := range []string{ontology.SKOSRelated, ontology.SKOSRelatedMatch} {
		for _, p := range g.by[property] {
			if reported[p] || reported[pair{p.o, p.s}] {
				continue
			}
			if reaches(up, p.s, p.o) || reaches(up, p.o, p.s) {
				reported[p] = true
				out = append(out, Finding{"S27", []rdf.Term{p.s, p.o}, "two concepts are related, and one is above the other"})
			}
		}
	}
	return out
}

// above collects the steps up the hierarchy (S22, S25, S41: the mapping properties are steps too).
func (g *graph) above() map[rdf.Term][]rdf.Term {
	up := map[rdf.Term][]rdf.Term{}
	for _, property := range []string{ontology.SKOSBroader, ontology.SKOSBroaderTransitive, ontology.SKOSBroadMatch} {
		for _, p := range g.by[property] {
			up[p.s] = append(up[p.s], p.o)
		}
	}
	for _, property := range []string{ontology.SKOSNarrower, ontology.SKOSNarrowerTransitive, ontology.SKOSNarrowMatch} {
		for _, p := range g.by[property] {
			up[p.o] = append(up[p.o], p.s)
		}
	}
	return up
}

// reaches walks up from one concept and says whether it comes to another.
func reaches(up map[rdf.Term][]rdf.Term, from, to rdf.Term) bool {
	seen := map[rdf.Term]bool{}
	todo := append([]rdf.Term(nil), up[from]...)
	for len(todo) > 0 {
		t := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if t == to {
			return true
		}
		if !seen[t] {
			seen[t] = true
			todo = append(todo, up[t]...)
		}
	}
	return false
}

// exactNotBroadOrRelated is S46: what exactMatch makes equal is in no other mapping of that kind.
func exactNotBroadOrRelated(g *graph) []Finding {
	u := g.exact()
	var out []Finding
	for _, property := range []string{ontology.SKOSBroadMatch, ontology.SKOSNarrowMatch, ontology.SKOSRelatedMatch} {
		for _, p := range g.by[property] {
			if u.has(p.s) && u.has(p.o) && u.find(p.s) == u.find(p.o) {
				out = append(out, Finding{"S46", []rdf.Term{p.s, p.o}, "two concepts match exactly, and one is also " + property[len(ontology.SKOS):] + " of the other"})
			}
		}
	}
	return out
}

// exact joins what exactMatch makes equal.
func (g *graph) exact() *unionFind {
	u := &unionFind{parent: map[rdf.Term]rdf.Term{}}
	for _, p := range g.by[ontology.SKOSExactMatch] {
		u.join(p.s, p.o)
	}
	return u
}

// unionFind keeps disjoint sets of terms.
type unionFind struct{ parent map[rdf.Term]rdf.Term }

func (u *unionFind) has(t rdf.Term) bool { _, ok := u.parent[t]; return ok }

func (u *unionFind) find(t rdf.Term) rdf.Term {
	if !u.has(t) {
		u.parent[t] = t
	}
	for u.parent[t] != t {
		u.parent[t] = u.parent[u.parent[t]]
		t = u.parent[t]
	}
	return t
}

func (u *unionFind) join(a, b rdf.Term) { u.parent[u.find(a)] = u.find(b) }
