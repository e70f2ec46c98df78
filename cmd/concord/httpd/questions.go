package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/query"
	"w3id.org/concord/query/library"
)

// questionLink leads to the page of a library query.
func questionLink(q *library.Query) linkTo {
	return linkTo{Href: "/queries/" + q.Name, Text: q.Title, Title: q.Group}
}

// someQuestions picks queries evenly from the library.
func (s *Server) someQuestions(most int) []linkTo {
	all := library.All()
	step := max(1, (len(all)+most-1)/most)
	var out []linkTo
	for i := 0; i < len(all); i += step {
		out = append(out, questionLink(all[i]))
	}
	return out
}

// questions lists the library by working group.
func (s *Server) questions(c echo.Context) error {
	type group struct {
		ID, Title string
		Links     []linkTo
	}
	var groups []*group
	byTitle := map[string]*group{}
	for _, q := range library.All() {
		g := byTitle[q.Group]
		if g == nil {
			g = &group{ID: "g-" + slugify(q.Group), Title: groupTitle(q.Group)}
			byTitle[q.Group], groups = g, append(groups, g)
		}
		l := questionLink(q)
		l.Title = q.Name
		g.Links = append(g.Links, l)
	}
	return s.render(c, "queries", struct {
		Page   web.Page
		Groups []*group
	}{s.page(c, "Questions", "/queries"), groups})
}

// groupTitle names a working group.
func groupTitle(group string) string {
	about := map[string]string{"WG1": "variety of instruments", "WG2": "implementation", "WG3": "stakeholders",
		"WG4": "evaluation", "WG5": "coordination"}
	if a := about[group]; a != "" {
		return group + ": " + a
	}
	return group
}

type param struct{ Name, Doc, Value string }

type questionView struct {
	Page web.Page
	ran
	Group, Question, Text, Edit string
	Rule, Expected, Finding     string
	Found                       foundRoutes
	Params                      []param
}

// question shows one query, its parameters, and runs it when asked.
func (s *Server) question(c echo.Context) error {
	q, ok := library.Get(c.Param("name"))
	if !ok {
		return notFound("There is no question of this name in the library.")
	}
	view := questionView{Page: s.page(c, q.Title, "/queries"), Group: groupTitle(q.Group), Question: q.Question,
		Text: q.Text, Rule: capital(q.Rule), Expected: q.Answer, Finding: q.Finding}
	args := map[string]string{}
	for _, p := range q.Params {
		value := c.QueryParam(p.Name)
		if value == "" {
			value = p.Default
		}
		args[p.Name] = value
		view.Params = append(view.Params, param{p.Name, p.Doc, value})
	}
	code := http.StatusOK
	if text, err := q.Bind(args); err != nil {
		view.Error = err.Error()
	} else {
		view.Text = text
		if code, err = s.runQuestion(c, q, args, &view); err != nil {
			return err
		}
	}
	c.Response().Header().Set("Content-Type", "text/html; charset=utf-8")
	c.Response().WriteHeader(code)
	return web.Render(c.Response(), "question", view)
}

// runQuestion puts the answer into the view if one is asked for, and says with which status.
func (s *Server) runQuestion(c echo.Context, q *library.Query, args map[string]string, view *questionView) (int, error) {
	run := c.QueryParam("run") != ""
	if q.Kind != library.Traverse {
		view.Edit = editURL(view.Text)
		code := http.StatusOK
		if run {
			r := request{text: view.Text, params: query.Params{Timeout: s.Timeout}}
			view.ran, code = s.runForPage(c.Request().Context(), r, true)
		}
		return code, nil
	}
	if !run {
		return http.StatusOK, nil
	}
	from, to, err := q.Route(args)
	if err != nil {
		return 0, err
	}
	snap, err := s.Store.Snapshot()
	if err != nil {
		return 0, err
	}
	defer snap.Close()
	view.Found, err = s.findRoutes(c.Request().Context(), snap, from, to)
	if view.Found.Error != "" {
		view.Error = view.Found.Error
	}
	return http.StatusOK, err
}
