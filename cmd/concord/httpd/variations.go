package httpd

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/harmonise"
)

// friendsRoutes adds what the same word and different words hide: variations, false friends, hidden twins.
func (s *Server) friendsRoutes() {
	s.get("/variations", s.variationsPage)
	s.get("/api/v1/variations", s.variationsAPI)
	s.get("/friends", s.friendsPage)
	s.get("/api/v1/friends", s.friendsAPI)
	s.get("/twins", s.twinsPage)
	s.get("/api/v1/twins", s.twinsAPI)
}

func variationQuery(c echo.Context) (harmonise.VariationQuery, error) {
	p, err := named(c, "name", "of")
	if err != nil {
		return harmonise.VariationQuery{}, err
	}
	if p[1] != "" && p[1] != harmonise.OfWord && p[1] != harmonise.OfType {
		return harmonise.VariationQuery{}, badRequest("of is %s or %s, not %q.", harmonise.OfWord, harmonise.OfType, p[1])
	}
	return harmonise.VariationQuery{Name: p[0], Of: p[1]}, nil
}

func (s *Server) variationsAPI(c echo.Context) error {
	q, err := variationQuery(c)
	if err != nil {
		return err
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		r, err := harmonise.Variations(c.Request().Context(), snap, q)
		return sendOr404(c, r, err)
	})
}

// variationsView is the page: a list of words and types, or the named ones in full.
type variationsView struct {
	Page    web.Page
	Name    string
	Of      []web.Option
	Missing string
	Lists   []variationList
	Full    []variationView
	LeftOut string
	JSON    string
}

type variationList struct {
	ID, Title, Note string
	Typed           bool // with a column for the type
	Rows            []variationRow
}

type variationRow struct {
	Name                 linkTo
	Terms, Organisations int
	Type, Level          string
	Differ               int // terms that differ in type or force
}

// variationView is one word or type in full.
type variationView struct {
	ID, Heading, Count string
	Of                 linkTo
	Few                bool
	Tallies            []tallyView
	Members            []memberView
	Alike              int
	NotKinds           []memberView
}

type tallyView struct {
	Title, Sentence string
	Values          []string
	NotStated       int
}

type memberView struct {
	Term, Org, Type linkTo
	Differences     []harmonise.Difference
	Note            string
	Evidence        []web.Evidence
}

func (s *Server) variationsPage(c echo.Context) error {
	q, err := variationQuery(c)
	if err != nil {
		return err
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		if s.unchanged(c, pageTag(snap)) {
			return nil
		}
		view := variationsView{Page: s.page(c, "Variations", "/variations"), Name: q.Name, JSON: withQuery("/api/v1/variations", c),
			Of: choices(q.Of, "", "words and types", harmonise.OfWord, "words", harmonise.OfType, "types")}
		r, err := harmonise.Variations(c.Request().Context(), snap, q)
		var missing *harmonise.NotFoundError
		switch {
		case errors.As(err, &missing):
			view.Missing, view.JSON = capital(err.Error())+".", ""
		case err != nil:
			return err
		case q.Name == "":
			s.listVariations(&view, r)
		default:
			for _, v := range append(r.Words, r.Types...) {
				view.Full = append(view.Full, s.variation(&v))
			}
			view.Page.Title = view.Full[0].Heading + ": variations"
		}
		return s.render(c, "variations", view)
	})
}

// withQuery is an address with the query of the request.
func withQuery(path string, c echo.Context) string {
	if q := c.QueryString(); q != "" {
		return path + "?" + q
	}
	return path
}

func (s *Server) listVariations(view *variationsView, r *harmonise.VariationReport) {
	words := variationList{ID: "words", Title: "Words", Typed: true, Note: "What the terms that turn on a word are most often."}
	types := variationList{ID: "types", Title: "Types", Note: "What the terms of a type have most often. Terms that are only close to the type are not counted."}
	for _, v := range r.Words {
		words.Rows = append(words.Rows, variationLine(&v))
	}
	for _, v := range r.Types {
		types.Rows = append(types.Rows, variationLine(&v))
	}
	for _, l := range []variationList{words, types} {
		if len(l.Rows) > 0 {
			view.Lists = append(view.Lists, l)
		}
	}
	if r.LeftOut > 0 {
		view.LeftOut = fmt.Sprintf("%d words and types have fewer than %d terms and are left out: of so few, nothing is frequent. Ask for one by its name.", r.LeftOut, r.Least)
	}
}

func variationLine(v *harmonise.Variation) variationRow {
	name := v.Name
	if v.IRI != "" {
		name = reference(v.IRI)
	}
	row := variationRow{Name: linkTo{Href: "/variations?" + url.Values{"name": {name}, "of": {v.Of}}.Encode(), Text: v.Name},
		Terms: v.Terms, Organisations: v.Organisations, Level: together(v.Tally("level").Sentence())}
	if t := v.Tally("type"); t != nil {
		row.Type = together(t.Sentence())
	}
	for _, m := range v.Members {
		if slices.ContainsFunc(m.Differs(), func(d harmonise.Difference) bool { return d.Feature == "type" || d.Feature == "level" }) {
			row.Differ++
		}
	}
	return row
}

func (s *Server) variation(v *harmonise.Variation) variationView {
	out := variationView{ID: v.Of, Heading: capital(v.Of) + " “" + v.Name + "”", Of: linkTo{Href: s.href(v.IRI), Text: "The page of this " + v.Of}, Few: v.Few,
		Count: fmt.Sprintf("%s of %s", plural(v.Terms, "term"), plural(v.Organisations, "organisation"))}
	if v.IRI == "" {
		out.Of.Href = ""
	}
	for _, t := range v.Tallies {
		row := tallyView{Title: t.Title, Sentence: together(t.Sentence()), NotStated: t.NotStated}
		for _, x := range t.Values {
			row.Values = append(row.Values, fmt.Sprintf("%s %d", x.Name, x.N))
		}
		out.Tallies = append(out.Tallies, row)
	}
	for _, m := range v.Members {
		row := s.member(&m.TermRef)
		if row.Differences = m.Differs(); len(row.Differences) == 0 {
			out.Alike++
			continue
		}
		out.Members = append(out.Members, row)
	}
	for _, t := range v.NotKinds {
		row := s.member(&t)
		row.Note = t.Aside()
		out.NotKinds = append(out.NotKinds, row)
	}
	return out
}

func (s *Server) member(t *harmonise.TermRef) memberView {
	return memberView{Term: linkTo{Href: s.href(t.IRI), Text: t.Label, Lang: foreign(t.Lang)}, Org: s.ownerLink(t.Organisation),
		Type: linkTo{Href: s.href(t.Type.IRI), Text: t.Type.Name}, Evidence: s.proofs(t.Evidence)}
}

// together keeps a number and its sign on one line.
func together(s string) string { return strings.ReplaceAll(s, " %", "\u00a0%") }

// foreign is a language that the page must name: any but its own.
func foreign(lang string) string {
	if lang == "en" || strings.HasPrefix(lang, "en-") {
		return ""
	}
	return lang
}

// variationLinks lead from the page of a type to how its terms vary, and to its hidden twins.
func variationLinks(t *thing) []linkTo {
	if !t.isA("io:InstrumentType") {
		return nil
	}
	return []linkTo{{Href: "/variations?" + url.Values{"name": {reference(t.IRI)}, "of": {harmonise.OfType}}.Encode(), Text: "How do its terms vary?"},
		{Href: "/twins?" + url.Values{"type": {reference(t.IRI)}}.Encode(), Text: "Which words for it are coded alike?"}}
}

// wordLinks lead from the page of a term to what its word is elsewhere.
func wordLinks(t *thing) []linkTo {
	word := t.first("io:headWord")
	if word.Kind != rdf.IRI {
		return nil
	}
	return []linkTo{{Href: "/friends?" + url.Values{"word": {reference(word.Value)}}.Encode(), Text: "What does this word name elsewhere?"}}
}
