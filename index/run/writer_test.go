package run

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

func columnsOf(rows []Key) (cols Columns) {
	for i := range rows {
		for c, id := range rows[i] {
			cols[c] = append(cols[c], id)
		}
	}
	return cols
}

func slice(cols *Columns, from, to int) (part Columns) {
	for i := range cols {
		part[i] = cols[i][from:to]
	}
	return part
}

// TestWriterWays writes the same rows in the three ways: the files are equal.
func TestWriterWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t)
		cols := columnsOf(rows)
		fs := vfs.NewMem()
		write(t, fs, rows, BlockRows)
		want := fs.Bytes("run")
		for name, feed := range map[string]func(w *Writer){
			"columns": func(w *Writer) {
				for from := 0; from < len(rows); {
					to := rapid.IntRange(from, len(rows)).Draw(t, "to")
					part := slice(&cols, from, to)
					w.AppendColumns(&part)
					from = to
				}
			},
			"blocks": func(w *Writer) {
				e := NewEncoder(index.SPO)
				var b Encoded
				for from := 0; from < len(rows); from += BlockRows {
					part := slice(&cols, from, min(len(rows), from+BlockRows))
					if err := e.Encode(&b, &part); err != nil {
						t.Fatal(err)
					}
					w.Put(&b)
				}
			},
		} {
			w, err := Create(fs, "other", index.SPO, 7)
			if err != nil {
				t.Fatal(err)
			}
			feed(w)
			if err := w.Finish(); err != nil {
				t.Fatal(err)
			}
			if got := fs.Bytes("other"); !bytes.Equal(got, want) {
				t.Fatalf("written by %s the file has %d bytes, by rows %d, or others", name, len(got), len(want))
			}
		}
	})
}

// TestWriterRefuses: rows that do not ascend and blocks that are not full are not written.
func TestWriterRefuses(t *testing.T) {
	up, down := Key{1, 2, 3, 4}, Key{1, 2, 3, 3}
	one := func(k Key) (b Encoded) {
		cols := columnsOf([]Key{k})
		if err := NewEncoder(index.SPO).Encode(&b, &cols); err != nil {
			t.Fatal(err)
		}
		return b
	}
	for want, feed := range map[string]func(w *Writer){
		"does not come after": func(w *Writer) { w.Append(&up); w.Append(&down) },
		"come after [1 2 3 4]": func(w *Writer) {
			for range 3 * BlockRows {
				w.Append(&up)
			}
		},
		"columns of 2, 1, 2 and 2 rows": func(w *Writer) {
			w.AppendColumns(&Columns{{1, 1}, {1}, {1, 2}, {0, 0}})
		},
		"not full": func(w *Writer) { b, c := one(down), one(up); w.Put(&b); w.Put(&c) },
	} {
		w, err := Create(vfs.NewMem(), "run", index.SPO, 1)
		if err != nil {
			t.Fatal(err)
		}
		feed(w)
		if err := w.Finish(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("finish gives %v, want an error with %q", err, want)
		}
	}
	var b Encoded
	if err := NewEncoder(index.SPO).Encode(&b, &Columns{}); err == nil {
		t.Error("a block without rows is encoded")
	}
}
