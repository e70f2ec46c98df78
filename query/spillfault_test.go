package query

import (
	"errors"
	"io"
	"slices"
	"strings"
	"syscall"
	"testing"

	"w3id.org/concord/query/exec"
	"w3id.org/concord/query/plan"
)

// disk counts the operations on temporary files, and lets one of them and those after it fail.
type disk struct {
	done, fails int // operations so far; the number of the first that fails, 0: none
	how         error
	open        int
}

type diskFile struct {
	exec.TempFile
	disk *disk
}

func (d *disk) fail() bool { d.done++; return d.fails > 0 && d.done >= d.fails }

func (d *disk) openTemp(dir string) (exec.TempFile, error) {
	if d.fail() {
		return nil, d.how
	}
	f, err := exec.OpenTemp(dir)
	if err == nil {
		d.open++
	}
	return &diskFile{f, d}, err
}

// Write that fails has written half.
func (f *diskFile) Write(b []byte) (int, error) {
	if f.disk.fail() {
		n, _ := f.TempFile.Write(b[:len(b)/2])
		return n, f.disk.how
	}
	return f.TempFile.Write(b)
}

// ReadAt that fails has read half; how io.EOF is a file that was cut short.
func (f *diskFile) ReadAt(b []byte, at int64) (int, error) {
	if f.disk.fail() {
		n, _ := f.TempFile.ReadAt(b[:len(b)/2], at)
		return n, f.disk.how
	}
	return f.TempFile.ReadAt(b, at)
}

func (f *diskFile) Close() error { f.disk.open--; return f.TempFile.Close() }

// A temporary file that cannot be made, written or read ends the query with the reason, whichever operation it is; no answer is made of
// what is missing, and every file is closed.
func TestTemporaryFilesFail(t *testing.T) {
	const people = `?a :knows ?b . ?b :age ?n FILTER(?n > 60)`
	for name, text := range map[string]string{
		"sort":     `SELECT * { ` + people + ` } ORDER BY ?n ?b ?a`,
		"distinct": `SELECT DISTINCT ?a ?n { ` + people + ` }`,
		"group":    `SELECT ?b (COUNT(*) AS ?count) (GROUP_CONCAT(DISTINCT ?n) AS ?all) { ` + people + ` } GROUP BY ?b`,
		"join":     `SELECT * { { SELECT ?a ?n { ?a :age ?n FILTER(?n > 70) } } OPTIONAL { ?a :knows ?b . ?b :city ?c } }`,
	} {
		t.Run(name, func(t *testing.T) {
			whole := &disk{}
			want := rowsOn(t, whole, text, nil)
			if whole.done < 10 || whole.open != 0 {
				t.Fatalf("%d operations on temporary files, %d left open: nothing is tested", whole.done, whole.open)
			}
			for _, how := range []error{syscall.ENOSPC, syscall.EIO, io.EOF} {
				for fails := 1; fails <= whole.done; fails += max(1, whole.done/11) {
					d := &disk{fails: fails, how: how}
					if got := rowsOn(t, d, text, how); got != nil && !slices.Equal(got, want) {
						t.Fatalf("operation %d of %d fails with %v: %d rows, want an error or %d", fails, whole.done, how, len(got), len(want))
					}
					if d.open != 0 {
						t.Fatalf("operation %d fails with %v: %d files left open", fails, how, d.open)
					}
				}
			}
		})
	}
}

// rowsOn runs a query that spills on a disk: its rows in order, nil where it ended with the error expected.
func rowsOn(t *testing.T, d *disk, text string, want error) []string {
	t.Helper()
	e := New(shared()(t), Options{Temp: t.TempDir(), SpillRows: 500, OpenTemp: d.openTemp})
	r, err := e.Query(t.Context(), "PREFIX : <"+exampleNS+"> "+text, Params{Method: plan.ForceHash})
	if err == nil {
		defer r.Close()
		var rows []string
		for row, rerr := range r.Seq() {
			if err = rerr; err != nil {
				break
			}
			cells := make([]string, len(row))
			for i, x := range row {
				cells[i] = x.String()
			}
			rows = append(rows, strings.Join(cells, " "))
		}
		if err == nil {
			return rows
		}
	}
	if want == nil || !errors.Is(err, want) {
		t.Fatalf("operation %d: %v, want %v", d.fails, err, want)
	}
	if len(err.Error()) > 400 || !strings.Contains(err.Error(), "temporary file") {
		t.Fatalf("the error does not say what failed: %v", err)
	}
	return nil
}
