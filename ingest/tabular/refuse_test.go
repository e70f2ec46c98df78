package tabular

import (
	"strings"
	"testing"
)

// TestRefusedValues: what a datatype does not allow is refused, and what it allows keeps its value.
func TestRefusedValues(t *testing.T) {
	german := map[string]any{"decimalChar": ",", "groupChar": "."}
	for _, c := range []struct {
		d    Datatype
		text string
		want string // "" for refused
	}{
		{Datatype{Base: "date"}, "2024-02-31", ""},
		{Datatype{Base: "date"}, "2023-02-29", ""},
		{Datatype{Base: "date"}, "2024-02-29", "2024-02-29"},
		{Datatype{Base: "date", Format: "dd.MM.yyyy"}, "31.02.2024", ""},
		{Datatype{Base: "date", Format: "dd.MM.yyyy"}, "1.2.2024", ""},
		{Datatype{Base: "date", Format: "d.M.yyyy"}, "1.2.2024", "2024-02-01"},
		{Datatype{Base: "dateTime", Format: "yyyy-MM-dd HH:mm XX"}, "2024-05-06 07:08 +0130", "2024-05-06T07:08:00+01:30"},
		{Datatype{Base: "dateTime", Format: "yyyy-MM-dd HH:mm XXX"}, "2024-05-06 07:08 +0130", ""},
		{Datatype{Base: "dateTime", Format: "yyyy-MM-ddTHH:mm:ss.SSS"}, "2024-05-06T07:08:09", "2024-05-06T07:08:09"},
		{Datatype{Base: "time", Format: "HH:mm"}, "24:01", ""},
		{Datatype{Base: "byte"}, "128", ""},
		{Datatype{Base: "byte"}, "-128", "-128"},
		{Datatype{Base: "short"}, "32768", ""},
		{Datatype{Base: "int"}, "2147483648", ""},
		{Datatype{Base: "long"}, "9223372036854775808", ""},
		{Datatype{Base: "unsignedLong"}, "18446744073709551616", ""},
		{Datatype{Base: "unsignedByte"}, "256", ""},
		{Datatype{Base: "nonPositiveInteger"}, "1", ""},
		{Datatype{Base: "decimal", Format: "#0.00"}, "1,2,3", ""},
		{Datatype{Base: "decimal", Format: "#0.00"}, "1.2", ""},
		{Datatype{Base: "decimal", Format: "#0.00"}, "-12.30", "-12.30"},
		{Datatype{Base: "decimal", Format: "0.##"}, "1.234", ""},
		{Datatype{Base: "decimal", Format: "#,##0.00"}, "1,234,567.89", "1234567.89"},
		{Datatype{Base: "decimal", Format: "#,##0.00"}, "12,34.00", ""},
		{Datatype{Base: "decimal", Format: "#,##,##0"}, "12,34,567", "1234567"},
		{Datatype{Base: "integer", Format: "000"}, "07", ""},
		{Datatype{Base: "integer", Format: "000"}, "007", "007"},
		{Datatype{Base: "decimal", Format: "0%"}, "7%", "0.07"},
		{Datatype{Base: "decimal", Format: "0%"}, "7", ""},
		{Datatype{Base: "double", Format: "0.0E0"}, "1.5E3", "1.5E3"},
		{Datatype{Base: "decimal", Format: german}, "1.5", ""},
		{Datatype{Base: "decimal", Format: german}, "1..500", ""},
		{Datatype{Base: "decimal", Format: german}, "1.234,5", "1234.5"},
		{Datatype{Base: "decimal", Format: map[string]any{"decimalChar": ","}}, "1.234,5", ""},
		{Datatype{Base: "decimal", Format: map[string]any{"decimalChar": ",", "groupChar": ".", "pattern": "#.##0,00"}}, "1.234,50", "1234.50"},
		{Datatype{Base: "double"}, "1%5", ""},
		{Datatype{Base: "double"}, "%", ""},
		{Datatype{Base: "duration", Format: "P\\d+D"}, "P3D", "P3D"},
		{Datatype{Base: "duration", Format: "P\\d+D"}, "P3M", ""},
		{Datatype{Base: "duration"}, "P", ""},
		{Datatype{Base: "anyURI"}, "http://example.org/a b", ""},
		{Datatype{Base: "anyURI", Format: "https://.*"}, "http://example.org/", ""},
		{Datatype{Base: "token", Format: "[a-z]+|x y"}, "x y z", ""},
		{Datatype{Base: "token", Format: "[a-z]+|x y"}, " x  y ", "x y"},
		{Datatype{Base: "normalizedString", Bounds: map[string]string{"maxLength": "2"}}, "abc", ""},
		{Datatype{Base: "xml"}, "<a><b></a>", ""},
		{Datatype{Base: "xml"}, "a <b>c</b>", "a <b>c</b>"},
		{Datatype{Base: "json"}, "{", ""},
		{Datatype{Base: "html", Format: "<p>.*"}, "text", ""},
		{Datatype{Base: "hexBinary", Bounds: map[string]string{"length": "2"}}, "0aff", "0aff"},
		{Datatype{Base: "binary", Bounds: map[string]string{"maxLength": "2"}}, "YWJj", ""},
		{Datatype{Base: "binary"}, "YWJ", ""},
		{Datatype{Base: "language"}, "en_GB", ""},
		{Datatype{Base: "decimal", Format: german, Bounds: map[string]string{"maximum": "1.000,5"}}, "1.000,6", ""},
		{Datatype{Base: "decimal", Format: german, Bounds: map[string]string{"maximum": "1.000,5"}}, "1.000,4", "1000.4"},
		{Datatype{Base: "date", Format: "dd.MM.yyyy", Bounds: map[string]string{"minimum": "31.12.1999"}}, "01.01.2000", "2000-01-01"},
		{Datatype{Base: "date", Format: "dd.MM.yyyy", Bounds: map[string]string{"minimum": "31.12.1999"}}, "30.12.1999", ""},
		{Datatype{Base: "gYear", Bounds: map[string]string{"minimum": "-0500"}}, "-0400", "-0400"},
		{Datatype{Base: "double", Bounds: map[string]string{"maximum": "9"}}, "INF", ""},
		{Datatype{Base: "double", Bounds: map[string]string{"maximum": "9"}}, "NaN", ""},
		{Datatype{Base: "dayTimeDuration", Bounds: map[string]string{"maximum": "P1D"}}, "PT25H", ""},
		{Datatype{Base: "http://example.org/code", Format: "[A-Z]{3}"}, "ab", ""},
		{Datatype{Base: "http://example.org/code", Format: "[A-Z]{3}"}, "ABC", "ABC"},
	} {
		got, wrong := (&Column{Datatype: c.d}).term(c.text)
		if (wrong != "") != (c.want == "") || got.Value != c.want {
			t.Errorf("%q as %s: %q %s, want %q", c.text, c.d.describe(), got.Value, wrong, c.want)
		}
	}
}

// TestRefusedMetadata: what is not understood is an error and not passed over.
func TestRefusedMetadata(t *testing.T) {
	column := func(props string) string {
		return `{"url": "x.csv", "tableSchema": {"columns": [{"name": "a"}, {"name": "b", ` + props + `}]}}`
	}
	for doc, want := range map[string]string{
		column(`"datatype": "integr"`):                                                     `no datatype "integr" (did you mean "integer"?)`,
		column(`"datatype": {"base": "string", "format": "("}`):                            "no regular expression",
		column(`"datatype": {"base": "date", "format": "dd.mm.yyyy"}`):                     `lacks "M"`,
		column(`"datatype": {"base": "date", "format": "dd.MM.yy"}`):                       `"yy"`,
		column(`"datatype": {"base": "decimal", "format": "abc"}`):                         "number pattern",
		column(`"datatype": {"base": "boolean", "format": "yes"}`):                         "yes|no",
		column(`"datatype": {"base": "integer", "minLength": 3}`):                          "says nothing about",
		column(`"datatype": {"base": "integer", "minimum": "x"}`):                          `"x" is no integer`,
		column(`"datatype": {"base": "string", "minimum": 3}`):                             "says nothing about",
		column(`"datatype": {"base": "integer", "maximun": 3}`):                            `(did you mean "maximum"?)`,
		column(`"datatype": {"base": "integer", "@id": "mine"}`):                           "absolute IRI",
		column(`"seperator": ";"`):                                                         `no property "seperator" (did you mean "separator"?)`,
		column(`"separator": 7`):                                                           "must be a text",
		column(`"required": "yes"`):                                                        "must be true or false",
		column(`"lang": "english language"`):                                               "language tag",
		column(`"aboutUrl": "http://e.org/{A}"`):                                           `names {A}, and no column has that name (did you mean "a"?)`,
		column(`"aboutUrl": "http://e.org/{a"`):                                            "not closed",
		column(`"aboutUrl": "http://e.org{?a}"`):                                           "templates",
		`{"url": "x.csv", "transformations": []}`:                                          "not supported",
		`{"url": "x.csv", "tableSchema": "other.json"}`:                                    "in another place",
		`{"url": "x.csv", "tableSchema": {"columns": [{"name": "a"}], "primaryKey": "A"}}`: `(did you mean "a"?)`,
		`{"url": "x.csv", "dialect": {"encoding": "latin1"}}`:                              "UTF-8",
		`{"url": "x.csv", "dialect": {"lineTerminators": ["\r"]}}`:                         "line terminator",
		`{"url": "x.csv", "dialect": {"trim": "left"}}`:                                    "start or end",
		`{"url": "x.csv", "dialect": {"delimiter": "||"}}`:                                 "one ASCII character",
		`{"url": "x.csv", "dialect": {"quoteChar": "«"}}`:                                  "one ASCII character",
		`{"url": "x.csv", "dialect": {"skipRows": -1}}`:                                    "whole number",
		`{"tables": {}}`:      "no list",
		`{"url": "x.csv"} {}`: "more after",
		`null`:                "no JSON object",
	} {
		if _, err := ParseMetadata([]byte(doc), "m.json"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\n%v, want %s", doc, err, want)
		}
	}
	if m, err := ParseMetadata([]byte(column(`"ex:note": {"x": 1}`)), "m.json"); err != nil || m.Tables[0].Columns[1].Annotations["ex:note"] == nil {
		t.Errorf("a note with a prefix: %v", err)
	}
}

func readText(t *testing.T, metadata, text string) []string {
	t.Helper()
	m, err := ParseMetadata([]byte(metadata), "m.json")
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewReader("x.csv", strings.NewReader(text), Options{Metadata: m, Base: "http://e.org/x.csv"})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, q := range readAll(t, r) {
		out = append(out, q.String())
	}
	return out
}

// TestLists: null and default hold for each item, and an ordered list has the addresses of valueUrl.
func TestLists(t *testing.T) {
	const metadata = `{"url": "x.csv", "tableSchema": {"aboutUrl": "http://e.org/{id}", "columns": [{"name": "id", "suppressOutput": true},
	 {"name": "up", "separator": ";", "ordered": true, "null": "-", "propertyUrl": "http://e.org/up", "valueUrl": "http://e.org/{up}"},
	 {"name": "kind", "separator": ";", "null": ["", "NA"], "default": "x", "propertyUrl": "http://e.org/kind"}]}}`
	got := strings.Join(readText(t, metadata, "id,up,kind\n1,a;-;b,NA;y;\n2,-,\n"), "\n")
	for _, want := range []string{"<http://e.org/a>", "<http://e.org/b>", `<http://e.org/1> <http://e.org/kind> "y"`, `<http://e.org/1> <http://e.org/kind> "x"`, `<http://e.org/2> <http://e.org/kind> "x"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in\n%s", want, got)
		}
	}
	if strings.Contains(got, "NA") || strings.Contains(got, `"a"`) || strings.Contains(got, "e.org/->") || strings.Contains(got, "<http://e.org/2> <http://e.org/up>") {
		t.Errorf("too much in\n%s", got)
	}
}

// TestSameDefaults: rows and triples agree on what an empty and a null cell hold.
func TestSameDefaults(t *testing.T) {
	const metadata = `{"url": "x.csv", "tableSchema": {"columns": [{"name": "a", "default": "d", "null": ["NA"], "propertyUrl": "http://e.org/a"}]}}`
	m, err := ParseMetadata([]byte(metadata), "m.json")
	if err != nil {
		t.Fatal(err)
	}
	const text = "a\nNA\n\"\"\nv\n"
	table, err := ReadTable("x.csv", strings.NewReader(text), m.Tables[0])
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, r := range table.Rows {
		rows = append(rows, r.Get("a"))
	}
	if got := strings.Join(rows, "|"); got != "|d|v" {
		t.Errorf("rows hold %s", got)
	}
	if got := readText(t, metadata, text); len(got) != 2 || !strings.Contains(got[0], `"d"`) || !strings.Contains(got[1], `"v"`) {
		t.Errorf("triples are %s", got)
	}
}

// TestTableByPath: of two tables with one file name, a file finds its own.
func TestTableByPath(t *testing.T) {
	m, err := ParseMetadata([]byte(`{"tables": [{"url": "a/x.csv"}, {"url": "b/x.csv"}, {"url": "http://e.org/y.csv"}]}`), "data/m.json")
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]int{"data/a/x.csv": 0, "data/b/x.csv": 1, "./data/b/../b/x.csv": 1, "x.csv": -1, "data/c/x.csv": -1, "elsewhere/y.csv": 2} {
		var expected *Schema
		if want >= 0 {
			expected = m.Tables[want]
		}
		if got := m.Table(file); got != expected {
			t.Errorf("%s: %v", file, got)
		}
	}
}
