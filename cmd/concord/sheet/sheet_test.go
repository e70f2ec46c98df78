package sheet

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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
