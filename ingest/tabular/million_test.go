package tabular

import (
	"io"
	"os"
	"runtime"
	"testing"
	"time"
)

// TestMillionRows reads the table that CONCORD_TABLE names, described by what lies beside it, and logs its speed.
func TestMillionRows(t *testing.T) {
	name := os.Getenv("CONCORD_TABLE")
	if name == "" {
		t.Skip("CONCORD_TABLE names no table to measure")
	}
	m, err := FindMetadata(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	start, quads := time.Now(), 0
	r, err := NewReader(name, f, Options{Metadata: m, Open: func(string) (io.ReadCloser, error) { return os.Open(name) }})
	for err == nil {
		if _, err = r.Read(); err == nil {
			quads++
		}
	}
	if err != io.EOF {
		t.Fatal(err)
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	took := time.Since(start)
	t.Logf("%d rows, %d quads in %v: %.0f rows/s, %.0f quads/s, %.1f allocations a quad, %d MB taken from the system", r.number, quads,
		took, float64(r.number)/took.Seconds(), float64(quads)/took.Seconds(), float64(mem.Mallocs)/float64(quads), mem.Sys>>20)
}
