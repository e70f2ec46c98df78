package httpd

import (
	"sort"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// list is a page that lists the things of a class, with facets.
type list struct {
	Path, Nav, Title, Lead string
	Class                  string
	Columns                []column // after the thing itself
	Facets                 []column
	Also                   []linkTo
}

// column is a property of a thing, as a column of a table, a line of facts or a facet.
type column struct {
	Name, Title string // Name is the parameter of a facet
	Property    string
	Short       bool // things by their notation: OECD
}

// show is a column, choose one that is a facet too.
func show(title, property string) column { return column{Title: title, Property: property} }
func choose(name, title, property string) column {
	return column{Name: name, Title: title, Property: property}
}
func (c column) shortened() column            { c.Short = true; return c }
func showShort(title, property string) column { return show(title, property).shortened() }

var (
	ofOrganisation = choose("organisation", "Organisation", "io:ofOrganisation").shortened()
	practiceType   = choose("type", "Type", "io:practiceType")
	concerns       = show("Concerns", "io:concerns")
	since          = show("Since", "io:since")
)

// lists are the entrances to the catalogue, in the order of the navigation.
var lists = []*list{
	{Path: "/organisations", Nav: "Organisations", Title: "Organisations", Class: "org:FormalOrganization",
		Lead: "The organisations of the catalogue. Those marked name-only have no terms on purpose: the absence of a term is not a finding.",
		Columns: []column{
			show("Acronym", "skos:notation"), show("Kind", "org:classification"), show("Constituted", "dcterms:created"),
			show("Members", "io:membersCount"), show("UN system", "io:unSystemStatus"), show("Coverage", "io:coverage"),
		},
		Facets: []column{
			choose("kind", "Kind", "org:classification"), choose("un", "UN system", "io:unSystemStatus"),
			choose("partnership", "IO Partnership", "io:partnership"), choose("coverage", "Coverage", "io:coverage"),
		}},
	{Path: "/types", Nav: "Types", Title: "Types of instrument", Class: "io:InstrumentType",
		Lead: "The hub: kinds of instrument defined by what they do, not by a title. What organisations call their texts is mapped to it.",
		Columns: []column{
			show("Broader", "skos:broader"), show("Legal nature", "io:legalNature"), show("Defined by", "io:typeBasis"),
			show("Definition", "skos:definition"),
		},
		Facets: []column{
			choose("family", "Family", "io:family"), choose("force", "Legal nature", "io:legalNature"),
			choose("basis", "Defined by", "io:typeBasis"),
		},
		Also: []linkTo{{Href: "/terms", Text: "Terms as organisations use them"}, {Href: "/matrix", Text: "Matrix: who calls what how"}}},
	{Path: "/terms", Nav: "Terms", Title: "Terms as organisations use them", Class: "io:OrganisationTerm",
		Lead: "Each organisation's own words for its instruments, with what they do: never merged, each with its source.",
		Columns: []column{
			ofOrganisation, show("Type", "io:hubType"), show("Fit", "io:fit"), show("Legal nature", "io:legalNature"),
			show("Consent", "io:consentRoute"), show("Duty", "io:attachedDuty"),
		},
		Facets: []column{
			ofOrganisation, choose("type", "Type", "io:hubType"), choose("word", "Word", "io:headWord"),
			choose("force", "Legal nature", "io:legalNature"), choose("fit", "Fit", "io:fit"),
			choose("consent", "Consent", "io:consentRoute"), choose("duty", "Duty", "io:attachedDuty"),
			choose("divergence", "Divergence", "io:divergence"),
		}},
	{Path: "/instruments", Nav: "Instruments", Title: "Instruments", Class: "io:Instrument",
		Lead: "Examples: texts that organisations adopted, what their organisation calls them and what they work as.",
		Columns: []column{
			show("Reference", "dcterms:identifier"), ofOrganisation, show("Year", "dcterms:issued"),
			show("Called", "io:calledByIts"), show("Works as", "io:worksAs"), show("Subject", "dcterms:subject"),
		},
		Facets: []column{
			ofOrganisation, choose("type", "Works as", "io:worksAs"), choose("year", "Year", "dcterms:issued"),
			choose("subject", "Subject", "dcterms:subject"),
		}},
	{Path: "/mechanisms", Nav: "Mechanisms", Title: "Implementation mechanisms", Class: "io:Mechanism",
		Lead: "What organisations run so that their instruments are put into practice.",
		Columns: []column{
			ofOrganisation, practiceType, since, show("Mode", "io:implementationMode"), concerns,
		},
		Facets: []column{
			ofOrganisation, practiceType, choose("mode", "Mode", "io:implementationMode"),
			choose("actor", "Critical actor", "io:criticalActor"),
		},
		Also: []linkTo{{Href: "/id/scheme/mechanism-type", Text: "Typology of mechanisms"}}},
	{Path: "/stakeholders", Nav: "Stakeholders", Title: "Stakeholder engagement", Class: "io:Engagement",
		Lead: "Who takes part in rule-making, at which stage, in which form.",
		Columns: []column{
			ofOrganisation, show("Stakeholder", "io:stakeholderType"), show("Stage", "io:stage"),
			show("Form", "io:engagementForm"), show("Process", "io:processType"), concerns,
		},
		Facets: []column{
			ofOrganisation, choose("stakeholder", "Stakeholder", "io:stakeholderType"), choose("stage", "Stage", "io:stage"),
			choose("form", "Form", "io:engagementForm"), choose("process", "Process", "io:processType"),
		},
		Also: []linkTo{{Href: "/id/scheme/stakeholder-type", Text: "Typology of stakeholders"}, {Href: "/id/scheme/option",
			Text: "Options to increase adherence"}}},
	{Path: "/evaluation", Nav: "Evaluation", Title: "Evaluation", Class: "io:Evaluation",
		Lead: "How organisations evaluate their instruments. A facet is filled or not coded; it is never guessed.",
		Columns: []column{
			ofOrganisation, practiceType, show("Timing", "io:timing"), show("Scope", "io:scope"),
			show("Regularity", "io:regularity"), show("Object", "io:evaluationObject"),
			show("Link with domestic", "io:linkKind"),
		},
		Facets: []column{
			ofOrganisation, practiceType, choose("timing", "Timing", "io:timing"), choose("scope", "Scope", "io:scope"),
			choose("regularity", "Regularity", "io:regularity"), choose("object", "Object", "io:evaluationObject"),
			choose("conduct", "Conduct", "io:conduct"), choose("link", "Link with domestic", "io:linkKind"),
			choose("contrast", "Contrast", "io:isContrast"),
		},
		Also: []linkTo{{Href: "/id/scheme/evaluation-approach", Text: "Typology of approaches"}}},
	{Path: "/coordination", Nav: "Coordination", Title: "Coordination", Class: "io:Coordination",
		Lead: "How organisations work together on rules, by hard and soft arrangements.",
		Columns: []column{
			showShort("Participants", "prov:wasAssociatedWith"), practiceType, show("Formality", "io:formality"), since,
			show("Until", "io:until"), show("Status", "io:status"),
		},
		Facets: []column{
			choose("organisation", "Organisation", "prov:wasAssociatedWith").shortened(), practiceType,
			choose("formality", "Formality", "io:formality"), choose("status", "Status", "io:status"),
			choose("stage", "Stage", "io:stage"),
		},
		Also: []linkTo{{Href: "/id/scheme/coordination-type", Text: "Typology of coordination"}, {Href: "/routes",
			Text: "Routes between organisations"}}},
}

// navigation is the menu of every page.
func navigation(current string) []linkTo {
	var out []linkTo
	for _, l := range lists {
		out = append(out, linkTo{Href: l.Path, Text: l.Nav, Current: l.Path == current})
	}
	for _, l := range [][2]string{{harmonisePath, "Harmonise"}, {"/groups", "Working groups"}, {"/routes", "Routes"}, {"/queries", "Questions"}, {"/sparql", "SPARQL"}} {
		out = append(out, linkTo{Href: l[0], Text: l[1], Current: l[0] == current})
	}
	return out
}

// page is what the layout needs; without a section it is that of the address.
func (s *Server) page(c echo.Context, title, section string) web.Page {
	if section == "" {
		section = sectionOf(c.Path())
	}
	p := web.Page{Title: title, Section: section, Rooms: roomLinks(section), Build: "Concord " + s.Version + ".", Cite: citePage(c)}
	if p.Rooms != nil {
		section = harmonisePath
	}
	p.Nav = navigation(section)
	return p
}

// render answers with a page.
func (s *Server) render(c echo.Context, name string, data any) error {
	c.Response().Header().Set("Content-Type", "text/html; charset=utf-8")
	return web.Render(c.Response(), name, data)
}

type listView struct {
	Page                 web.Page
	Lead, Contains, Path string
	Facets               []web.Facet
	Also                 []linkTo
	Narrowed             bool
	Shown, Total         int
	Table                web.Table
}

func (s *Server) list(l *list) echo.HandlerFunc {
	return func(c echo.Context) error {
		snap, err := s.Store.Snapshot()
		if err != nil {
			return err
		}
		defer snap.Close()
		if s.unchanged(c, pageTag(snap)) {
			return nil
		}
		g := newGraph(c.Request().Context(), snap)
		view := s.listView(l, g, c.QueryParam)
		if g.err != nil {
			return g.err
		}
		view.Page = s.page(c, l.Title, l.Path)
		return s.render(c, "list", view)
	}
}

func (s *Server) listView(l *list, g *graph, param func(string) string) listView {
	properties := append([]string{rdf.RDFType}, naming...)
	var linked []string
	for _, col := range append(append([]column(nil), l.Columns...), l.Facets...) {
		properties, linked = append(properties, col.Property), append(linked, col.Property)
	}
	things := g.load(g.instances(l.Class), properties...)
	n := newNamer(g)
	n.wantThings(things, linked...)
	view := listView{Lead: l.Lead, Path: l.Path, Also: l.Also, Total: len(things), Contains: param("contains")}
	chosen := map[string]string{}
	for _, f := range l.Facets {
		if v := param(f.Name); v != "" {
			chosen[f.Name] = v
		}
	}
	view.Narrowed = len(chosen) > 0 || view.Contains != ""
	things = containing(things, n, view.Contains)
	for _, f := range l.Facets {
		view.Facets = append(view.Facets, s.facet(f, narrow(things, l.Facets, chosen, f.Name), n, chosen[f.Name]))
	}
	things = narrow(things, l.Facets, chosen, "")
	sortByName(things, n)
	view.Shown = len(things)
	view.Table = s.table("list", l.Title, "Name", l.Columns, things, n)
	return view
}

// slug is how a facet's parameter names a term.
func slug(t rdf.Term) string {
	if t.Kind == rdf.IRI {
		return t.Value[strings.LastIndexAny(t.Value, "/#")+1:]
	}
	return t.Value
}

// narrow keeps the things that have the chosen value of every facet but one.
func narrow(things []*thing, facets []column, chosen map[string]string, except string) []*thing {
	var out []*thing
	for _, t := range things {
		ok := true
		for _, f := range facets {
			if v := chosen[f.Name]; v != "" && f.Name != except && !hasSlug(t.all(f.Property), v) {
				ok = false
				break
			}
		}
		if ok {
			out = append(out, t)
		}
	}
	return out
}

func hasSlug(terms []rdf.Term, want string) bool {
	for _, t := range terms {
		if slug(t) == want {
			return true
		}
	}
	return false
}

func containing(things []*thing, n *namer, text string) []*thing {
	if text == "" {
		return things
	}
	text = strings.ToLower(text)
	var out []*thing
	for _, t := range things {
		called := n.names[t.IRI]
		if strings.Contains(strings.ToLower(called.text+" "+called.short), text) {
			out = append(out, t)
		}
	}
	return out
}

// facet counts the values of a property.
func (s *Server) facet(f column, things []*thing, n *namer, chosen string) web.Facet {
	counts, text := map[string]int{}, map[string]string{}
	for _, t := range things {
		for _, o := range t.all(f.Property) {
			key := slug(o)
			counts[key]++
			if text[key] == "" {
				v := s.values(n, []rdf.Term{o}, f.Short)
				text[key] = v[0].Text
			}
		}
	}
	out := web.Facet{Name: f.Name, Title: f.Title}
	for key, count := range counts {
		out.Options = append(out.Options, web.Option{Value: key, Text: text[key], Count: count, Selected: key == chosen})
	}
	sort.Slice(out.Options, func(i, j int) bool {
		a, b := strings.ToLower(out.Options[i].Text), strings.ToLower(out.Options[j].Text)
		return a < b || a == b && out.Options[i].Value < out.Options[j].Value
	})
	return out
}

func sortByName(things []*thing, n *namer) {
	sort.SliceStable(things, func(i, j int) bool {
		return strings.ToLower(n.names[things[i].IRI].text) < strings.ToLower(n.names[things[j].IRI].text)
	})
}

const maxCellValues = 6

// table shows things in rows: the thing itself, then a cell for each column.
func (s *Server) table(id, title, first string, columns []column, things []*thing, n *namer) web.Table {
	t := web.Table{ID: id, Title: title, Columns: []string{first}}
	for _, col := range columns {
		t.Columns = append(t.Columns, col.Title)
	}
	for _, row := range things {
		cells := []web.Cell{{Values: []web.Value{{Link: s.link(n, row.IRI)}}}}
		for _, col := range columns {
			terms := row.all(col.Property)
			shown := terms[:min(len(terms), maxCellValues)]
			cells = append(cells, web.Cell{Values: s.values(n, shown, col.Short), More: len(terms) - len(shown)})
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// isOurs reports whether an address is a thing of the catalogue.
func isOurs(address string) bool { return strings.HasPrefix(address, ontology.ID) }
