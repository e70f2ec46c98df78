package httpd

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/query/groups"
)

// groupRoutes adds the views of the working groups.
func (s *Server) groupRoutes() {
	s.get("/groups", s.groupsPage)
	s.get("/groups/:group", s.groupPage)
	s.get("/api/v1/groups", func(c echo.Context) error { return c.JSON(http.StatusOK, groups.All()) })
	s.get("/api/v1/groups/:group", s.groupAPI)
}

// groupsPage lists what each group asks and where it is answered.
func (s *Server) groupsPage(c echo.Context) error {
	return s.render(c, "groups", struct {
		Page   web.Page
		Groups []*groups.Group
	}{s.page(c, "Working groups", "/groups"), groups.All()})
}

// groupQuestion reads which view is asked for.
func groupQuestion(c echo.Context) (*groups.Group, groups.Question, error) {
	g, err := groups.Get(c.Param("group"))
	if err != nil {
		return nil, groups.Question{}, notFound(capital(err.Error()) + ".")
	}
	q := groups.Question{Args: map[string]string{}, Pick: groups.Pick{Row: c.QueryParam("row"), Col: c.QueryParam("col")}}
	for _, list := range c.QueryParams()["section"] {
		for _, id := range strings.Split(list, ",") {
			if id = strings.TrimSpace(id); id != "" && !slices.Contains(q.Sections, id) {
				q.Sections = append(q.Sections, id)
			}
		}
	}
	for _, f := range g.Filters {
		q.Args[f.Param] = c.QueryParam(f.Param)
	}
	return g, q, nil
}

// makeGroup answers; names that mean nothing are the client's mistake.
func (s *Server) makeGroup(c echo.Context, snap index.Snapshot, g *groups.Group, q groups.Question) (*groups.View, error) {
	m := groups.Maker{Engine: s.Engine, Snap: snap}
	view, err := m.Make(c.Request().Context(), g, q)
	if unknown := new(groups.UnknownError); errors.As(err, &unknown) {
		return nil, badRequest("%s.", capital(unknown.Error()))
	}
	return view, err
}

func (s *Server) groupAPI(c echo.Context) error {
	g, q, err := groupQuestion(c)
	if err != nil {
		return err
	}
	format := c.QueryParam("format")
	switch {
	case format == "":
		format = "json"
	case format != "json" && format != "csv":
		return badRequest("A group comes as json, or a section of it as csv, not as %q.", format)
	}
	if format == "csv" && len(q.Sections) != 1 {
		return badRequest("CSV holds one table: give one section, such as %s?section=%s&format=csv. There is %s.", c.Request().URL.Path, g.Sections[0].ID, strings.Join(g.SectionIDs(), ", "))
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		view, err := s.makeGroup(c, snap, g, q)
		if err != nil {
			return err
		}
		if format == "json" {
			return c.JSON(http.StatusOK, view)
		}
		var buf bytes.Buffer
		if err := answer.Group(&buf, view, format); err != nil {
			return err
		}
		c.Response().Header().Set("Content-Disposition", `attachment; filename="concord-`+g.ID+"-"+q.Sections[0]+`.csv"`)
		return c.Blob(http.StatusOK, "text/csv; charset=utf-8", buf.Bytes())
	})
}

// groupView is what the page of a group prints.
type groupView struct {
	Page     web.Page
	Group    *groups.Group
	Groups   []linkTo
	Clauses  []groupClause
	Selects  []web.Facet
	Narrowed []string
	Whole    string // leads to the whole view, where this is one section of it
	Keep     string // the section, for the form
	Pick     groups.Pick
	Sections []groupSection
	JSON     string
}

type groupClause struct {
	Text            string
	Sections, Pages []linkTo
}

func (s *Server) groupPage(c echo.Context) error {
	g, q, err := groupQuestion(c)
	if err != nil {
		return err
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		if s.unchanged(c, pageTag(snap)) {
			return nil
		}
		answered, err := s.makeGroup(c, snap, g, q)
		if err != nil {
			return err
		}
		view := groupView{Page: s.page(c, g.Code+": "+g.Title, "/groups"), Group: g, Keep: strings.Join(q.Sections, ","), Pick: q.Pick, JSON: pickHref(groupHref("/api/v1/groups/"+g.ID, answered.Args, q.Sections), q.Pick)}
		graph := newGraph(c.Request().Context(), snap)
		view.Selects = s.groupSelects(graph, g, answered)
		if graph.err != nil {
			return graph.err
		}
		if len(q.Sections) > 0 {
			view.Whole = groupHref("/groups/"+g.ID, answered.Args, nil)
		}
		for _, v := range answered.Named {
			view.Narrowed = append(view.Narrowed, v.Text)
		}
		slices.Sort(view.Narrowed)
		for _, o := range groups.All() {
			view.Groups = append(view.Groups, linkTo{Href: "/groups/" + o.ID, Text: o.Code, Title: o.Title, Current: o == g})
		}
		view.Clauses = groupClauses(g, answered.Args, len(q.Sections) == 0)
		for _, a := range answered.Answers {
			view.Sections = append(view.Sections, s.groupSection(answered, a, q))
		}
		return s.render(c, "group", view)
	})
}

// groupClauses links what a group asks to what answers it: on this page, or on that of the whole group.
func groupClauses(g *groups.Group, args map[string]string, here bool) []groupClause {
	var out []groupClause
	for _, c := range g.Clauses {
		clause := groupClause{Text: c.Text}
		for _, id := range c.Sections {
			section, err := g.Section(id)
			if err != nil {
				continue // the tests hold that it is there
			}
			href := "#" + id
			if !here {
				href = groupHref("/groups/"+g.ID, args, []string{id})
			}
			clause.Sections = append(clause.Sections, linkTo{Href: href, Text: section.Title})
		}
		for _, p := range c.Pages {
			clause.Pages = append(clause.Pages, linkTo{Href: p.Path, Text: p.Text})
		}
		out = append(out, clause)
	}
	return out
}

// groupHref is the one address of a view.
func groupHref(path string, args map[string]string, sections []string) string {
	v := url.Values{}
	for param, value := range args {
		v.Set(param, value)
	}
	if len(sections) > 0 {
		v.Set("section", strings.Join(sections, ","))
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// pickHref adds a row and a column.
func pickHref(address string, p groups.Pick) string {
	for _, part := range [][2]string{{"row", p.Row}, {"col", p.Col}} {
		if part[1] == "" {
			continue
		}
		mark := "?"
		if strings.Contains(address, "?") {
			mark = "&"
		}
		address += mark + part[0] + "=" + url.QueryEscape(part[1])
	}
	return address
}

// groupSelects are the filters of a group.
func (s *Server) groupSelects(g *graph, group *groups.Group, v *groups.View) []web.Facet {
	var out []web.Facet
	for _, f := range group.Filters {
		facet := web.Facet{Name: f.Param, Title: capital(f.Title)}
		if f.Prefix == "organisation" {
			facet.Options = s.organisationOptions(g, v.Args[f.Param], "any")
		} else {
			facet.Options = schemeOptions(g, f.Prefix, v.Args[f.Param])
		}
		out = append(out, facet)
	}
	return out
}

// schemeOptions are the concepts of a scheme, by their names.
func schemeOptions(g *graph, kind, chosen string) []web.Option {
	scheme := kind
	if kind == "type" {
		scheme = "hub"
	}
	n := newNamer(g)
	things := g.load(g.subjects("skos:inScheme", g.id(iri("scheme:"+scheme)), 0), naming...)
	n.wantThings(things)
	options := []web.Option{{Text: "any"}}
	for _, t := range things {
		value := reference(t.IRI)
		options = append(options, web.Option{Value: value, Text: n.names[t.IRI].text, Selected: value == chosen})
	}
	slices.SortFunc(options[1:], func(a, b web.Option) int {
		return strings.Compare(strings.ToLower(a.Text+a.Value), strings.ToLower(b.Text+b.Value))
	})
	return options
}
