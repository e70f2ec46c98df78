package catalogue

import (
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

func (r *record) evidenceNode() rdf.Term { return ontology.Thing("evidence", r.kind+"-"+r.slug) }

// checkState names the state of checking for what the tables say: yes means that an excerpt was seen, nothing more.
func checkState(seen string) rdf.Term {
	if seen == "yes" {
		return ontology.Thing("check-state", "excerpt-seen")
	}
	return ontology.Thing("check-state", "not-checked")
}

// evidence describes the place in a source that the row rests on. seen names the column that says whether somebody saw
// it; "" where the file has none: then nobody did.
func (r *record) evidence(seen string) {
	e := r.evidenceNode()
	say := func(property string, o rdf.Term) { r.b.add(evidenceGraph, e, rdf.NewIRI(property), o) }
	r.say(ontology.IOHasEvidence, e)
	say(ontology.RDFType, rdf.NewIRI(ontology.IOEvidence))
	title, url := r.get("source"), ""
	if r.row.Table.Has("source_url") {
		url = r.get("source_url")
	}
	if title != "" {
		say(ontology.DCTTitle, rdf.NewString(title))
	}
	if url != "" {
		say(ontology.OAHasSource, rdf.NewIRI(url))
	}
	if s, ok := r.b.sources[[2]string{title, url}]; ok {
		say(ontology.DCTSource, s)
	}
	state := ""
	if seen != "" {
		state = r.get(seen)
	}
	say(ontology.IOCheckState, checkState(state))
	for _, t := range r.links("confidence", "confidence") {
		say(ontology.IOConfidence, t)
	}
	if r.row.Table.Has("url_precision") {
		for _, t := range r.links("url_precision", "url-precision") {
			say(ontology.IOUrlPrecision, t)
		}
	}
}

// claim states a feature of the thing with wording and coded values, either of which may be empty, on the row's
// evidence. Nothing is claimed where both are.
func (r *record) claim(feature string, wording rdf.Term, values []rdf.Term) rdf.Term {
	if wording.IsZero() && len(values) == 0 {
		return rdf.Term{}
	}
	c := ontology.Thing("claim", r.kind+"-"+r.slug+"-"+feature)
	say := func(property string, o rdf.Term) { r.b.add(evidenceGraph, c, rdf.NewIRI(property), o) }
	say(ontology.RDFType, rdf.NewIRI(ontology.IOClaim))
	say(ontology.IOAbout, r.self)
	say(ontology.IOFeature, ontology.Thing("feature", feature))
	if !wording.IsZero() {
		say(ontology.RDFValue, wording)
	}
	for _, v := range values {
		say(ontology.IOValue, v)
	}
	say(ontology.IOHasEvidence, r.evidenceNode())
	say(ontology.PROVWasAttributedTo, author)
	return c
}

// english is a cell as an English literal, the zero Term if it is empty.
func (r *record) english(column string) rdf.Term {
	if s := r.get(column); s != "" {
		return rdf.NewLang(s, "en")
	}
	return rdf.Term{}
}

// prose: a cell is the wording of a claim.
func (r *record) prose(feature, column string) { r.claim(feature, r.english(column), nil) }

// themed: a cell is the wording of a claim, and the cell beside it holds its themes.
func (r *record) themed(feature, column, themes string) {
	r.claim(feature, r.english(column), r.links(themes, "theme"))
}

// coded: a coded cell stands directly on the thing and, with the wording of another cell if there is one, in a claim.
func (r *record) coded(property, feature, wording, code, kind string) {
	values := r.links(code, kind)
	for _, v := range values {
		r.say(property, v)
	}
	var words rdf.Term
	if wording != "" {
		words = r.english(wording)
	}
	r.claim(feature, words, values)
}
