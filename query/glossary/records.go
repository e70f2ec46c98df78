package glossary

import (
	"slices"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/sssom"
	"w3id.org/concord/query/harmonise"
)

// records reads the mapping records.
func (x *mapper) records() error {
	records, err := x.instances(ontology.SSSOMMapping)
	if err != nil {
		return err
	}
	for _, iri := range records {
		n, err := x.node(iri)
		if err != nil {
			return err
		}
		s, p, o := first(n[ontology.OWLAnnotatedSource]), first(n[ontology.OWLAnnotatedProperty]), first(n[ontology.OWLAnnotatedTarget])
		if s == "" || p == "" || o == "" {
			continue // no mapping yet
		}
		old, err := x.superseded(n)
		if err != nil {
			return err
		}
		if old {
			continue
		}
		x.seen[[3]string{s, p, o}] = true
		if !x.wanted(s, o) {
			continue
		}
		m := sssom.Slots{}
		if err := x.record(m, n); err != nil {
			return err
		}
		m.Put("record_id", iri)
		if err := x.add(m, s, p, o); err != nil {
			return err
		}
	}
	return nil
}

// superseded reports whether a record was made by a decision that a later one took up again.
func (x *mapper) superseded(n node) (bool, error) {
	for _, decision := range n[ontology.PROV+"wasGeneratedBy"] {
		later, err := x.subjects(ontology.PROV+"wasInformedBy", decision)
		if err != nil || len(later) > 0 {
			return len(later) > 0, err
		}
	}
	return false, nil
}

// record fills the slots that a mapping record holds.
func (x *mapper) record(m sssom.Slots, n node) error {
	for p, values := range n {
		name := recordSlots[p]
		if local, ok := strings.CutPrefix(p, ontology.SSSOM); ok {
			name = local
		}
		if !sssom.HasSlot(name) {
			continue
		}
		for _, v := range values {
			if v.Kind == rdf.IRI || v.Kind == rdf.Literal && !sssom.IsIdentifier(name) {
				m[name] = append(m[name], slotValue(name, v))
			}
		}
	}
	if f := n[ontology.IOFit]; len(f) > 0 {
		m.Put(slotFit, lastSegment(f[0].Value))
	}
	for _, id := range m["author_id"] {
		a, err := x.node(id)
		if err != nil {
			return err
		}
		for _, p := range []string{ontology.RDFSLabel, ontology.DCTTitle, ontology.SKOSPrefLabel} {
			if t := bestText(a[p]); t.Value != "" && len(m["author_label"]) == 0 {
				m.Put("author_label", t.Value)
			}
		}
	}
	return x.evidence(m, n)
}

// slotValue writes a term of a record as the slot wants it.
func slotValue(name string, v rdf.Term) string {
	switch {
	case name == "predicate_modifier":
		return "Not"
	case strings.HasSuffix(name, "_date") && len(v.Value) > len("2026-11-25"):
		return v.Value[:len("2026-11-25")]
	}
	return v.Value
}

// evidence says what a mapping stands on.
func (x *mapper) evidence(m sssom.Slots, n node) error {
	var words []string
	for _, t := range n[ontology.IOHasEvidence] {
		e, err := x.node(t.Value)
		if err != nil {
			return err
		}
		text := bestText(e[ontology.DCTTitle]).Value
		if l := bestText(e[ontology.BIBOLocator]).Value; l != "" {
			text += ", " + l
		}
		words = append(words, text)
		for _, a := range e[ontology.OAHasSource] {
			if rdf.HasScheme(a.Value) && !slices.Contains(m["see_also"], a.Value) {
				m["see_also"] = append(m["see_also"], a.Value)
			}
		}
	}
	if len(words) > 0 && len(m["comment"]) == 0 {
		m.Put("comment", "Evidence: "+strings.Join(words, "; "))
	}
	state, err := x.checkState(n)
	m.Put(slotCheck, state)
	return err
}

// bare reads the mappings that no record speaks of.
func (x *mapper) bare() error {
	for _, p := range matchProperties {
		rows, err := x.column(p)
		if err != nil {
			return err
		}
		for _, row := range rows {
			s, o := row[0].Value, row[1].Value
			if row[0].Kind != rdf.IRI || row[1].Kind != rdf.IRI || x.seen[[3]string{s, p, o}] || !x.wanted(s, o) {
				continue
			}
			m := sssom.Slots{}
			m.Put(slotCheck, "unknown")
			if err := x.add(m, s, p, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// missing turns the findings that an organisation has no such instrument into mappings without a subject. Where a term is
// there all the same, the term wins, as in the matrix.
func (x *mapper) missing() error {
	claims, err := x.subjects(ontology.IOFeature, ontology.Thing("feature", "no-such-instrument"))
	if err != nil {
		return err
	}
	for _, claim := range claims {
		n, err := x.node(claim)
		if err != nil {
			return err
		}
		for _, org := range n[ontology.IOAbout] {
			for _, kind := range n[ontology.IOValue] {
				if !x.isEmpty(org.Value, kind.Value) {
					continue
				}
				m := sssom.Slots{"mapping_justification": {ontology.SEMAPVManualMappingCuration}}
				if len(n[ontology.IOValue]) == 1 {
					m.Put("record_id", claim)
				}
				scheme, err := x.schemeOf(org.Value)
				if err != nil {
					return err
				}
				m.Put("subject_source", scheme)
				if err := x.evidence(m, n); err != nil {
					return err
				}
				if err := x.add(m, sssom.NoTermFound, ontology.SKOSBroadMatch, kind.Value); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// isEmpty reports whether the matrix of the query has a cell that was found empty.
func (x *mapper) isEmpty(org, kind string) bool {
	for i, c := range x.matrix.Columns {
		if c.IRI != org {
			continue
		}
		for _, row := range x.matrix.Rows {
			if row.IRI == kind {
				return row.Cells[i].Empty == harmonise.HasNone
			}
		}
	}
	return false
}
