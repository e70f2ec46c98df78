package tabular

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/ingest/tabular/workbook"
	"w3id.org/concord/ontology/rdf"
)

// valueOf draws a text of a datatype in the column's own format, and the XSD form that must come of it.
func valueOf(rt *rapid.T, datatype string) (cell, xsd string) {
	switch datatype {
	case "date":
		y, m, d := rapid.IntRange(1, 9999).Draw(rt, "y"), rapid.IntRange(1, 12).Draw(rt, "m"), rapid.IntRange(1, 28).Draw(rt, "d")
		return fmt.Sprintf("%02d.%02d.%04d", d, m, y), fmt.Sprintf("%04d-%02d-%02d", y, m, d)
	case "decimal":
		n, f := rapid.IntRange(0, 999_999_999).Draw(rt, "n"), rapid.IntRange(0, 99).Draw(rt, "f")
		s := fmt.Sprint(n)
		for i := len(s) - 3; i > 0; i -= 3 {
			s = s[:i] + "." + s[i:]
		}
		return fmt.Sprintf("%s,%02d", s, f), fmt.Sprintf("%d.%02d", n, f)
	case "boolean":
		if rapid.Bool().Draw(rt, "b") {
			return "ja", "true"
		}
		return "nein", "false"
	}
	s := rapid.StringMatching(`[a-zé€ ,;"'\n=+-]{0,8}[a-z]`).Draw(rt, "s")
	return s, s
}

const propertyMetadata = `{"tables": [{"url": "x.csv", "tableSchema": %[1]s}, {"url": "glossary.xlsx#Terms", "tableSchema": %[1]s}]}`

const propertySchema = `{"aboutUrl": "http://e.org/{_row}", "columns": [
 {"name": "date", "propertyUrl": "http://e.org/date", "datatype": {"base": "date", "format": "dd.MM.yyyy"}},
 {"name": "decimal", "propertyUrl": "http://e.org/decimal", "datatype": {"base": "decimal", "format": {"pattern": "#.##0,00", "decimalChar": ",", "groupChar": "."}}},
 {"name": "boolean", "propertyUrl": "http://e.org/boolean", "datatype": {"base": "boolean", "format": "ja|nein"}},
 {"name": "string", "propertyUrl": "http://e.org/string", "lang": "de"}]}`

var propertyTypes = []string{"date", "decimal", "boolean", "string"}

// TestValuesSurvive: what is written by the formats of the metadata comes out as the value it stands for, from CSV and from
// a workbook alike; and a text that is no value is reported at its row and column, in both, whatever else there is.
func TestValuesSurvive(t *testing.T) {
	m, err := ParseMetadata([]byte(fmt.Sprintf(propertyMetadata, propertySchema)), "m")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		rows := rapid.IntRange(1, 4).Draw(rt, "rows")
		badRow, badColumn := rapid.IntRange(0, rows).Draw(rt, "bad row"), rapid.IntRange(0, 2).Draw(rt, "bad column")
		table := [][]string{propertyTypes}
		want := map[string]bool{}
		for i := 1; i <= rows; i++ {
			row := make([]string, len(propertyTypes))
			for k, datatype := range propertyTypes {
				var value string
				row[k], value = valueOf(rt, datatype)
				want[fmt.Sprintf("http://e.org/%d http://e.org/%s %s", i, datatype, value)] = true
			}
			if i == badRow {
				row[badColumn] = rapid.SampledFrom([]string{"x", "31.02.2024", "1.2,00", "1,2,3", "Ja"}).Draw(rt, "bad text")
			}
			table = append(table, row)
		}
		for name, text := range map[string]string{"x.csv": asCSV(table), "glossary.xlsx#Terms": string(makeBook(t, nil, asSheet(table)))} {
			r, err := NewReader(name, strings.NewReader(text), Options{Metadata: m})
			if err != nil {
				rt.Fatal(err)
			}
			quads, err := drainAll(r)
			checkSurvival(rt, name, quads, err, want, badRow, badColumn)
		}
	})
}

func checkSurvival(rt *rapid.T, name string, quads []rdf.Quad, err error, want map[string]bool, badRow, badColumn int) {
	if badRow > 0 {
		place := fmt.Sprintf("row %d, column %q (%s%d): ", badRow+1, propertyTypes[badColumn], columnLetters(badColumn+1), badRow+1)
		bad, ok := err.(*BadCellsError)
		if !ok || len(bad.Cells) != 1 || !strings.Contains(err.Error(), place) {
			rt.Fatalf("%s: %v, want %s", name, err, place)
		}
		return
	}
	if err != io.EOF || len(quads) != len(want) {
		rt.Fatalf("%s: %d quads, want %d: %v", name, len(quads), len(want), err)
	}
	for _, q := range quads {
		if !want[q.S.Value+" "+q.P.Value+" "+q.O.Value] {
			rt.Fatalf("%s: %v was not written", name, q)
		}
	}
}

func asCSV(table [][]string) string {
	var b strings.Builder
	for _, row := range table {
		for i, c := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`"` + strings.ReplaceAll(c, `"`, `""`) + `"`)
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

func asSheet(table [][]string) string {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", "\r", "_x000D_")
	var b strings.Builder
	for _, row := range table {
		b.WriteString("<row>")
		for _, c := range row {
			b.WriteString(`<c t="inlineStr"><is><t>` + escape.Replace(c) + `</t></is></c>`)
		}
		b.WriteString("</row>")
	}
	return b.String()
}

// FuzzTable: whatever the metadata and the table, and whether the table is text or a sheet, reading ends with quads or an
// error; leniently, no bad cell ends it.
func FuzzTable(f *testing.F) {
	f.Add(glossary, badTerms, false)
	f.Add(harbourMetadata, harbour, false)
	f.Add(sheetMetadata, goodSheet, true)
	f.Add(fmt.Sprintf(propertyMetadata, propertySchema), "date,decimal,boolean,string\n01.02.2003,\"1.000,00\",ja,x\n", false)
	f.Fuzz(func(t *testing.T, doc, text string, sheet bool) {
		m, err := ParseMetadata([]byte(doc), "m")
		if err != nil || len(m.Tables) == 0 {
			return
		}
		name := "x.csv"
		if sheet {
			name, text = "glossary.xlsx#Terms", string(makeBook(t, sheetTexts, text))
		}
		for _, lenient := range []bool{false, true} {
			o := Options{Metadata: m, Schema: m.Tables[0], Lenient: lenient, Mode: Standard, MaxKeys: 1000,
				Open: openFiles(map[string]string{m.Tables[0].URL: text})}
			r, err := NewReader(name, strings.NewReader(text), o)
			if err != nil {
				continue
			}
			_, err = drainAll(r)
			if bad, ok := err.(*BadCellsError); ok && (lenient || len(bad.Cells) == 0) {
				t.Fatalf("lenient %v: %v", lenient, err)
			}
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// FuzzWorkbook: whatever bytes a workbook has, it is read or refused.
func FuzzWorkbook(f *testing.F) {
	f.Add(makeBook(f, sheetTexts, goodSheet))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := workbook.Open(strings.NewReader(string(data)), 1<<20)
		if err != nil {
			return
		}
		for _, sheet := range b.Sheets() {
			rows, err := b.Rows(sheet)
			for err == nil {
				_, err = rows.Next()
			}
		}
	})
}
