package httpd

import (
	"sort"
	"strings"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/ontology/rdf"
)

func (b *pageBuilder) view() *thingView {
	called := b.s.link(b.n, b.self.IRI)
	called.Href = ""
	v := &thingView{IRI: b.self.IRI, Name: called, Notation: b.self.first("skos:notation").Value, Formats: dataLinks(b.self.IRI)}
	v.Kind = linkTo{Text: b.kind.Title, Href: b.kind.Path}
	if owner := b.self.first("io:ofOrganisation"); owner.Kind == rdf.IRI {
		l := b.s.link(b.n, owner.Value)
		v.Owner = &l
	}
	if b.self.first("owl:deprecated").Value == "true" {
		v.Retired = []linkTo{}
		for _, t := range b.self.all("dcterms:isReplacedBy") {
			v.Retired = append(v.Retired, b.s.link(b.n, t.Value))
		}
	}
	v.Harmonise = harmoniseLinks(b.self)
	v.Others = b.otherNames(called.Text)
	v.Definitions = b.definitions()
	v.Facts = b.facts()
	v.Statements = b.statements()
	v.Sections = b.tables()
	v.Names = b.nameRows()
	v.Incoming = b.groups()
	v.Sources = b.evidenceOf(b.self)
	v.Trust = trustOf(append(append([]web.Statement(nil), v.Definitions...), v.Statements...))
	if v.Trust.Total() == 0 && len(v.Sources) > 0 {
		v.Trust = trustOf([]web.Statement{{Evidence: v.Sources}})
	}
	return v
}

// otherNames are the preferred names in other languages than the one in the heading.
func (b *pageBuilder) otherNames(shown string) []web.Name {
	var out []web.Name
	for _, t := range b.self.all("skos:prefLabel") {
		if t.Value != shown || t.Lang != "en" && t.Lang != "" {
			out = append(out, web.Name{Text: t.Value, Lang: t.Lang})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Lang < out[j].Lang })
	if len(out) == 1 && out[0].Text == shown {
		return nil
	}
	return out
}

// facts are the properties of the kind in their order, then those that no one foresaw.
func (b *pageBuilder) facts() []web.Fact {
	var out []web.Fact
	done := map[string]bool{}
	for _, col := range b.kind.Facts {
		done[iri(col.Property)] = true
		if terms := b.self.all(col.Property); len(terms) > 0 {
			out = append(out, web.Fact{Name: linkTo{Text: col.Title}, Values: b.s.values(b.n, terms, false)})
		}
	}
	if len(b.parts) > 0 {
		out = append(out, web.Fact{Name: linkTo{Text: "Participants"}, Values: b.participants()})
	}
	for _, p := range b.self.order {
		if done[p] || plumbing[p] || p == iri("io:ofOrganisation") || p == iri("owl:deprecated") {
			continue
		}
		name := b.s.propertyLink(b.n, p)
		out = append(out, web.Fact{Name: name, Values: b.s.values(b.n, b.self.props[p], false)})
	}
	return out
}

// propertyNames are titles for properties of others, whose labels are not in the store.
var propertyNames = map[string]string{
	iri("skos:broadMatch"): "Mapped under", iri("skos:closeMatch"): "Close to", iri("skos:narrowMatch"): "Mapped over",
	iri("skos:exactMatch"): "Same as", iri("skos:inScheme"): "Scheme",
	iri("skos:broader"): "Broader", iri("skos:related"): "Related", iri("skos:note"): "Note", iri("skos:scopeNote"): "Scope",
	iri("skos:historyNote"): "History", iri("dcterms:source"): "Source", iri("dcterms:subject"): "Subject",
	iri("dcterms:publisher"): "Publisher", iri("dcterms:relation"): "Related", iri("dcterms:replaces"): "Replaces",
	iri("dcterms:isReplacedBy"): "Replaced by", iri("dcterms:isPartOf"): "Part of",
	iri("eli:amends"): "Amends", iri("eli:implements"): "Implements", iri("eli:passed_by"): "Adopted by",
	iri("owl:sameAs"): "The same as", iri("foaf:page"): "Page", iri("foaf:homepage"): "Website",
	iri("rdf:value"): "Wording", iri("oa:hasSource"): "Address of the source", iri("prov:wasAttributedTo"): "Said by",
	iri("pav:authoredBy"): "Said by", iri("prov:agent"): "Who",
	iri("prov:hadRole"): "Role", iri("org:classification"): "Kind", iri("org:subOrganizationOf"): "Part of",
	iri("pplan:isStepOfPlan"): "Step of", iri("dcterms:issued"): "Issued", iri("dcterms:identifier"): "Reference",
}

// propertyLink is a property with a title for people.
func (s *Server) propertyLink(n *namer, p string) linkTo {
	l := s.link(n, p)
	if title := propertyNames[p]; title != "" {
		l.Text = title
	}
	l.Text = capital(l.Text)
	return l
}

func capital(s string) string {
	if i := strings.IndexByte(s, ':'); s == "" || i > 0 && !strings.Contains(s[:i], " ") {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func (b *pageBuilder) participants() []web.Value {
	var out []web.Value
	for _, p := range b.parts {
		v := web.Value{Link: b.s.link(b.n, p.first("prov:agent").Value)}
		if role := p.first("prov:hadRole"); role.Kind == rdf.IRI {
			v.Note = b.s.link(b.n, role.Value).Text
		}
		out = append(out, v)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Text < out[j].Text })
	return out
}

// definitions are the sourced ones; the plain text repeats them and is shown only where there is no other.
func (b *pageBuilder) definitions() []web.Statement {
	var out []web.Statement
	for _, d := range b.defs {
		texts := b.s.values(b.n, d.all("rdf:value"), false)
		out = append(out, web.Statement{Texts: texts, Codes: b.s.values(b.n, d.all("dcterms:relation"), false),
			Evidence: b.evidenceOf(d)})
	}
	if len(out) == 0 && len(b.self.all("skos:definition")) > 0 {
		out = append(out, web.Statement{Texts: b.s.values(b.n, b.self.all("skos:definition"), false), Evidence: b.evidenceOf(b.self)})
	}
	return out
}

// statements are the claims about the thing.
func (b *pageBuilder) statements() []web.Statement {
	var out []web.Statement
	for _, c := range b.claims {
		feature := b.s.link(b.n, c.first("io:feature").Value)
		feature.Text = capital(feature.Text)
		out = append(out, web.Statement{Feature: feature, Texts: b.s.values(b.n, c.all("rdf:value"), false),
			Codes: b.s.values(b.n, c.all("io:value"), false), Evidence: b.evidenceOf(c)})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Feature.Text < out[j].Feature.Text })
	return out
}

// evidenceOf shows the evidence of a thing, claim or definition.
func (b *pageBuilder) evidenceOf(t *thing) []web.Evidence {
	var out []web.Evidence
	for _, a := range addressesOf(t.all("io:evidence")) {
		e := b.evidence[a]
		if e == nil {
			continue
		}
		state := e.first("io:checkState")
		ev := web.Evidence{Source: linkTo{Text: e.first("dcterms:title").Value}, Locator: e.first("bibo:locator").Value, State: slug(state)}
		if src := e.first("oa:hasSource"); src.Kind == rdf.IRI {
			ev.Source.Href = outward(src.Value)
		}
		if ev.Source.Text == "" {
			ev.Source.Text = "source without a title"
		}
		ev.StateText = stateText(ev.State, b.n.names[state.Value].text)
		ev.Confidence = strings.ToLower(b.n.names[e.first("io:confidence").Value].text)
		ev.SiteOnly = slug(e.first("io:urlPrecision")) == "site"
		out = append(out, ev)
	}
	return out
}

// stateText is short for a state of checking; label is its own name, for states that this page does not know.
func stateText(state, label string) string {
	short := map[string]string{"checked": "checked", "excerpt-seen": "excerpt seen", "not-checked": "not yet checked"}[state]
	switch {
	case short != "":
		return short
	case label != "":
		return label
	}
	return "state unknown"
}

// trustOf counts statements by the best state of their evidence.
func trustOf(statements []web.Statement) web.Trust {
	var t web.Trust
	for _, s := range statements {
		best := 0
		for _, e := range s.Evidence {
			best = max(best, map[string]int{"checked": 2, "excerpt-seen": 1}[e.State])
		}
		switch best {
		case 2:
			t.Checked++
		case 1:
			t.Seen++
		default:
			t.Unchecked++
		}
	}
	return t
}

// tables are the sections that have rows.
func (b *pageBuilder) tables() []web.Table {
	var out []web.Table
	for i, sec := range b.kind.Sections {
		things := b.sections[i]
		if len(things) == 0 {
			continue
		}
		sortByName(things, b.n)
		if sec.ByStage {
			sortByStage(things)
		}
		more := len(things) > maxSectionRows
		t := b.s.table("s-"+slugify(sec.Title), sec.Title, sec.First, sec.Columns, things[:min(len(things), maxSectionRows)], b.n)
		if sec.Bare {
			t.Columns = t.Columns[1:]
			for r := range t.Rows {
				t.Rows[r] = t.Rows[r][1:]
			}
		}
		t.Note = sec.Note
		if more {
			t.More = &linkTo{Href: sec.List + slug(rdf.NewIRI(b.self.IRI)), Text: "All " + web.Number(len(things))}
			if sec.List == "" {
				t.More.Href = "/sparql"
			}
		}
		out = append(out, t)
	}
	return out
}

func slugify(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "-") }

func sortByStage(things []*thing) {
	rank := func(t *thing) int {
		for i, name := range stages {
			if slug(t.first("io:stage")) == name {
				return i
			}
		}
		return len(stages)
	}
	sort.SliceStable(things, func(i, j int) bool { return rank(things[i]) < rank(things[j]) })
}

// nameRows lists all labels with kind and years; hidden ones help search and are not shown.
func (b *pageBuilder) nameRows() []web.Name {
	var out []web.Name
	for _, l := range b.labels {
		form, kind := l.first("xl:literalForm"), l.first("io:labelKind")
		if slug(kind) == "hidden" {
			continue
		}
		years := l.first("io:since").Value
		if until := l.first("io:until").Value; until != "" || years != "" {
			years += "–" + until
		}
		out = append(out, web.Name{Text: form.Value, Lang: form.Lang, Kind: b.n.names[kind.Value].text, Years: years})
	}
	if len(b.labels) == 0 {
		for _, t := range b.self.all("skos:altLabel") {
			out = append(out, web.Name{Text: t.Value, Lang: t.Lang, Kind: "alternative"})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return strings.ToLower(out[i].Text) < strings.ToLower(out[j].Text) })
	return out
}

const maxGroup = 200

// groups list what else refers to the thing, by property.
func (b *pageBuilder) groups() []web.Group {
	var out []web.Group
	for p, subjects := range b.incoming {
		g := web.Group{Title: "Named under “" + b.s.propertyLink(b.n, p).Text + "”",
			More: len(subjects) - min(len(subjects), maxGroup)}
		for _, x := range subjects[:min(len(subjects), maxGroup)] {
			g.Links = append(g.Links, b.s.link(b.n, x))
		}
		sort.SliceStable(g.Links, func(i, j int) bool { return strings.ToLower(g.Links[i].Text) < strings.ToLower(g.Links[j].Text) })
		out = append(out, g)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Title < out[j].Title })
	return out
}
