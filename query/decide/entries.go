package decide

import (
	"context"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// Entry is a decision with the names of what it is about.
type Entry struct {
	Decision
	SubjectName string   `json:"subjectName"`
	ObjectName  string   `json:"objectName,omitempty"`
	Dissenters  []string `json:"dissenters,omitempty"` // the names, in the order of Dissent
	Gone        bool     `json:"gone,omitempty"`       // what it is about is no longer in the graph
}

// Filter chooses decisions. The zero value takes all.
type Filter struct {
	Organisation string  // address: only what is about its terms, statements or empty cells
	Outcome      Outcome // only these
	InForce      bool    // only those that no later one took the place of
}

// Choose gives the decisions that a filter takes, by number, each as it stands in the whole log.
func (l *Log) Choose(ctx context.Context, snap index.Snapshot, f Filter) (Chosen, error) {
	v := newView(ctx, snap)
	out := Chosen{}
	for _, d := range l.Decisions {
		if f.Outcome != "" && d.Outcome != f.Outcome || f.InForce && !d.InForce {
			continue
		}
		concerned, err := v.concerns(&d, f.Organisation)
		if err != nil {
			return nil, err
		}
		if concerned {
			out = append(out, d)
		}
	}
	return out, nil
}

// Chosen are decisions of a log.
type Chosen []Decision

// Entries names decisions for people, the newest first.
func (l Chosen) Entries(ctx context.Context, snap index.Snapshot) ([]Entry, error) {
	v := newView(ctx, snap)
	out := []Entry{}
	for _, d := range slices.Backward(l) {
		e, err := v.entry(d)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// concerns reports whether a decision is about something of an organisation.
func (v *view) concerns(d *Decision, org string) (bool, error) {
	for _, iri := range []string{d.Subject, d.Object} {
		if org == "" || iri == org {
			return true, nil
		}
		if iri == "" {
			continue
		}
		owner, err := v.ownerOfStatement(iri)
		if err != nil || owner == org {
			return err == nil, err
		}
	}
	return false, nil
}

// ownerOfStatement is the organisation of a term, or of what a statement is about.
func (v *view) ownerOfStatement(iri string) (string, error) {
	n, err := v.node(iri)
	if err != nil {
		return "", err
	}
	for _, p := range []string{ontology.IOAbout, ontology.OWLAnnotatedSource} {
		if about := n.first(p).Value; about != "" {
			iri = about
		}
	}
	return v.owner(iri)
}

func (v *view) entry(d Decision) (Entry, error) {
	e := Entry{Decision: d}
	var err error
	if e.SubjectName, err = v.describe(d.Subject); err != nil {
		return e, err
	}
	there, err := v.there(d.Subject)
	if err != nil {
		return e, err
	}
	e.Gone = !there
	if d.Object != "" {
		if e.ObjectName, err = v.describe(d.Object); err != nil {
			return e, err
		}
		if there, err = v.there(d.Object); err != nil {
			return e, err
		}
		e.Gone = e.Gone || !there
	}
	for _, x := range d.Dissent {
		name, err := v.short(x.Organisation)
		if err != nil {
			return e, err
		}
		e.Dissenters = append(e.Dissenters, name)
	}
	return e, nil
}

// describe names a term with its organisation, a statement with what it is about, and anything else by its name.
func (v *view) describe(iri string) (string, error) {
	n, err := v.node(iri)
	if err != nil {
		return "", err
	}
	about := n.first(ontology.IOAbout).Value
	feature := n.first(ontology.IOFeature).Value
	if source := n.first(ontology.OWLAnnotatedSource).Value; source != "" {
		name, err := v.called(source)
		return "place of " + name, err
	}
	if strings.HasPrefix(iri, ontology.ID+"definition/") {
		of, err := v.subjects(ontology.IODefinition, rdf.NewIRI(iri))
		if err != nil || len(of) == 0 {
			return end(iri), err
		}
		name, err := v.called(of[0])
		return "definition of " + name, err
	}
	if about == "" || feature == "" {
		return v.called(iri)
	}
	what, err := v.named(feature)
	if err != nil {
		return "", err
	}
	name, err := v.called(about)
	return what + " of " + name, err
}

// short is the acronym of a thing, else its name.
func (v *view) short(iri string) (string, error) {
	n, err := v.node(iri)
	if err != nil {
		return "", err
	}
	if short := n.text(ontology.SKOSNotation); short != "" {
		return short, nil
	}
	return v.named(iri)
}
