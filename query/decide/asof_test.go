package decide_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/decide"
	"w3id.org/concord/query/harmonise"
)

func asOf(t testing.TB, s index.Store, day time.Time) *decide.Past {
	t.Helper()
	p, err := decide.AsOf(context.Background(), snapshot(t, s), day)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// all reads a scan as texts, sorted.
func all(t testing.TB, snap index.Snapshot, s index.Scan) []string {
	t.Helper()
	cur, err := snap.Scan(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer cur.Close()
	var room [][]index.ID
	for i := range 4 {
		if s.Cols&(1<<i) != 0 {
			room = append(room, make([]index.ID, 3))
		}
	}
	var out []string
	for {
		n, err := cur.Next(room)
		if errors.Is(err, io.EOF) {
			slices.Sort(out)
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		for r := range n {
			row, terms := make([]index.ID, len(room)), make([]rdf.Term, len(room))
			for i := range room {
				row[i] = room[i][r]
			}
			if err := snap.Terms(context.Background(), row, terms); err != nil {
				t.Fatal(err)
			}
			out = append(out, fmt.Sprint(terms))
		}
	}
}

var whole = index.Scan{Order: index.SPO, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Union}}

// TestAsOfIsWhatStoodThen: with nothing but decisions changing, the state at the end of each day is the graph that stood
// in the store that day, quad for quad, in every order and choice of graphs.
func TestAsOfIsWhatStoodThen(t *testing.T) {
	timeless := strings.NewReplacer(`io:since "1990"^^xsd:gYear`, `io:period "x"`, `io:since "1950"^^xsd:gYear`, `io:period "x"`, `io:since "1960"^^xsd:gYear ; io:until "2000"^^xsd:gYear`, `io:period "x"`).Replace(world)
	rapid.Check(t, func(r *rapid.T) {
		s := open(t, timeless)
		var scans []index.Scan
		for o := range index.Order(index.NumOrders) {
			scan := whole
			scan.Order = o
			if o >= index.GSPO {
				scan.Graphs.Mode = index.EachNamed
			}
			narrow := scan
			narrow.Cols, narrow.Distinct = 0b110, true
			scans = append(scans, scan, narrow)
		}
		days := rapid.IntRange(1, 5).Draw(r, "days")
		stood := make([][][]string, days)
		for n := range days {
			for range rapid.IntRange(0, 2).Draw(r, "steps") {
				_, _ = decide.Record(context.Background(), s, noon.AddDate(0, 0, n), drawDecision(r)) // what is refused is no decision
			}
			snap, err := s.Snapshot()
			if err != nil {
				r.Fatal(err)
			}
			for _, scan := range scans {
				stood[n] = append(stood[n], all(t, snap, scan))
			}
			snap.Close()
		}
		for n := range days {
			snap, err := s.Snapshot()
			if err != nil {
				r.Fatal(err)
			}
			past, err := decide.AsOf(context.Background(), snap, noon.AddDate(0, 0, n))
			if err != nil {
				r.Fatal(err)
			}
			for i, scan := range scans {
				got := all(t, past, scan)
				if want := stood[n][i]; !slices.Equal(got, want) {
					r.Fatalf("day %d, %s distinct=%v: as of it there is\n%s\nthere was\n%s", n, scan.Order, scan.Distinct, diff(got, want), diff(want, got))
				}
			}
			snap.Close()
		}
	})
}

func diff(a, b []string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) }), "\n")
}

func TestAsOfLeavesOutWhatWasNotThere(t *testing.T) {
	s := open(t, world)
	record(t, s, noon, pair(decide.Accepted, "aa-decision", "bb-decisions", "J"))
	for year, want := range map[int]string{1940: "", 1955: "AA", 1970: "AA CC", 1995: "AA BB CC", 2026: "AA BB"} {
		m, err := harmonise.NewMatrix(context.Background(), asOf(t, s, time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)), harmonise.MatrixQuery{})
		if err != nil {
			t.Fatal(err)
		}
		var orgs []string
		for _, c := range m.Columns {
			orgs = append(orgs, c.Acronym)
		}
		if got := strings.Join(orgs, " "); got != want {
			t.Errorf("in %d there are %q, want %q", year, got, want)
		}
	}
	p := asOf(t, s, noon.AddDate(0, 0, -1))
	if p.Later != 1 || p.NoOrganisations != 1 || p.NoTerms != 2 || !strings.Contains(p.Note(), "1 later ones") {
		t.Errorf("%d later, %d organisations, %d terms: %s", p.Later, p.NoOrganisations, p.NoTerms, p.Note())
	}
	if rows := all(t, p, whole); slices.ContainsFunc(rows, func(r string) bool { return strings.Contains(r, "cc-decision") || strings.Contains(r, "/id/decision/") }) {
		t.Error("what was not there yet, or no longer, is seen")
	}
}

// TestAsOfShowsFindings: a finding of the past is in the matrix of its day, although the store has forgotten its claim.
func TestAsOfShowsFindings(t *testing.T) {
	s := open(t, world)
	find := func(o decide.Outcome) decide.Decision {
		return decide.Decision{Outcome: o, Subject: ontology.Thing("organisation", "aa").Value, Object: ontology.Thing("type", "advice").Value, Reviewer: "J"}
	}
	record(t, s, noon, find(decide.HasNone))
	record(t, s, noon.AddDate(0, 0, 2), find(decide.Unclear))
	for n, want := range []harmonise.Empty{harmonise.NotResearched, harmonise.HasNone, harmonise.HasNone, harmonise.Unclear} {
		m, err := harmonise.NewMatrix(context.Background(), asOf(t, s, noon.AddDate(0, 0, n-1)), harmonise.MatrixQuery{Orgs: []string{"aa"}, Types: []string{"advice"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Rows[0].Cells[0].Empty; got != want {
			t.Errorf("day %d says %q, want %q", n-1, got, want)
		}
	}
}
