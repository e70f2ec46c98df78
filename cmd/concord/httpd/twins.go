package httpd

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/query/harmonise"
)

func twinQuery(c echo.Context) (harmonise.TwinQuery, error) {
	p, err := named(c, "org", "type", "least")
	if err != nil {
		return harmonise.TwinQuery{}, err
	}
	q := harmonise.TwinQuery{Org: p[0], Type: p[1]}
	if p[2] != "" {
		if q.Least, err = strconv.Atoi(p[2]); err != nil || q.Least < 1 || q.Least > len(harmonise.FeatureWeights) {
			return q, badRequest("least is a number from 1 to %d, not %q: so many features are coded.", len(harmonise.FeatureWeights), p[2])
		}
	}
	return q, nil
}

func (s *Server) twinsAPI(c echo.Context) error {
	q, err := twinQuery(c)
	if err != nil {
		return err
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		r, err := harmonise.HiddenTwins(c.Request().Context(), snap, q)
		return sendOr404(c, r, err)
	})
}

// twinsView is the page of hidden twins.
type twinsView struct {
	Page          web.Page
	Type          string
	Orgs, Least   []web.Option
	Missing, JSON string
	Asked         bool
	Pairs, More   int
	AtLeast       int
	Types         []twinTypeView
}

type twinTypeView struct {
	ID, Count string
	Type      linkTo
	Words     []twinWordsView
}

type twinWordsView struct {
	A, B, Count string
	Blocks      []twinBlockView
}

type twinBlockView struct {
	Agree    []harmonise.Agreed
	Unstated string
	Sides    [2][]memberView
}

func (s *Server) twinsPage(c echo.Context) error {
	q, err := twinQuery(c)
	if err != nil {
		return err
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		if s.unchanged(c, pageTag(snap)) {
			return nil
		}
		g := newGraph(c.Request().Context(), snap)
		view := twinsView{Page: s.page(c, "Hidden twins", "/twins"), Type: q.Type, Orgs: s.organisationOptions(g, q.Org, "all"), Least: leastOptions(q.Least),
			Asked: q != harmonise.TwinQuery{}, JSON: withQuery("/api/v1/twins", c)}
		if g.err != nil {
			return g.err
		}
		r, err := harmonise.HiddenTwins(c.Request().Context(), snap, q)
		var missing *harmonise.NotFoundError
		switch {
		case errors.As(err, &missing):
			view.Missing, view.JSON = capital(err.Error())+".", ""
		case err != nil:
			return err
		default:
			view.Pairs, view.More, view.AtLeast = r.Pairs, r.More, r.Least
			for i := range r.Types {
				view.Types = append(view.Types, s.twinType(i, &r.Types[i]))
			}
		}
		return s.render(c, "twins", view)
	})
}

func leastOptions(chosen int) []web.Option {
	if chosen == 0 {
		chosen = harmonise.LeastAgreeing
	}
	var out []web.Option
	for n := 1; n <= len(harmonise.FeatureWeights); n++ {
		value := strconv.Itoa(n)
		if n == harmonise.LeastAgreeing {
			value = "" // the standard has the shortest address
		}
		out = append(out, web.Option{Value: value, Text: plural(n, "feature"), Selected: n == chosen})
	}
	return out
}

func (s *Server) twinType(i int, t *harmonise.TwinType) twinTypeView {
	out := twinTypeView{ID: fmt.Sprintf("t%d", i), Count: plural(t.Pairs, "pair"), Type: linkTo{Href: s.href(t.Type.IRI), Text: t.Type.Name}}
	for _, w := range t.Words {
		v := twinWordsView{A: w.A, B: w.B, Count: plural(w.Pairs, "pair")}
		for _, b := range w.Blocks {
			block := twinBlockView{Agree: b.Agree, Unstated: strings.ToLower(strings.Join(b.Unstated, ", "))}
			for k, side := range [][]harmonise.TermRef{b.A, b.B} {
				for at := range side {
					block.Sides[k] = append(block.Sides[k], s.member(&side[at]))
				}
			}
			v.Blocks = append(v.Blocks, block)
		}
		out.Words = append(out.Words, v)
	}
	return out
}

// Whose lists the organisations of a side, for a heading.
func (v twinWordsView) Whose(side int) string {
	var out []string
	for _, b := range v.Blocks {
		for _, m := range b.Sides[side] {
			if !slices.Contains(out, m.Org.Text) {
				out = append(out, m.Org.Text)
			}
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
