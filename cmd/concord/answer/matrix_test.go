package answer

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"w3id.org/concord/query/harmonise"
)

// hostile has names that a spreadsheet or a page would take for more than text.
func hostile() *harmonise.Matrix {
	return &harmonise.Matrix{
		Columns: []harmonise.MatrixColumn{{Owner: harmonise.Owner{IRI: "javascript:alert(1)", Acronym: "=1+1"}}},
		Rows: []harmonise.MatrixRow{{IRI: "_:b1", Name: "<script>", Level: 99, Cells: []harmonise.Cell{
			{Terms: []harmonise.CellTerm{{IRI: "urn:x", Label: "=HYPERLINK(\"x\")"}, {Label: strings.Repeat("long ", 10_000)}}}}}},
	}
}

func TestMatrixIsHarmless(t *testing.T) {
	for format, check := range map[string]func(text string) bool{
		"csv": func(s string) bool { return strings.Contains(s, ",'=1+1\n") && strings.Contains(s, `"'=HYPERLINK(`) },
		"html": func(s string) bool {
			return !strings.Contains(s, "<script>") && !strings.Contains(s, `href="javascript:`) && strings.Contains(s, "&lt;script&gt;")
		},
		"json": func(s string) bool { return strings.Contains(s, "HYPERLINK") },
	} {
		var b bytes.Buffer
		if err := Matrix(&b, hostile(), format, func(iri string) string { return iri }); err != nil || !check(b.String()) {
			t.Errorf("%s: %v %.900s", format, err, b.String())
		}
	}
	var b bytes.Buffer
	if err := Matrix(&b, hostile(), "xlsx", nil); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	formula, err := book.GetCellFormula("Matrix", "D2")
	if text, _ := book.GetCellValue("Matrix", "D2"); err != nil || formula != "" || !strings.HasPrefix(text, "=HYPERLINK") || len(text) > 32_767 {
		t.Errorf("%v, formula %q, %d bytes of text", err, formula, len(text))
	}
	if err := Matrix(&b, hostile(), "docx", nil); err == nil {
		t.Error("docx was written")
	}
}
