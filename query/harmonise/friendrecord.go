package harmonise

import (
	"slices"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// readNegative reads the mappings that say what a term is not.
func (f *friends) readNegative() error {
	f.negative = map[string][]string{}
	for _, value := range []rdf.Term{rdf.NewIRI(ontology.SSSOMNegatedPredicate), rdf.NewString("Not")} {
		nodes, err := f.subjects(ontology.SSSOMPredicateModifier, value)
		if err != nil {
			return err
		}
		for _, m := range nodes {
			n, err := f.node(m)
			if err != nil {
				return err
			}
			for _, s := range n[ontology.OWLAnnotatedSource] {
				for _, t := range n[ontology.OWLAnnotatedTarget] {
					f.negative[s.Value] = append(f.negative[s.Value], t.Value)
				}
			}
		}
	}
	return nil
}

// recordedBy says how the graph records that a term is not of the type that its word suggests.
func (f *friends) recordedBy(t *TermEntry, expected string) (by []string) {
	if slices.Contains(t.falseOf, expected) {
		by = append(by, "false friend")
	}
	if slices.Contains(f.negative[t.IRI], expected) {
		by = append(by, "negative mapping")
	}
	if t.suggested == expected && t.divergence != "" && t.divergence != "none" && t.divergence != "not-applicable" {
		by = append(by, "divergence in "+strings.NewReplacer("type-and-legal-nature", "type and legal nature", "legal-nature", "legal nature").Replace(t.divergence))
	}
	return by
}

// onlyRecorded adds what the graph records of terms that the rule did not group with a word.
func (f *friends) onlyRecorded() error {
	for _, t := range f.spokes.Terms {
		left := slices.DeleteFunc(slices.Clone(t.falseOf), func(typ string) bool { return slices.Contains(f.found[t.IRI], typ) })
		if len(left) == 0 {
			continue
		}
		expected, err := f.recordedSense(left[0])
		if err != nil {
			return err
		}
		here, err := f.sense(t.Type.IRI, t.level())
		if err != nil {
			return err
		}
		w := FriendWord{Word: t.Label, Expected: expected, Basis: BasisNegative, Usual: []TermRef{}}
		x := FalseFriend{Sense: here, Relation: f.spokes.Relation(expected.Type.IRI, t.Type.IRI), Differences: []string{}, Terms: []TermRef{t.Ref()}, RecordedBy: f.recordedBy(t, expected.Type.IRI)}
		x.Says = saying(nil)
		w.Findings = []FalseFriend{x}
		f.words = append(f.words, w)
	}
	return nil
}

func (f *friends) recordedSense(typ string) (Sense, error) {
	if err := f.readType(f.spokes.Types, typ); err != nil {
		return Sense{}, err
	}
	return f.sense(typ, "")
}
