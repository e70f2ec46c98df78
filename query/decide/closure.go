package decide

import (
	"slices"
	"strings"

	"w3id.org/concord/ontology"
)

// checkClosure looks at what an accepted match would entail: exactMatch is symmetric and transitive, so one new pair can
// make many terms equal. None may be of the same organisation, or of a stated different legal nature, and none may stand
// in a hierarchical match to another (SKOS S46).
func (c *checker) checkClosure(d *Decision) error {
	exact, err := c.matches(d, ExactMatch)
	if err != nil {
		return err
	}
	group := reach(d.Subject, exact)
	if d.Predicate != ExactMatch {
		if d.Predicate != CloseMatch && slices.Contains(group, d.Object) {
			return refuse("withdraw the exactMatch first", "the two are joined by exactMatch already, which leaves no room for %s", d.Predicate)
		}
		return nil
	}
	group = reach(d.Subject, append(exact, [2]string{d.Subject, d.Object}))
	if err := c.checkGroup(group); err != nil {
		return err
	}
	for _, p := range []string{BroadMatch, NarrowMatch} {
		pairs, err := c.matches(d, p)
		if err != nil {
			return err
		}
		for _, x := range pairs {
			if slices.Contains(group, x[0]) && slices.Contains(group, x[1]) {
				return c.entails(x[0], x[1], "which stand in "+p+" to each other")
			}
		}
	}
	return nil
}

// matches lists the pairs of a predicate: those that the graph asserts and those of decisions in force, but for the
// decision that this one takes the place of.
func (c *checker) matches(d *Decision, predicate string) ([][2]string, error) {
	pairs, err := c.pairsOf(ontology.SKOS + predicate)
	if err != nil {
		return nil, err
	}
	for _, x := range c.log.Decisions {
		if x.InForce && x.Asserts == predicate && x.matter() != d.matter() {
			pairs = append(pairs, [2]string{x.Subject, x.Object})
		}
	}
	return pairs, nil
}

// reach lists what is joined to a node, in whatever direction, the node itself first.
func reach(from string, pairs [][2]string) []string {
	next := map[string][]string{}
	for _, p := range pairs {
		next[p[0]], next[p[1]] = append(next[p[0]], p[1]), append(next[p[1]], p[0])
	}
	out, seen := []string{from}, map[string]bool{from: true}
	for i := 0; i < len(out); i++ {
		for _, n := range next[out[i]] {
			if !seen[n] {
				seen[n], out = true, append(out, n)
			}
		}
	}
	return out
}

// checkGroup looks for two terms that must not become equal.
func (c *checker) checkGroup(group []string) error {
	ofOwner, ofNature := map[string]string{}, map[string]string{}
	for _, iri := range group {
		owner, err := c.owner(iri)
		if err != nil {
			return err
		}
		if owner != "" && ofOwner[owner] != "" {
			return c.entails(ofOwner[owner], iri, "two terms of one organisation")
		}
		ofOwner[owner] = iri
		nature, err := c.nature(iri)
		if err != nil {
			return err
		}
		for other, of := range ofNature {
			if nature != "" && other != nature {
				return c.entails(of, iri, "which differ in legal nature ("+other+"; "+nature+")")
			}
		}
		if nature != "" {
			ofNature[nature] = iri
		}
	}
	return nil
}

// nature is the coded legal nature of a term, "" if none is stated.
func (c *checker) nature(iri string) (string, error) {
	n, err := c.node(iri)
	var codes []string
	for _, t := range n[ontology.IOLegalNature] {
		if code := end(t.Value); code != "not-stated" && code != "not-coded" && code != "unclear" {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return strings.Join(codes, " and "), err
}

// entails words the refusal of an exactMatch.
func (c *checker) entails(a, b, why string) error {
	x, err := c.called(a)
	if err != nil {
		return err
	}
	y, err := c.called(b)
	if err != nil {
		return err
	}
	return refuse("take closeMatch, which is not transitive", "exactMatch would make equal %s and %s, %s", x, y, why)
}

// called is a term with its organisation.
func (v *view) called(iri string) (string, error) {
	name, err := v.named(iri)
	if err != nil {
		return "", err
	}
	owner, err := v.owner(iri)
	if err != nil || owner == "" {
		return name, err
	}
	n, err := v.node(owner)
	if short := n.text(ontology.SKOSNotation); short != "" {
		return name + " of " + short, err
	}
	of, err := v.named(owner)
	return name + " of " + of, err
}
