package tabular

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

func readAll(t *testing.T, r rdf.Reader) []rdf.Quad {
	t.Helper()
	var out []rdf.Quad
	for {
		q, err := r.Read()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, q)
	}
}

const harbour = "GID,Street,Kind,Height,Planted,Wood\r\n" +
	"1,Quay Road,oak;beech,\"1,200.5\",10/18/2010,yes\r\n" +
	"2,\"Long \"\"Old\"\" Lane\",,75%,6/2/2010,no\r\n"

const harbourMetadata = `{
 "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
 "url": "trees.csv", "dc:title": "Trees", "dc:license": {"@id": "http://example.org/licence"},
 "tableSchema": {
  "aboutUrl": "#gid-{GID}", "primaryKey": "GID",
  "columns": [
   {"name": "GID", "suppressOutput": true},
   {"name": "street", "titles": "Street"},
   {"name": "kind", "titles": "Kind", "separator": ";", "propertyUrl": "dc:type", "valueUrl": "http://example.org/kind/{kind}"},
   {"name": "height", "titles": ["Height"], "datatype": {"base": "decimal", "format": {"decimalChar": ".", "groupChar": ","}}},
   {"name": "planted", "titles": {"en": "Planted"}, "datatype": {"base": "date", "format": "M/d/yyyy"}, "propertyUrl": "schema:dateCreated"},
   {"name": "wood", "titles": "Wood", "datatype": {"base": "boolean", "format": "yes|no"}},
   {"name": "type", "virtual": true, "propertyUrl": "rdf:type", "valueUrl": "schema:Place"}
  ]}}`

const harbourTurtle = `
@prefix : <http://example.org/trees.csv#> . @prefix dc: <http://purl.org/dc/terms/> . @prefix schema: <http://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:gid-1 :street "Quay Road"@en ; dc:type <http://example.org/kind/oak>, <http://example.org/kind/beech> ; :height 1200.5 ;
  schema:dateCreated "2010-10-18"^^xsd:date ; :wood true ; a schema:Place .
:gid-2 :street "Long \"Old\" Lane"@en ; :height 0.75 ; schema:dateCreated "2010-06-02"^^xsd:date ; :wood false ; a schema:Place .
`

func parse(t *testing.T, text string) []rdf.Quad {
	t.Helper()
	return readAll(t, turtle.NewTurtleReader(strings.NewReader(text), false, turtle.Options{}))
}

func harbourReader(t *testing.T, text string, mode Mode) (*Reader, error) {
	t.Helper()
	m, err := ParseMetadata([]byte(harbourMetadata), "trees.csv-metadata.json")
	if err != nil {
		t.Fatal(err)
	}
	return NewReader("trees.csv", strings.NewReader(text), Options{Metadata: m, Base: "http://example.org/trees.csv", Mode: mode})
}

func TestMinimal(t *testing.T) {
	r, err := harbourReader(t, harbour, Minimal)
	if err != nil {
		t.Fatal(err)
	}
	got, want := readAll(t, r), parse(t, harbourTurtle)
	if !rdf.Isomorphic(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}

func TestStandard(t *testing.T) {
	r, err := harbourReader(t, harbour, Standard)
	if err != nil {
		t.Fatal(err)
	}
	want := parse(t, harbourTurtle+`
@prefix csvw: <http://www.w3.org/ns/csvw#> .
[] a csvw:TableGroup ; csvw:table [ a csvw:Table ; csvw:url <http://example.org/trees.csv> ; dc:title "Trees" ; dc:license <http://example.org/licence> ;
  csvw:row [ a csvw:Row ; csvw:rownum 1 ; csvw:url <http://example.org/trees.csv#row=2> ; csvw:describes :gid-1 ] ,
           [ a csvw:Row ; csvw:rownum 2 ; csvw:url <http://example.org/trees.csv#row=3> ; csvw:describes :gid-2 ] ] .
`)
	if got := readAll(t, r); !rdf.Isomorphic(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}

func TestWithoutMetadata(t *testing.T) {
	r, err := NewReader("a b.tsv", strings.NewReader("x y\tz\n1\t\n\n2\t\"3\n4\"\n"), Options{Base: "http://example.org/t"})
	if err != nil {
		t.Fatal(err)
	}
	want := parse(t, `[] <http://example.org/t#x%20y> "1" . [] <http://example.org/t#x%20y> "2" ; <http://example.org/t#z> "3\n4" .`)
	if got := readAll(t, r); !rdf.Isomorphic(got, want) {
		t.Errorf("got %v", got)
	}
}

// TestSyntaxErrors: malformed tables are refused with the place.
func TestSyntaxErrors(t *testing.T) {
	head := "GID,Street,Kind,Height,Planted,Wood\n"
	for name, c := range map[string]struct {
		text         string
		line, column int
	}{
		"header":         {"GID,Road,Kind,Height,Planted,Wood\n", 1, 5},
		"too few cells":  {head + "1,a,b\n", 2, 5},
		"too many cells": {head + "1,a,b,1,1/1/2000,yes,x\n", 2, 22},
		"datatype":       {head + "1,a,b,1,1/1/2000,yes\n2,a,b,tall,1/1/2000,yes\n", 3, 7},
		"date":           {head + "1,é,b,1,32-1,yes\n", 2, 9},
		"boolean":        {head + "1,a,b,1,1/1/2000,maybe\n", 2, 18},
		"open quote":     {head + "1,\"a,b\n2,x\n", 2, 3},
		"after quote":    {head + "1,\"a\"b,1,1,1,1\n", 2, 6},
		"quote inside":   {head + "1,a\"b,1,1,1,1\n", 2, 4},
		"not UTF-8":      {head + "1,\xff,1,1,1,1\n", 2, 3},
		"key twice":      {head + "1,a,b,1,1/1/2000,yes\n1,a,b,1,1/1/2000,yes\n", 3, 1},
		"empty":          {"", 0, 0},
	} {
		r, err := harbourReader(t, c.text, Minimal)
		for err == nil {
			_, err = r.Read()
		}
		var syntax *rdf.SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%s: %v is no syntax error", name, err)
			continue
		}
		if c.line > 0 && (syntax.Line != c.line || syntax.Column != c.column || syntax.File != "trees.csv" || syntax.Excerpt == "") {
			t.Errorf("%s: %d:%d %v, want %d:%d", name, syntax.Line, syntax.Column, syntax, c.line, c.column)
		}
	}
}

func TestDatatypes(t *testing.T) {
	for _, c := range []struct {
		d          Datatype
		text, want string // "" for want: refused
	}{
		{Datatype{Base: "gYear"}, "1961", `"1961"^^<http://www.w3.org/2001/XMLSchema#gYear>`},
		{Datatype{Base: "gYear"}, "61", ""},
		{Datatype{Base: "integer"}, "+07", `"+07"^^<http://www.w3.org/2001/XMLSchema#integer>`},
		{Datatype{Base: "integer"}, "1.0", ""},
		{Datatype{Base: "number"}, "25%", `"0.25"^^<http://www.w3.org/2001/XMLSchema#double>`},
		{Datatype{Base: "string", Format: "[a-z]+"}, "abc", `"abc"`},
		{Datatype{Base: "string", Format: "[a-z]+"}, "ABC", ""},
		{Datatype{Base: "integer", Bounds: map[string]string{"maximum": "9"}}, "10", ""},
		{Datatype{Base: "string", Bounds: map[string]string{"maxLength": "2"}}, "é€", `"é€"`},
		{Datatype{Base: "datetime", Format: "dd.MM.yyyy HH:mm"}, "05.01.2020 07:30", `"2020-01-05T07:30:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>`},
		{Datatype{Base: "date"}, "2020-13-01", ""},
		{Datatype{Base: "json"}, "{}", `"{}"^^<http://www.w3.org/ns/csvw#JSON>`},
		{Datatype{Base: "decimal", Format: map[string]any{"decimalChar": ",", "groupChar": "."}}, "-1.000,5", `"-1000.5"^^<http://www.w3.org/2001/XMLSchema#decimal>`},
	} {
		col := &Column{Datatype: c.d}
		got, wrong := col.term(c.text)
		if wrong == "" && got.String() != c.want || wrong != "" && c.want != "" {
			t.Errorf("%s as %s: %s %s, want %s", c.text, c.d.Base, got, wrong, c.want)
		}
	}
}

func TestOrderedListAndTemplates(t *testing.T) {
	schema := &Schema{URL: "x.csv", Dialect: DefaultDialect(), Columns: []*Column{
		{Name: "id", Datatype: Datatype{Base: "string"}, Null: []string{""}, Suppress: true},
		{Name: "steps", Separator: "|", Ordered: true, Datatype: Datatype{Base: "integer"}, Null: []string{""},
			AboutURL: "http://x.org/{id}/{_row}{#id}", PropertyURL: "http://x.org/{_name}"},
	}}
	r, err := NewReader("x.csv", strings.NewReader("id,steps\na/b,1|2\n"), Options{Schema: schema})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := readAll(t, r), parse(t, `<http://x.org/a%2Fb/1#a/b> <http://x.org/steps> (1 2) .`); !rdf.Isomorphic(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestFindMetadata(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "trees.csv")
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if m, err := FindMetadata(file); m != nil || err != nil {
		t.Errorf("nothing there: %v %v", m, err)
	}
	write("csv-metadata.json", strings.Replace(harbourMetadata, `"trees.csv"`, `"other.csv"`, 1))
	if m, err := FindMetadata(file); m != nil || err != nil {
		t.Errorf("metadata of another file: %v %v", m, err)
	}
	write("csv-metadata.json", harbourMetadata)
	if m, err := FindMetadata(file); m == nil || err != nil {
		t.Errorf("metadata of the folder: %v %v", m, err)
	}
	write("trees.csv-metadata.json", "{")
	if _, err := FindMetadata(file); err == nil {
		t.Error("broken metadata are accepted")
	}
}

func TestCheckKeys(t *testing.T) {
	m, err := ParseMetadata([]byte(`{"tables": [
	 {"url": "a.csv", "tableSchema": {"columns": [{"name": "id", "required": true}, {"name": "up", "separator": ";"}], "primaryKey": "id",
	  "foreignKeys": [{"columnReference": "up", "reference": {"resource": "a.csv", "columnReference": "id"}}]}}]}`), "m")
	if err != nil {
		t.Fatal(err)
	}
	table, err := ReadTable("a.csv", strings.NewReader("id,up\n1,\n2,1;3\n2,1\n,1\n"), m.Tables[0])
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range CheckKeys(map[string]*Table{"a.csv": table}) {
		got = append(got, p.String())
	}
	want := "a.csv:5: the column id is empty but required|a.csv:4: the key 2 is also that of line 3|a.csv:3: up \"3\" is not in a.csv"
	if strings.Join(got, "|") != want {
		t.Errorf("got %q", got)
	}
}

// TestScannerReadsBack: whatever is written by RFC 4180 comes back cell by cell.
func TestScannerReadsBack(t *testing.T) {
	cell := rapid.StringMatching(`[a-zé ,"\n\r\t']{0,6}`)
	rapid.Check(t, func(rt *rapid.T) {
		width := rapid.IntRange(1, 4).Draw(rt, "width")
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 1, 5).Draw(rt, "rows")
		var b strings.Builder
		for _, row := range rows {
			for i, c := range row {
				if i > 0 {
					b.WriteByte(',')
				}
				b.WriteString(`"` + strings.ReplaceAll(c, `"`, `""`) + `"`)
			}
			b.WriteString("\r\n")
		}
		s := NewScanner("", strings.NewReader(b.String()), DefaultDialect())
		for i, row := range rows {
			cells, err := s.Next()
			if err != nil || len(cells) != len(row) {
				rt.Fatalf("row %d: %v %v", i, cells, err)
			}
			for k, c := range row {
				if cells[k].Text != c {
					rt.Fatalf("row %d cell %d: %q, want %q", i, k, cells[k].Text, c)
				}
			}
		}
		if _, err := s.Next(); err != io.EOF {
			rt.Fatalf("after the last row: %v", err)
		}
	})
}
