package catalogue

import (
	"strings"
	"testing"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/skos"
)

// TestSKOS: the catalogue keeps the integrity conditions S9, S13, S14, S27, S36, S37 and S46.
func TestSKOS(t *testing.T) {
	all, _ := quads(t)
	for _, f := range skos.Check(all) {
		t.Error(f)
	}
}

// joined lists the groups that exactMatch makes equal and that hold terms of two organisations.
func joined(all []rdf.Quad) [][]rdf.Term {
	org := map[rdf.Term]rdf.Term{}
	for _, q := range all {
		if q.P.Value == ontology.IOOfOrganisation && strings.HasPrefix(q.S.Value, ontology.ID+"term/") {
			org[q.S] = q.O
		}
	}
	var out [][]rdf.Term
	for _, group := range skos.ExactGroups(all) {
		orgs := map[rdf.Term]bool{}
		for _, t := range group {
			if o := org[t]; !o.IsZero() {
				orgs[o] = true
			}
		}
		if len(orgs) > 1 {
			out = append(out, group)
		}
	}
	return out
}

// TestNoTermsBecomeEqual fails if two organisations' terms become exactMatch, asserted or by inference.
func TestNoTermsBecomeEqual(t *testing.T) {
	all, _ := quads(t)
	for _, group := range joined(all) {
		t.Errorf("exactMatch makes these equal: %v", group)
	}
	// The test itself is tried: typical terms loaded as exactMatch would join terms over their types.
	wrong := append([]rdf.Quad(nil), all...)
	for _, q := range all {
		if q.P.Value == ontology.SKOSBroadMatch && strings.HasSuffix(q.O.Value, "type/binding-decision") {
			q.P = rdf.NewIRI(ontology.SKOSExactMatch)
			wrong = append(wrong, q)
		}
	}
	if len(joined(wrong)) == 0 {
		t.Error("terms joined over a type are not noticed")
	}
}

// TestMappingsFollowTheLoadRule reads fit and false friend from the table by other means and compares.
func TestMappingsFollowTheLoadRule(t *testing.T) {
	all, _ := quads(t)
	has := rdf.NewDataset(all...)
	at := func(s rdf.Term, p string, o rdf.Term) bool {
		return has.Has(rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: mappingsGraph})
	}
	rule := map[string]string{"typical": "broadMatch", "special": "broadMatch", "near": "closeMatch", "wider": "narrowMatch"}
	counts := map[string]int{}
	for _, row := range rowsOf(t, "terms.csv") {
		term, hub, m := ontology.Thing("term", row["id"]), ontology.Thing("type", row["instrument_type_id"]), ontology.Thing("mapping", row["id"])
		match := ontology.SKOS + rule[row["fit"]]
		if !at(term, match, hub) || !at(m, ontology.OWLAnnotatedProperty, rdf.NewIRI(match)) || !at(m, ontology.IOFit, ontology.Thing("fit", row["fit"])) {
			t.Errorf("%s: fit %s is not %s with a record", row["id"], row["fit"], match)
		}
		if ff := row["false_friend_of"]; ff != "" {
			m := ontology.Thing("mapping", row["id"]+"-false-friend")
			if !at(m, ontology.SSSOMPredicateModifier, rdf.NewIRI(ontology.SSSOMNegatedPredicate)) || !at(m, ontology.OWLAnnotatedTarget, ontology.Thing("type", ff)) {
				t.Errorf("%s: the false friend %s has no negative mapping", row["id"], ff)
			}
			counts["negative"]++
		}
		counts[rule[row["fit"]]]++
	}
	for _, q := range all {
		switch name := strings.TrimPrefix(q.P.Value, ontology.SKOS); name {
		case "exactMatch", "relatedMatch":
			t.Errorf("%s is asserted", q)
		case "broadMatch", "closeMatch", "narrowMatch":
			if strings.HasPrefix(q.S.Value, ontology.ID+"term/") {
				counts[name]--
			}
		}
	}
	for name, n := range counts {
		if name != "negative" && n != 0 {
			t.Errorf("%d %s more in the table than in the graph", n, name)
		}
	}
	if counts["negative"] != 84 {
		t.Errorf("%d false friends, want 84", counts["negative"])
	}
}

// TestLabelsDumbDown: plain labels are those of the label things (SKOS-XL, S55 to S57).
func TestLabelsDumbDown(t *testing.T) {
	all, _ := quads(t)
	form := map[rdf.Term]rdf.Term{}
	for _, q := range all {
		if q.P.Value == ontology.XLLiteralForm {
			if !form[q.S].IsZero() {
				t.Errorf("%s has two literal forms", q.S)
			}
			form[q.S] = q.O
		}
	}
	has := rdf.NewDataset(all...)
	plain := map[string]string{ontology.XLPrefLabel: ontology.SKOSPrefLabel, ontology.XLAltLabel: ontology.SKOSAltLabel, ontology.XLHiddenLabel: ontology.SKOSHiddenLabel}
	n := 0
	for _, q := range all {
		if p := plain[q.P.Value]; p != "" {
			n++
			if !has.Has(rdf.Quad{S: q.S, P: rdf.NewIRI(p), O: form[q.O], G: q.G}) {
				t.Errorf("%s says %s, which is no plain label", q.O, form[q.O])
			}
		}
	}
	if n < 3000 {
		t.Errorf("only %d labels", n)
	}
}

// TestEverythingHasEvidence: claims, practices, terms, types, instruments, steps, options and sourced definitions name evidence, and
// each evidence says whether it was checked.
func TestEverythingHasEvidence(t *testing.T) {
	all, _ := quads(t)
	has, state := map[rdf.Term]rdf.Term{}, map[rdf.Term]bool{}
	for _, q := range all {
		switch q.P.Value {
		case ontology.IOHasEvidence:
			has[q.S] = q.O
		case ontology.IOCheckState:
			state[q.S] = true
		}
	}
	need := map[string]bool{ontology.IOClaim: true, ontology.IOPractice: true, ontology.IOOrganisationTerm: true, ontology.IOInstrumentType: true,
		ontology.IOInstrument: true, ontology.PPLANStep: true, ontology.PROVEntity: true, ontology.SSSOMMapping: true, ontology.ORGFormalOrganization: true}
	n := 0
	for _, q := range all {
		if q.P.Value == ontology.RDFType && need[q.O.Value] {
			n++
			if e := has[q.S]; e.IsZero() || !state[e] {
				t.Errorf("%s, a %s, has no evidence with a state of checking", q.S, q.O)
			}
		}
	}
	if n < 5000 {
		t.Errorf("only %d things were looked at", n)
	}
}
