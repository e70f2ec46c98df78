package httpd

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/query/harmonise"
)

// consensusRoutes adds the differences within a type, with the consensus on it on the same page.
func (s *Server) consensusRoutes() {
	s.get("/differences", s.differencesPage)
	s.get("/consensus", func(c echo.Context) error {
		return c.Redirect(http.StatusSeeOther, "/differences?"+c.QueryString()+"#consensus")
	})
	s.get("/api/v1/differences", s.differencesAPI)
	s.get("/api/v1/consensus", s.consensusAPI)
}

// typeQuery reads the question; without a type it is refused.
func typeQuery(c echo.Context, example string) (harmonise.TypeQuery, error) {
	q := harmonise.TypeQueryFrom(c.QueryParams())
	if _, err := named(c, "type"); err != nil {
		return q, err
	}
	if q.Type == "" {
		return q, badRequest("Name a type: %s", example)
	}
	return q, nil
}

func (s *Server) consensusAPI(c echo.Context) error {
	q, err := typeQuery(c, "/api/v1/consensus?type=recommendation")
	if err != nil {
		return err
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		x, err := harmonise.NewConsensus(c.Request().Context(), snap, q)
		return sendOr404(c, x, err)
	})
}

func (s *Server) differencesAPI(c echo.Context) error {
	q, err := typeQuery(c, "/api/v1/differences?type=recommendation")
	if err != nil {
		return err
	}
	format := c.QueryParam("format")
	if !slices.Contains([]string{"", "json", "csv", "xlsx"}, format) {
		return badRequest("The table of differences comes as json, csv or xlsx, not as %q.", format)
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		d, err := harmonise.NewDifferences(c.Request().Context(), snap, q)
		if err != nil || format == "" || format == "json" {
			return sendOr404(c, d, err)
		}
		return sendSheet(c, answer.DifferenceSheet(d), format, "concord-differences")
	})
}

// sendSheet writes a table whole, so that an error can still become a status.
func sendSheet(c echo.Context, t sheet.Table, format, file string) error {
	var buf bytes.Buffer
	mediaType, err := "text/csv; charset=utf-8", error(nil)
	if format == "xlsx" {
		mediaType = matrixTypes[len(matrixTypes)-1].mediaType
		err = sheet.XLSX(&buf, t)
	} else {
		err = sheet.CSV(&buf, t)
	}
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+file+"."+format+`"`)
	return c.Blob(http.StatusOK, mediaType, buf.Bytes())
}

// differencesView is the page: the form, and both answers if a type is chosen.
type differencesView struct {
	Page    web.Page
	Types   []web.Option
	Query   harmonise.TypeQuery
	Missing string
	Table   *differenceTable
	Figures *consensusView
	Formats []linkTo
}

type differenceTable struct {
	Type       linkTo
	Definition string
	Columns    []columnView
	Rows       []differenceRow
}

// columnView is the head of a feature, with how the organisations are spread.
type columnView struct{ Title, Summary string }

type differenceRow struct {
	Org, Term, Type linkTo
	Fit             string
	Counted         bool
	Cells           []differenceCell
	Evidence        []web.Evidence
}

type differenceCell struct {
	Text, Wording   string
	Stated, Differs bool
}

type consensusView struct {
	N, Terms, Aside int
	Insufficient    string
	Features        []featureView
	LeftOut         []string
	Organisations   []distanceView
}

type featureView struct {
	Title, Consensus, Values string
	N, Missing               int
}

type distanceView struct {
	Org                      linkTo
	Terms                    []linkTo
	Distance, Words, Drivers string
	Apart                    bool
	Percent                  int // of the bar
	Stated, Of, Compared     int
	Missing                  string
}

func (s *Server) differencesPage(c echo.Context) error {
	if _, err := named(c, "type"); err != nil {
		return err
	}
	q := harmonise.TypeQueryFrom(c.QueryParams())
	return s.withSnapshot(func(snap index.Snapshot) error {
		if s.unchanged(c, pageTag(snap)) {
			return nil
		}
		g := newGraph(c.Request().Context(), snap)
		view := differencesView{Page: s.page(c, "Differences, consensus and outliers", "/differences"), Query: q, Types: typeOptions(g, q.Type)}
		if g.err != nil {
			return g.err
		}
		if q.Type != "" {
			if err := s.fillDifferences(c, snap, &view); err != nil {
				return err
			}
		}
		return s.render(c, "differences", view)
	})
}

func (s *Server) fillDifferences(c echo.Context, snap index.Snapshot, view *differencesView) error {
	d, err := harmonise.NewDifferences(c.Request().Context(), snap, view.Query)
	if missing := new(harmonise.NotFoundError); errors.As(err, &missing) {
		view.Missing = capital(missing.Error()) + "."
		return nil
	}
	if err != nil {
		return err
	}
	x, err := harmonise.NewConsensus(c.Request().Context(), snap, view.Query)
	if err != nil {
		return err
	}
	view.Query = d.Query
	view.Page.Title = d.Type.Name + ": differences, consensus and outliers"
	view.Table, view.Figures = s.differenceTable(d), s.consensusView(x)
	view.Types = selectOption(view.Types, d.Query.Type, d.Type.Name)
	address := d.Query.Values().Encode()
	view.Formats = []linkTo{{Href: "/api/v1/differences?" + address + "&format=csv", Text: "CSV"}, {Href: "/api/v1/differences?" + address + "&format=xlsx", Text: "XLSX"},
		{Href: "/api/v1/differences?" + address, Text: "JSON of the table"}, {Href: "/api/v1/consensus?" + address, Text: "JSON of the figures"}}
	return nil
}

// selectOption selects an option, and adds it if it is none of them.
func selectOption(all []web.Option, value, text string) []web.Option {
	found := false
	for i := range all {
		all[i].Selected = all[i].Value == value
		found = found || all[i].Selected
	}
	if !found {
		all = append(all, web.Option{Value: value, Text: text, Selected: true})
	}
	return all
}

func (s *Server) differenceTable(d *harmonise.Differences) *differenceTable {
	t := &differenceTable{Type: s.ownerLink(d.Type), Definition: d.Definition}
	for i := range d.Columns {
		t.Columns = append(t.Columns, columnView{d.Columns[i].Title, d.Columns[i].Summary()})
	}
	for i := range d.Rows {
		r := &d.Rows[i]
		row := differenceRow{Org: s.ownerLink(r.Organisation), Term: s.ownerLink(r.Term), Fit: string(r.Fit), Counted: r.Counted, Evidence: s.proofs(r.Evidence)}
		if r.Type.IRI != d.Type.IRI {
			row.Type = s.ownerLink(r.Type)
		}
		for k := range r.Cells {
			v := &r.Cells[k]
			row.Cells = append(row.Cells, differenceCell{v.String(), v.Text, v.Stated(), v.Differs})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (s *Server) consensusView(x *harmonise.Consensus) *consensusView {
	v := &consensusView{N: x.N, Terms: x.Terms, Aside: x.Aside, Insufficient: x.Insufficient}
	for _, f := range x.Features {
		v.Features = append(v.Features, featureView{f.Title, fmt.Sprintf("%.2f", f.Consensus), answer.Shares(f.Values), f.N, f.Missing})
	}
	for _, f := range x.LeftOut {
		v.LeftOut = append(v.LeftOut, fmt.Sprintf("%s (stated by %d)", strings.ToLower(f.Title), f.N))
	}
	for i := range x.Organisations {
		o := &x.Organisations[i]
		d := distanceView{Org: s.ownerLink(o.Organisation), Distance: "nothing to compare", Words: o.Words, Drivers: o.Drivers(), Apart: o.Apart, Stated: o.Stated,
			Of: len(x.Features), Compared: o.Compared, Missing: strings.ToLower(strings.Join(o.Missing, "; "))}
		if o.Distance != nil {
			d.Distance, d.Percent = fmt.Sprintf("%.2f", *o.Distance), int(*o.Distance*100+0.5)
		}
		for _, t := range o.Terms {
			d.Terms = append(d.Terms, s.ownerLink(t))
		}
		v.Organisations = append(v.Organisations, d)
	}
	return v
}

// typeOptions are the types of the hub to choose from, by name.
func typeOptions(g *graph, chosen string) []web.Option {
	var out []web.Option
	for _, t := range g.load(g.instances("io:InstrumentType"), naming...) {
		id := reference(t.IRI)
		out = append(out, web.Option{Value: id, Text: t.name().text, Selected: id == chosen})
	}
	slices.SortFunc(out, func(a, b web.Option) int { return strings.Compare(strings.ToLower(a.Text), strings.ToLower(b.Text)) })
	return append([]web.Option{{Text: "choose"}}, out...)
}
