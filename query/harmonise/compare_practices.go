package harmonise

import (
	"cmp"
	"slices"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// PracticeSides counts what two organisations are recorded to do. None recorded is not none.
type PracticeSides struct {
	Kind  string        `json:"kind"` // instruments, mechanisms, engagement, evaluations, contrasts, coordination
	Title string        `json:"title"`
	A     PracticeCount `json:"a"`
	B     PracticeCount `json:"b"`
}

// PracticeCount is a number with how it is spread over types.
type PracticeCount struct {
	N     int         `json:"n"`
	Types []TypeCount `json:"types"` // the most frequent first; a practice of two types counts in both
}

// TypeCount is a type with a number.
type TypeCount struct {
	Owner
	N int `json:"n"`
}

// JointWork is an arrangement of coordination in which both organisations take part.
type JointWork struct {
	Owner
	Types       []Owner     `json:"types"`
	Formality   string      `json:"formality,omitempty"` // hard or soft
	Years       string      `json:"years,omitempty"`
	Status      string      `json:"status,omitempty"`
	Description string      `json:"description,omitempty"`
	RoleA       string      `json:"roleA,omitempty"`
	RoleB       string      `json:"roleB,omitempty"`
	Others      int         `json:"others"` // further organisations that take part
	Evidence    []TermProof `json:"evidence"`
}

// practiceKind is a kind of what organisations are recorded to do, by class, and what says its type.
type practiceKind struct {
	kind, title, class, typed string
	contrast                  bool // audits, country reviews and the like, which are kept apart from evaluations of instruments
}

var practiceKinds = []practiceKind{
	{"instruments", "Instruments recorded as examples", ontology.IOInstrument, ontology.IOWorksAs, false},
	{"mechanisms", "Mechanisms that help implementation", ontology.IOMechanism, ontology.IOPracticeType, false},
	{"engagement", "Engagement of stakeholders", ontology.IOEngagement, ontology.IOStakeholderType, false},
	{"evaluations", "Evaluations of instruments", ontology.IOEvaluation, ontology.IOPracticeType, false},
	{"contrasts", "Other reviews, kept for contrast", ontology.IOEvaluation, ontology.IOPracticeType, true},
	{"coordination", "Coordination with other organisations", ontology.IOCoordination, ontology.IOPracticeType, false},
}

// comparePractices counts practices by class, and finds the coordination between the two.
func (e *entries) comparePractices(c *Comparison, a, b string) error {
	var doings [2][]string
	for i, org := range []string{a, b} {
		for _, p := range []string{ontology.IOOfOrganisation, ontology.PROVWasAssociatedWith} {
			more, err := e.subjects(p, rdf.NewIRI(org))
			if err != nil {
				return err
			}
			doings[i] = append(doings[i], more...)
		}
		slices.Sort(doings[i])
		doings[i] = slices.Compact(doings[i])
	}
	for _, k := range practiceKinds {
		row := PracticeSides{Kind: k.kind, Title: k.title}
		var err error
		if row.A, err = e.countPractices(doings[0], k); err != nil {
			return err
		}
		if row.B, err = e.countPractices(doings[1], k); err != nil {
			return err
		}
		c.Practices = append(c.Practices, row)
	}
	return e.findJointWork(c, doings[0], a, b)
}

func (e *entries) countPractices(doings []string, k practiceKind) (PracticeCount, error) {
	out := PracticeCount{Types: []TypeCount{}}
	count := map[string]int{}
	for _, iri := range doings {
		n, err := e.node(iri)
		if err != nil {
			return out, err
		}
		contrast := bestText(n[ontology.IOIsContrast]).Value
		if !slices.Contains(n[ontology.RDFType], rdf.NewIRI(k.class)) || (contrast == "true" || contrast == "1") != k.contrast {
			continue
		}
		out.N++
		for _, t := range n[k.typed] {
			count[t.Value]++
		}
	}
	for iri, n := range count {
		o, err := e.named(iri)
		if err != nil {
			return out, err
		}
		out.Types = append(out.Types, TypeCount{o, n})
	}
	slices.SortFunc(out.Types, func(a, b TypeCount) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Name, b.Name), strings.Compare(a.IRI, b.IRI))
	})
	return out, nil
}

// findJointWork lists the coordination of A in which B takes part.
func (e *entries) findJointWork(c *Comparison, doings []string, a, b string) error {
	c.Together = []JointWork{}
	for _, iri := range doings {
		n, err := e.node(iri)
		if err != nil {
			return err
		}
		partners := n[ontology.PROVWasAssociatedWith]
		if !slices.Contains(n[ontology.RDFType], rdf.NewIRI(ontology.IOCoordination)) || !slices.Contains(partners, rdf.NewIRI(b)) {
			continue
		}
		j := JointWork{Others: len(partners) - 2, Description: bestText(n[ontology.DCTDescription]).Value, Types: []Owner{}}
		if err := e.fillJointWork(&j, iri, n, a, b); err != nil {
			return err
		}
		c.Together = append(c.Together, j)
	}
	slices.SortStableFunc(c.Together, func(x, y JointWork) int { // that of the two alone first
		return cmp.Or(cmp.Compare(x.Others, y.Others), strings.Compare(x.Name, y.Name))
	})
	return nil
}

func (e *entries) fillJointWork(j *JointWork, iri string, n map[string][]rdf.Term, a, b string) (err error) {
	if j.Owner, err = e.named(iri); err != nil {
		return err
	}
	for _, t := range n[ontology.IOPracticeType] {
		o, err := e.named(t.Value)
		if err != nil {
			return err
		}
		j.Types = append(j.Types, o)
	}
	for _, word := range []struct {
		to       *string
		property string
	}{{&j.Formality, ontology.IOFormality}, {&j.Status, ontology.IOStatus}} {
		for _, o := range n[word.property] {
			code, err := e.named(o.Value)
			if err != nil {
				return err
			}
			*word.to = code.Name
		}
	}
	j.Years = bestText(n[ontology.IOSince]).Value
	if until := bestText(n[ontology.IOUntil]).Value; until != "" {
		j.Years += " to " + until
	}
	if j.RoleA, err = e.roleIn(n, a); err != nil {
		return err
	}
	if j.RoleB, err = e.roleIn(n, b); err != nil {
		return err
	}
	j.Evidence, err = e.proofs(n)
	return err
}

// roleIn is the role of an organisation in a practice.
func (e *entries) roleIn(n map[string][]rdf.Term, org string) (string, error) {
	for _, p := range n[ontology.IOParticipation] {
		part, err := e.node(p.Value)
		if err != nil {
			return "", err
		}
		if slices.Contains(part[ontology.PROVHasAgent], rdf.NewIRI(org)) && len(part[ontology.PROVHadRole]) > 0 {
			role, err := e.named(part[ontology.PROVHadRole][0].Value)
			return role.Name, err
		}
	}
	return "", nil
}
