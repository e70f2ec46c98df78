package httpd

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/query/reconcile"
)

// reconcileSteps shows the choice of the column and, once it is chosen, the matches.
func (s *Server) reconcileSteps(ctx context.Context, c echo.Context, snap index.Snapshot, u *upload, m *answer.Matching, names *reconcile.Names, chosen bool) error {
	view := reconcilePage{Page: s.page(c, "Reconcile a table", "/reconcile"), Asked: true, Chosen: chosen, MaxKiB: maxTable >> 10,
		Name: u.name, Data: base64.StdEncoding.EncodeToString(u.data), Head: u.columns, First: u.rows[:min(len(u.rows), shownRows)]}
	column, by := "", ""
	if chosen {
		column, by = c.FormValue("column"), c.FormValue("by")
	}
	view.Columns, view.By = columnOptions(u.columns, column), append([]web.Option{{Text: "none"}}, columnOptions(u.columns, by)...)
	view.Kinds = []web.Option{{Text: "anything"}}
	for _, t := range names.MainTypes() {
		view.Kinds = append(view.Kinds, web.Option{Value: t.ID, Text: t.Name, Selected: t.ID == m.Kind})
	}
	g := newGraph(ctx, snap)
	view.Orgs = s.organisationOptions(g, c.FormValue("org"), "any")
	if g.err != nil {
		return g.err
	}
	if chosen {
		if err := s.showMatches(ctx, &view, u, m); err != nil {
			return err
		}
		view.Page.Title = "Matches for " + u.columns[m.Column]
	}
	return s.render(c, "reconcile", view)
}

func columnOptions(columns []string, chosen string) (out []web.Option) {
	for i, name := range columns {
		if strings.TrimSpace(name) == "" {
			name = "without a name"
		}
		n := strconv.Itoa(i + 1)
		out = append(out, web.Option{Value: n, Text: n + ". " + name, Selected: n == chosen})
	}
	return out
}

// showMatches matches all rows and shows the distinct values.
func (s *Server) showMatches(ctx context.Context, view *reconcilePage, u *upload, m *answer.Matching) error {
	at := map[string]int{}
	for from := 0; from < len(u.rows); from += matchedAtOne {
		rows := u.rows[from:min(from+matchedAtOne, len(u.rows))]
		found, err := m.Candidates(ctx, rows)
		if err != nil {
			return err
		}
		for i, row := range rows {
			r := s.matchRow(m, row, found[i])
			key := r.Value + "\x00" + r.Score + r.Why
			if n, ok := at[key]; ok {
				if n >= 0 {
					view.Matches[n].Times++
				}
				continue
			}
			if at[key] = len(view.Matches); r.Value == "" || len(view.Matches) >= shownMatches {
				at[key] = -1
				if r.Value != "" {
					view.More++
				}
				continue
			}
			view.Matches = append(view.Matches, r)
		}
	}
	view.Counts = m.Counts.String()
	return nil
}

// verdicts are words and classes for what came of a value.
var verdicts = map[string]string{"yes": "match", "perhaps": "look", "no": "none"}

func (s *Server) matchRow(m *answer.Matching, row []string, found []reconcile.Candidate) matchRow {
	r := matchRow{Times: 1, Verdict: "no", Why: "nothing comes close"}
	if m.Picks[m.Key(row)] == answer.None {
		r.Why = "none of the candidates, by hand"
	}
	if m.Column < len(row) {
		r.Value = strings.TrimSpace(row[m.Column])
	}
	if len(found) > 0 {
		c := found[0]
		r.Best, r.Kind, r.About = &linkTo{Href: s.href(c.ID), Text: c.Name}, c.Type[0].Name, brief(c.Description, maxAbout)
		r.Score, r.Why, r.Verdict = fmt.Sprintf("%.1f", c.Score), c.Why, "perhaps"
		if c.Match {
			r.Verdict = "yes"
		}
	}
	if len(found) > 1 {
		c := found[1]
		r.Second, r.SecondScore = &linkTo{Href: s.href(c.ID), Text: c.Name, Title: c.Description}, strings.TrimPrefix(c.Whose+" · ", " · ")+fmt.Sprintf("%.1f", c.Score)
	}
	r.Word, r.Picks = verdicts[r.Verdict], pickOptions(m, row, found, r.Verdict)
	return r
}

// maxAbout bounds what is said of a candidate in the table.
const maxAbout = 90

// pickOptions are the choices for a value that is not matched, or that a person has chosen for already.
func pickOptions(m *answer.Matching, row []string, found []reconcile.Candidate, verdict string) []web.Option {
	key := m.Key(row)
	pick := m.Picks[key]
	if verdict == "yes" && pick == "" || len(found) == 0 && pick != answer.None {
		return nil
	}
	out := []web.Option{{Text: "as found"}}
	for _, c := range found {
		text := c.Name
		if c.Whose != "" {
			text += " (" + c.Whose + ")"
		}
		out = append(out, web.Option{Value: c.ID + " " + key, Text: fmt.Sprintf("%s, %.1f", text, c.Score), Selected: c.ID == pick})
	}
	return append(out, web.Option{Value: answer.None + " " + key, Text: "none of these", Selected: pick == answer.None})
}
