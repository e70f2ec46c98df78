package httpd

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/decide"
	"w3id.org/concord/query/harmonise"
)

// crosswalkRoutes adds crosswalks and word cards.
func (s *Server) crosswalkRoutes() {
	s.get("/crosswalk", s.crosswalkPage)
	s.get("/word", s.wordPage)
	s.get("/api/v1/crosswalk", s.crosswalkAPI)
	s.get("/api/v1/word", s.wordAPI)
}

// maxTermText bounds the names that are asked for, in bytes.
const maxTermText = 500

// named reads parameters that name things; those that are too long are refused.
func named(c echo.Context, params ...string) ([]string, error) {
	out := make([]string, len(params))
	for i, p := range params {
		if out[i] = strings.TrimSpace(c.QueryParam(p)); len(out[i]) > maxTermText {
			return nil, badRequest("%s is longer than %d bytes.", p, maxTermText)
		}
	}
	return out, nil
}

// withSnapshot answers a request from the newest state.
func (s *Server) withSnapshot(f func(index.Snapshot) error) error {
	snap, err := s.Store.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	return f(snap)
}

func (s *Server) crosswalkAPI(c echo.Context) error {
	p, err := named(c, "term", "from", "to")
	if err != nil {
		return err
	}
	if p[0] == "" || p[1] == "" || p[2] == "" {
		return badRequest("Name a term and two organisations: /api/v1/crosswalk?term=Recommendation&from=oecd&to=ilo")
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		x, err := harmonise.MakeCrosswalk(c.Request().Context(), snap, harmonise.CrosswalkQuery{Term: p[0], From: p[1], To: p[2]})
		if err == nil {
			err = decide.MarkCrosswalk(c.Request().Context(), snap, x)
		}
		return sendOr404(c, x, err)
	})
}

func (s *Server) wordAPI(c echo.Context) error {
	p, err := named(c, "term", "org")
	if err != nil {
		return err
	}
	if p[0] == "" || p[1] == "" {
		return badRequest("Name a term and an organisation: /api/v1/word?term=Decision&org=oecd")
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		card, err := harmonise.MakeWordCard(c.Request().Context(), snap, harmonise.WordQuery{Term: p[0], Org: p[1]})
		return sendOr404(c, card, err)
	})
}

// sendOr404 sends JSON; a name that means nothing is not found.
func sendOr404(c echo.Context, value any, err error) error {
	var missing *harmonise.NotFoundError
	if errors.As(err, &missing) {
		return notFound(capital(err.Error()) + ".")
	}
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, value)
}

// crosswalkView is the page: the form, and the answer if there is one.
type crosswalkView struct {
	Page     web.Page
	Term     string
	From, To []web.Option
	Missing  string
	Answer   *crosswalkAnswer
	JSON     string
}

// crosswalkAnswer is a crosswalk for people.
type crosswalkAnswer struct {
	Outcome, Reason string
	To              linkTo
	A               termSide
	Ambiguous       []linkTo
	Candidates      []candidateView
	SameWord        []termSide
	SameFamily      []termSide
}

// termSide is one side: a term with what is coded of it.
type termSide struct {
	Term, Org, Type linkTo
	Fit, Definition string
	Word            string // leads to the card of the word
	Evidence        []web.Evidence
}

type candidateView struct {
	termSide
	Number            int
	Outcome, Because  string
	Score             string
	Parts             []string
	Changes           []harmonise.Change
	Warnings, Unknown []string
	Decided           linkTo
}

func (s *Server) crosswalkPage(c echo.Context) error {
	p, err := named(c, "term", "from", "to")
	if err != nil {
		return err
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		g := newGraph(c.Request().Context(), snap)
		view := crosswalkView{Page: s.page(c, "Crosswalk", ""), Term: p[0], From: s.organisationOptions(g, p[1], "choose"), To: s.organisationOptions(g, p[2], "choose")}
		if g.err != nil {
			return g.err
		}
		if p[0] != "" && p[1] != "" && p[2] != "" {
			x, err := harmonise.MakeCrosswalk(c.Request().Context(), snap, harmonise.CrosswalkQuery{Term: p[0], From: p[1], To: p[2]})
			if err == nil {
				err = decide.MarkCrosswalk(c.Request().Context(), snap, x)
			}
			var missing *harmonise.NotFoundError
			switch {
			case errors.As(err, &missing):
				view.Missing = capital(err.Error()) + "."
			case err != nil:
				return err
			default:
				view.Term, view.Answer, view.JSON = x.Term.Label, s.crosswalkAnswer(x), "/api/v1/crosswalk?"+c.QueryString()
				view.Page.Title = x.Term.Label + ", from " + x.Term.Organisation.String() + " to " + x.To.String()
			}
		}
		return s.render(c, "crosswalk", view)
	})
}

func (s *Server) crosswalkAnswer(x *harmonise.Crosswalk) *crosswalkAnswer {
	a := &crosswalkAnswer{Outcome: capital(string(x.Outcome)), Reason: capital(x.Reason), To: s.ownerLink(x.To), A: s.termSide(&x.Term)}
	for _, o := range x.Ambiguous {
		a.Ambiguous = append(a.Ambiguous, s.ownerLink(o))
	}
	for i := range x.Candidates {
		k := &x.Candidates[i]
		v := candidateView{termSide: s.termSide(&k.Term), Number: i + 1, Outcome: capital(string(k.Outcome)), Because: k.Because,
			Score: fmt.Sprintf("%.2f", k.Score), Changes: k.Changes, Warnings: k.Warnings, Unknown: k.Unknown}
		for _, p := range k.Parts {
			v.Parts = append(v.Parts, fmt.Sprintf("%s %+.2f", strings.ReplaceAll(p.Name, "-", " "), p.Value))
		}
		if k.Decided != nil {
			v.Decided = linkTo{Href: s.href(k.Decided.Decision), Text: k.Decided.String()}
		}
		a.Candidates = append(a.Candidates, v)
	}
	for i := range x.SameWord {
		a.SameWord = append(a.SameWord, s.termSide(&x.SameWord[i].Term))
	}
	for i := range x.SameFamily {
		a.SameFamily = append(a.SameFamily, s.termSide(&x.SameFamily[i].Term))
	}
	return a
}

func (s *Server) termSide(t *harmonise.TermEntry) termSide {
	side := termSide{Term: linkTo{Href: s.href(t.IRI), Text: t.Label, Lang: t.Lang}, Org: s.ownerLink(t.Organisation),
		Type: linkTo{Href: s.href(t.Type.IRI), Text: t.Type.Name}, Fit: string(t.Fit), Definition: t.Definition, Evidence: s.proofs(t.Evidence)}
	side.Word = wordHref(t.IRI, t.Organisation.IRI)
	return side
}

func (s *Server) ownerLink(o harmonise.Owner) linkTo {
	return linkTo{Href: s.href(o.IRI), Text: o.String(), Title: o.Name}
}

// proofs shows evidence as pages of things do.
func (s *Server) proofs(all []harmonise.TermProof) []web.Evidence {
	var out []web.Evidence
	for _, p := range all {
		e := web.Evidence{Source: linkTo{Text: p.Title}, Locator: p.Locator, State: p.CheckState, StateText: stateText(p.CheckState, ""), Confidence: p.Confidence}
		if p.Address != "" {
			e.Source.Href = outward(p.Address)
		}
		if e.Source.Text == "" {
			e.Source.Text = "source without a title"
		}
		out = append(out, e)
	}
	return out
}

// wordView is the card of a word.
type wordView struct {
	Page      web.Page
	Term      string
	Orgs      []web.Option
	Missing   string
	Side      *termSide
	Answers   []wordAnswer
	Elsewhere []elsewhereRow
	Crosswalk string
	JSON      string
	Ambiguous []linkTo
}

type wordAnswer struct {
	Question, Answer, Detail string
	Stated                   bool
	Evidence                 []web.Evidence
}

type elsewhereRow struct {
	termSide
	Nature    string
	Crosswalk string
}

func (s *Server) wordPage(c echo.Context) error {
	p, err := named(c, "term", "org")
	if err != nil {
		return err
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		g := newGraph(c.Request().Context(), snap)
		view := wordView{Page: s.page(c, "What does this word do to me?", ""), Term: p[0], Orgs: s.organisationOptions(g, p[1], "choose")}
		if g.err != nil {
			return g.err
		}
		if p[0] != "" && p[1] != "" {
			card, err := harmonise.MakeWordCard(c.Request().Context(), snap, harmonise.WordQuery{Term: p[0], Org: p[1]})
			var missing *harmonise.NotFoundError
			switch {
			case errors.As(err, &missing):
				view.Missing = capital(err.Error()) + "."
			case err != nil:
				return err
			default:
				s.fillWord(&view, card)
				view.JSON = "/api/v1/word?" + c.QueryString()
			}
		}
		return s.render(c, "word", view)
	})
}

func (s *Server) fillWord(v *wordView, card *harmonise.WordCard) {
	side := s.termSide(&card.Term)
	v.Side, v.Term = &side, card.Term.Label
	v.Page.Title = card.Term.Label + ", as " + card.Term.Organisation.String() + " uses it"
	v.Crosswalk = crosswalkHref(card.Term.IRI, card.Term.Organisation.IRI, "")
	for _, a := range card.Answers {
		v.Answers = append(v.Answers, wordAnswer{a.Question, capital(a.Answer), a.Detail, a.Stated, s.proofs(a.Evidence)})
	}
	for i := range card.Elsewhere {
		o := &card.Elsewhere[i]
		v.Elsewhere = append(v.Elsewhere, elsewhereRow{s.termSide(o), o.Feature("legal-nature").String(),
			crosswalkHref(card.Term.IRI, card.Term.Organisation.IRI, o.Organisation.IRI)})
	}
	for _, o := range card.Ambiguous {
		v.Ambiguous = append(v.Ambiguous, s.ownerLink(o))
	}
}

// reference names a thing in a query: by the end of its address if that is ours, else by the whole of it.
func reference(iri string) string {
	if strings.HasPrefix(iri, ontology.ID) {
		return slug(rdf.NewIRI(iri))
	}
	return iri
}

// crosswalkHref is the address of a crosswalk; without a target it leads to the form with the term filled in.
func crosswalkHref(term, from, to string) string {
	v := url.Values{"term": {reference(term)}, "from": {reference(from)}}
	if to != "" {
		v.Set("to", reference(to))
	}
	return "/crosswalk?" + v.Encode()
}

// wordHref is the address of the card of a term.
func wordHref(term, org string) string {
	return "/word?" + url.Values{"term": {reference(term)}, "org": {reference(org)}}.Encode()
}

// harmoniseLinks lead from the page of a term of an organisation to its card, to the form of the crosswalk and to what its
// word is elsewhere, from that of a type to how its terms vary, and from those of terms, types and organisations to comparisons.
func harmoniseLinks(t *thing) []linkTo {
	org := t.first("io:ofOrganisation")
	if !t.isA("io:OrganisationTerm") || org.Kind != rdf.IRI {
		return append(append(glossaryLinks(t), variationLinks(t)...), comparisonLinks(t)...)
	}
	return append([]linkTo{{Href: wordHref(t.IRI, org.Value), Text: "What does this word do to me?"},
		{Href: crosswalkHref(t.IRI, org.Value, ""), Text: "What do others call the nearest thing?"},
		{Href: compareHref(harmonise.CompareTerms, t.IRI, ""), Text: "Compare with another term"}}, wordLinks(t)...)
}
