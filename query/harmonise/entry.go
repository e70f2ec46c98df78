package harmonise

import (
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// TermEntry is a term of an organisation with what is coded of it and on what ground.
type TermEntry struct {
	IRI          string      `json:"iri"`
	Label        string      `json:"label"`
	Lang         string      `json:"lang,omitempty"`
	Organisation Owner       `json:"organisation"`
	Type         Owner       `json:"type"`
	Fit          Fit         `json:"fit,omitempty"`
	Definition   string      `json:"definition,omitempty"`
	Notes        []string    `json:"notes,omitempty"`
	Features     []Feature   `json:"features"`
	Evidence     []TermProof `json:"evidence"`
	names        []rdf.Term  // all its labels
	prefs        []rdf.Term
	headWord     string
	suggested    string   // the type that its word brings to mind, as coded
	falseOf      []string // the types that it is recorded not to be, though its word suggests them
	divergence   string   // as recorded: none, type, legal-nature, type-and-legal-nature, not-applicable
}

// Feature is one coded feature of a term. Without Codes it is not stated, which is not the same as absent.
type Feature struct {
	Name     string      `json:"name"` // the slug: legal-nature, consent-route ...
	Title    string      `json:"title"`
	Codes    []Owner     `json:"codes"`
	Level    string      `json:"level,omitempty"` // of legal nature: binding, non-binding, depends
	Text     string      `json:"text,omitempty"`
	Evidence []TermProof `json:"evidence,omitempty"`
}

// Stated reports whether the feature is coded.
func (f *Feature) Stated() bool { return len(f.Codes) > 0 }

// String lists the codes in words, joined by "and".
func (f *Feature) String() string {
	if !f.Stated() {
		return "not stated"
	}
	words := make([]string, len(f.Codes))
	for i, c := range f.Codes {
		words[i] = c.Name
	}
	return strings.Join(words, " and ")
}

// TermProof is the evidence of a term or of a statement about it.
type TermProof struct {
	Title      string `json:"title"`
	Locator    string `json:"locator,omitempty"`
	Address    string `json:"address,omitempty"`
	CheckState string `json:"checkState"` // checked, excerpt-seen, not-checked, or unknown
	Confidence string `json:"confidence,omitempty"`
}

// Feature gives a feature by its slug, nil if it is none of those compared.
func (t *TermEntry) Feature(name string) *Feature {
	for i := range t.Features {
		if t.Features[i].Name == name {
			return &t.Features[i]
		}
	}
	return nil
}

// featureProperty says which property codes a feature.
var featureProperty = map[string]string{
	"legal-nature": ontology.IOLegalNature, "attached-duty": ontology.IOAttachedDuty, "addressee": ontology.IOAddressee,
	"adoption": ontology.IOAdoption, "consent-route": ontology.IOConsentRoute,
}

// notStated are the ends of codes that say that nothing is known. "none" of a consent route is knowledge: none is needed.
var notStated = map[string]bool{"not-stated": true, "none-stated": true, "not-coded": true, "unclear": true}

// entries reads terms and what stands around them, each node once.
type entries struct {
	*reader
	nodes map[string]map[string][]rdf.Term
	brief bool // terms without the wording and evidence of their claims
}

// node gives the properties of a node, by the IRI of the property.
func (e *entries) node(iri string) (map[string][]rdf.Term, error) {
	if n, ok := e.nodes[iri]; ok {
		return n, nil
	}
	out := map[string][]rdf.Term{}
	id, err := e.id(rdf.NewIRI(iri))
	if err != nil {
		return nil, err
	}
	if id != 0 {
		var ids []index.ID
		err = e.around(id, e.bySubject, nil, func(p, o index.ID) bool {
			ids = append(ids, p, o)
			return true
		})
		if err != nil {
			return nil, err
		}
		terms, err := e.terms(ids)
		if err != nil {
			return nil, err
		}
		for i := 0; i < len(ids); i += 2 {
			p := terms[ids[i]].Value
			out[p] = append(out[p], terms[ids[i+1]])
		}
	}
	e.nodes[iri] = out
	return out, nil
}

func (e *entries) id(t rdf.Term) (index.ID, error) {
	var id [1]index.ID
	err := e.snap.IDs(e.ctx, []rdf.Term{t}, id[:])
	return id[0], err
}

// subjects are the nodes that have a property with a value, sorted.
func (e *entries) subjects(property string, value rdf.Term) ([]string, error) {
	v, err := e.id(value)
	if err != nil || v == 0 {
		return nil, err
	}
	p, err := e.id(rdf.NewIRI(property))
	if err != nil || p == 0 {
		return nil, err
	}
	var found []index.ID
	err = e.around(v, e.byObject, []index.ID{p}, func(q, s index.ID) bool {
		if q == p {
			found = append(found, s)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	terms, err := e.terms(found)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, id := range found {
		if t := terms[id]; t.Kind == rdf.IRI {
			out = append(out, t.Value)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// termsOf are the terms of an organisation: by io:ofOrganisation or, in other graphs, as concepts of a scheme that the
// organisation publishes.
func (e *entries) termsOf(org string) ([]string, error) {
	all, err := e.concepts(org)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, t := range all {
		hub, _, err := e.placed(t)
		if err != nil {
			return nil, err
		}
		if hub != "" {
			out = append(out, t)
		}
	}
	return out, nil
}

// placed gives the hub type of a term and how it fits: as coded, else by the mapping that places it there.
func (e *entries) placed(term string) (hub string, fit Fit, err error) {
	n, err := e.node(term)
	if err != nil {
		return "", "", err
	}
	if len(n[ontology.SKOSPrefLabel]) == 0 {
		return "", "", nil
	}
	for _, m := range []struct {
		property string
		fit      Fit
	}{{ontology.IOHubType, ""}, {ontology.SKOSBroadMatch, FitSpecial}, {ontology.SKOSCloseMatch, FitNear}, {ontology.SKOSNarrowMatch, FitWider}} {
		if hub != "" {
			break
		}
		if hub, err = e.firstType(n[m.property]); err != nil {
			return "", "", err
		}
		if hub != "" {
			fit = m.fit
		}
	}
	if coded := n[ontology.IOFit]; len(coded) > 0 {
		fit = Fit(lastSegment(coded[0].Value))
	}
	return hub, fit, nil
}

// firstType is the first of some concepts that is no placed term of an organisation: a match of two terms places neither.
func (e *entries) firstType(targets []rdf.Term) (string, error) {
	for _, t := range targets {
		n, err := e.node(t.Value)
		if err != nil {
			return "", err
		}
		owner, err := e.organisationOf(n)
		if err != nil {
			return "", err
		}
		placed := len(n[ontology.IOHubType]) + len(n[ontology.SKOSBroadMatch]) + len(n[ontology.SKOSCloseMatch]) + len(n[ontology.SKOSNarrowMatch])
		if owner.IRI == "" || placed == 0 {
			return t.Value, nil
		}
	}
	return "", nil
}

// entry reads a term.
func (e *entries) entry(iri string) (*TermEntry, error) {
	n, err := e.node(iri)
	if err != nil {
		return nil, err
	}
	t := &TermEntry{IRI: iri, prefs: n[ontology.SKOSPrefLabel]}
	label := ownText(t.prefs, n[ontology.DCT+"language"])
	t.Label, t.Lang = label.Value, label.Lang
	t.names = append(append(slices.Clone(t.prefs), n[ontology.SKOSAltLabel]...), n[ontology.SKOSHiddenLabel]...)
	t.Definition = bestText(n[ontology.SKOSDefinition]).Value
	for _, note := range append(slices.Clone(n[ontology.SKOSScopeNote]), n[ontology.SKOSNote]...) {
		t.Notes = append(t.Notes, note.Value)
	}
	if w := n[ontology.IOHeadWord]; len(w) > 0 {
		t.headWord = w[0].Value
	}
	t.judged(n)
	hub, fit, err := e.placed(iri)
	if err != nil {
		return nil, err
	}
	t.Fit = fit
	if t.Type, err = e.named(hub); err != nil {
		return nil, err
	}
	if t.Organisation, err = e.organisationOf(n); err != nil {
		return nil, err
	}
	if t.Evidence, err = e.proofs(n); err != nil {
		return nil, err
	}
	return t, e.features(t, n)
}

// judged reads what is recorded of the word against what it names.
func (t *TermEntry) judged(n map[string][]rdf.Term) {
	if s := n[ontology.IOSuggestedType]; len(s) > 0 {
		t.suggested = s[0].Value
	}
	if d := n[ontology.IODivergence]; len(d) > 0 {
		t.divergence = lastSegment(d[0].Value)
	}
	for _, f := range n[ontology.IOFalseFriendOf] {
		t.falseOf = append(t.falseOf, f.Value)
	}
}

func (e *entries) organisationOf(n map[string][]rdf.Term) (Owner, error) {
	if o := n[ontology.IOOfOrganisation]; len(o) > 0 {
		return e.named(o[0].Value)
	}
	for _, s := range n[ontology.SKOSInScheme] {
		scheme, err := e.node(s.Value)
		if err != nil {
			return Owner{}, err
		}
		if p := scheme[ontology.DCTPublisher]; len(p) > 0 {
			return e.named(p[0].Value)
		}
	}
	return Owner{}, nil
}

// features reads the codes, and the wording and evidence of the claims about them.
func (e *entries) features(t *TermEntry, n map[string][]rdf.Term) error {
	var claims map[string]map[string][]rdf.Term
	var err error
	if !e.brief {
		if claims, err = e.claims(t.IRI); err != nil {
			return err
		}
	}
	for _, w := range FeatureWeights {
		f := Feature{Name: w.Feature, Title: w.Title, Codes: []Owner{}}
		for _, c := range n[featureProperty[w.Feature]] {
			if notStated[lastSegment(c.Value)] {
				continue
			}
			o, err := e.named(c.Value)
			if err != nil {
				return err
			}
			f.Codes = append(f.Codes, o)
		}
		slices.SortFunc(f.Codes, func(a, b Owner) int { return strings.Compare(a.IRI, b.IRI) })
		if l := n[ontology.IOLegalNatureLevel1]; w.Feature == "legal-nature" && len(l) > 0 {
			f.Level = lastSegment(l[0].Value)
		}
		if claim := claims[w.Feature]; claim != nil {
			f.Text = bestText(claim[ontology.RDFValue]).Value
			if f.Evidence, err = e.proofs(claim); err != nil {
				return err
			}
		}
		t.Features = append(t.Features, f)
	}
	return nil
}

// claims are the claims about a thing, by the slug of their feature.
func (e *entries) claims(thing string) (map[string]map[string][]rdf.Term, error) {
	nodes, err := e.subjects(ontology.IOAbout, rdf.NewIRI(thing))
	if err != nil {
		return nil, err
	}
	out := map[string]map[string][]rdf.Term{}
	for _, c := range nodes {
		n, err := e.node(c)
		if err != nil {
			return nil, err
		}
		if f := n[ontology.IOFeature]; len(f) > 0 {
			out[lastSegment(f[0].Value)] = n
		}
	}
	return out, nil
}

// proofs reads the evidence that a node points to.
func (e *entries) proofs(n map[string][]rdf.Term) ([]TermProof, error) {
	out := []TermProof{}
	for _, t := range n[ontology.IOHasEvidence] {
		ev, err := e.node(t.Value)
		if err != nil {
			return nil, err
		}
		p := TermProof{Title: bestText(ev[ontology.DCTTitle]).Value, Locator: bestText(ev[ontology.BIBOLocator]).Value, CheckState: "unknown"}
		if a := ev[ontology.OAHasSource]; len(a) > 0 {
			p.Address = a[0].Value
		}
		if s := ev[ontology.IOCheckState]; len(s) > 0 {
			p.CheckState = lastSegment(s[0].Value)
		}
		if c := ev[ontology.IOConfidence]; len(c) > 0 {
			p.Confidence = lastSegment(c[0].Value)
		}
		out = append(out, p)
	}
	return out, nil
}

// named gives a thing with its name, and its notation as acronym.
func (e *entries) named(iri string) (Owner, error) {
	if iri == "" {
		return Owner{}, nil
	}
	n, err := e.node(iri)
	if err != nil {
		return Owner{}, err
	}
	o := Owner{IRI: iri}
	for _, p := range []string{ontology.SKOSPrefLabel, ontology.DCTTitle, ontology.RDFSLabel} {
		if o.Name == "" {
			o.Name = bestText(n[p]).Value
		}
	}
	if o.Name == "" {
		o.Name = strings.ReplaceAll(lastSegment(iri), "-", " ")
	}
	o.Acronym = bestText(n[ontology.SKOSNotation]).Value
	return o, nil
}

// bestText prefers English, then no language, then the first.
func bestText(texts []rdf.Term) rdf.Term {
	var best rdf.Term
	rank := 9
	for _, t := range texts {
		r := 3
		switch {
		case strings.HasPrefix(strings.ToLower(t.Lang), "en"):
			r = 1
		case t.Lang == "":
			r = 2
		}
		if r < rank || r == rank && t.Value < best.Value {
			best, rank = t, r
		}
	}
	return best
}

// ownText prefers the language that a term is recorded in: names in others are translations.
func ownText(texts, languages []rdf.Term) rdf.Term {
	for _, t := range texts {
		for _, l := range languages {
			if t.Lang != "" && strings.EqualFold(t.Lang, l.Value) {
				return t
			}
		}
	}
	return bestText(texts)
}

func lastSegment(iri string) string { return iri[strings.LastIndexAny(iri, "/#")+1:] }
