// Package skos checks graphs against the integrity conditions of SKOS (SKOS Reference, W3C Recommendation 2009): S9, S13,
// S14, S27, S36, S37 and S46, with what follows from the statements taken into account.
//
// It is not a reasoner and changes nothing: what it derives, it derives to find offenders, and it looks at the union of
// all graphs. Quality that SKOS does not demand (labels in every language, say) is none of its business.
//
// The main path: Check; and ExactGroups for what exactMatch makes equal.
package skos

import (
	"fmt"
	"sort"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// Finding is one violation.
type Finding struct {
	Condition string     // "S14"
	Offenders []rdf.Term // the resources at fault, and the literal if there is one
	Msg       string
}

// String gives condition, message and offenders.
func (f Finding) String() string {
	parts := make([]string, len(f.Offenders))
	for i, t := range f.Offenders {
		parts[i] = t.String()
	}
	return fmt.Sprintf("%s: %s: %s", f.Condition, f.Msg, strings.Join(parts, " "))
}

// Check returns the violations of all conditions, in the order of the conditions and of their offenders.
func Check(quads []rdf.Quad) []Finding {
	g := newGraph(quads)
	var out []Finding
	for _, condition := range []func(*graph) []Finding{
		disjointSchemes, disjointLabels, onePrefLabel, relatedNotBroader, listsAreMembers, disjointCollections, exactNotBroadOrRelated,
	} {
		found := condition(g)
		sort.SliceStable(found, func(i, j int) bool { return found[i].String() < found[j].String() })
		out = append(out, found...)
	}
	return out
}

// ExactGroups returns the groups of two or more resources that exactMatch makes equal, symmetric and transitive as it
// is (S44, S45).
func ExactGroups(quads []rdf.Quad) [][]rdf.Term {
	u := newGraph(quads).exact()
	groups := map[rdf.Term][]rdf.Term{}
	for t := range u.parent {
		groups[u.find(t)] = append(groups[u.find(t)], t)
	}
	var out [][]rdf.Term
	for _, members := range groups {
		if len(members) > 1 {
			sort.Slice(members, func(i, j int) bool { return rdf.Compare(members[i], members[j]) < 0 })
			out = append(out, members)
		}
	}
	sort.Slice(out, func(i, j int) bool { return rdf.Compare(out[i][0], out[j][0]) < 0 })
	return out
}

// pair is subject and object of one property.
type pair struct{ s, o rdf.Term }

// graph holds the statements by property, each once.
type graph struct{ by map[string][]pair }

func newGraph(quads []rdf.Quad) *graph {
	g := &graph{by: map[string][]pair{}}
	seen := map[rdf.Triple]bool{}
	for _, q := range quads {
		relevant := strings.HasPrefix(q.P.Value, ontology.SKOS) || q.P.Value == ontology.RDFType ||
			q.P.Value == ontology.RDFFirst || q.P.Value == ontology.RDFRest
		if t := q.Triple(); relevant && !seen[t] {
			seen[t] = true
			g.by[q.P.Value] = append(g.by[q.P.Value], pair{q.S, q.O})
		}
	}
	return g
}

// semantic relations and mappings: their subjects and objects are concepts (S19, S20, S39).
var semantic = []string{
	ontology.SKOSBroader, ontology.SKOSNarrower, ontology.SKOSRelated, ontology.SKOSBroaderTransitive, ontology.SKOSNarrowerTransitive,
	ontology.SKOSBroadMatch, ontology.SKOSNarrowMatch, ontology.SKOSRelatedMatch, ontology.SKOSExactMatch, ontology.SKOSCloseMatch,
}

// instances collects those that are stated to be of one of the classes.
func (g *graph) instances(classes ...string) map[rdf.Term]bool {
	out := map[rdf.Term]bool{}
	for _, p := range g.by[ontology.RDFType] {
		for _, c := range classes {
			if p.o.Value == c {
				out[p.s] = true
			}
		}
	}
	return out
}

// concepts are those stated, and those that follow from their relations (S5, S19, S20).
func (g *graph) concepts() map[rdf.Term]bool {
	out := g.instances(ontology.SKOSConcept)
	for _, property := range semantic {
		for _, p := range g.by[property] {
			out[p.s], out[p.o] = true, true
		}
	}
	for _, p := range g.by[ontology.SKOSTopConceptOf] {
		out[p.s] = true
	}
	for _, p := range g.by[ontology.SKOSHasTopConcept] {
		out[p.o] = true
	}
	return out
}

// schemes are those stated, and those that follow (S4, S5, S7).
func (g *graph) schemes() map[rdf.Term]bool {
	out := g.instances(ontology.SKOSConceptScheme)
	for _, property := range []string{ontology.SKOSInScheme, ontology.SKOSTopConceptOf} {
		for _, p := range g.by[property] {
			out[p.o] = true
		}
	}
	for _, p := range g.by[ontology.SKOSHasTopConcept] {
		out[p.s] = true
	}
	return out
}

// collections are those stated, and those that follow (S29, S31, S33, S34).
func (g *graph) collections() map[rdf.Term]bool {
	out := g.instances(ontology.SKOSCollection, ontology.SKOSOrderedCollection)
	for _, property := range []string{ontology.SKOSMember, ontology.SKOSMemberList} {
		for _, p := range g.by[property] {
			out[p.s] = true
		}
	}
	return out
}

// overlap finds what is in both sets.
func overlap(condition, msg string, a, b map[rdf.Term]bool) []Finding {
	var out []Finding
	for t := range a {
		if b[t] {
			out = append(out, Finding{condition, []rdf.Term{t}, msg})
		}
	}
	return out
}

// disjointSchemes is S9.
func disjointSchemes(g *graph) []Finding {
	return overlap("S9", "a concept scheme is also a concept", g.schemes(), g.concepts())
}

// disjointCollections is S37.
func disjointCollections(g *graph) []Finding {
	c := g.collections()
	return append(overlap("S37", "a collection is also a concept", c, g.concepts()),
		overlap("S37", "a collection is also a concept scheme", c, g.schemes())...)
}

// disjointLabels is S13.
func disjointLabels(g *graph) []Finding {
	var out []Finding
	first := map[pair]string{}
	for _, property := range []string{ontology.SKOSPrefLabel, ontology.SKOSAltLabel, ontology.SKOSHiddenLabel} {
		for _, p := range g.by[property] {
			p.o.Lang = strings.ToLower(p.o.Lang)
			name := strings.TrimPrefix(property, ontology.SKOS)
			if before := first[p]; before != "" && before != name {
				out = append(out, Finding{"S13", []rdf.Term{p.s, p.o}, "a label is both " + before + " and " + name})
			} else {
				first[p] = name
			}
		}
	}
	return out
}

// onePrefLabel is S14.
func onePrefLabel(g *graph) []Finding {
	var out []Finding
	type place struct {
		s    rdf.Term
		lang string
	}
	first := map[place]rdf.Term{}
	for _, p := range g.by[ontology.SKOSPrefLabel] {
		k := place{p.s, strings.ToLower(p.o.Lang)}
		if before, ok := first[k]; ok {
			out = append(out, Finding{"S14", []rdf.Term{p.s, before, p.o}, "two preferred labels in one language"})
		} else {
			first[k] = p.o
		}
	}
	return out
}

// listsAreMembers is S36.
func listsAreMembers(g *graph) []Finding {
	next, item, member := map[rdf.Term]rdf.Term{}, map[rdf.Term]rdf.Term{}, map[pair]bool{}
	for _, p := range g.by[ontology.RDFRest] {
		next[p.s] = p.o
	}
	for _, p := range g.by[ontology.RDFFirst] {
		item[p.s] = p.o
	}
	for _, p := range g.by[ontology.SKOSMember] {
		member[p] = true
	}
	var out []Finding
	for _, p := range g.by[ontology.SKOSMemberList] {
		seen := map[rdf.Term]bool{}
		for node := p.o; !node.IsZero() && node.Value != ontology.RDFNil && !seen[node]; node = next[node] {
			seen[node] = true
			if x := item[node]; !x.IsZero() && !member[pair{p.s, x}] {
				out = append(out, Finding{"S36", []rdf.Term{p.s, x}, "an item of the member list is no member"})
			}
		}
	}
	return out
}
