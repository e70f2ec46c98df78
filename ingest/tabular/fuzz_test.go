package tabular

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
)

// FuzzReader: whatever bytes a table holds, reading ends with quads or a syntax error, never a panic.
func FuzzReader(f *testing.F) {
	for _, seed := range []string{harbour, "a,b\n1,\"2\n3\"\n", "\xef\xbb\xbfa\n\"", "a\t\n\n", "\"\"\"\"", "a,a\r\n,\r"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, lenient := range []bool{false, true} {
			m, err := ParseMetadata([]byte(harbourMetadata), "m")
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range []Options{{}, {Metadata: m, Lenient: lenient, Mode: Standard}} {
				r, err := NewReader("trees.csv", strings.NewReader(text), o)
				for err == nil {
					_, err = r.Read()
				}
				var syntax *rdf.SyntaxError
				if err != io.EOF && !errors.As(err, &syntax) {
					t.Fatalf("%q: %v", text, err)
				}
			}
		}
	})
}

// FuzzMetadata: whatever a metadata document holds, it is parsed or refused.
func FuzzMetadata(f *testing.F) {
	f.Add(harbourMetadata)
	f.Add(`{"tables": [{"tableSchema": {"columns": [{"titles": {"en": ["a"]}, "datatype": {"minimum": 3}}]}}]}`)
	f.Fuzz(func(t *testing.T, doc string) {
		m, err := ParseMetadata([]byte(doc), "m")
		if err != nil {
			return
		}
		for _, s := range m.Tables {
			r, err := NewReader("x.csv", strings.NewReader("a,b\n1,2\n"), Options{Schema: s})
			for err == nil {
				_, err = r.Read()
			}
		}
	})
}

// TestRecordLimit: a quote that is never closed does not take all memory.
func TestRecordLimit(t *testing.T) {
	d := DefaultDialect()
	d.MaxRecord = 1 << 20
	for name, filler := range map[string]string{"one line": strings.Repeat("x", 1<<10), "many lines": strings.Repeat("x\n", 1<<9)} {
		s := NewScanner("big.csv", io.MultiReader(strings.NewReader("a,\""), &repeated{filler, 4 << 10}), d)
		_, err := s.Next()
		var syntax *rdf.SyntaxError
		if !errors.As(err, &syntax) || !strings.Contains(syntax.Msg, "longer than") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// repeated is a reader of a text many times over.
type repeated struct {
	text string
	left int
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	r.left--
	return copy(p, r.text), nil
}

func BenchmarkReader(b *testing.B) {
	var text strings.Builder
	text.WriteString("id,name,year,note\n")
	for i := 0; i < 100_000; i++ {
		fmt.Fprintf(&text, "%d,\"Name, of %d\",%d,a note that says something\n", i, i, 1900+i%100)
	}
	b.SetBytes(int64(text.Len()))
	schema, err := ParseMetadata([]byte(`{"url": "x.csv", "tableSchema": {"aboutUrl": "http://x.org/{id}", "columns": [
	 {"name": "id"}, {"name": "name", "lang": "en"}, {"name": "year", "datatype": "gYear"}, {"name": "note", "propertyUrl": "dc:description"}]}}`), "m")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r, err := NewReader("x.csv", strings.NewReader(text.String()), Options{Metadata: schema})
		for err == nil {
			_, err = r.Read()
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
}
