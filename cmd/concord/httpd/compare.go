package httpd

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/query/harmonise"
)

// compareRoutes adds two things side by side.
func (s *Server) compareRoutes() {
	s.get("/compare", s.comparePage)
	s.get("/api/v1/compare", s.compareAPI)
}

func (s *Server) compareAPI(c echo.Context) error {
	p, err := named(c, "a", "b", "kind")
	if err != nil {
		return err
	}
	if p[0] == "" || p[1] == "" {
		return badRequest("Name two things: /api/v1/compare?a=oecd&b=ilo, /api/v1/compare?a=convention&b=recommendation&kind=type")
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		x, err := harmonise.MakeComparison(c.Request().Context(), snap, compareQuery(c, p))
		if bad := new(harmonise.IncomparableError); errors.As(err, &bad) {
			return badRequest("%s.", capital(bad.Reason))
		}
		return sendOr404(c, x, err)
	})
}

// compareQuery is the question of an address.
func compareQuery(c echo.Context, names []string) harmonise.CompareQuery {
	return harmonise.CompareQuery{A: names[0], B: names[1], Kind: names[2], Narrower: c.QueryParam("narrower") == "yes"}
}

// compareView is the page: the form, and the comparison if there is one.
type compareView struct {
	Page     web.Page
	A, B     string
	Kinds    []web.Option
	Known    []web.Option // what may be named, for the fields to suggest
	Narrower bool
	Missing  string
	Answer   *compareAnswer
	JSON     string
}

func (s *Server) comparePage(c echo.Context) error {
	p, err := named(c, "a", "b", "kind")
	if err != nil {
		return err
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		if s.unchanged(c, pageTag(snap)) {
			return nil
		}
		g := newGraph(c.Request().Context(), snap)
		view := compareView{Page: s.page(c, "Compare", "/compare"), A: p[0], B: p[1], Narrower: c.QueryParam("narrower") == "yes", Kinds: choices(p[2], "", "whatever fits",
			harmonise.CompareOrganisations, "organisations", harmonise.CompareTypes, "types of instrument", harmonise.CompareTerms, "terms")}
		view.Known = append(s.organisationOptions(g, "", ""), typeOptions(g, "")[1:]...)
		if g.err != nil {
			return g.err
		}
		if p[0] != "" && p[1] != "" {
			if err := s.fillComparison(c, snap, &view, compareQuery(c, p)); err != nil {
				return err
			}
		}
		return s.render(c, "compare", view)
	})
}

func (s *Server) fillComparison(c echo.Context, snap index.Snapshot, view *compareView, q harmonise.CompareQuery) error {
	x, err := harmonise.MakeComparison(c.Request().Context(), snap, q)
	missing, bad := new(harmonise.NotFoundError), new(harmonise.IncomparableError)
	switch {
	case errors.As(err, &bad):
		view.Missing = capital(bad.Reason) + "."
	case errors.As(err, &missing):
		view.Missing = capital(missing.Error()) + "."
	case err != nil:
		return err
	default:
		view.Page.Title = x.A.Caption() + " and " + x.B.Caption()
		view.Answer = s.compareAnswer(x)
		v := url.Values{"a": {reference(x.A.IRI)}, "b": {reference(x.B.IRI)}, "kind": {x.Kind}}
		if q.Narrower {
			v.Set("narrower", "yes")
		}
		view.JSON = "/api/v1/compare?" + v.Encode()
	}
	return nil
}

// compareAnswer is a comparison for people.
type compareAnswer struct {
	A, B                comparedSide
	Relation            string
	Warnings, Unknown   []string
	Trust               web.Trust
	Facts               []factRow
	Profile             []profileRow
	Types               []typeRow
	Both, OnlyA, OnlyB  int
	Words               []sharedRow
	Phases              []phaseView
	Stages              int
	Practices           []practiceRow
	Together            []jointRow
	Users               []userRow
	Organisations, Word bool // which kind it is
}

type comparedSide struct {
	Link, Org, Type linkTo
	Caption         string
	Name, Fit       string
	Definition      string
	Notes           []string
	Documented      int
	Evidence        []web.Evidence
	More            linkTo // leads on: the differences within a type, the card of a word
}

type factRow struct {
	Title, State string
	A, B         factView
}

type factView struct {
	Codes    []linkTo
	Wording  string
	Stated   bool
	Evidence []web.Evidence // where it is not that of the thing
}

type profileRow struct{ Title, A, B, ValuesA, ValuesB string }

type typeRow struct {
	Type     linkTo
	A, B     []linkTo
	EmptyA   string
	EmptyB   string
	SuitedTo string
	Leads    string // to a crosswalk, where one side has nothing
}

type sharedRow struct {
	Word, Differs string
	A, B          wordPart
}

type wordPart struct {
	Term, Type linkTo
	Nature     string
	Evidence   []web.Evidence
}

type phaseView struct {
	Title  string
	Stages []stageRow
}

type stageRow struct {
	Stage linkTo
	A, B  stageSide
}

// stageSide shows the first steps; the rest opens.
type stageSide struct {
	First, Rest []stepView
	Orgs        int // organisations, where steps are those of many
}

type stepView struct {
	Term, Org           linkTo
	Description, Period string
	Evidence            []web.Evidence
}

type practiceRow struct {
	Title  string
	A, B   int
	TA, TB []web.Value
}

type jointRow struct {
	Link                                   linkTo
	Types                                  []linkTo
	Formality, Years, Status, RoleA, RoleB string
	Description                            string
	Others                                 int
	Evidence                               []web.Evidence
}

type userRow struct {
	Org  linkTo
	A, B []web.Value
}

// compareHref is the address of a comparison.
func compareHref(kind, a, b string) string {
	v := url.Values{"a": {reference(a)}, "kind": {kind}}
	if b != "" {
		v.Set("b", reference(b))
	}
	return "/compare?" + v.Encode()
}

// comparisonLinks lead from the page of an organisation or a type to what compares it.
func comparisonLinks(t *thing) []linkTo {
	switch {
	case t.isA("org:FormalOrganization"):
		return []linkTo{{Href: compareHref(harmonise.CompareOrganisations, t.IRI, ""), Text: "Compare with another organisation"}}
	case t.isA("io:InstrumentType"):
		return []linkTo{{Href: "/differences?" + harmonise.TypeQuery{Type: reference(t.IRI)}.Values().Encode(), Text: "Differences, consensus and outliers"},
			{Href: compareHref(harmonise.CompareTypes, t.IRI, ""), Text: "Compare with another type"}}
	}
	return nil
}

func (s *Server) compareAnswer(x *harmonise.Comparison) *compareAnswer {
	a := &compareAnswer{A: s.comparedSide(&x.A, x.Kind), B: s.comparedSide(&x.B, x.Kind), Relation: capital(x.Relation), Warnings: x.Warnings, Unknown: x.Unknown,
		Stages: len(x.Stages), Organisations: x.Kind == harmonise.CompareOrganisations, Word: x.Kind == harmonise.CompareTerms}
	for i := range x.Facts {
		f := &x.Facts[i]
		a.Facts = append(a.Facts, factRow{f.Title, string(f.State), s.factView(&f.A, x.A.Evidence), s.factView(&f.B, x.B.Evidence)})
	}
	for i := range x.Profile {
		p := &x.Profile[i]
		a.Profile = append(a.Profile, profileRow{p.Title, p.A.Summary(), p.B.Summary(), shares(p.A.Values), shares(p.B.Values)})
	}
	s.addVocabularies(a, x)
	s.addStages(a, x)
	s.addPractices(a, x)
	a.countTrust(x)
	return a
}

func (s *Server) comparedSide(t *harmonise.ComparedThing, kind string) comparedSide {
	side := comparedSide{Link: s.ownerLink(t.Owner), Caption: t.Caption(), Name: t.Name, Fit: string(t.Fit), Definition: t.Definition, Notes: t.Notes,
		Documented: t.Documented, Evidence: s.proofs(t.Evidence)}
	if t.Organisation != nil {
		side.Org = s.ownerLink(*t.Organisation)
		side.More = linkTo{Href: wordHref(t.IRI, t.Organisation.IRI), Text: "What does this word do?"}
	}
	if t.Type != nil {
		side.Type = s.ownerLink(*t.Type)
	}
	if kind == harmonise.CompareTypes {
		side.More = linkTo{Href: "/differences?" + harmonise.TypeQuery{Type: reference(t.IRI)}.Values().Encode(), Text: "Differences within the type"}
	}
	return side
}

func (s *Server) factView(f *harmonise.FactSide, own []harmonise.TermProof) factView {
	v := factView{Stated: f.Stated(), Wording: f.Text}
	for _, c := range f.Codes {
		l := s.ownerLink(c)
		if c.IRI == "" {
			l.Href = ""
		}
		v.Codes = append(v.Codes, l)
	}
	if len(f.Codes) > 0 && strings.EqualFold(f.Text, f.String()) {
		v.Wording = ""
	}
	if !slices.Equal(f.Evidence, own) {
		v.Evidence = s.proofs(f.Evidence)
	}
	return v
}
