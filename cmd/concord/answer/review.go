package answer

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/query/decide"
)

// The pages of a review sheet.
const (
	reviewHelp       = "Read me"
	reviewStatements = "Statements"
	reviewCells      = "Types without a term"
)

// reviewColumns are those of both pages that are filled in.
var reviewColumns = []string{"id", "what", "value", "source", "check state", "answer", "correction", "reason", "name", "date"}

var reviewWidths = []float64{26, 30, 46, 40, 18, 14, 34, 30, 18, 12}

// Review writes a review sheet as a workbook.
func Review(w io.Writer, s *decide.Sheet) error {
	return sheet.XLSX(w, reviewGuide(s), reviewPage(reviewStatements, s.Statements, decide.StatementAnswers), reviewPage(reviewCells, s.Cells, decide.CellAnswers))
}

func reviewGuide(s *decide.Sheet) sheet.Table {
	return sheet.Table{Name: reviewHelp, Columns: []string{"Review sheet of", s.Organisation.Name}, Widths: []float64{24, 100}, Rows: [][]string{
		{"sheet", s.ID},
		{"organisation", s.Organisation.IRI},
		{"made", s.Made.Format(time.DateOnly)},
		{"state of the data", fmt.Sprintf("commit %d", s.Seq)},
		{"How to fill it in", "Choose an answer in the column answer, and write your name beside it. Rows without an answer are left as they are. Do not change the columns id and value."},
		{"Page " + reviewStatements, "What is recorded of your organisation and its terms, with the source. confirm: it is right. correct: it should say something else; write what into the column correction. unclear: you cannot tell."},
		{"Page " + reviewCells, "Types of instrument for which no term of yours is recorded. we have none: there is no such instrument. unclear: it cannot be said. correct: there is one; write its name into the column correction."},
		{"reason", "Free text: why, or where it says so. It is kept with your answer."},
		{"date", "Like 2026-03-31; if it is empty, the day on which the sheet is loaded."},
		{"What becomes of it", "Each answer is recorded as a decision under your name. A correction stands beside what it corrects, each with its source. Nothing is deleted. If a row has an error, nothing of the sheet is recorded until it is mended."},
	}}
}

func reviewPage(name string, rows []decide.Row, answers []string) sheet.Table {
	t := sheet.Table{Name: name, Columns: reviewColumns, Widths: reviewWidths}
	for _, r := range rows {
		t.Rows = append(t.Rows, []string{r.ID, r.What, r.Value, r.Source, r.State, "", "", "", "", ""})
	}
	if len(rows) > 0 {
		t.Choices = []sheet.Choice{{Column: "answer", Values: answers}}
	}
	return t
}

// maxReview bounds what a review sheet unpacks to, in bytes.
const maxReview = 64 << 20

// ReadReview reads a review sheet that was filled in. A decide.SheetError lists pages and columns that are missing.
func ReadReview(r io.Reader) (decide.Filled, error) {
	tables, err := sheet.ReadXLSXRaw(r, maxReview)
	if err != nil {
		return decide.Filled{}, err
	}
	var f decide.Filled
	var problems []decide.Problem
	for _, name := range []string{reviewHelp, reviewStatements, reviewCells} {
		at := slices.IndexFunc(tables, func(t sheet.Table) bool { return t.Name == name })
		if at < 0 {
			problems = append(problems, decide.Problem{Page: name, Why: "the page is missing; a review sheet has the pages " + strings.Join([]string{reviewHelp, reviewStatements, reviewCells}, ", ")})
			continue
		}
		if name == reviewHelp {
			f.ID, f.Organisation = guideValue(tables[at], "sheet"), guideValue(tables[at], "organisation")
			if f.ID == "" || f.Organisation == "" {
				problems = append(problems, decide.Problem{Page: name, Why: "the rows sheet and organisation are missing; leave that page as it came"})
			}
			continue
		}
		rows, missing := reviewRows(tables[at])
		f.Rows, problems = append(f.Rows, rows...), append(problems, missing...)
	}
	if len(problems) > 0 {
		return f, &decide.SheetError{Problems: problems}
	}
	return f, nil
}

func guideValue(t sheet.Table, key string) string {
	for _, row := range t.Rows {
		if len(row) > 1 && row[0] == key {
			return strings.TrimSpace(row[1])
		}
	}
	return ""
}

// reviewRows takes the columns by their heads, wherever they stand. Further columns are the reviewer's own affair.
func reviewRows(t sheet.Table) (rows []decide.FilledRow, problems []decide.Problem) {
	at := map[string]int{}
	for i, name := range t.Columns {
		at[strings.ToLower(strings.TrimSpace(name))] = i
	}
	for _, name := range reviewColumns {
		if _, ok := at[name]; !ok && name != "what" && name != "source" && name != "check state" {
			problems = append(problems, decide.Problem{Page: t.Name, Line: 1, Column: name, Why: "the column is missing"})
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	for i, row := range t.Rows {
		cell := func(name string) string {
			if k := at[name]; k < len(row) {
				return strings.TrimSpace(row[k])
			}
			return ""
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		rows = append(rows, decide.FilledRow{Page: t.Name, Line: i + 2, Cell: t.Name == reviewCells, ID: cell("id"), Value: cell("value"), Answer: cell("answer"),
			Correction: cell("correction"), Reason: cell("reason"), Name: cell("name"), Date: day(cell("date"))})
	}
	return rows, nil
}

// day turns the number by which workbooks store a date into the form 2026-03-31. Other text comes back as it is.
func day(text string) string {
	if n, err := strconv.ParseFloat(text, 64); err == nil && n > 30_000 && n < 80_000 {
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n)).Format(time.DateOnly)
	}
	return text
}

// AnswersText says what became of a sheet.
func AnswersText(a *decide.Answers) string {
	if len(a.Recorded) == 0 {
		return fmt.Sprintf("Nothing new: %d answers of this sheet are in the log already, %d rows have no answer.", a.Known, a.Open)
	}
	var parts []string
	for _, o := range decide.Outcomes {
		if n := a.Counts[string(o)]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, strings.ReplaceAll(string(o), "-", " ")))
		}
	}
	return fmt.Sprintf("Recorded %d decisions: %s. %d answers were in the log already, %d rows have no answer.", len(a.Recorded), strings.Join(parts, ", "), a.Known, a.Open)
}
