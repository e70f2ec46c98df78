package decide

import (
	"context"
	"fmt"
	"strings"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/sssom"
)

// Quads are decisions in PROV-O and SSSOM, as they stand in the graph of the log.
func (l Chosen) Quads() []rdf.Quad {
	w := &writer{graph: logGraph}
	for i := range l {
		w.record(&l[i])
	}
	return w.quads
}

const license = "https://creativecommons.org/licenses/by/4.0/"

// Mappings are the matches that were decided, as an SSSOM set: those accepted, and with predicate_modifier Not those
// rejected. An extension column says what became of each.
func (l Chosen) Mappings(ctx context.Context, snap index.Snapshot) (*sssom.Set, error) {
	v := newView(ctx, snap)
	set := &sssom.Set{Prefixes: map[string]string{}, Slots: sssom.Slots{}, Extensions: []sssom.Extension{
		{Name: "ext_in_force", Property: ontology.IO + "outcome"}, {Name: "ext_dissent", Property: ontology.OA + "bodyValue"}}}
	for _, p := range ontology.Prefixes {
		set.Prefixes[p.Name] = p.IRI
	}
	set.Slots.Put("sssom_version", "1.1")
	set.Slots.Put("mapping_set_id", Graph)
	set.Slots.Put("mapping_set_title", "Matches decided by reviewers")
	set.Slots.Put("license", license)
	if n := len(l); n > 0 {
		set.Slots.Put("mapping_set_version", fmt.Sprintf("decision %d of %s", l[n-1].Number, l[n-1].Date.Format(time.DateOnly)))
	}
	for i := range l {
		d := &l[i]
		if d.Outcome != Accepted && d.Outcome != Rejected {
			continue
		}
		m, err := v.mapping(d)
		if err != nil {
			return nil, err
		}
		declare(set.Prefixes, d.Subject, d.Object)
		set.Mappings = append(set.Mappings, m)
	}
	return set, nil
}

// mapping gives the slots of one decision. What holds is what counts: an exactMatch that waits is a closeMatch.
func (v *view) mapping(d *Decision) (sssom.Slots, error) {
	from, err := v.named(d.Subject)
	if err != nil {
		return nil, err
	}
	to, err := v.named(d.Object)
	if err != nil {
		return nil, err
	}
	predicate := d.Predicate
	if d.Asserts != "" {
		predicate = d.Asserts
	}
	var dissent []string
	for _, x := range d.Dissent {
		org, err := v.short(x.Organisation)
		if err != nil {
			return nil, err
		}
		dissent = append(dissent, org+": "+x.Text)
	}
	m := sssom.Slots{}
	for name, value := range map[string]string{
		"record_id": made("mapping", d.Number).Value, "subject_id": d.Subject, "subject_label": from, "predicate_id": ontology.SKOS + predicate,
		"object_id": d.Object, "object_label": to, "mapping_justification": d.justification(), "reviewer_id": agent(d.Reviewer).Value,
		"reviewer_label": d.Reviewer, "mapping_date": d.Date.Format(time.DateOnly), "confidence": decimal(d.Confidence),
		"curation_rule_text": d.Rule, "comment": d.Reason, "ext_dissent": strings.Join(dissent, "; "), "ext_in_force": map[bool]string{true: "yes", false: "no"}[d.InForce],
	} {
		m.Put(name, value)
	}
	if d.Outcome == Rejected {
		m.Put("predicate_modifier", "Not")
	}
	return m, nil
}

// declare makes prefixes for addresses that none of the known ones begins.
func declare(prefixes map[string]string, iris ...string) {
next:
	for _, iri := range iris {
		for _, start := range prefixes {
			if strings.HasPrefix(iri, start) {
				continue next
			}
		}
		prefixes[fmt.Sprintf("ns%d", len(prefixes))] = strings.TrimSuffix(iri, end(iri))
	}
}
