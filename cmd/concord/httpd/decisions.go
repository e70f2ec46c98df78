package httpd

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/query/decide"
	"w3id.org/concord/query/harmonise"
)

// decideRoutes adds proposals, decisions and review sheets.
func (s *Server) decideRoutes() {
	s.get("/candidates", s.candidatesPage)
	s.get("/api/v1/candidates", s.candidatesAPI)
	s.get("/decisions", s.decisionsPage)
	s.reviewRoutes()
	s.echo.GET("/api/v1/decisions", s.decisionsAPI)
	s.echo.HEAD("/api/v1/decisions", s.decisionsAPI)
	s.echo.POST("/api/v1/decisions", s.decisionsPost)
	s.echo.OPTIONS("/api/v1/decisions", s.options("GET, HEAD, POST, OPTIONS"))
}

// decisionTypes are the media types of the log, by the name of the format.
var decisionTypes = map[string]string{"json": "application/json", "csv": "text/csv; charset=utf-8", "provo": "text/turtle; charset=utf-8", "sssom": "text/tab-separated-values; charset=utf-8"}

// asked is what a request for decisions chooses.
type asked struct {
	org, outcome, asOf string
	inForce            bool
	filter             decide.Filter
	log                *decide.Log
}

// readAsked reads the parameters and the log that they choose from.
func readAsked(c echo.Context, snap index.Snapshot) (*asked, error) {
	p, err := named(c, "org", "outcome", "as-of")
	if err != nil {
		return nil, err
	}
	a := &asked{org: p[0], outcome: p[1], asOf: p[2], inForce: c.QueryParam("show") == "in-force"}
	a.filter = decide.Filter{Outcome: decide.Outcome(a.outcome), InForce: a.inForce}
	if a.outcome != "" && !slices.Contains(decide.Outcomes, a.filter.Outcome) {
		return nil, badRequest("outcome is one of %v, not %q.", decide.Outcomes, a.outcome)
	}
	day, err := dayOf(a.asOf)
	if err != nil {
		return nil, err
	}
	if a.org != "" {
		o, err := harmonise.FindOrganisation(c.Request().Context(), snap, a.org)
		if err != nil {
			return nil, err
		}
		a.filter.Organisation = o.IRI
	}
	if a.log, err = decide.Read(c.Request().Context(), snap); err != nil {
		return nil, err
	}
	if !day.IsZero() {
		a.log = a.log.At(decide.EndOf(day))
	}
	return a, nil
}

// dayOf reads a day; "" is the zero time.
func dayOf(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return t, badRequest("as-of is a day like 2026-01-01, not %q.", text)
	}
	return t, nil
}

// asOf is the state at the end of the day that a request names, and what it covers; without one the snapshot itself.
func asOf(c echo.Context, snap index.Snapshot) (index.Snapshot, string, error) {
	day, err := dayOf(c.QueryParam("as-of"))
	if err != nil || day.IsZero() {
		return snap, "", err
	}
	past, err := decide.AsOf(c.Request().Context(), snap, day)
	if err != nil {
		return nil, "", err
	}
	return past, past.Note(), nil
}

func (s *Server) decisionsAPI(c echo.Context) error {
	format := c.QueryParam("format")
	if format == "" {
		format = "json"
	}
	mediaType, ok := decisionTypes[format]
	if !ok {
		return badRequest("Decisions come as json, csv, provo or sssom, not as %q.", format)
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		a, err := readAsked(c, snap)
		if err != nil {
			return missing404(err)
		}
		var buf bytes.Buffer
		if err := answer.Decisions(c.Request().Context(), &buf, snap, a.log, a.filter, format); err != nil {
			return err
		}
		return c.Blob(http.StatusOK, mediaType, buf.Bytes())
	})
}

// missing404 makes a name that means nothing a 404.
func missing404(err error) error {
	var missing *harmonise.NotFoundError
	if errors.As(err, &missing) {
		return notFound(capital(err.Error()) + ".")
	}
	return err
}

// maxDecisions bounds what the page shows; the other formats have all.
const maxDecisions = 500

// decisionsView is the page of the log.
type decisionsView struct {
	Page           web.Page
	Orgs           []web.Option
	Outcomes, Show []web.Option
	AsOf, Missing  string
	Entries        []decisionRow
	Narrowed       bool
	Formats        []linkTo
	Total, Found   int // in the log, and of those asked for
	Writable       bool
}

// decisionRow is one decision for people.
type decisionRow struct {
	Number               int
	Href                 string
	Date, State          string
	Outcome              string
	Subject, Object      linkTo
	Predicate, Holds     string
	Reviewer, Reason     string
	Rule, Value, Dissent string
	Supersedes           *linkTo
	Gone                 bool
	Confidence           string
}

func (s *Server) decisionsPage(c echo.Context) error {
	return s.withSnapshot(func(snap index.Snapshot) error {
		g := newGraph(c.Request().Context(), snap)
		view := decisionsView{Page: s.page(c, "Decisions", ""), Narrowed: c.QueryString() != "", Writable: s.Token != "", AsOf: c.QueryParam("as-of")}
		view.Orgs = append([]web.Option{{Text: "any"}}, s.organisationOptions(g, c.QueryParam("org"), "")...)
		view.Show = choices(c.QueryParam("show"), "", "the whole log", "in-force", "only what is in force")
		view.Outcomes = choices(c.QueryParam("outcome"), "", "any")
		for _, o := range decide.Outcomes {
			view.Outcomes = append(view.Outcomes, choices(c.QueryParam("outcome"), string(o), strings.ReplaceAll(string(o), "-", " "))...)
		}
		if g.err != nil {
			return g.err
		}
		a, err := readAsked(c, snap)
		var missing *harmonise.NotFoundError
		switch {
		case errors.As(err, &missing):
			view.Missing = capital(err.Error()) + "."
		case err != nil:
			return err
		default:
			err = s.fillDecisions(c, snap, &view, a)
		}
		if err != nil && !errors.As(err, &missing) {
			return err
		}
		return s.render(c, "decisions", view)
	})
}

func (s *Server) fillDecisions(c echo.Context, snap index.Snapshot, view *decisionsView, a *asked) error {
	chosen, err := a.log.Choose(c.Request().Context(), snap, a.filter)
	if err != nil {
		return err
	}
	view.Total, view.Found = len(a.log.Decisions), len(chosen)
	entries, err := chosen[max(0, len(chosen)-maxDecisions):].Entries(c.Request().Context(), snap)
	if err != nil {
		return err
	}
	for _, e := range entries {
		view.Entries = append(view.Entries, s.decisionRow(e))
	}
	for _, f := range []struct{ format, text string }{{"json", "JSON"}, {"csv", "CSV"}, {"provo", "PROV-O (Turtle)"}, {"sssom", "SSSOM (TSV)"}} {
		v := c.QueryParams()
		q := url.Values{}
		for name := range v {
			if v.Get(name) != "" {
				q.Set(name, v.Get(name))
			}
		}
		q.Set("format", f.format)
		view.Formats = append(view.Formats, linkTo{Href: "/api/v1/decisions?" + q.Encode(), Text: f.text})
	}
	return nil
}

func (s *Server) decisionRow(e decide.Entry) decisionRow {
	r := decisionRow{Number: e.Number, Href: s.href(e.IRI), Date: e.Date.Format(time.DateOnly), State: "in force", Outcome: strings.ReplaceAll(string(e.Outcome), "-", " "),
		Subject: linkTo{Href: s.href(e.Subject), Text: e.SubjectName}, Predicate: e.Predicate, Reviewer: e.Reviewer, Reason: e.Reason, Rule: e.Rule, Value: e.Value,
		Dissent: answer.DissentText(e), Gone: e.Gone}
	if e.Object != "" {
		r.Object = linkTo{Href: s.href(e.Object), Text: e.ObjectName}
	}
	if e.Confidence > 0 {
		r.Confidence = fmt.Sprintf("%.2f", e.Confidence)
	}
	if !e.InForce {
		r.State = "superseded"
	}
	if e.InForce && e.Asserts != e.Predicate && e.Asserts != "" {
		r.Holds = e.Asserts
	}
	if e.Supersedes != "" {
		r.Supersedes = &linkTo{Href: s.href(e.Supersedes), Text: "decision " + strings.TrimLeft(e.Supersedes[strings.LastIndex(e.Supersedes, "/")+1:], "0")}
	}
	return r
}
