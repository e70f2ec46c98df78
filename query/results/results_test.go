package results

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"w3id.org/concord/ontology/rdf"
)

func write(t interface {
	Fatalf(string, ...any)
}, f Format, tab *Table) string {
	var b bytes.Buffer
	w, err := NewWriter(f, &b, tab.Vars)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if tab.IsBool {
		err = w.Bool(tab.Bool)
	}
	for _, row := range tab.Rows {
		if err == nil {
			err = w.Row(row)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatalf("%s: %v", f, err)
	}
	return b.String()
}

var sample = &Table{Vars: []string{"x", "label"}, Rows: [][]rdf.Term{
	{rdf.NewIRI("http://example.org/a?b&c"), rdf.NewLang("chat \"noir\"\n", "fr")},
	{rdf.NewBlank("b0"), rdf.NewTyped("1", rdf.XSDInteger)},
	{{}, rdf.NewString("a,b<c>")},
	{rdf.NewTyped("1.50", rdf.XSDDecimal), {}},
	{rdf.NewString(""), rdf.NewString("経済協力開発機構")},
}}

func TestGolden(t *testing.T) {
	for _, f := range Formats {
		got := write(t, f, sample)
		file := filepath.Join("testdata", "sample."+string(f))
		if os.Getenv("UPDATE_GOLDEN") != "" {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), got); d != "" {
			t.Errorf("%s (-want +got):\n%s", f, d)
		}
	}
}

// texts draws strings with what formats must escape; plain leaves out what XML cannot hold.
func texts(plain bool) *rapid.Generator[string] {
	runes := []rune("ab\"'\\<>&,;\t\n\r é食😀_:?@^#%{}")
	if !plain {
		runes = append(runes, 0, 1, 0x7f, 0xFFFE)
	}
	return rapid.StringOfN(rapid.SampledFrom(runes), 0, 8, -1)
}

func tables(plain bool) *rapid.Generator[*Table] {
	return rapid.Custom(func(t *rapid.T) *Table {
		if rapid.IntRange(0, 9).Draw(t, "ask") == 0 {
			return &Table{IsBool: true, Bool: rapid.Bool().Draw(t, "bool")}
		}
		tab := &Table{}
		for i, n := 0, rapid.IntRange(0, 3).Draw(t, "vars"); i < n; i++ {
			tab.Vars = append(tab.Vars, string(rune('x'+i)))
		}
		for i, n := 0, rapid.IntRange(0, 4).Draw(t, "rows"); i < n; i++ {
			row := make([]rdf.Term, len(tab.Vars))
			for j := range row {
				row[j] = drawTerm(t, plain)
			}
			tab.Rows = append(tab.Rows, row)
		}
		return tab
	})
}

func drawTerm(t *rapid.T, plain bool) rdf.Term {
	s := texts(plain).Draw(t, "text")
	if !plain && rapid.Bool().Draw(t, "long") {
		s = "a longer text, " + s + " and more of it " + s
	}
	switch rapid.IntRange(0, 6).Draw(t, "kind") {
	case 0:
		return rdf.Term{}
	case 1:
		return rdf.NewIRI("http://example.org/" + s)
	case 2:
		return rdf.NewBlank(rapid.StringMatching(`[a-z][a-z0-9]{0,4}`).Draw(t, "label"))
	case 3:
		return rdf.NewLang(s, rapid.SampledFrom([]string{"en", "zh-Hant"}).Draw(t, "tag"))
	case 4:
		return rdf.NewTyped(rapid.SampledFrom([]string{"1", "-1.5", "1e3", "1.", ".5", "true", "x", ""}).Draw(t, "form"), rdf.XSD+rapid.SampledFrom([]string{"integer", "decimal", "double", "boolean"}).Draw(t, "type"))
	case 5:
		return rdf.NewTyped(s, "http://example.org/type#"+s)
	}
	return rdf.NewString(s)
}

func same(a, b *Table) bool {
	if len(a.Rows) != len(b.Rows) || a.IsBool != b.IsBool || a.Bool != b.Bool || strings.Join(a.Vars, " ") != strings.Join(b.Vars, " ") {
		return false
	}
	for i := range a.Rows {
		if len(a.Rows[i]) != len(b.Rows[i]) || len(a.Rows[i]) > 0 && !reflect.DeepEqual(a.Rows[i], b.Rows[i]) {
			return false
		}
	}
	return true
}

func TestRoundTrip(t *testing.T) {
	for _, f := range []Format{JSON, XML, TSV} {
		t.Run(string(f), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				tab := tables(f == XML).Draw(t, "table")
				text := write(t, f, tab)
				back, err := Read(f, strings.NewReader(text))
				if err != nil || !same(tab, back) {
					t.Fatalf("%v\n%s\ncame back as %+v, not %+v", err, text, back, tab)
				}
			})
		})
	}
}

// CSV keeps the text of every term, and which of them are unbound or blank nodes.
func TestRoundTripCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tab := tables(false).Draw(t, "table")
		text := write(t, CSV, tab)
		back, err := Read(CSV, strings.NewReader(text))
		for _, row := range tab.Rows {
			for i, x := range row {
				if x.Kind == rdf.IRI || x.Kind == rdf.Literal {
					row[i] = rdf.NewString(x.Value)
				}
				if strings.HasPrefix(row[i].Value, "_:") && !strings.ContainsAny(row[i].Value, "\",\r\n") {
					row[i] = rdf.NewBlank(row[i].Value[2:]) // CSV cannot tell
				}
			}
		}
		if err != nil || !same(tab, back) {
			t.Fatalf("%v\n%q\ncame back as %+v, not %+v", err, text, back, tab)
		}
	})
}

func TestMalformed(t *testing.T) {
	for _, c := range []struct {
		f    Format
		text string
	}{
		{JSON, ""}, {JSON, "{"}, {JSON, `{"head":{}}`}, {JSON, `{"head":{"vars":"x"},"results":{"bindings":[]}}`}, {JSON, `{"head":{"vars":["x"]},"results":{"bindings":[{"y":{"type":"uri","value":"z"}}]}}`},
		{JSON, `{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"url","value":"z"}}]}}`},
		{XML, ""}, {XML, "<sparql>"}, {XML, "<sparql/>"}, {XML, `<sparql><head/><results><result><binding name="x"><uri>a</uri></binding></result></results></sparql>`},
		{XML, `<sparql><head><variable name="x"/></head><results><uri>a</uri></results></sparql>`}, {XML, `<sparql><head/><results><result></results></sparql>`},
		{CSV, "x,y\r\n1\r\n"}, {CSV, "x\r\n\"a"}, {CSV, "x\r\n\"a\"b\r\n"},
		{TSV, "x\n"}, {TSV, "?x\t?y\n1\n"}, {TSV, "?x\nabc\n"}, {TSV, "?x\n\"a\n"}, {TSV, "?x\n<a\n"}, {TSV, "?x\n\"\\q\"\n"}, {TSV, "?x\n\"\\u12\"\n"}, {TSV, "?x\n\"a\"x\n"}, {TSV, "?x\n_:\n"}, {TSV, "?x\n\"\\"},
	} {
		_, err := Read(c.f, strings.NewReader(c.text))
		var syntax *rdf.SyntaxError
		if !errors.As(err, &syntax) || syntax.Expected == "" {
			t.Errorf("%s %q: %v", c.f, c.text, err)
		}
	}
	if _, err := Read(Text, strings.NewReader("")); err == nil {
		t.Error("the table for people cannot be read")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestWriterErrors(t *testing.T) {
	for _, f := range Formats {
		w, _ := NewWriter(f, failing{}, []string{"x"})
		if err := w.Row(make([]rdf.Term, 2)); err == nil {
			t.Errorf("%s: a row that is too long is taken", f)
		}
		w, _ = NewWriter(f, failing{}, []string{"x"})
		if err := errors.Join(w.Row(make([]rdf.Term, 1)), w.Close()); err == nil || !strings.Contains(err.Error(), "full") {
			t.Errorf("%s: a failing stream gives %v", f, err)
		}
		w, _ = NewWriter(f, &bytes.Buffer{}, []string{"x"})
		if w.Bool(true) != nil || w.Row(make([]rdf.Term, 1)) == nil {
			t.Errorf("%s: a row beside a boolean is taken", f)
		}
		w, _ = NewWriter(f, &bytes.Buffer{}, nil)
		if w.Close() != nil || w.Close() != nil || w.Row(nil) == nil {
			t.Errorf("%s: a row after the end is taken", f)
		}
	}
	if _, err := NewWriter("nosuch", nil, nil); err == nil {
		t.Error("an unknown format is taken")
	}
}

func TestFormatByName(t *testing.T) {
	for name, want := range map[string]Format{"json": JSON, "XML": XML, ".csv": CSV, "srx": XML, "application/sparql-results+json": JSON, "text/tab-separated-values; charset=utf-8": TSV, "table": Text} {
		if f, ok := FormatByName(name); !ok || f != want {
			t.Errorf("%s: %s %v", name, f, ok)
		}
	}
	if _, ok := FormatByName("nosuch"); ok {
		t.Error("an unknown name is known")
	}
}

func TestNegotiate(t *testing.T) {
	offers := []string{"application/json", "application/xml", "text/csv; charset=utf-8", "text/turtle"}
	for accept, want := range map[string]string{
		"": "application/json", "*/*": "application/json", "text/*": "text/csv; charset=utf-8", "text/turtle": "text/turtle", "image/png": "", "application/xml;q=0.5, text/csv;q=0.9": "text/csv; charset=utf-8",
		"*/*;q=0.1, text/turtle": "text/turtle", "application/json;q=0, */*": "application/xml", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": "application/xml", "TEXT/CSV": "text/csv; charset=utf-8",
		"application/*;q=0.2, text/*;q=0.3, text/csv;q=0.1": "text/turtle", "application/json; charset=utf-8; q=0.1, text/turtle;q=0.2": "text/turtle", ",,": "", "text/turtle;q=x": "text/turtle", "*": "application/json", "*/*;q=0": "",
	} {
		if got := Negotiate(accept, offers); got != want {
			t.Errorf("%q: got %q, want %q", accept, got, want)
		}
	}
}

// The sample files of the W3C suite: what we read we write and read again.
func TestSuiteFiles(t *testing.T) {
	dir := os.Getenv("CONCORD_SUITES")
	if dir == "" {
		t.Skip("CONCORD_SUITES does not name the folder of the W3C suites")
	}
	count := 0
	for ext, f := range map[string]Format{"srj": JSON, "srx": XML, "csv": CSV, "tsv": TSV} {
		files, _ := filepath.Glob(filepath.Join(dir, "rdf-tests", "sparql", "sparql1[01]", "*", "*."+ext))
		for _, file := range files {
			count++
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			tab, err := Read(f, bytes.NewReader(data))
			if err != nil {
				t.Errorf("%s: %v", file, err)
				continue
			}
			for _, out := range []Format{JSON, XML, TSV} {
				back, err := Read(out, strings.NewReader(write(t, out, tab)))
				if err != nil || !same(tab, back) {
					t.Errorf("%s through %s: %v", file, out, err)
				}
			}
		}
	}
	if count < 200 {
		t.Errorf("only %d files found under %s", count, dir)
	}
}

// The pairs of files of one query in two formats hold the same solutions.
func TestSuitePairs(t *testing.T) {
	dir := os.Getenv("CONCORD_SUITES")
	if dir == "" {
		t.Skip("CONCORD_SUITES does not name the folder of the W3C suites")
	}
	for _, name := range []string{"csvtsv01", "csvtsv02", "csvtsv03"} {
		base := filepath.Join(dir, "rdf-tests", "sparql", "sparql11", "csv-tsv-res", name)
		var rows [2]int
		for i, f := range []Format{CSV, TSV} {
			data, err := os.ReadFile(base + "." + string(f))
			if err != nil {
				t.Fatal(err)
			}
			tab, err := Read(f, bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			rows[i] = len(tab.Rows)*10 + len(tab.Vars)
		}
		if rows[0] != rows[1] || rows[0] < 10 {
			t.Errorf("%s: %v", name, rows)
		}
	}
}

// The layouts write, row by row and many at once, what the plain writers write.
func TestLayouts(t *testing.T) {
	for _, f := range []Format{JSON, XML, CSV, TSV} {
		t.Run(string(f), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				tab := tables(false).Draw(t, "table")
				for _, row := range tab.Rows {
					for i := range row {
						if rapid.IntRange(0, 5).Draw(t, "broken") == 0 && !row[i].IsZero() {
							row[i].Value += "\xff\xef\xbf" // no UTF-8
						}
					}
				}
				var want, rows, blocks bytes.Buffer
				fill(t, newPlain(f, &want, tab.Vars), tab)
				w, _ := NewWriter(f, &rows, tab.Vars)
				fill(t, w, tab)
				if want.String() != rows.String() {
					t.Fatalf("%q, not %q", rows.String(), want.String())
				}
				w, _ = NewWriter(f, &blocks, tab.Vars)
				fillBlocks(t, w.(LaidWriter), tab, rapid.IntRange(1, 3).Draw(t, "block"))
				if want.String() != blocks.String() {
					t.Fatalf("in blocks %q, not %q", blocks.String(), want.String())
				}
			})
		})
	}
}

func fill(t *rapid.T, w Writer, tab *Table) {
	var err error
	if tab.IsBool {
		err = w.Bool(tab.Bool)
	}
	for _, row := range tab.Rows {
		err = errors.Join(err, w.Row(row))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
}

func fillBlocks(t *rapid.T, w LaidWriter, tab *Table, size int) {
	var err error
	if tab.IsBool {
		err = w.Bool(tab.Bool)
	}
	for rows := range slices.Chunk(tab.Rows, size) {
		var text []byte
		for i, row := range rows {
			if i > 0 {
				text = append(text, w.Layout().Rows...)
			}
			text = w.Layout().AppendRow(text, row)
		}
		err = errors.Join(err, w.Laid(len(rows), text))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestAsIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(rapid.SampledFrom([]byte("aaaaaaaaaaaaa\"<,\\\n\r\x7f\xc3\xa9")), 0, 40).Draw(t, "bytes"))
		for _, in := range []place{inJSON, inXML, inAttribute, inCSV} {
			want := 0
			for want < len(s) && special[s[want]]&in == 0 {
				want++
			}
			if got := asIs(s, in); got != want {
				t.Fatalf("%q in %d: %d, not %d", s, in, got, want)
			}
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	row := sample.Rows[0]
	for _, f := range Formats {
		b.Run(string(f), func(b *testing.B) {
			b.ReportAllocs()
			w, err := NewWriter(f, discard{}, sample.Vars)
			if err != nil {
				b.Fatal(err)
			}
			for i := 0; i < b.N; i++ {
				if err := w.Row(row); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
