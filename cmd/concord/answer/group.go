package answer

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/query/groups"
)

// GroupFormats are the formats of the view of a working group.
var GroupFormats = []string{"table", "csv", "json"}

// Group writes the view of a working group; CSV takes one section.
func Group(w io.Writer, v *groups.View, format string) error {
	switch format {
	case "json":
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(v)
	case "csv":
		if len(v.Answers) != 1 {
			return fmt.Errorf("csv holds one table: choose a section of %s, one of %s", v.Group.ID, strings.Join(v.Group.SectionIDs(), ", "))
		}
		return sheet.CSV(w, GroupTable(v.Answers[0], true))
	}
	return groupText(w, v)
}

// GroupTable is a section as a table of text, with addresses if they are wanted.
func GroupTable(a *groups.Answer, addresses bool) sheet.Table {
	s := a.Section
	t := sheet.Table{Name: a.ID}
	grouped := s.GroupBy != ""
	if grouped {
		t.Columns = append(t.Columns, "under")
	}
	if a.Pivot {
		t.Columns = append(t.Columns, s.Rows.Title)
	} else {
		t.Columns = append(t.Columns, a.Heads[0].Text)
	}
	if addresses {
		t.Columns = append(t.Columns, "address")
	}
	if a.Pivot {
		t.Columns = append(t.Columns, "n")
	}
	for i, h := range a.Heads {
		if a.Pivot || i > 0 {
			t.Columns = append(t.Columns, h.Name(s.Cols.Short))
		}
	}
	switch {
	case !a.Pivot:
		t.Columns = append(t.Columns, "evidence")
	case a.Gaps != nil:
		t.Columns = append(t.Columns, "gaps")
	}
	for i := range a.Lines {
		t.Rows = append(t.Rows, groupRow(a, &a.Lines[i], grouped, addresses))
	}
	if a.Pivot && len(a.Lines) > 0 {
		t.Rows = append(t.Rows, totals(a, "n", a.N, a.Totals, grouped, addresses))
		if a.Gaps != nil {
			t.Rows = append(t.Rows, totals(a, "gaps", sum(a.Gaps), a.Gaps, grouped, addresses))
		}
	}
	return t
}

func groupRow(a *groups.Answer, l *groups.Line, grouped, addresses bool) (row []string) {
	if grouped {
		under := "none recorded"
		if l.Group != nil {
			under = l.Group.Name(false)
		}
		row = append(row, under)
	}
	row = append(row, l.Key.Name(a.Section.Rows.Short))
	if addresses {
		row = append(row, address(l))
	}
	if a.Pivot {
		row = append(row, strconv.Itoa(l.N))
	}
	for i, c := range l.Cells {
		row = append(row, GroupCell(a, i, c))
	}
	switch {
	case !a.Pivot:
		row = append(row, GroupState(l.State))
	case a.Gaps != nil:
		row = append(row, strconv.Itoa(l.Gaps))
	}
	return row
}

// address names a line for programs; a line of a pivot by its code where it has no address.
func address(l *groups.Line) string {
	if l.Key.IRI == "" {
		return l.Code
	}
	return l.Key.IRI
}

// totals is a line below a pivot.
func totals(a *groups.Answer, name string, all int, counts []int, grouped, addresses bool) []string {
	var row []string
	if grouped {
		row = append(row, "")
	}
	row = append(row, name)
	if addresses {
		row = append(row, "")
	}
	row = append(row, strconv.Itoa(all))
	for _, n := range counts {
		row = append(row, strconv.Itoa(n))
	}
	if a.Gaps != nil {
		row = append(row, "")
	}
	return row
}

func sum(counts []int) (all int) {
	for _, n := range counts {
		all += n
	}
	return all
}

// GroupCell is a cell in words.
func GroupCell(a *groups.Answer, column int, c groups.Cell) string {
	if c.Empty != "" {
		return c.Empty
	}
	short := a.Pivot || a.Section.Columns[column+1].Short
	names := make([]string, len(c.Values))
	for i, v := range c.Values {
		names[i] = v.Name(short)
	}
	list := strings.Join(names, "; ")
	if !a.Pivot {
		return list
	}
	switch {
	case c.Mark == groups.Gap:
		return "gap"
	case c.N == 0:
		return "" // none recorded
	case c.Mark == groups.Extra:
		return strconv.Itoa(c.N) + " (not listed as open)"
	case list != "":
		return strconv.Itoa(c.N) + ": " + list
	}
	return strconv.Itoa(c.N)
}

// GroupState words the state of checking of a line.
func GroupState(state string) string {
	if state == "" {
		return "no evidence recorded"
	}
	return strings.ReplaceAll(state, "-", " ")
}

// widest is how many characters of a cell the table for people shows.
const widest = 40

func groupText(w io.Writer, v *groups.View) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s: %s\n%s\n", v.Group.Code, v.Group.Title, v.Group.About)
	for _, a := range v.Answers {
		fmt.Fprintf(b, "\n%s%s\n%s\n", a.Title, Picked(a), a.Summary())
		for _, param := range a.Ignored {
			fmt.Fprintf(b, "Not narrowed by %s.\n", param)
		}
		fmt.Fprintf(b, "Evidence: %s\n", a.Trust)
		if a.Note != "" {
			fmt.Fprintf(b, "%s\n", a.Note)
		}
		if len(a.Lines) == 0 {
			b.WriteString("Nothing is recorded here; that is no proof that there is nothing.\n")
		}
		if err := textTable(b, GroupTable(a, false)); err != nil {
			return err
		}
		fmt.Fprintf(b, "query: %s\n", queryLine(a))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Picked names the row and column that were picked, after a colon.
func Picked(a *groups.Answer) string {
	names := make([]string, len(a.Picked))
	for i, v := range a.Picked {
		names[i] = v.Text
	}
	if len(names) == 0 {
		return ""
	}
	return ": " + strings.Join(names, ", ")
}

func queryLine(a *groups.Answer) string {
	text := "concord query --named " + a.Query
	for _, p := range a.Params() {
		text += " --param " + p
	}
	return text
}

func textTable(b *strings.Builder, t sheet.Table) error {
	if len(t.Rows) == 0 {
		return nil
	}
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{t.Columns}, t.Rows...) {
		cut := make([]string, len(row))
		for i, text := range row {
			cut[i] = clip(text)
		}
		fmt.Fprintln(w, "  "+strings.Join(cut, "\t"))
	}
	return w.Flush()
}

// clip cuts a text that is too wide for a table on a screen.
func clip(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > widest {
		return string(r[:widest-1]) + "…"
	}
	return text
}
