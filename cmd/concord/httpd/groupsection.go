package httpd

import (
	"strconv"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/query/groups"
)

// longest is how many lines a table may have before the page of the whole group folds it.
const longest = 25

// wordy is how long a text is that needs a wide column, in bytes.
const wordy = 60

// groupSection is a section for the template.
type groupSection struct {
	ID, Title, Note string
	Summary, Trust  string
	Ignored         []string
	Pivot, Fold     bool
	Corner          string // pivots: the heading of the rows
	Heads           []groupHead
	Lines           []groupLine
	N               int
	Totals          []linkTo
	Gaps            []string
	Span            int // columns, for lines that head a group
	Empty           string
	Command, Query  string
	QueryHref       string
	Alone, CSV      string
	Back            string // what Alone leads to, where it is no part of the whole view
	Drawing         *drawing
}

type groupHead struct {
	Link linkTo
	N    int
}

type groupLine struct {
	Heading *linkTo // where a new group begins
	Key     linkTo
	N       linkTo
	Gaps    int
	Cells   []groupCell
	State   string
	Word    string
}

type groupCell struct {
	Href  string // leads to the things behind a count
	Text  string // a count, or why it is empty
	Kind  string // none, count, gap, extra, empty, long
	Links []linkTo
}

func (s *Server) groupSection(v *groups.View, a *groups.Answer, q groups.Question) groupSection {
	layout, alone := a.Section, len(q.Sections) > 0
	out := groupSection{ID: a.ID, Title: a.Title + answer.Picked(a), Note: a.Note, Summary: a.Summary(), Trust: a.Trust.String(), Ignored: a.Ignored, Pivot: a.Pivot,
		Fold: !alone && len(a.Lines) > longest, Corner: layout.Rows.Title, Span: len(a.Heads) + 1, Command: v.Command(a),
		Query: a.Query, QueryHref: a.Address(), Alone: groupHref("/groups/"+v.Group.ID, v.Args, []string{a.ID}),
		CSV: pickHref(groupHref("/api/v1/groups/"+v.Group.ID, v.Args, []string{a.ID}), q.Pick) + "&format=csv"}
	if len(a.Picked) > 0 {
		out.Command += pickFlags(q.Pick)
		out.Back = "the counts"
	}
	if a.Pivot {
		out.Span++
	}
	if a.Gaps != nil {
		out.Span++
	}
	if a.Network != nil && len(a.Network.Ties) > 0 {
		out.Drawing = drawNetwork(a.Network)
	}
	s.groupHeads(&out, a)
	under := "\x00"
	for i := range a.Lines {
		l := &a.Lines[i]
		line := groupLine{Key: s.groupLink(l.Key, layout.Rows.Short), N: countLink(out.Alone, l), Gaps: l.Gaps, State: l.State, Word: answer.GroupState(l.State)}
		if layout.GroupBy != "" && groupName(l.Group) != under {
			under = groupName(l.Group)
			line.Heading = s.groupHeading(l.Group)
		}
		for j, cell := range l.Cells {
			shown := s.groupCell(a, j, cell)
			if a.Pivot && cell.N > 0 {
				shown.Href = pickHref(out.Alone, groups.Pick{Row: l.Code, Col: a.Heads[j].Code})
			}
			line.Cells = append(line.Cells, shown)
		}
		out.Lines = append(out.Lines, line)
	}
	return out
}

func pickFlags(p groups.Pick) (flags string) {
	if p.Row != "" {
		flags += " --row " + p.Row
	}
	if p.Col != "" {
		flags += " --col " + p.Col
	}
	return flags
}

// groupHeads fills the headings of columns and what stands below them.
func (s *Server) groupHeads(out *groupSection, a *groups.Answer) {
	out.N = a.N
	for _, h := range a.Heads {
		out.Heads = append(out.Heads, groupHead{s.groupLink(h.Value, a.Section.Cols.Short), h.N})
	}
	for i, n := range a.Totals {
		out.Totals = append(out.Totals, linkTo{Text: strconv.Itoa(n), Href: pickHref(out.Alone, groups.Pick{Col: a.Heads[i].Code})})
	}
	for _, n := range a.Gaps {
		out.Gaps = append(out.Gaps, strconv.Itoa(n))
	}
}

// countLink leads from the number of things in a row to them.
func countLink(section string, l *groups.Line) linkTo {
	out := linkTo{Text: strconv.Itoa(l.N)}
	if l.N > 0 {
		out.Href = pickHref(section, groups.Pick{Row: l.Code})
	}
	return out
}

func groupName(v *groups.Value) string {
	if v == nil {
		return ""
	}
	return v.IRI + v.Text
}

func (s *Server) groupHeading(v *groups.Value) *linkTo {
	if v == nil {
		return &linkTo{Text: "None recorded"}
	}
	l := s.groupLink(*v, false)
	return &l
}

// groupLink is a value as a link; a short one has the long name as its title.
func (s *Server) groupLink(v groups.Value, short bool) linkTo {
	l := linkTo{Text: v.Name(short), Lang: v.Lang}
	if v.IRI != "" {
		l.Href = s.href(v.IRI)
	}
	if l.Text != v.Text {
		l.Title, l.Lang = v.Text, ""
	}
	return l
}

func (s *Server) groupCell(a *groups.Answer, column int, c groups.Cell) groupCell {
	if c.Empty != "" {
		return groupCell{Text: c.Empty, Kind: "empty"}
	}
	out := groupCell{}
	short := a.Pivot || a.Section.Columns[column+1].Short
	for _, v := range c.Values {
		out.Links = append(out.Links, s.groupLink(v, short))
	}
	if !a.Pivot {
		if len(c.Values) == 1 && len(c.Values[0].Text) > wordy {
			out.Kind = "long"
		}
		return out
	}
	switch {
	case c.Mark == groups.Gap:
		out.Text, out.Kind = "gap", "gap"
	case c.N == 0:
		out.Text, out.Kind = "·", "none"
	case c.Mark == groups.Extra:
		out.Text, out.Kind, out.Links = strconv.Itoa(c.N), "extra", append(out.Links, linkTo{Text: "not listed as open"})
	default:
		out.Text, out.Kind = strconv.Itoa(c.N), "count"
	}
	return out
}
