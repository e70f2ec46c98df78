package catalogue

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"w3id.org/concord/ingest/tabular"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

func (b *builder) organisations() {
	b.each("organisations.csv", inGraphOf("id"), func(r *record) {
		r.is(ontology.ORGFormalOrganization, ontology.PROVOrganization)
		r.name("name", "en")
		r.name("name_fr", "fr")
		r.name("name_es", "es")
		r.text(ontology.SKOSNotation, "acronym", "")
		r.link(ontology.ORGClassification, "kind", "organisation-kind")
		r.year(ontology.DCTCreated, "constituted_year")
		r.year(ontology.IOSince, "operational_year")
		r.year(ontology.IOUntil, "dissolved_year")
		r.link(ontology.DCTIsReplacedBy, "successor_id", "organisation")
		r.prose("headquarters", "headquarters")
		r.prose("founding-instrument", "founding_instrument")
		r.prose("membership", "membership_type")
		r.members()
		r.address(ontology.FOAFHomepage, "website", "")
		r.address(ontology.OWLSameAs, "wikidata_qid", ontology.Wikidata)
		r.link(ontology.ORGSubOrganizationOf, "parent_organisation_id", "organisation")
		r.link(ontology.IOUnSystemStatus, "un_system_status", "un-system-status")
		r.link(ontology.IOPartnership, "io_partnership", "partnership")
		r.link(ontology.IOCoverage, "coverage", "coverage")
		r.text(ontology.SKOSNote, "note", "en")
		r.evidence("source_seen")
	})
	b.schemes()
}

// members: the number of members, and of which year.
func (r *record) members() {
	n, year := r.get("members_count"), r.get("members_as_of")
	if n == "" {
		return
	}
	r.value(ontology.IOMembersCount, "members_count", rdf.XSDInteger)
	c := r.claim("members-count", rdf.NewTyped(n, rdf.XSDInteger), nil)
	if year != "" {
		r.b.add(evidenceGraph, c, rdf.NewIRI(ontology.DCTValid), rdf.NewTyped(year, rdf.XSDGYear))
	}
}

// schemes: one concept scheme for each organisation that has terms.
func (b *builder) schemes() {
	has := map[string]bool{}
	for _, row := range b.tables["terms.csv"].Rows {
		has[row.Get("organisation_id")] = true
	}
	for _, row := range b.tables["organisations.csv"].Rows {
		if id := row.Get("id"); has[id] {
			g, s := ontology.Thing("graph", id), ontology.Thing("scheme", id)
			b.add(g, s, rdf.NewIRI(ontology.RDFType), rdf.NewIRI(ontology.SKOSConceptScheme))
			b.add(g, s, rdf.NewIRI(ontology.DCTTitle), rdf.NewLang("Instrument terms of "+shortName(row), "en"))
			b.add(g, s, rdf.NewIRI(ontology.DCTPublisher), ontology.Thing("organisation", id))
		}
	}
}

// shortName is an organisation's acronym, or its name if it has none.
func shortName(row tabular.Row) string {
	if a := row.Get("acronym"); a != "" {
		return a
	}
	return row.Get("name")
}

// top places a concept in a scheme, under the concepts of a column or, if that is empty, at the top.
func (r *record) top(scheme, broader string) {
	s := ontology.Thing("scheme", scheme)
	r.say(ontology.SKOSInScheme, s)
	var above []rdf.Term
	if broader != "" {
		above = r.links(broader, r.kind)
	}
	for _, t := range above {
		r.say(ontology.SKOSBroader, t)
	}
	if len(above) == 0 {
		r.say(ontology.SKOSTopConceptOf, s)
		r.b.add(r.graph, s, rdf.NewIRI(ontology.SKOSHasTopConcept), r.self)
	}
}

func (b *builder) scheme(g rdf.Term, slug, en, fr, es string) {
	s := ontology.Thing("scheme", slug)
	b.add(g, s, rdf.NewIRI(ontology.RDFType), rdf.NewIRI(ontology.SKOSConceptScheme))
	b.add(g, s, rdf.NewIRI(ontology.DCTTitle), rdf.NewLang(en, "en"))
	b.add(g, s, rdf.NewIRI(ontology.DCTTitle), rdf.NewLang(fr, "fr"))
	b.add(g, s, rdf.NewIRI(ontology.DCTTitle), rdf.NewLang(es, "es"))
}

func (b *builder) types() {
	b.scheme(hubGraph, "hub", "Hub of instrument types", "Pivot des types d'instruments", "Eje de tipos de instrumentos")
	b.each("instrument_types.csv", in(hubGraph), func(r *record) {
		r.is(ontology.IOInstrumentType, ontology.SKOSConcept)
		r.name("preferred_label", "en")
		r.name("label_fr", "fr")
		r.name("label_es", "es")
		r.top("hub", "broader_id")
		r.link(ontology.IOAlsoBroader, "also_broader_ids", "type")
		r.definition("definition")
		r.link(ontology.IOTypeBasis, "type_basis", "type-basis")
		r.text(ontology.SKOSScopeNote, "scope_note", "en")
		r.coded(ontology.IOLegalNature, "legal-nature", "", "legal_nature", "legal-nature")
		r.link(ontology.IOLegalNatureLevel1, "legal_nature_level1", "legal-nature")
		r.prose("addressee", "typical_addressee")
		r.prose("adoption", "adoption_mode")
		r.prose("maintenance", "typical_maintenance")
		r.prose("suited-to", "suited_to")
		r.prose("strength", "strength")
		r.prose("limit", "limit")
		r.outside("eurovoc_uri", "", ontology.SKOSCloseMatch)
		r.outside("wikidata_qid", ontology.Wikidata, ontology.SKOSBroadMatch)
		r.link(ontology.IOFamily, "family_id", "type")
		r.value(ontology.IODepth, "depth", rdf.XSDInteger)
		r.evidence("")
	})
}

// neighbours: hub types that do one job in unlike forms, said of both.
func (b *builder) neighbours() {
	const file = "type_neighbours.csv"
	pairs := 0
	for _, row := range b.tables[file].Rows {
		r := &record{b: b, row: row, graph: hubGraph, kind: "type"}
		for _, a := range r.links("type_id", "type") {
			for _, z := range r.links("neighbour_id", "type") {
				for _, side := range [][2]rdf.Term{{a, z}, {z, a}} {
					b.add(hubGraph, side[0], rdf.NewIRI(ontology.SKOSRelated), side[1])
					b.add(hubGraph, side[0], rdf.NewIRI(ontology.SKOSNote), rdf.NewLang(r.get("reason"), "en"))
				}
				pairs++
			}
		}
	}
	b.files = append(b.files, FileReport{File: file, Rows: len(b.tables[file].Rows), Subjects: pairs})
}

func (b *builder) terms() {
	b.each("terms.csv", inGraphOf("organisation_id"), func(r *record) {
		r.is(ontology.IOOrganisationTerm, ontology.SKOSConcept)
		r.top(r.get("organisation_id"), "")
		r.link(ontology.IOOfOrganisation, "organisation_id", "organisation")
		r.name("term", r.get("lang"))
		r.value(ontology.DCT+"language", "lang", rdf.XSDString)
		r.nameUnless("term_fr", "fr")
		r.nameUnless("term_es", "es")
		r.text(ontology.SKOSScopeNote, "scope_note", "en")
		r.text(ontology.SKOSNote, "variation_note", "en")
		r.definition("definition")
		r.link(ontology.IOHubType, "instrument_type_id", "type")
		r.link(ontology.IOFit, "fit", "fit")
		r.link(ontology.IOFalseFriendOf, "false_friend_of", "type")
		r.termCodes()
		r.link(ontology.IOTermRole, "term_role", "term-role")
		r.link(ontology.IOGranularity, "granularity", "granularity")
		r.link(ontology.IOHeadWord, "head_word", "head-word")
		r.link(ontology.IOSuggestedType, "suggested_type_id", "type")
		r.link(ontology.IODivergence, "divergence", "divergence")
		r.link(ontology.IOPreviousOrganisation, "previous_organisation_id", "organisation")
		r.evidence("source_seen")
		r.mappings()
	})
}

// nameUnless: a name in a language, unless it is the language of the term itself.
func (r *record) nameUnless(column, lang string) {
	if r.get("lang") != lang {
		r.name(column, lang)
	} else if s := r.get(column); s != "" && s != r.get("term") {
		r.b.problem(r.row, "%s %q differs from the term, which is in that language", column, s)
	}
}

// termCodes: what an organisation's text of this name is and does, each as code and claim.
func (r *record) termCodes() {
	r.coded(ontology.IOLegalNature, "legal-nature", "", "legal_nature", "legal-nature")
	r.link(ontology.IOLegalNatureLevel1, "legal_nature_level1", "legal-nature")
	r.prose("legal-basis", "legal_basis")
	r.coded(ontology.IOAdoptingBody, "adopting-body", "adopting_body", "adopting_body_code", "adopting-body")
	r.coded(ontology.IOAdoption, "adoption", "adoption_rule", "adoption_code", "adoption")
	r.coded(ontology.IOAddressee, "addressee", "binding_on", "addressee_code", "addressee")
	r.coded(ontology.IOConsentRoute, "consent-route", "", "consent_route", "consent-route")
	r.coded(ontology.IOAttachedDuty, "attached-duty", "", "attached_duty", "duty")
	r.prose("review-cycle", "review_cycle")
	r.value(ontology.IOReviewYears, "review_years", rdf.XSDDecimal)
}

// labels: the other labels, as things and as plain literals of what they label.
func (b *builder) labels() {
	b.eachNamed("labels.csv", b.graphOfLabelled, labelSlug, func(r *record) {
		thing := r.labelled()
		form := rdf.NewLang(r.get("text"), r.get("lang"))
		kind := r.get("kind")
		xl, plain, authorization := ontology.XLAltLabel, ontology.SKOSAltLabel, ontology.LEXINFOAdmittedTerm
		switch kind {
		case "hidden":
			xl, plain, authorization = ontology.XLHiddenLabel, ontology.SKOSHiddenLabel, ""
		case "former":
			authorization = ontology.LEXINFOSupersededTerm
		}
		b.add(r.graph, thing, rdf.NewIRI(xl), r.self)
		b.add(r.graph, thing, rdf.NewIRI(plain), form)
		b.label(r.graph, r.self, form, kind, authorization)
		r.year(ontology.IOSince, "from_year")
		r.year(ontology.IOUntil, "to_year")
		r.text(ontology.DCTSource, "source", "")
	})
}

// labelled is what a row of labels.csv names.
func (r *record) labelled() rdf.Term {
	t := ontology.Thing(r.get("thing_kind"), r.get("thing_id"))
	if !r.b.known[t] {
		r.b.problem(r.row, "thing_id %q is no %s that the catalogue knows", r.get("thing_id"), r.get("thing_kind"))
	}
	return t
}

// labelSlug is a hash of the row's key.
func labelSlug(row tabular.Row) string {
	key := []string{row.Get("thing_kind"), row.Get("thing_id"), row.Get("kind"), row.Get("lang"), row.Get("text")}
	sum := sha256.Sum256([]byte(strings.Join(key, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// graphOfLabelled is the graph of what a row of labels.csv names.
func (b *builder) graphOfLabelled(row tabular.Row) rdf.Term {
	id := row.Get("thing_id")
	switch row.Get("thing_kind") {
	case "organisation":
		return ontology.Thing("graph", id)
	case "term":
		return ontology.Thing("graph", b.organisationOfTerm(id))
	}
	return hubGraph
}

func (b *builder) organisationOfTerm(id string) string {
	if b.termOrg == nil {
		b.termOrg = map[string]string{}
		for _, row := range b.tables["terms.csv"].Rows {
			b.termOrg[row.Get("id")] = row.Get("organisation_id")
		}
	}
	return b.termOrg[id]
}
