package httpd

import (
	"net/url"
	"sort"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// home is the overview: how much there is of what, and the ways in.
func (s *Server) home(c echo.Context) error {
	snap, err := s.Store.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	if s.unchanged(c, pageTag(snap)) {
		return nil
	}
	g := newGraph(c.Request().Context(), snap)
	type count struct {
		linkTo
		N    int
		Note string
	}
	view := struct {
		Page          web.Page
		Organisations int
		Counts        []count
		Questions     []linkTo
	}{Page: s.page(c, "Concord", "/"), Questions: s.someQuestions(8)}
	notes := map[string]string{"/organisations": "who they are", "/types": "kinds of instrument, by what they do",
		"/terms": "the words of each organisation", "/instruments": "texts, as examples",
		"/mechanisms": "how rules are put into practice", "/stakeholders": "who takes part, at which stage",
		"/evaluation": "how rules are judged", "/coordination": "how organisations work together"}
	for _, l := range lists {
		view.Counts = append(view.Counts, count{linkTo{Href: l.Path, Text: l.Nav}, g.count(l.Class), notes[l.Path]})
	}
	view.Organisations = view.Counts[0].N
	if g.err != nil {
		return g.err
	}
	return s.render(c, "home", view)
}

// exportPage lists the downloads.
func (s *Server) exportPage(c echo.Context) error {
	snap, err := s.Store.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	if s.unchanged(c, pageTag(snap)) {
		return nil
	}
	st := snap.Stats()
	view := struct {
		Page                web.Page
		Seq, Quads, Triples uint64
		Formats             []linkTo
		Graphs              web.Table
	}{s.page(c, "Downloads", ""), snap.Seq(), st.Quads, st.Triples, nil, web.Table{ID: "graphs", Columns: []string{"Graph",
		"Quads", "Download"}}}
	for _, f := range rdf.Formats {
		note := "the union of all graphs"
		if f.Quads {
			note = "with its graphs"
		}
		view.Formats = append(view.Formats, linkTo{Href: "/export" + f.Extensions[0], Text: f.Title, Title: note})
	}
	g := newGraph(c.Request().Context(), snap)
	view.Graphs.Rows = s.graphRows(g)
	if g.err != nil {
		return g.err
	}
	return s.render(c, "export", view)
}

func (s *Server) graphRows(g *graph) [][]web.Cell {
	stats, n := g.snap.Stats().Graphs, newNamer(g)
	var terms []rdf.Term
	for _, gs := range stats {
		g.decode([]index.ID{gs.Graph})
		terms = append(terms, g.terms[gs.Graph])
	}
	n.want(terms)
	var rows [][]web.Cell
	for i, gs := range stats {
		if gs.Quads == 0 {
			continue
		}
		address := terms[i].Value
		var files []web.Value
		for _, f := range rdf.Formats {
			files = append(files,
				web.Value{Link: linkTo{Href: "/export" + f.Extensions[0] + "?graph=" + url.QueryEscape(address),
					Text: strings.TrimPrefix(f.Extensions[0], "."), Title: f.Title}})
		}
		rows = append(rows, []web.Cell{{Values: []web.Value{{Link: s.link(n, address)}}},
			{Values: []web.Value{{Link: linkTo{Text: strconv.FormatUint(gs.Quads, 10)}}}}, {Values: files}})
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i][0].Values[0].Text < rows[j][0].Values[0].Text })
	return rows
}
