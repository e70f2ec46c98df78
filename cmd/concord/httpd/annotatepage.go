package httpd

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/query/annotate"
	"w3id.org/concord/query/harmonise"
)

// annotateView is the page: the form, and the annotated text if there is one.
type annotateView struct {
	Page    web.Page
	Text    string
	HTML    bool
	Orgs    []web.Option
	Target  string
	Missing string
	Empty   bool
	Answer  *annotateAnswer
	JSON    string // address of the same as JSON; "" for texts that have no address
}

// annotateAnswer is a result for people.
type annotateAnswer struct {
	Pieces             []annotatePiece
	Rows               []annotateRow
	Draft              *draftView
	Total, Shown, Open int
	Things, Characters int
}

// annotatePiece is a piece of the text, marked or not.
type annotatePiece struct {
	Text, Class, Href, Title string
	Break                    bool
}

// annotateRow is what marks of one meaning say.
type annotateRow struct {
	ID, Words string
	Count     int
	Open      bool
	Kind      string
	Means     []annotateMeaning
	Differ    string
	Why       []string
	Card      string // address of the word card
	Elsewhere string // address of the crosswalk form
	forms     []string
}

type annotateMeaning struct {
	Thing, Org linkTo
	Nature     string
}

// draftView is the check of a draft for people.
type draftView struct {
	Target   linkTo
	Note     string
	Findings []findingView
}

type findingView struct {
	Verdict, Class, Word, Here, There, Says, Ground string
	Places                                          int
	Link                                            linkTo // the target's term of the same word
	Suggestions                                     []suggestionView
	Warnings                                        []string
	Evidence                                        []web.Evidence
}

type suggestionView struct {
	Term             linkTo
	Outcome, Because string
	Warnings         []string
	Evidence         []web.Evidence
}

func (s *Server) annotatePage(c echo.Context) error {
	q, err := readAnnotate(c)
	if err != nil {
		return err
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		g := newGraph(c.Request().Context(), snap)
		view := annotateView{Page: s.page(c, "Annotate a text, check a draft", ""), HTML: q.html, Target: q.target, Text: string(q.data),
			Orgs: s.organisationOptions(g, q.target, "nobody: only annotate")}
		if g.err != nil {
			return g.err
		}
		if view.Empty = q.asked && strings.TrimSpace(view.Text) == ""; !q.asked || view.Empty {
			return s.render(c, "annotate", view)
		}
		r, err := s.annotateText(c, snap, q)
		var missing *harmonise.NotFoundError
		if errors.As(err, &missing) {
			view.Missing = capital(err.Error()) + "."
			return s.render(c, "annotate", view)
		}
		if err != nil {
			return err
		}
		view.Text, view.HTML = r.Text, false // what the offsets count
		view.Answer = s.annotateAnswer(r)
		if len(q.data) <= maxAddressed/4 && c.Request().Method != http.MethodPost {
			view.JSON = "/api/v1/annotate?" + annotateAddress(q).Encode()
		}
		return s.render(c, "annotate", view)
	})
}

func annotateAddress(q *annotateRequest) url.Values {
	v := url.Values{"text": {string(q.data)}}
	if q.target != "" {
		v.Set("target", q.target)
	}
	if q.html {
		v.Set("input", "html")
	}
	return v
}

// maxMarks is how many places the page marks.
const maxMarks = 2000

func (s *Server) annotateAnswer(r *annotate.Result) *annotateAnswer {
	a := &annotateAnswer{Total: len(r.Annotations) + r.Left, Characters: r.Characters}
	if len(r.Annotations) > maxMarks {
		cut := *r
		cut.Annotations = r.Annotations[:maxMarks]
		r = &cut
	}
	a.Shown = len(r.Annotations)
	rows := map[string]int{}
	of := make([]int, len(r.Annotations))
	for i := range r.Annotations {
		x := &r.Annotations[i]
		key := fmt.Sprint(x.Open, x.Means)
		k, known := rows[key]
		if !known {
			k = len(a.Rows)
			rows[key] = k
			a.Rows = append(a.Rows, s.annotateRow(r, x, k))
		}
		a.Rows[k].add(x)
		of[i] = k
		if x.Open {
			a.Open++
		}
	}
	a.Things = len(a.Rows)
	for _, p := range r.Segments() {
		piece := annotatePiece{Text: p.Text, Break: p.Break}
		if p.Annotation >= 0 {
			row := &a.Rows[of[p.Annotation]]
			piece.Class, piece.Href, piece.Title = r.Annotations[p.Annotation].Class(), "#"+row.ID, row.title()
		}
		a.Pieces = append(a.Pieces, piece)
	}
	for i := range a.Rows {
		a.Rows[i].Words = strings.Join(a.Rows[i].forms, ", ")
	}
	a.Draft = s.draftView(r.Draft)
	return a
}

func (s *Server) annotateRow(r *annotate.Result, x *annotate.Annotation, n int) annotateRow {
	row := annotateRow{ID: fmt.Sprintf("m%d", n+1), Open: x.Open, Kind: x.Kind, Differ: x.Differ}
	for _, iri := range x.Means {
		t := r.Things[iri]
		m := annotateMeaning{Thing: linkTo{Href: s.href(iri), Text: t.Name, Lang: t.Lang}, Nature: t.Nature}
		if t.Organisation != nil && t.Kind != annotate.Organisation {
			m.Org = s.ownerLink(*t.Organisation)
		}
		row.Means = append(row.Means, m)
		if t.Kind == annotate.Term && !x.Open {
			row.Card, row.Elsewhere = wordHref(iri, t.Organisation.IRI), crosswalkHref(iri, t.Organisation.IRI, "")
		}
	}
	return row
}

// add counts a place, and keeps how the word is written and why it is read so.
func (row *annotateRow) add(x *annotate.Annotation) {
	row.Count++
	if form := strings.Join(strings.Fields(x.Exact), " "); !slices.Contains(row.forms, form) && len(row.forms) < 6 {
		row.forms = append(row.forms, form)
	}
	if !slices.Contains(row.Why, x.Why) && len(row.Why) < 4 {
		row.Why = append(row.Why, x.Why)
	}
}

// title is what a mark says when it is pointed at.
func (row *annotateRow) title() string {
	if row.Open {
		return "open: " + row.Differ
	}
	m := row.Means[0]
	text := m.Thing.Text
	if m.Org.Text != "" {
		text += " of " + m.Org.Text
	}
	if m.Nature != "" {
		text += ", " + m.Nature
	}
	return text
}

func (s *Server) draftView(d *annotate.Draft) *draftView {
	if d == nil {
		return nil
	}
	v := &draftView{Target: s.ownerLink(d.Target), Note: d.Note}
	for i := range d.Findings {
		f := &d.Findings[i]
		x := findingView{Verdict: capital(string(f.Verdict)), Class: strings.ReplaceAll(string(f.Verdict), " ", "-"), Word: f.Word, Here: f.Here, There: f.There,
			Says: f.Says, Ground: f.Ground, Places: len(f.Places), Warnings: f.Warnings, Evidence: s.proofs(f.Evidence)}
		if f.ThereTerm != nil {
			x.Link = linkTo{Href: s.href(f.ThereTerm.IRI), Text: f.ThereTerm.Name, Lang: f.ThereTerm.Lang}
		}
		if f.Verdict != annotate.SameWord && f.Verdict != annotate.OwnWord {
			for _, g := range f.Suggestions {
				x.Suggestions = append(x.Suggestions, suggestionView{linkTo{Href: s.href(g.IRI), Text: g.Label, Lang: g.Lang}, string(g.Outcome), g.Because, g.Warnings, s.proofs(g.Evidence)})
			}
		}
		v.Findings = append(v.Findings, x)
	}
	return v
}
