package answer

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"w3id.org/concord/query/decide"
	"w3id.org/concord/query/harmonise"
)

// TestReviewFilledInAProgram fills a sheet as spreadsheet programs do: dates become numbers with a format of their own.
func TestReviewFilledInAProgram(t *testing.T) {
	s := &decide.Sheet{ID: "review-aa-1", Organisation: harmonise.Owner{IRI: "urn:aa", Name: "Alpha"}, Made: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
		Statements: []decide.Row{{ID: "term:aa-order", What: "term", Value: "=Order"}, {ID: "term:aa-rule", What: "term", Value: "Rule", Source: strings.Repeat("long ", 9000)}}}
	var buf bytes.Buffer
	if err := Review(&buf, s); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&buf)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if v, err := book.GetDataValidations(reviewStatements); err != nil || len(v) != 1 || !strings.Contains(v[0].Formula1, "confirm,correct,unclear") {
		t.Errorf("%v: the answers to choose from are %+v", err, v)
	}
	for cell, value := range map[string]any{"F2": "confirm", "I2": " Jane Doe ", "J2": time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC), "F3": "unclear", "I3": "J", "J3": "2026-10-06"} {
		if err := book.SetCellValue(reviewStatements, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var filled bytes.Buffer
	if err := book.Write(&filled); err != nil {
		t.Fatal(err)
	}
	f, err := ReadReview(&filled)
	if err != nil {
		t.Fatal(err)
	}
	if f.ID != s.ID || f.Organisation != "urn:aa" || len(f.Rows) != 2 {
		t.Fatalf("%+v", f)
	}
	if r := f.Rows[0]; r.Date != "2026-10-05" || r.Answer != "confirm" || r.Name != "Jane Doe" || r.Line != 2 || r.Value != "=Order" {
		t.Errorf("%+v", r)
	}
	if r := f.Rows[1]; r.Date != "2026-10-06" || r.Cell {
		t.Errorf("%+v", r)
	}
}
