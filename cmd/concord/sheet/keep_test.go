package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// widened reads a table and writes it again, each row with one more cell.
func widened(in []byte, delimiter byte, cell string) (*Kept, []byte, error) {
	k, err := Keep(bytes.NewReader(in), delimiter)
	if err != nil {
		return nil, nil, err
	}
	var buf bytes.Buffer
	w := k.Encoding.NewWriter(&buf)
	for {
		row, err := k.Next()
		if errors.Is(err, io.EOF) {
			err = w.Flush()
			return k, buf.Bytes(), err
		}
		if err != nil {
			return nil, nil, err
		}
		var added []string
		if cell != "" {
			added = []string{cell}
		}
		if err := k.WriteRow(w, row, added); err != nil {
			return nil, nil, err
		}
	}
}

// drawTable makes a table as spreadsheets write them: the cells, and its text with some cells in quotes.
func drawTable(t *rapid.T, delimiter, newline, letters string) ([][]string, string) {
	cell := rapid.StringMatching(`([` + letters + `]|"|,|;|	|\n|=| ){0,6}`)
	width := rapid.IntRange(2, 4).Draw(t, "width")
	var rows [][]string
	var b strings.Builder
	for i := range rapid.IntRange(1, 6).Draw(t, "rows") {
		if i > 0 {
			b.WriteString(newline)
		}
		row := make([]string, width)
		for j := range row {
			row[j] = cell.Draw(t, "cell")
			text := row[j]
			if strings.ContainsAny(text, "\"\n"+delimiter) || rapid.Bool().Draw(t, "quoted") {
				text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
			}
			b.WriteString(strings.Repeat(delimiter, min(j, 1)) + text)
		}
		rows = append(rows, row)
	}
	if rapid.Bool().Draw(t, "end") {
		b.WriteString(newline)
	}
	return rows, b.String()
}

// TestKeptBytes: what is read and written again is the same to the byte in every encoding, and the cells are those of the
// standard library's reader.
func TestKeptBytes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		e := rapid.SampledFrom([]Encoding{UTF8, UTF8BOM, UTF16LE, UTF16BE, Windows1252}).Draw(rt, "encoding")
		letters := map[bool]string{true: "aé€ÿ", false: "aé𝄞中"}[e == Windows1252]
		delimiter := rapid.SampledFrom([]string{",", ";", "\t"}).Draw(rt, "delimiter")
		rows, text := drawTable(rt, delimiter, rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(rt, "newline"), letters)
		var in bytes.Buffer
		w := e.NewWriter(&in)
		if _, err := w.WriteString(text); err != nil {
			rt.Fatal(err)
		}
		if err := w.Flush(); err != nil || w.Lost > 0 {
			rt.Fatal(err, w.Lost)
		}
		k, out, err := widened(in.Bytes(), delimiter[0], "")
		if err != nil {
			rt.Fatalf("%q: %v", text, err)
		}
		if !bytes.Equal(in.Bytes(), out) {
			rt.Fatalf("%s: %q came out as %q", e, in.Bytes(), out)
		}
		if k.Encoding != e && (e != Windows1252 || k.Encoding != UTF8) { // without a letter beyond ASCII the two are the same
			rt.Fatalf("%s was taken for %s", e, k.Encoding)
		}
		_, out, err = widened(in.Bytes(), delimiter[0], "x;y,z\t")
		if err != nil {
			rt.Fatal(err)
		}
		decoded, err := io.ReadAll(k.Encoding.NewReader(bytes.NewReader(out)))
		if err != nil {
			rt.Fatal(err)
		}
		r := csv.NewReader(bytes.NewReader(decoded))
		r.Comma = rune(delimiter[0])
		got, err := r.ReadAll()
		if err != nil {
			rt.Fatalf("%q: %v", decoded, err)
		}
		for i := range rows {
			rows[i] = append(rows[i], "x;y,z\t")
		}
		if diff := cmp.Diff(rows, got); diff != "" {
			rt.Fatalf("%q: %s", decoded, diff)
		}
	})
}

// TestAnyBytes: whatever is in a file, it is refused or comes out as it was.
func TestAnyBytes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := rapid.SliceOf(rapid.SampledFrom([]byte("a,\"\n\r;\t\xff\xfe\xef\xbb\xbf\xe9\x81 ="))).Draw(rt, "in")
		k, out, err := widened(in, 0, "")
		if err != nil {
			return
		}
		ragged := false
		if k.Rewind() == nil {
			for row, err := k.Next(); err == nil; row, err = k.Next() {
				ragged = ragged || len(row.Cells) < k.Width && !row.Blank()
			}
		}
		if !ragged && !bytes.Equal(in, out) {
			rt.Fatalf("%q (%s) came out as %q", in, k.Encoding, out)
		}
	})
}

func TestKeep(t *testing.T) {
	for _, c := range []struct {
		name, in, out string
		delimiter     byte
		columns       int
		formulas      int
	}{
		{"comma", "a,b\n1,2\n", "a,b,+\n1,2,+\n", ',', 2, 0},
		{"semicolon, with commas in cells", "a;b\r\n1,5;2,5\r\n", "a;b;+\r\n1,5;2,5;+\r\n", ';', 2, 0},
		{"tab", "a\tb\n", "a\tb\t+\n", '\t', 2, 0},
		{"one column", "name\nOECD\nILO", "name,+\nOECD,+\nILO,+", ',', 1, 0},
		{"short rows are filled, empty lines stay", "a,b,c\n1\n\n1,2,3\n", "a,b,c,+\n1,,,+\n\n1,2,3,+\n", ',', 3, 0},
		{"a row is longer than the head", "a,b\n1,2,3\n", "a,b,,+\n1,2,3,+\n", ',', 2, 0},
		{"old line ends", "a,b\r1,2\r", "a,b,+\r1,2,+\r", ',', 2, 0},
		{"formulas are counted and left", "a,b\n=1+1,-5\n@x,\"+4,5\"\n", "a,b,+\n=1+1,-5,+\n@x,\"+4,5\",+\n", ',', 2, 2},
		{"a stray quotation mark", "a,b\n5\" pipe,x\n", "a,b,+\n5\" pipe,x,+\n", ',', 2, 0},
		{"lines within quotes", "a,b\n\"x\n\ny\",2\n", "a,b,+\n\"x\n\ny\",2,+\n", ',', 2, 0},
	} {
		k, out, err := widened([]byte(c.in), 0, "+")
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if want := strings.ReplaceAll(c.out, "+", "'+"); c.formulas == 0 && string(out) != want {
			t.Errorf("%s: %q, want %q", c.name, out, want)
		}
		if k.Delimiter != c.delimiter || len(k.Columns) != c.columns || k.Formulas != c.formulas {
			t.Errorf("%s: delimiter %q, columns %q, %d formulas", c.name, k.Delimiter, k.Columns, k.Formulas)
		}
	}
	if _, out, err := widened([]byte("a,b\n=1+1,-5\n"), 0, "=2"); err != nil || string(out) != "a,b,'=2\n=1+1,-5,'=2\n" {
		t.Errorf("a formula that is added: %q %v", out, err)
	}
}

func TestKeepRefuses(t *testing.T) {
	for in, says := range map[string]string{"": "empty", "\n\n": "empty", "a,b\n\"x": "never closed", "a\x00b": "no text", "\xef\xbb\xbfa\xff": "not valid UTF-8",
		"\xff\xfea": "within a character", "\xff\xfe\x00\xdca\x00": "half of a character"} {
		if _, _, err := widened([]byte(in), 0, ""); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", in, err, says)
		}
	}
}

func TestWriterLoses(t *testing.T) {
	var buf bytes.Buffer
	w := Windows1252.NewWriter(&buf)
	if _, err := w.WriteString("é€中"); err != nil || w.Flush() != nil || buf.String() != "\xe9\x80?" || w.Lost != 1 {
		t.Errorf("%q, %d lost, %v", buf.String(), w.Lost, err)
	}
}

func TestColumn(t *testing.T) {
	columns := []string{"Name", " title ", "2"}
	for name, want := range map[string]int{"Name": 0, "name": 0, "Title": 1, "2": 2, "1": 0, "3": 2} {
		if got, err := Column(columns, name); err != nil || got != want {
			t.Errorf("%s: %d %v, want %d", name, got, err, want)
		}
	}
	for _, name := range []string{"", "0", "4", "nought"} {
		if at, err := Column(columns, name); err == nil {
			t.Errorf("column %q is %d", name, at)
		}
	}
}

// TestWiden: a workbook gets columns, and keeps its other cells, formulas among them.
func TestWiden(t *testing.T) {
	var in, out bytes.Buffer
	if err := XLSX(&in, Table{Name: "A", Columns: []string{"n"}, Rows: [][]string{{"OECD"}, {}, {"x", "wide"}}}, Table{Name: "B", Columns: []string{"b"}}); err != nil {
		t.Fatal(err)
	}
	err := Widen(&out, bytes.NewReader(in.Bytes()), 1<<20, "", func(t Table) ([][]string, error) { return [][]string{{"m"}, {"=1"}, {""}, {"z"}}, nil })
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadXLSX(&out, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	want := []Table{{Name: "A", Columns: []string{"n", "", "m"}, Rows: [][]string{{"OECD", "", "=1"}, nil, {"x", "wide", "z"}}}, {Name: "B", Columns: []string{"b"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if err := Widen(io.Discard, bytes.NewReader(in.Bytes()), 1<<20, "C", nil); err == nil || !strings.Contains(err.Error(), "A, B") {
		t.Errorf("a sheet that is not there: %v", err)
	}
}
