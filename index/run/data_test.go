package run

import (
	"os"
	"slices"
	"testing"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/vfs"
)

// TestSizes prints the bytes per row, and the codecs, of the orders of a file of rows named by CONCORD_RUN_ROWS: quads
// of four IDs of 8 bytes, all in named graphs or none.
func TestSizes(t *testing.T) {
	name := os.Getenv("CONCORD_RUN_ROWS")
	if name == "" {
		t.Skip("set CONCORD_RUN_ROWS to a file of quads to measure")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]Key, len(data)/32)
	for i := range rows {
		for c := range rows[i] {
			rows[i][c] = index.ID(le.Uint64(data[32*i+8*c:]))
		}
	}
	total := 0.0
	for o := range index.Order(index.NumOrders) {
		if o >= index.GSPO && rows[0][index.Graph] == 0 {
			break
		}
		slices.SortFunc(rows, func(a, b Key) int { return index.CompareKeys(o.Key(a), o.Key(b)) })
		total += sizesOf(t, o, rows)
	}
	t.Logf("all orders: %.2f bytes a row", total)
}

func sizesOf(t *testing.T, o index.Order, rows []Key) float64 {
	fs := vfs.NewMem()
	w, err := Create(fs, "run", o, 7)
	if err != nil {
		t.Fatal(err)
	}
	c := o.Columns()
	var cols Columns
	for i := range cols {
		cols[i] = make([]index.ID, len(rows))
		for j := range rows {
			cols[i][j] = rows[j][c[i]]
		}
	}
	start := time.Now()
	w.AppendColumns(&cols)
	if err := w.Finish(); err != nil {
		t.Fatal(err)
	}
	n := float64(len(rows))
	encode := time.Since(start)
	r, err := Open(fs, "run", o, 7)
	if err != nil {
		t.Fatal(err)
	}
	var size [4]int
	var used [4][numCodecs]int
	for i := range r.Blocks() {
		var b Block
		if err := r.Load(i, &b); err != nil {
			t.Fatal(err)
		}
		for j := range b.cols {
			size[j] += int(le.Uint32(r.data[r.dir[i].offset+uint64(j*colHeader)+1:]))
			used[j][b.cols[j].codec]++
		}
	}
	dst := make([]index.ID, 1024)
	var spent [4]time.Duration
	for j := range 4 {
		spent[j] = time.Hour
		for range 3 {
			start := time.Now()
			for i := range r.Blocks() {
				var b Block
				r.Load(i, &b)
				for at := 0; at < b.N; at += len(dst) {
					b.Decode(j, at, dst[:min(len(dst), b.N-at)])
				}
			}
			spent[j] = min(spent[j], time.Since(start))
		}
	}
	bytes := float64(len(fs.Bytes("run"))) / n
	t.Logf("%v: %.2f bytes a row, encoding %.1f ns a row", o, bytes, float64(encode.Nanoseconds())/n)
	for j := range 4 {
		t.Logf("    %d: %.3f bytes, %.2f ns; blocks by codec %v", c[j], float64(size[j])/n, float64(spent[j].Nanoseconds())/n, used[j])
	}
	return bytes
}
