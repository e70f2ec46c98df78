package plan

import (
	"testing"

	"w3id.org/concord/index"
)

// What a pattern over the same graphs binds is a node of them, also below filters, lookups and joins; what inline data, a predicate, another
// graph or the right side of OPTIONAL bind need not be.
func TestNodesOfTheGraphAreKnown(t *testing.T) {
	here, there := GraphRef{Set: index.One(1)}, GraphRef{Set: index.One(2)}
	scan := func(g GraphRef) *Scan {
		s := &Scan{Pattern: Pattern{Slots: [3]Slot{{Var: "s"}, {Var: "p"}, {Var: "o"}}, Graph: g}}
		for _, v := range []Var{"s", "p", "o"} {
			s.Schema.add(v, true)
		}
		return s
	}
	table := func(certain bool) *Values {
		n := &Values{}
		n.Schema.add("s", certain)
		return n
	}
	join := func(kind JoinKind, l, r Node) Node {
		return &Join{Schema: mergeSchema(l, r, kind == Inner), Kind: kind, Left: l, Right: r}
	}
	for _, c := range []struct {
		name string
		n    Node
		v    Var
		want bool
	}{
		{"subject", scan(here), "s", true},
		{"object", scan(here), "o", true},
		{"predicate", scan(here), "p", false},
		{"no such variable", scan(here), "x", false},
		{"another graph", scan(there), "s", false},
		{"inline data", table(true), "s", false},
		{"filter", newFilter(scan(here), nil), "s", true},
		{"joined with inline data", join(Inner, table(true), scan(here)), "s", true},
		{"joined with inline data that is undefined in places", join(Inner, scan(here), table(false)), "s", true},
		{"inline data and another graph", join(Inner, table(true), scan(there)), "s", false},
		{"left side of OPTIONAL", join(LeftOut, scan(here), table(true)), "s", true},
		{"right side of OPTIONAL", join(LeftOut, table(true), scan(here)), "s", false},
	} {
		if got := holdsNodes(c.n, c.v, here); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
