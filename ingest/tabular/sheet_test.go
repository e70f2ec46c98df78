package tabular

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
)

// makeBook writes a workbook with the XML of the rows of each sheet. Cell style 1 is a date, 2 a percentage, 3 has three digits.
func makeBook(t testing.TB, shared []string, sheets ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	add := func(name, text string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var rels, list strings.Builder
	for i := range sheets {
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="worksheet" Target="worksheets/s%d.xml"/>`, i+1, i+1)
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, []string{"Terms", "My notes"}[i], i+1, i+1)
		add(fmt.Sprintf("xl/worksheets/s%d.xml", i+1), `<worksheet xmlns="m"><sheetData>`+sheets[i]+`</sheetData></worksheet>`)
	}
	add("xl/_rels/workbook.xml.rels", `<Relationships>`+rels.String()+`</Relationships>`)
	add("xl/workbook.xml", `<workbook xmlns="m" xmlns:r="r"><workbookPr/><sheets>`+list.String()+`</sheets></workbook>`)
	add("xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd\.mm\.yyyy;@"/><numFmt numFmtId="165" formatCode="000"/></numFmts>
	 <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="165"/></cellXfs></styleSheet>`)
	var si strings.Builder
	for _, s := range shared {
		si.WriteString("<si><r><t>" + s + "</t></r><rPh><t>never</t></rPh></si>")
	}
	add("xl/sharedStrings.xml", "<sst>"+si.String()+"</sst>")
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const sheetMetadata = `{"tables": [{"url": "glossary.xlsx#Terms", "tableSchema": {"aboutUrl": "http://e.org/{id}", "primaryKey": "id", "columns": [
 {"name": "id", "titles": "No.", "suppressOutput": true},
 {"name": "label", "titles": "Label", "lang": "en", "propertyUrl": "skos:prefLabel"},
 {"name": "from", "titles": "Valid from", "datatype": {"base": "date", "format": "dd.MM.yyyy"}, "propertyUrl": "http://e.org/from"},
 {"name": "share", "titles": "Share", "datatype": {"base": "decimal", "format": {"decimalChar": ",", "groupChar": "."}}, "propertyUrl": "http://e.org/share"},
 {"name": "open", "titles": "Open", "datatype": "boolean", "propertyUrl": "http://e.org/open"}]}},
 {"url": "glossary.xlsx#My%20notes", "tableSchema": {"aboutUrl": "http://e.org/{id}", "columns": [{"name": "id", "suppressOutput": true}, {"name": "note", "propertyUrl": "skos:note"}],
  "foreignKeys": [{"columnReference": "id", "reference": {"resource": "glossary.xlsx#Terms", "columnReference": "id"}}]}}]}`

const sheetHead = `<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="inlineStr"><is><t>Label</t></is></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>3</v></c></row>`

var sheetTexts = []string{"No.", "Valid from", "Share", "Open", "peace &amp; _x0041_"}

const goodSheet = sheetHead +
	`<row r="3"><c r="A3" s="3"><v>7</v></c><c r="B3" t="s"><v>4</v></c><c r="C3" s="1"><v>45657</v></c><c r="D3" s="2"><v>0.25</v></c><c r="E3" t="b"><v>1</v></c></row>` +
	`<row r="4"/><row r="6"><c r="A6" t="inlineStr"><is><t>008</t></is></c><c r="C6" t="str"><f>TEXT(1)</f><v>30.12.2024</v></c><c r="D6"><v>0.30000000000000004</v></c><c r="F6" s="1"/><c r="G6" t="str"><f>IF(A1,"","x")</f><v></v></c></row>`

func readSheet(t testing.TB, book []byte, name string, o Options) ([]rdf.Quad, error) {
	t.Helper()
	m, err := ParseMetadata([]byte(sheetMetadata), "csv-metadata.json")
	if err != nil {
		t.Fatal(err)
	}
	o.Metadata, o.Base = m, "http://e.org/glossary.xlsx"
	o.Open = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(book)), nil }
	r, err := NewReader(name, bytes.NewReader(book), o)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return drainAll(r)
}

// TestSheet: numbers, dates and truth values come as the cells hold them, codes as they are shown.
func TestSheet(t *testing.T) {
	notes := `<row><c t="inlineStr"><is><t>id</t></is></c><c t="inlineStr"><is><t>note</t></is></c></row><row><c s="3"><v>7</v></c><c s="1"><v>45657</v></c></row>`
	book := makeBook(t, sheetTexts, goodSheet, notes)
	got, err := readSheet(t, book, "glossary.xlsx#Terms", Options{})
	if err != io.EOF {
		t.Fatal(err)
	}
	prefixes := `@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix e: <http://e.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .`
	want := parse(t, prefixes+`e:007 skos:prefLabel "peace & A"@en ; e:from "2024-12-31"^^xsd:date ; e:share 0.25 ; e:open true .
e:008 e:from "2024-12-30"^^xsd:date ; e:share 0.3 .`)
	if !rdf.Isomorphic(got, want) {
		t.Errorf("got %v", got)
	}
	got, err = readSheet(t, book, "glossary.xlsx#My%20notes", Options{})
	if want := parse(t, prefixes+`e:007 skos:note "2024-12-31" .`); err != io.EOF || !rdf.Isomorphic(got, want) {
		t.Errorf("notes: %v %v", err, got)
	}
}

// TestBadSheetCells: errors and wrong values are told by sheet, row and column.
func TestBadSheetCells(t *testing.T) {
	sheet := sheetHead + `<row r="17"><c t="inlineStr"><is><t>1</t></is></c><c t="e"><v>#REF!</v></c><c t="inlineStr"><is><t>31.02.2024</t></is></c><c t="inlineStr"><is><t>much</t></is></c><c r="E17"><v>5</v></c></row>` +
		`<row r="18"><c r="A18"><v>2</v></c><c r="B18"><f>1/0</f><v></v></c><c r="C18" s="1"><v>45657.5</v></c></row><row r="19"><c r="A19"><v>3</v></c><c r="G19"><v>1</v></c></row>`
	_, err := readSheet(t, makeBook(t, sheetTexts, sheet), "glossary.xlsx#Terms", Options{})
	var bad *BadCellsError
	if !errors.As(err, &bad) {
		t.Fatal(err)
	}
	want := `glossary.xlsx: sheet "Terms", row 17, column "Label" (B17): the cell holds the error #REF!
glossary.xlsx: sheet "Terms", row 17, column "Valid from" (C17): "31.02.2024" is no date of the format dd.MM.yyyy
glossary.xlsx: sheet "Terms", row 17, column "Share" (D17): "much" is no decimal of the format decimalChar ,, groupChar .
glossary.xlsx: sheet "Terms", row 17, column "Open" (E17): "5" is no boolean
glossary.xlsx: sheet "Terms", row 18, column "Label" (B18): the file has no value for the formula =1/0: open it in a program for spreadsheets and save it
glossary.xlsx: sheet "Terms", row 18, column "Valid from" (C18): 2024-12-31T12:00:00 is no date of the format dd.MM.yyyy
glossary.xlsx: sheet "Terms", row 19: this row has 7 cells, and the header 5
7 bad cells; nothing of glossary.xlsx#Terms is loaded`
	if err.Error() != want {
		t.Errorf("got\n%v", err)
	}
}

// TestBadBooks: what is no workbook, lacks the sheet or is too large is refused.
func TestBadBooks(t *testing.T) {
	book := makeBook(t, sheetTexts, goodSheet)
	two := makeBook(t, sheetTexts, goodSheet, goodSheet)
	for name, c := range map[string]struct {
		book []byte
		file string
		o    Options
		want string
	}{
		"no zip":    {[]byte("No.,Label"), "glossary.xlsx#Terms", Options{}, "is it an .xlsx file"},
		"no sheet":  {book, "glossary.xlsx#My%20notes", Options{}, `there is no sheet "My notes"; there are: Terms`},
		"large":     {book, "glossary.xlsx#Terms", Options{MaxBook: 100}, "larger than 100 bytes"},
		"unpacked":  {makeBook(t, sheetTexts, goodSheet+strings.Repeat(" ", 100_000)), "glossary.xlsx#Terms", Options{MaxBook: 50_000}, "too large when unpacked"},
		"cut off":   {makeBook(t, sheetTexts, `<row r="1"><c><v>1`), "glossary.xlsx#Terms", Options{}, "XML syntax error"},
		"string":    {makeBook(t, nil, sheetHead), "glossary.xlsx#Terms", Options{}, "no shared string"},
		"header":    {makeBook(t, nil, `<row><c><v>1</v></c></row>`), "glossary.xlsx#Terms", Options{}, `sheet "Terms", A1: the header says "1"`},
		"empty":     {makeBook(t, nil, ``), "glossary.xlsx#Terms", Options{}, "empty"},
		"unnamed":   {two, "other.xlsx", Options{Schema: &Schema{Dialect: DefaultDialect()}}, "it has the sheets Terms, My notes; say in its metadata"},
		"far right": {makeBook(t, nil, `<row><c r="XFE1"><v>1</v></c></row>`), "glossary.xlsx#Terms", Options{}, "no cell"},
		"rows back": {makeBook(t, sheetTexts, sheetHead+`<row r="1"/>`), "glossary.xlsx#Terms", Options{}, "comes after"},
	} {
		if _, err := readSheet(t, c.book, c.file, c.o); err == nil || err == io.EOF || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}
