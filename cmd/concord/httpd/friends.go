package httpd

import (
	"errors"
	"fmt"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/query/harmonise"
)

func friendQuery(c echo.Context) (harmonise.FriendQuery, error) {
	p, err := named(c, "word", "org")
	if err != nil {
		return harmonise.FriendQuery{}, err
	}
	return harmonise.FriendQuery{Word: p[0], Org: p[1]}, nil
}

func (s *Server) friendsAPI(c echo.Context) error {
	q, err := friendQuery(c)
	if err != nil {
		return err
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		r, err := harmonise.FalseFriends(c.Request().Context(), snap, q)
		return sendOr404(c, r, err)
	})
}

// friendsView is the page of false friends.
type friendsView struct {
	Page          web.Page
	Word          string
	Orgs          []web.Option
	Missing, JSON string
	Asked         bool
	NRecorded     int
	NProposed     int
	Recorded      []friendWordView
	Distant, Near []friendWordView // of the proposed: another function or force, and another member of a family
}

type friendWordView struct {
	ID, Word, Lang, Says string
	Expected             senseView
	Usual                []memberView
	Findings             []friendView
}

type senseView struct {
	Type              linkTo
	Level, Definition string
	Evidence          []web.Evidence
}

type friendView struct {
	Says       string
	Type       linkTo
	Level      string
	RecordedBy []string
	Denied     bool
	Neutral    bool
	Terms      []friendTerm
}

type friendTerm struct {
	memberView
	Definition, Word string
}

func (s *Server) friendsPage(c echo.Context) error {
	q, err := friendQuery(c)
	if err != nil {
		return err
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		if s.unchanged(c, pageTag(snap)) {
			return nil
		}
		g := newGraph(c.Request().Context(), snap)
		view := friendsView{Page: s.page(c, "False friends", "/friends"), Word: q.Word, Orgs: s.organisationOptions(g, q.Org, "all"),
			Asked: q.Word != "" || q.Org != "", JSON: withQuery("/api/v1/friends", c)}
		if g.err != nil {
			return g.err
		}
		r, err := harmonise.FalseFriends(c.Request().Context(), snap, q)
		var missing *harmonise.NotFoundError
		switch {
		case errors.As(err, &missing):
			view.Missing, view.JSON = capital(err.Error())+".", ""
		case err != nil:
			return err
		default:
			view.NRecorded, view.NProposed = r.Counts()
			view.Recorded = s.friendWords("r", r.Recorded, func(*harmonise.FalseFriend) bool { return true })
			view.Distant = s.friendWords("d", r.Proposed, (*harmonise.FalseFriend).Distant)
			view.Near = s.friendWords("n", r.Proposed, func(x *harmonise.FalseFriend) bool { return !x.Distant() })
		}
		return s.render(c, "friends", view)
	})
}

// friendWords shows words with those of their findings that are wanted.
func (s *Server) friendWords(list string, words []harmonise.FriendWord, want func(*harmonise.FalseFriend) bool) []friendWordView {
	var out []friendWordView
	for i := range words {
		w := &words[i]
		v := friendWordView{ID: fmt.Sprintf("%s%d", list, i), Word: w.Word, Lang: w.Lang, Says: w.Says(), Expected: senseView{Type: linkTo{Href: s.href(w.Expected.Type.IRI), Text: w.Expected.Type.Name},
			Level: w.Expected.Level, Definition: w.Expected.Definition, Evidence: s.proofs(w.Expected.Evidence)}}
		for k := range w.Findings {
			if x := &w.Findings[k]; want(x) {
				v.Findings = append(v.Findings, s.friend(x))
			}
		}
		if len(v.Findings) == 0 {
			continue
		}
		for k := range w.Usual {
			v.Usual = append(v.Usual, s.member(&w.Usual[k]))
		}
		out = append(out, v)
	}
	return out
}

func (s *Server) friend(x *harmonise.FalseFriend) friendView {
	out := friendView{Says: capital(x.Says), Level: x.Sense.Level, Type: linkTo{Href: s.href(x.Sense.Type.IRI), Text: x.Sense.Type.Name}, RecordedBy: x.RecordedBy, Denied: x.Denied, Neutral: x.Neutral}
	for i := range x.Terms {
		t := &x.Terms[i]
		out.Terms = append(out.Terms, friendTerm{s.member(t), t.Definition, wordHref(t.IRI, t.Organisation.IRI)})
	}
	return out
}
