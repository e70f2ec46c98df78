package glossary

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/sssom"
	"w3id.org/concord/query/harmonise"
)

// Extension slots of the exported mappings.
const (
	slotFit   = "fit"
	slotCheck = "check_state"
)

// matchProperties are the mapping properties of SKOS.
var matchProperties = []string{ontology.SKOS + "exactMatch", ontology.SKOSCloseMatch, ontology.SKOSBroadMatch, ontology.SKOSNarrowMatch, ontology.SKOS + "relatedMatch"}

// recordSlots are the slots that mapping records write under names of other vocabularies. Properties of SSSOM itself have
// the names of their slots.
var recordSlots = map[string]string{
	ontology.PAVAuthoredBy: "author_id", ontology.PAV + "authoredOn": "mapping_date", ontology.DCTCreated: "mapping_date",
	ontology.DCT + "creator": "creator_id", ontology.DCTLicense: "license", ontology.RDFS + "comment": "comment",
	ontology.RDFS + "seeAlso": "see_also", ontology.DCTIssued: "publication_date", ontology.PAV + "reviewedBy": "reviewer_id",
}

// Mappings gives the mappings of a graph as a set of SSSOM: every mapping record, negative ones with the modifier Not, and
// every mapping that stands without a record as unspecified. That an organisation was found to have no term for a type is
// a mapping of sssom:NoTermFound. With organisations or types in the query, only what speaks of both is in.
func Mappings(ctx context.Context, snap index.Snapshot, q Query, e Edition) (*sssom.Set, error) {
	mq := q.matrixQuery()
	mq.Used = false // a row without terms may hold the finding that there is none
	m, err := harmonise.NewMatrix(ctx, snap, mq)
	if err != nil {
		return nil, err
	}
	r, err := newReader(ctx, snap)
	if err != nil {
		return nil, err
	}
	x := &mapper{reader: r, edition: e, matrix: m, seen: map[[3]string]bool{}, set: &sssom.Set{Slots: sssom.Slots{}}}
	x.choose(q)
	x.head()
	for _, step := range []func() error{x.records, x.bare, x.missing} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("export mappings: %w", err)
		}
	}
	x.identify()
	x.prefixes()
	if wrong := x.set.Check(); len(wrong) > 0 {
		return nil, fmt.Errorf("export mappings: the graph holds %d that SSSOM does not take: %s", len(wrong), strings.Join(wrong[:min(3, len(wrong))], "; "))
	}
	return x.set, nil
}

// mapper collects mappings.
type mapper struct {
	*reader
	edition Edition
	matrix  *harmonise.Matrix
	terms   map[string]bool // nil for all
	types   map[string]bool // nil for all
	seen    map[[3]string]bool
	set     *sssom.Set
}

// choose notes which terms and types the query speaks of.
func (x *mapper) choose(q Query) {
	if len(q.Orgs) > 0 {
		x.terms = map[string]bool{}
	}
	if len(q.Types) > 0 || q.Family != "" {
		x.types = map[string]bool{}
	}
	for _, row := range x.matrix.Rows {
		if x.types != nil {
			x.types[row.IRI] = true
		}
		for _, c := range row.Cells {
			for _, t := range c.Terms {
				if x.terms != nil {
					x.terms[t.IRI] = true
				}
			}
		}
	}
}

// wanted reports whether a mapping is in: each filter that is set must know one of its ends.
func (x *mapper) wanted(s, o string) bool {
	return (x.terms == nil || x.terms[s] || x.terms[o]) && (x.types == nil || x.types[s] || x.types[o])
}

// head fills the slots of the set.
func (x *mapper) head() {
	e, s := x.edition, x.set.Slots
	s.Put("mapping_set_id", e.Address)
	s.Put("mapping_set_version", e.Number())
	s.Put("mapping_set_title", "Mappings of terms of organisations to types of instrument: "+e.Title)
	s.Put("license", cmp.Or(e.Licence, sssom.LicenseUnspecified))
	s.Put("publication_date", e.Date)
	x.set.Extensions = []sssom.Extension{{Name: slotFit, Property: ontology.IOFit}, {Name: slotCheck, Property: ontology.IOCheckState}}
}

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

// add puts a mapping in, with the names and schemes of its ends.
func (x *mapper) add(m sssom.Slots, s, p, o string) error {
	m.Put("subject_id", s)
	m.Put("predicate_id", p)
	m.Put("object_id", o)
	if len(m["mapping_justification"]) == 0 {
		m.Put("mapping_justification", ontology.SEMAPV+"UnspecifiedMatching")
	}
	for _, end := range []struct{ side, iri string }{{"subject", s}, {"object", o}} {
		if err := x.end(m, end.side, end.iri); err != nil {
			return err
		}
	}
	x.set.Mappings = append(x.set.Mappings, m)
	return nil
}

// end names one side of a mapping.
func (x *mapper) end(m sssom.Slots, side, iri string) error {
	n, err := x.node(iri)
	if err != nil || iri == sssom.NoTermFound {
		return err
	}
	if label := bestText(n[ontology.SKOSPrefLabel]).Value; label != "" {
		m.Put(side+"_label", label)
	}
	if slices.ContainsFunc(n[ontology.RDFType], func(t rdf.Term) bool { return t.Value == ontology.SKOSConcept }) {
		m.Put(side+"_type", "skos concept")
	}
	if scheme := first(n[ontology.SKOSInScheme]); scheme != "" {
		m.Put(side+"_source", scheme)
		m.Put(side+"_source_version", x.edition.Number())
	}
	return nil
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

// identify leaves record_id out where not every mapping has one: a set has it for all mappings or for none.
func (x *mapper) identify() {
	if slices.ContainsFunc(x.set.Mappings, func(m sssom.Slots) bool { return len(m["record_id"]) == 0 }) {
		for _, m := range x.set.Mappings {
			delete(m, "record_id")
		}
	}
}

// schemeOf is the scheme that an organisation publishes, else its own address.
func (x *mapper) schemeOf(org string) (string, error) {
	schemes, err := x.subjects(ontology.DCTPublisher, rdf.NewIRI(org))
	if err != nil || len(schemes) == 0 {
		return org, err
	}
	return schemes[0], nil
}
