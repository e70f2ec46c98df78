package httpd

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/query/decide"
	"w3id.org/concord/query/harmonise"
)

const (
	defaultProposals = 20
	maxProposals     = 500
)

// readProposeQuery reads the parameters of a request for proposals.
func readProposeQuery(c echo.Context, snap index.Snapshot) (decide.ProposeQuery, error) {
	q := decide.ProposeQuery{Limit: defaultProposals, Min: decide.DefaultMin}
	p, err := named(c, "org", "with", "limit", "min")
	if err != nil {
		return q, err
	}
	if p[2] != "" {
		if q.Limit, err = strconv.Atoi(p[2]); err != nil || q.Limit < 1 || q.Limit > maxProposals {
			return q, badRequest("limit is a number from 1 to %d, not %q.", maxProposals, p[2])
		}
	}
	if p[3] != "" {
		if q.Min, err = strconv.ParseFloat(p[3], 64); err != nil || !(q.Min >= -1 && q.Min <= 1) {
			return q, badRequest("min is a score from -1 to 1, not %q.", p[3])
		}
	}
	if p[1] != "" && p[0] == "" {
		return q, badRequest("with needs org: /api/v1/candidates?org=oecd&with=ilo")
	}
	for name, to := range map[string]*string{p[0]: &q.Org, p[1]: &q.With} {
		if name == "" {
			continue
		}
		o, err := harmonise.FindOrganisation(c.Request().Context(), snap, name)
		if err != nil {
			return q, err
		}
		*to = o.IRI
	}
	return q, nil
}

// propose asks for proposals within the time of a request.
func (s *Server) propose(c echo.Context, snap index.Snapshot) (*decide.Proposals, error) {
	q, err := readProposeQuery(c, snap)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), s.Timeout)
	defer cancel()
	return decide.Propose(ctx, snap, q)
}

func (s *Server) candidatesAPI(c echo.Context) error {
	return s.withSnapshot(func(snap index.Snapshot) error {
		p, err := s.propose(c, snap)
		if err != nil {
			return missing404(err)
		}
		return c.JSON(http.StatusOK, p)
	})
}

// candidatesView is the page of proposals.
type candidatesView struct {
	Page      web.Page
	Org, With []web.Option
	Missing   string
	Summary   string
	Proposals []proposalView
	JSON      string
	Asked     bool
}

type proposalView struct {
	Number             int
	A, B               linkTo
	AType, BType       linkTo
	Predicate, Because string
	Score              string
	Features           []scorePartView
	Deferred           string
	Crosswalk          string
	Command            string
}

type scorePartView struct{ Name, Weight, Value, Points, Text string }

func (s *Server) candidatesPage(c echo.Context) error {
	return s.withSnapshot(func(snap index.Snapshot) error {
		g := newGraph(c.Request().Context(), snap)
		view := candidatesView{Page: s.page(c, "Candidates", ""), JSON: "/api/v1/candidates", Asked: c.QueryParam("org") != ""}
		any := []web.Option{{Text: "any organisation"}}
		view.Org = append(any, s.organisationOptions(g, c.QueryParam("org"), "")...)
		view.With = append(any[:1:1], s.organisationOptions(g, c.QueryParam("with"), "")...)
		if g.err != nil {
			return g.err
		}
		if c.QueryString() != "" {
			view.JSON += "?" + c.QueryString()
		}
		p, err := s.propose(c, snap)
		var missing *harmonise.NotFoundError
		switch {
		case errors.As(err, &missing):
			view.Missing = capital(err.Error()) + "."
		case err != nil:
			return err
		default:
			view.Summary = answer.ProposalSummary(p)
			for i := range p.Proposals {
				view.Proposals = append(view.Proposals, s.proposalView(i+1, &p.Proposals[i]))
			}
		}
		return s.render(c, "candidates", view)
	})
}

func (s *Server) proposalView(number int, p *decide.Proposal) proposalView {
	v := proposalView{Number: number, A: linkTo{Href: s.href(p.A.IRI), Text: p.A.String()}, B: linkTo{Href: s.href(p.B.IRI), Text: p.B.String()},
		Predicate: p.Predicate, Because: p.Because, Score: fmt.Sprintf("%.4f", p.Score),
		Command: fmt.Sprintf("concord decide accept %s %s --predicate %s --reason '...' --by '...'", answer.Short(p.A.IRI), answer.Short(p.B.IRI), p.Predicate)}
	for _, side := range []struct {
		to   *linkTo
		from decide.Side
	}{{&v.AType, p.A}, {&v.BType, p.B}} {
		if side.from.Type.IRI != "" {
			*side.to = linkTo{Href: s.href(side.from.Type.IRI), Text: side.from.Type.Name}
		}
	}
	for _, f := range p.Features {
		v.Features = append(v.Features, scorePartView{strings.ReplaceAll(f.Name, "-", " "), fmt.Sprintf("%.3f", f.Weight), fmt.Sprintf("%.2f", f.Value), fmt.Sprintf("%+.4f", f.Points), f.Text})
	}
	if p.Deferred != nil {
		v.Deferred = fmt.Sprintf("Put off on %s by %s: %s", p.Deferred.Date.Format(time.DateOnly), p.Deferred.Reviewer, p.Deferred.Reason)
	}
	if p.B.Organisation.IRI != "" {
		v.Crosswalk = "/crosswalk?" + url.Values{"term": {reference(p.A.IRI)}, "from": {reference(p.A.Organisation.IRI)}, "to": {reference(p.B.Organisation.IRI)}}.Encode()
	}
	return v
}
