package decide

import (
	"context"
	"fmt"
	"strings"
	"time"

	"w3id.org/concord/index"
)

// The answers of a review sheet.
const (
	AnswerConfirm = "confirm"
	AnswerCorrect = "correct"
	AnswerNone    = "we have none"
	AnswerUnclear = "unclear"
)

// The answers to a statement and to a type without a term. To correct an empty cell is to say that there is a term.
var (
	StatementAnswers = []string{AnswerConfirm, AnswerCorrect, AnswerUnclear}
	CellAnswers      = []string{AnswerNone, AnswerUnclear, AnswerCorrect}
)

var (
	statementOutcome = map[string]Outcome{AnswerConfirm: Confirmed, AnswerCorrect: Corrected, AnswerUnclear: Questioned}
	cellOutcome      = map[string]Outcome{AnswerNone: HasNone, AnswerUnclear: Unclear, AnswerCorrect: Reported}
)

// Filled is a review sheet that came back.
type Filled struct {
	ID           string // of the sheet
	Organisation string // its address
	Rows         []FilledRow
}

// FilledRow is a row with its answer. Page and Line say where it stands in the workbook.
type FilledRow struct {
	Page                                   string
	Line                                   int
	Cell                                   bool // a type without a term
	ID, Value                              string
	Answer, Correction, Reason, Name, Date string
}

// answered reports whether somebody wrote anything.
func (f *FilledRow) answered() bool {
	return f.Answer != "" || f.Correction != "" || f.Reason != "" || f.Date != ""
}

// Problem is something in a sheet that cannot be taken as it is.
type Problem struct {
	Page   string `json:"sheet"`
	Line   int    `json:"row"`
	Column string `json:"column"`
	Why    string `json:"why"`
}

// String is the problem on one line.
func (p Problem) String() string {
	if p.Line == 0 {
		return fmt.Sprintf("sheet %q: %s", p.Page, p.Why)
	}
	return fmt.Sprintf("sheet %q, row %d, column %q: %s", p.Page, p.Line, p.Column, p.Why)
}

// SheetError lists everything that is wrong with a sheet. Nothing of it was recorded.
type SheetError struct{ Problems []Problem }

func (e *SheetError) Error() string {
	lines := []string{fmt.Sprintf("the review sheet has %d problem(s), and nothing was recorded:", len(e.Problems))}
	for _, p := range e.Problems {
		lines = append(lines, "  "+p.String())
	}
	return strings.Join(lines, "\n")
}

// Answers says what became of a sheet.
type Answers struct {
	Organisation string         `json:"organisation"`
	Sheet        string         `json:"sheet"`
	Seq          uint64         `json:"seq,omitempty"`
	Recorded     []Decision     `json:"recorded"`
	Known        int            `json:"known"` // answers of this sheet that are in the log already
	Open         int            `json:"open"`  // rows without an answer
	Counts       map[string]int `json:"counts"`
}

// RecordSheet records the answers of a review sheet as decisions: all of them or, if anything is wrong, none, with a
// SheetError. A sheet that comes back a second time adds only what is new in it.
func RecordSheet(ctx context.Context, s index.Store, now time.Time, f Filled) (*Answers, error) {
	out, err := readAnswers(ctx, s, now, f)
	if err != nil || len(out.Recorded) == 0 {
		return out, err
	}
	r, err := Record(ctx, s, now, out.Recorded...)
	if err != nil {
		return nil, err
	}
	out.Recorded, out.Seq = r.Decisions, r.Seq
	return out, nil
}
