package race

import (
	"context"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/cmd/proof/bench/sets"
)

// serve answers every query with the text given for the first word of it that is a key.
func serve(t *testing.T, answers map[string]string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for key, answer := range answers {
			if strings.Contains(r.FormValue("query"), key) {
				io.WriteString(w, answer)
				return
			}
		}
		http.Error(w, "unknown", 400)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func run(t *testing.T) *Report {
	t.Helper()
	right := serve(t, map[string]string{"one": "?x\n1\n2\n", "two": "?x\n3\n"})
	other := serve(t, map[string]string{"one": "?y\n", "two": "?x\n3.0\n"})
	rep, err := Run(context.Background(), Options{
		Engines: []Engine{{Name: "other", URL: other}, {Name: "right", URL: right}, {Name: "broken", URL: serve(t, nil)}},
		Queries: []sets.Query{{Set: "a", Name: "1", Text: "SELECT one", Compare: sets.Rows}, {Set: "b", Name: "2", Text: "SELECT two", Compare: sets.Rows}},
		Runs:    3, Timeout: 5 * time.Second, Patience: time.Minute, Reference: "right",
	})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func TestRunComparesAndTimes(t *testing.T) {
	rep := run(t)
	if !rep.differs(rep.Rounds[0], 0) || rep.differs(rep.Rounds[1], 0) || rep.differs(rep.Rounds[0], 1) {
		t.Error("only the first answer of the first engine differs")
	}
	if f := rep.figures(rep.Rounds, 2); f.fails != 2 || f.geometric.Round(time.Millisecond) != 10*time.Second {
		t.Errorf("%+v: failures count as twice the time limit", f)
	}
	if f := rep.figures(rep.Rounds, 0); f.fails != 0 || f.wrong != 1 || f.geometric <= 0 || f.p95 < f.median {
		t.Errorf("%+v", f)
	}
	if n := len(rep.Rounds[0].Timings[1].Runs); n != 3 {
		t.Errorf("%d runs", n)
	}
}

func TestReports(t *testing.T) {
	rep := run(t)
	var table, csv, svg strings.Builder
	for _, err := range []error{rep.Table(&table), rep.CSV(&csv), rep.SVG(&svg)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"differs: a 1: other has 0 rows", "fails: b 2: broken: status 400", "geometric mean"} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, &table)
		}
	}
	if n := strings.Count(csv.String(), "\n"); n != 1+2*3 {
		t.Errorf("%d lines of CSV", n)
	}
	for d := xml.NewDecoder(strings.NewReader(svg.String())); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("the plot is no XML: %v", err)
		}
	}
}

func TestProcessorTimeOfAProcess(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("known on Linux alone")
	}
	before := processorsOf(os.Getpid())
	x := 0
	for start := time.Now(); time.Since(start) < 50*time.Millisecond || x == 0; {
		x++
	}
	if used := processorsOf(os.Getpid()) - before; before == 0 || used <= 0 || used > 10*time.Second {
		t.Errorf("%v, then %v more", before, used)
	}
	if d := processorsOf(1<<22 + 1); d != 0 {
		t.Errorf("%v of no process", d)
	}
}

func TestThroughput(t *testing.T) {
	url := serve(t, map[string]string{"one": "?x\n1\n"})
	o := Options{Engines: []Engine{{Name: "e", URL: url}}, Queries: []sets.Query{{Text: "SELECT one"}, {Text: "SELECT two"}}, Timeout: time.Second}
	loads, err := Throughput(context.Background(), o, 4, 100*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if l := loads[0]; len(l.Times) == 0 || l.Fails == 0 || l.PerSecond() <= 0 || l.Percentile(50) > l.Percentile(99) {
		t.Errorf("%d answered, %d failed", len(l.Times), l.Fails)
	}
	var out strings.Builder
	if err := PrintLoads(&out, loads); err != nil || !strings.Contains(out.String(), "queries/s") {
		t.Errorf("%v %s", err, &out)
	}
}
