package sheet

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func TestWorkbookComesBack(t *testing.T) {
	in := []Table{
		{Name: "Terms", Columns: []string{"term", "answer"}, Choices: []Choice{{"answer", []string{"confirm", "correct"}}},
			Rows: [][]string{{"Décision", "confirm"}, {"=1+1", "two\nlines"}, {"", "only here"}, {"001", " x "}}},
		{Name: "Empty", Columns: []string{"a"}},
	}
	var buf bytes.Buffer
	if err := XLSX(&buf, in...); err != nil {
		t.Fatal(err)
	}
	out, err := ReadXLSX(&buf, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for i := range in {
		in[i].Choices = nil
	}
	if diff := cmp.Diff(in, out); diff != "" {
		t.Error(diff)
	}
}

func TestWorkbookRefused(t *testing.T) {
	if _, err := ReadXLSX(strings.NewReader("no workbook"), 1<<20); err == nil || !strings.Contains(err.Error(), ".xlsx") {
		t.Errorf("text taken for a workbook: %v", err)
	}
	var buf bytes.Buffer
	if err := XLSX(&buf, Table{Name: "Big", Columns: []string{"a"}, Rows: [][]string{{strings.Repeat("x", 30_000)}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadXLSX(&buf, 10_000); err == nil {
		t.Error("a workbook unpacked beyond its limit")
	}
	if err := XLSX(&buf, Table{Name: "No such column", Columns: []string{"a"}, Choices: []Choice{{"b", nil}}}); err == nil {
		t.Error("choices offered in a column that is not there")
	}
}

func TestSeparated(t *testing.T) {
	in := Table{Columns: []string{"a", "b"}, Rows: [][]string{{"=cmd()", "x,y"}, {"-1", "plain"}}}
	var buf bytes.Buffer
	if err := CSV(&buf, in); err != nil || buf.String() != "a,b\n'=cmd(),\"x,y\"\n'-1,plain\n" {
		t.Errorf("%q %v", buf.String(), err)
	}
	buf.Reset()
	if err := TSV(&buf, in); err != nil || buf.String() != "a\tb\n'=cmd()\tx,y\n'-1\tplain\n" {
		t.Errorf("%q %v", buf.String(), err)
	}
}

// TestWorkbookOnPaper: a sheet lies across, as wide as the page, with its head on each; addresses are not broken.
func TestWorkbookOnPaper(t *testing.T) {
	var buf bytes.Buffer
	in := Table{Name: "It's", Columns: []string{"a", "b"}, Widths: []float64{10, 10}, Frozen: 1,
		Rows: [][]string{{"https://example.org/a/long/address/that/is/not/broken", "words that are broken at the edge of the cell"}}}
	if err := XLSX(&buf, in); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&buf)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	page, err := f.GetPageLayout(in.Name)
	if err != nil || page.Orientation == nil || *page.Orientation != "landscape" || page.FitToWidth == nil || *page.FitToWidth != 1 {
		t.Errorf("page %+v %v", page, err)
	}
	if names := f.GetDefinedName(); len(names) != 1 || names[0].RefersTo != "'It''s'!$1:$1" {
		t.Errorf("names %+v", names)
	}
	for cell, want := range map[string]bool{"A2": false, "B2": true} {
		id, _ := f.GetCellStyle(in.Name, cell)
		style, err := f.GetStyle(id)
		if err != nil || style.Alignment.WrapText != want {
			t.Errorf("%s is broken: %v, not %v", cell, !want, want)
		}
	}
	if panes, err := f.GetPanes(in.Name); err != nil || panes.XSplit != 1 || panes.YSplit != 1 {
		t.Errorf("panes %+v %v", panes, err)
	}
}
