package harmonise

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestCompareInAnyGraph compares organisations, types and terms of a vocabulary of others: what it does not record is said to
// be not stated.
func TestCompareInAnyGraph(t *testing.T) {
	sn := foreignSnapshot(t)
	for _, c := range []struct {
		q    CompareQuery
		kind string
		want string // in what is derived
	}{
		{CompareQuery{A: "alpha", B: "http://example.org/b"}, CompareOrganisations, "Alpha: no stage of the life cycle is documented"},
		{CompareQuery{A: "act", B: "http://example.org/law"}, CompareTypes, "Law is broader than Act"},
		{CompareQuery{A: "act", B: "Order"}, CompareTypes, "siblings"},
		{CompareQuery{A: "Rule of Alpha", B: "beta EDICT"}, CompareTerms, "Legal nature changes: binding at Alpha, non-binding at Beta."},
		{CompareQuery{A: "http://example.org/a2", B: "Code"}, CompareTerms, "no counterpart"},
	} {
		x, err := MakeComparison(context.Background(), sn, c.q)
		if err != nil {
			t.Errorf("%+v: %v", c.q, err)
			continue
		}
		if all := fmt.Sprint(x.Relation, x.Warnings); x.Kind != c.kind || !strings.Contains(all, c.want) {
			t.Errorf("%+v: %s, %s", c.q, x.Kind, all)
		}
	}
	x, err := MakeComparison(context.Background(), sn, CompareQuery{A: "alpha", B: "beta"})
	if err != nil || len(x.Types) != 4 || len(x.Words) != 1 || x.Words[0].Word != "Rule" || strings.Join(x.Words[0].Differs, "") != "type of instrument" {
		t.Errorf("%v: types %+v, words %+v", err, x.Types, x.Words)
	}
}

func TestCompareRefuses(t *testing.T) {
	sn := foreignSnapshot(t)
	for _, q := range []CompareQuery{
		{A: "", B: "alpha"}, {A: "alpha", B: "http://example.org/a"}, {A: "alpha", B: "act"}, {A: "alpha", B: "beta", Kind: "rainbow"},
		{A: "Rule", B: "Edict", Kind: CompareTerms},
	} {
		if _, err := MakeComparison(context.Background(), sn, q); !errors.As(err, new(*IncomparableError)) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	for _, q := range []CompareQuery{
		{A: "alpha", B: "nobody"}, {A: "alpha", B: "http://example.org/a1", Kind: CompareOrganisations}, {A: "act", B: "alpha", Kind: CompareTypes}, {A: "Nought of Alpha", B: "Edict of Beta"},
	} {
		if _, err := MakeComparison(context.Background(), sn, q); !errors.As(err, new(*NotFoundError)) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := MakeComparison(gone, sn, CompareQuery{A: "alpha", B: "beta"}); !errors.Is(err, context.Canceled) {
		t.Errorf("with a cancelled context: %v", err)
	}
}

// TestComparedCells: an empty cell is not researched unless somebody recorded a finding, as in the matrix.
func TestComparedCells(t *testing.T) {
	x, err := MakeComparison(context.Background(), turtleSnapshot(t, foreignHub+`
		PREFIX f: <https://w3id.org/concord/id/feature/>
		:c1 io:about :b ; io:feature f:no-such-instrument ; io:value :soft , :order , :act , :top .
		:c2 io:about :b ; io:feature f:unclear-instrument ; io:value :top .`), CompareQuery{A: "alpha", B: "beta"})
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, r := range x.Types {
		got += fmt.Sprintf("%d %s %s | %s %s\n", r.Level, r.Type.Name, r.A, r.B, r.Only)
	}
	want := `0 Anything not researched | researched and unclear 
1 Law not researched | Code (near, closeMatch; 0 evidence) b
2 Act Rule (special, broadMatch; yes; 0 evidence) | Edict (special, broadMatch; no; 0 evidence) 
2 Order not researched | Rule (special, broadMatch; yes; 0 evidence) b
1 Soft law Advice (special, broadMatch; 0 evidence) | has no such instrument a
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestConsensusInAnyGraph: two organisations are refused; the table stands.
func TestConsensusInAnyGraph(t *testing.T) {
	sn := foreignSnapshot(t)
	x, err := NewConsensus(context.Background(), sn, TypeQuery{Type: "ACT"})
	if err != nil || x.N != 2 || x.Insufficient == "" || x.Query.Type != "http://example.org/act" {
		t.Errorf("%v %+v", err, x)
	}
	d, err := NewDifferences(context.Background(), sn, TypeQuery{Type: "http://example.org/law", Narrower: true})
	if err != nil || d.N != 2 || len(d.Rows) != 4 || d.Rows[3].Cells[1].String() != "binding" && d.Rows[2].Cells[1].String() != "binding" {
		t.Errorf("%v %+v", err, d)
	}
	for _, r := range d.Rows {
		if r.Counted != (r.Term.Name != "Code") {
			t.Errorf("%s counts: %v; a close match does not", r.Term.Name, r.Counted)
		}
	}
}
