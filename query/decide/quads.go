package decide

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

var (
	logGraph   = rdf.NewIRI(Graph)
	forceGraph = rdf.NewIRI(InForceGraph)
)

// writer collects quads of one graph.
type writer struct {
	graph rdf.Term
	quads []rdf.Quad
}

func (w *writer) add(s rdf.Term, p string, o rdf.Term) {
	w.quads = append(w.quads, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o, G: w.graph})
}

// iri adds a statement if there is an object.
func (w *writer) iri(s rdf.Term, p, o string) {
	if o != "" {
		w.add(s, p, rdf.NewIRI(o))
	}
}

func (w *writer) text(s rdf.Term, p, o string) {
	if o != "" {
		w.add(s, p, rdf.NewString(o))
	}
}

func (w *writer) time(s rdf.Term, p string, t time.Time) {
	w.add(s, p, rdf.NewTyped(t.UTC().Format(time.RFC3339), rdf.XSDDateTime))
}

// decisionIRI is the address of a decision; the address of what it made ends alike.
func decisionIRI(number int) string {
	return ontology.Thing("decision", fmt.Sprintf("%06d", number)).Value
}

func made(kind string, number int) rdf.Term {
	return ontology.Thing(kind, fmt.Sprintf("decision-%06d", number))
}

func dissentIRI(number, i int) rdf.Term {
	return ontology.Thing("dissent", fmt.Sprintf("%06d-%d", number, i+1))
}

// record writes a decision into the log: an activity with its reviewer and what it used, and for matches the mapping.
func (w *writer) record(d *Decision) {
	a, who := rdf.NewIRI(d.IRI), agent(d.Reviewer)
	w.add(a, ontology.RDFType, rdf.NewIRI(ontology.PROVActivity))
	w.add(a, ontology.RDFType, rdf.NewIRI(ontology.IODecision))
	w.add(a, ontology.RDFSLabel, rdf.NewLang(fmt.Sprintf("Decision %d: %s", d.Number, strings.ReplaceAll(string(d.Outcome), "-", " ")), "en"))
	w.add(a, ontology.DCTIdentifier, rdf.NewTyped(strconv.Itoa(d.Number), rdf.XSDInteger))
	w.add(a, ontology.IOOutcome, ontology.Thing("decision-outcome", string(d.Outcome)))
	w.time(a, ontology.PROVEndedAtTime, d.Date)
	w.time(a, ontology.DCTCreated, d.Recorded)
	w.add(a, ontology.PROVWasAssociatedWith, who)
	w.add(who, ontology.RDFType, rdf.NewIRI(ontology.PROVAgent))
	w.add(who, ontology.RDFType, rdf.NewIRI(ontology.PROV+"Person"))
	w.text(who, ontology.FOAF+"name", d.Reviewer)
	w.text(a, ontology.SSSOM+"reviewer_label", d.Reviewer)
	for _, p := range []string{ontology.PROVUsed, ontology.IODecidedSubject} {
		w.iri(a, p, d.Subject)
	}
	for _, p := range []string{ontology.PROVUsed, ontology.IODecidedObject} {
		w.iri(a, p, d.Object)
	}
	w.iri(a, ontology.PROV+"wasInformedBy", d.Supersedes)
	w.text(a, ontology.RDFSComment, d.Reason)
	w.text(a, ontology.SSSOM+"curation_rule_text", d.Rule)
	w.text(a, ontology.DCTSource, d.Sheet)
	w.iri(a, ontology.DCTSubject, d.Feature)
	w.text(a, ontology.RDFValue, d.Value)
	w.iri(a, ontology.DCTRelation, d.Code)
	if d.Before != "" {
		w.add(a, ontology.IOCheckState, ontology.Thing("check-state", d.Before))
	}
	for i, x := range d.Dissent {
		w.dissent(a, dissentIRI(d.Number, i), x, d.Date)
	}
	w.generated(a, d)
}

func (w *writer) dissent(decision, node rdf.Term, x Dissent, when time.Time) {
	w.add(node, ontology.RDFType, rdf.NewIRI(ontology.OA+"Annotation"))
	w.add(node, ontology.OA+"hasTarget", decision)
	w.add(node, ontology.OA+"motivatedBy", rdf.NewIRI(ontology.OA+"assessing"))
	w.text(node, ontology.OA+"bodyValue", x.Text)
	w.iri(node, ontology.DCT+"creator", x.Organisation)
	w.time(node, ontology.DCTCreated, when)
}

// generated names what the decision made. The claims and evidence of a review stand in the graph of what is in force; here
// is only their address.
func (w *writer) generated(a rdf.Term, d *Decision) {
	switch {
	case d.Outcome == Accepted || d.Outcome == Rejected:
		m := made("mapping", d.Number)
		w.add(a, ontology.PROVGenerated, m)
		w.mapping(m, a, d)
	case d.Outcome == Confirmed:
		w.add(a, ontology.PROVGenerated, made("evidence", d.Number))
	case d.Outcome == Corrected || d.Outcome.ofCell():
		w.add(a, ontology.PROVGenerated, made("claim", d.Number))
	}
}

// mapping writes the SSSOM record of a match that was accepted or rejected.
func (w *writer) mapping(m, a rdf.Term, d *Decision) {
	w.add(m, ontology.RDFType, rdf.NewIRI(ontology.SSSOMMapping))
	w.iri(m, ontology.OWLAnnotatedSource, d.Subject)
	w.iri(m, ontology.OWLAnnotatedProperty, ontology.SKOS+d.Predicate)
	w.iri(m, ontology.OWLAnnotatedTarget, d.Object)
	if d.Outcome == Rejected {
		w.add(m, ontology.SSSOMPredicateModifier, rdf.NewIRI(ontology.SSSOMNegatedPredicate))
	}
	w.iri(m, ontology.SSSOMMappingJustification, d.justification())
	w.add(m, ontology.SSSOMConfidence, rdf.NewTyped(decimal(d.Confidence), rdf.XSDDecimal))
	w.add(m, ontology.SSSOM+"reviewer_id", agent(d.Reviewer))
	w.text(m, ontology.SSSOM+"reviewer_label", d.Reviewer)
	w.add(m, ontology.SSSOM+"mapping_date", rdf.NewTyped(d.Date.UTC().Format(time.DateOnly), rdf.XSDDate))
	w.text(m, ontology.RDFSComment, d.Reason)
	w.text(m, ontology.SSSOM+"curation_rule_text", d.Rule)
	w.add(m, ontology.PROV+"wasGeneratedBy", a)
}

// justification tells the first decision on a pair from those that review what was decided before.
func (d *Decision) justification() string {
	if d.Supersedes != "" {
		return ontology.SEMAPV + "MappingReview"
	}
	return ontology.SEMAPVManualMappingCuration
}

func decimal(f float64) string {
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if f == float64(int64(f)) {
		s += ".0"
	}
	return s
}

// State is what the decisions in force assert, in InForceGraph: the triples of accepted matches, the findings that an
// organisation has no such instrument or that it is unclear, corrections beside what they correct, and the evidence of
// confirmations.
func (l *Log) State() []rdf.Quad {
	w := &writer{graph: forceGraph}
	for i := range l.Decisions {
		if d := &l.Decisions[i]; d.InForce {
			w.asserted(d)
		}
	}
	if len(w.quads) > 0 {
		w.add(forceGraph, ontology.DCTTitle, rdf.NewLang("What the decisions in force assert", "en"))
	}
	return w.quads
}

func (w *writer) asserted(d *Decision) {
	switch d.Outcome {
	case Accepted:
		w.iri(rdf.NewIRI(d.Subject), ontology.SKOS+d.Asserts, d.Object)
	case Confirmed:
		w.add(rdf.NewIRI(d.Subject), ontology.IOHasEvidence, made("evidence", d.Number))
		w.evidence(d, "checked")
	case Corrected:
		w.claim(d, d.Object, d.Feature)
		w.text(made("claim", d.Number), ontology.RDFValue, d.Value)
		w.iri(made("claim", d.Number), ontology.IOValue, d.Code)
	case HasNone, Unclear, Reported:
		w.claim(d, d.Subject, ontology.Thing("feature", cellFeature[d.Outcome]).Value)
		w.iri(made("claim", d.Number), ontology.IOValue, d.Object)
		w.text(made("claim", d.Number), ontology.RDFValue, d.Value)
	}
}

// cellFeature is the feature of the claim that a finding makes.
var cellFeature = map[Outcome]string{HasNone: "no-such-instrument", Unclear: "unclear-instrument", Reported: "reported-term"}

func (w *writer) claim(d *Decision, about, feature string) {
	c := made("claim", d.Number)
	w.add(c, ontology.RDFType, rdf.NewIRI(ontology.IOClaim))
	w.iri(c, ontology.IOAbout, about)
	w.iri(c, ontology.IOFeature, feature)
	w.add(c, ontology.PROVWasAttributedTo, agent(d.Reviewer))
	w.iri(c, ontology.PROV+"wasGeneratedBy", d.IRI)
	w.add(c, ontology.IOHasEvidence, made("evidence", d.Number))
	w.evidence(d, "checked")
}

// evidence is the word of the reviewer.
func (w *writer) evidence(d *Decision, state string) {
	e := made("evidence", d.Number)
	w.add(e, ontology.RDFType, rdf.NewIRI(ontology.IOEvidence))
	title := "Review by " + d.Reviewer + ", " + d.Date.UTC().Format(time.DateOnly)
	if d.Reason != "" {
		title += ": " + d.Reason
	}
	w.text(e, ontology.DCTTitle, title)
	w.add(e, ontology.IOCheckState, ontology.Thing("check-state", state))
	w.iri(e, ontology.PROV+"wasGeneratedBy", d.IRI)
}
