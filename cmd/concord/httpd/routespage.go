package httpd

import (
	"context"
	"errors"
	"sort"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/traverse"
)

// step is one stop of a route and what led to it.
type step struct {
	Via  linkTo // the arrangement that leads here; empty for the start
	Note string
	Stop linkTo
}

// foundRoutes is what a search for routes gave, as a page shows it.
type foundRoutes struct {
	Asked  bool
	Routes [][]step
	Count  int
	Hops   int
	Error  string
}

type routesView struct {
	Page     web.Page
	From, To []web.Option
	foundRoutes
}

// maxRoutes bounds what a page shows; their number is told all the same.
const maxRoutes = 100

// routesPage finds all shortest routes between two organisations.
func (s *Server) routesPage(c echo.Context) error {
	snap, err := s.Store.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	g := newGraph(c.Request().Context(), snap)
	view := routesView{Page: s.page(c, "Routes", "/routes")}
	from, to := c.QueryParam("from"), c.QueryParam("to")
	view.From, view.To = s.organisationOptions(g, from, ""), s.organisationOptions(g, to, "")
	if from != "" && to != "" {
		address := func(slug string) string { return ontology.Thing("organisation", slug).Value }
		view.foundRoutes, err = s.findRoutes(c.Request().Context(), snap, address(from), address(to))
	}
	if err == nil {
		err = g.err
	}
	if err != nil {
		return err
	}
	return s.render(c, "routes", view)
}

// findRoutes asks for the routes between two things.
func (s *Server) findRoutes(ctx context.Context, snap index.Snapshot, from, to string) (foundRoutes, error) {
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	found, err := traverse.Find(ctx, snap, from, to, traverse.Options{MaxRoutes: maxRoutes})
	if errors.Is(err, traverse.ErrUnknown) || errors.Is(err, traverse.ErrTooMany) {
		return foundRoutes{Error: err.Error()}, nil
	}
	if err != nil {
		return foundRoutes{}, err
	}
	out := foundRoutes{Asked: true, Count: found.Count, Hops: found.Hops}
	for _, r := range found.Routes {
		steps := []step{{Stop: s.stop(found.From)}}
		for _, h := range r.Hops {
			next := step{Stop: s.stop(h.To)}
			for _, v := range h.Via {
				next.Via, next.Note = linkTo{Href: s.href(v.IRI), Text: v.Name}, answer.Via(v)
			}
			steps = append(steps, next)
		}
		out.Routes = append(out.Routes, steps)
	}
	return out, nil
}

// stop links a stop of a route, by acronym where it has one.
func (s *Server) stop(n traverse.Node) linkTo {
	l := linkTo{Href: s.href(n.IRI), Text: n.Name}
	if n.Short != "" {
		l.Text, l.Title = n.Short, n.Name
	}
	return l
}

// organisationOptions are the organisations to choose from, by acronym.
func (s *Server) organisationOptions(g *graph, chosen, none string) []web.Option {
	things := g.load(g.instances("org:FormalOrganization"), naming...)
	var out []web.Option
	for _, t := range things {
		called, id := t.name(), slug(rdf.NewIRI(t.IRI))
		text := called.text
		if called.short != "" {
			text = called.short + ": " + called.text
		}
		out = append(out, web.Option{Value: id, Text: text, Selected: id == chosen})
	}
	sort.Slice(out, func(i, j int) bool { return strings.ToLower(out[i].Text) < strings.ToLower(out[j].Text) })
	if none != "" {
		out = append([]web.Option{{Text: none}}, out...)
	}
	return out
}
