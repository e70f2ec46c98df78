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
