package decide

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// Read reads the log of a snapshot. A store without decisions has an empty log.
func Read(ctx context.Context, snap index.Snapshot) (*Log, error) {
	v := newView(ctx, snap)
	nodes, err := v.graph(logGraph)
	if err != nil {
		return nil, fmt.Errorf("read the decisions: %w", err)
	}
	all := []Decision{}
	dissent := map[string][]Dissent{}
	for _, iri := range sortedKeys(nodes) {
		n := nodes[iri]
		if target := n.first(ontology.OA + "hasTarget").Value; target != "" {
			dissent[target] = append(dissent[target], Dissent{n.first(ontology.DCT + "creator").Value, n.text(ontology.OA + "bodyValue")})
		}
		if d, ok := decisionOf(iri, n, nodes); ok {
			all = append(all, d)
		}
	}
	for i := range all {
		all[i].Dissent = dissent[all[i].IRI]
	}
	return newLog(snap.Seq(), all), nil
}

// graph reads one named graph, by subject.
func (v *view) graph(g rdf.Term) (map[string]properties, error) {
	id, err := v.id(g)
	if err != nil || id == 0 {
		return nil, err
	}
	scan := index.Scan{Order: index.GSPO, Prefix: []index.ID{id}, Graphs: index.One(id)}
	if !v.snap.Caps().Has(index.GSPO) {
		scan = index.Scan{Order: index.SPO, Graphs: index.One(id)}
	}
	quads, err := v.rows(scan)
	out := map[string]properties{}
	for _, q := range quads {
		if out[q.S.Value] == nil {
			out[q.S.Value] = properties{}
		}
		out[q.S.Value][q.P.Value] = append(out[q.S.Value][q.P.Value], q.O)
	}
	return out, err
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// decisionOf reads an activity of the log; what is none, or lacks its number or outcome, is left out.
func decisionOf(iri string, n properties, nodes map[string]properties) (Decision, bool) {
	number, err := strconv.Atoi(n.first(ontology.DCTIdentifier).Value)
	outcome := Outcome(end(n.first(ontology.IOOutcome).Value))
	if err != nil || !slices.Contains(Outcomes, outcome) {
		return Decision{}, false
	}
	d := Decision{
		Number: number, IRI: iri, Outcome: outcome, Reviewer: n.text(ontology.SSSOM + "reviewer_label"),
		Subject: n.first(ontology.IODecidedSubject).Value, Object: n.first(ontology.IODecidedObject).Value,
		Reason: n.text(ontology.RDFSComment), Rule: n.text(ontology.SSSOM + "curation_rule_text"),
		Date: timeOf(n.first(ontology.PROVEndedAtTime)), Recorded: timeOf(n.first(ontology.DCTCreated)),
		Supersedes: n.first(ontology.PROV + "wasInformedBy").Value, Sheet: n.text(ontology.DCTSource),
		Feature: n.first(ontology.DCTSubject).Value, Value: n.text(ontology.RDFValue), Code: n.first(ontology.DCTRelation).Value,
	}
	if s := n.first(ontology.IOCheckState).Value; s != "" {
		d.Before = end(s)
	}
	if m := nodes[made("mapping", number).Value]; m != nil {
		d.Predicate = strings.TrimPrefix(m.first(ontology.OWLAnnotatedProperty).Value, ontology.SKOS)
		d.Confidence, _ = strconv.ParseFloat(m.first(ontology.SSSOMConfidence).Value, 64)
	}
	return d, true
}

func timeOf(t rdf.Term) time.Time {
	when, err := time.Parse(time.RFC3339, t.Value)
	if err != nil {
		return time.Time{}
	}
	return when.UTC()
}
