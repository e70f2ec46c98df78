package harmonise

import (
	"slices"
	"strings"

	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// typeSides lists the types that either organisation has a term for, or of which something was found out, families together.
func (e *entries) typeSides(orgs [2]string, terms [2][]*TermEntry) ([]TypeSides, error) {
	cells := [2]map[string]*Cell{}
	paths := map[string][]string{}
	for i, org := range orgs {
		var err error
		if cells[i], err = e.findings(org); err != nil {
			return nil, err
		}
		for _, t := range terms[i] {
			c := cells[i][t.Type.IRI]
			if c == nil || c.Empty != "" {
				c = &Cell{}
				cells[i][t.Type.IRI] = c
			}
			c.Terms = append(c.Terms, e.cellTerm(t))
		}
		for hub := range cells[i] {
			if paths[hub], err = e.path(hub); err != nil {
				return nil, err
			}
		}
	}
	out := []TypeSides{}
	for hub, path := range paths {
		t, err := e.typeRow(hub, cells)
		if err != nil {
			return nil, err
		}
		t.Level = len(path) - 1
		out = append(out, t)
	}
	slices.SortFunc(out, func(x, y TypeSides) int { return slices.Compare(paths[x.Type.IRI], paths[y.Type.IRI]) })
	return out, nil
}

func (e *entries) typeRow(hub string, cells [2]map[string]*Cell) (t TypeSides, err error) {
	if t.Type, err = e.named(hub); err != nil {
		return t, err
	}
	claims, err := e.claims(hub)
	if err != nil {
		return t, err
	}
	t.SuitedTo = bestText(claims["suited-to"][ontology.RDFValue]).Value
	for i, to := range []*Cell{&t.A, &t.B} {
		*to = Cell{Empty: NotResearched}
		if c := cells[i][hub]; c != nil {
			*to = *c
		}
	}
	switch {
	case len(t.A.Terms) > 0 && len(t.B.Terms) == 0:
		t.Only = "a"
	case len(t.B.Terms) > 0 && len(t.A.Terms) == 0:
		t.Only = "b"
	}
	return t, nil
}

// findings are the empty cells of an organisation that somebody recorded. Those that contradict each other are unclear.
func (e *entries) findings(org string) (map[string]*Cell, error) {
	about, err := e.subjects(ontology.IOAbout, rdf.NewIRI(org))
	if err != nil {
		return nil, err
	}
	out := map[string]*Cell{}
	for _, claim := range about {
		n, err := e.node(claim)
		if err != nil {
			return nil, err
		}
		kind := Empty("")
		for _, f := range n[ontology.IOFeature] {
			switch f.Value {
			case FeatureHasNone:
				kind = HasNone
			case FeatureUnclear:
				kind = Unclear
			}
		}
		for _, hub := range n[ontology.IOValue] {
			switch c := out[hub.Value]; {
			case kind == "":
			case c == nil:
				out[hub.Value] = &Cell{Empty: kind}
			case c.Empty != kind:
				c.Empty = Unclear
			}
		}
	}
	return out, nil
}

// cellTerm describes a term as the matrix does.
func (e *entries) cellTerm(t *TermEntry) CellTerm {
	c := CellTerm{IRI: t.IRI, Label: t.Label, Fit: string(t.Fit), Evidence: len(t.Evidence)}
	for _, code := range t.Feature("legal-nature").Codes {
		c.Nature = append(c.Nature, lastSegment(code.IRI))
	}
	var mapped []string
	for _, p := range []string{ontology.SKOSBroadMatch, ontology.SKOSCloseMatch, ontology.SKOSNarrowMatch} {
		if slices.Contains(e.nodes[t.IRI][p], rdf.NewIRI(t.Type.IRI)) {
			mapped = append(mapped, lastSegment(p))
		}
	}
	c.Mapping = strings.Join(mapped, " ")
	best := len(checkRanks)
	for _, p := range t.Evidence {
		r := slices.Index(checkRanks, p.CheckState)
		if r >= 0 && r < best || c.Check == "" {
			c.Check = p.CheckState
		}
		if r >= 0 {
			best = min(best, r)
		}
	}
	return c
}

// path names the types from the top of the hub down to a type, along the first of its broader types.
func (e *entries) path(hub string) ([]string, error) {
	var out []string
	for seen := map[string]bool{}; hub != "" && !seen[hub]; {
		seen[hub] = true
		o, err := e.named(hub)
		if err != nil {
			return nil, err
		}
		out = append(out, strings.ToLower(o.Name)+"\x00"+hub)
		next := ""
		for _, b := range e.nodes[hub][ontology.SKOSBroader] {
			if next == "" || b.Value < next {
				next = b.Value
			}
		}
		hub = next
	}
	slices.Reverse(out)
	return out, nil
}
