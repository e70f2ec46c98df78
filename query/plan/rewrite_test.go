package plan

import (
	"testing"

	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// rewritten parses a pattern and prints its rewritten algebra.
func rewritten(t *testing.T, pattern string, rewrite func(algebra.Node) algebra.Node) string {
	t.Helper()
	q, err := sparql.ParseQuery("PREFIX : <http://example/> ASK "+pattern, sparql.Options{})
	if err != nil {
		t.Fatalf("%s: %v", pattern, err)
	}
	a, err := algebra.Translate(q)
	if err != nil {
		t.Fatal(err)
	}
	return algebra.String(rewrite(a.Node))
}

func same(n algebra.Node) algebra.Node { return n }

// Each pair is a text and one whose plain algebra is what the first is rewritten to.
func TestRewritePairs(t *testing.T) {
	for name, p := range map[string][2]string{
		"a conjunction is two filters": {
			`{ ?a :p ?b FILTER(?a = 1 && ?b = 2) }`,
			`{ { ?a :p ?b FILTER(?a = 1) } FILTER(?b = 2) }`},
		"a filter moves below OPTIONAL": {
			`{ ?a :p ?b OPTIONAL { ?b :q ?c } FILTER(?b = 2) }`,
			`{ { ?a :p ?b FILTER(?b = 2) } OPTIONAL { ?b :q ?c } }`},
		"not where OPTIONAL binds what it sees": {
			`{ ?a :p ?b OPTIONAL { ?b :q ?c } FILTER(?c = 2) }`,
			`{ ?a :p ?b OPTIONAL { ?b :q ?c } FILTER(?c = 2) }`},
		"a constant goes into the pattern": {
			`{ ?a ?p ?b FILTER(?p = :p) }`,
			`{ ?a :p ?b BIND(:p AS ?p) }`},
		"a string does, on either side of =": {
			`{ ?a :p ?b . ?b :q ?c FILTER("x" = ?c) FILTER(?a = :a) }`,
			`{ :a :p ?b . ?b :q "x" BIND("x" AS ?c) BIND(:a AS ?a) }`},
		"a number does not: it has other spellings": {
			`{ ?a :p ?b FILTER(?b = 1) }`,
			`{ ?a :p ?b FILTER(?b = 1) }`},
		"with sameTerm it does": {
			`{ ?a :p ?b FILTER(sameTerm(?b, 1)) }`,
			`{ ?a :p 1 BIND(1 AS ?b) }`},
		"not into a path, which holds between a term and itself": {
			`{ ?a :p* ?b FILTER(?a = :a) }`,
			`{ ?a :p* ?b FILTER(?a = :a) }`},
		"a filter in a join stays": {
			`{ { ?a :p ?b FILTER(?a = :a) } { ?a :q ?c } OPTIONAL { ?c :r ?d } }`,
			`{ { ?a :p ?b FILTER(?a = :a) } { ?a :q ?c } OPTIONAL { ?c :r ?d } }`},
		"a filter moves into both sides of UNION": {
			`{ { ?a :p ?b } UNION { ?a :q ?b } FILTER(?b = 2) }`,
			`{ { ?a :p ?b FILTER(?b = 2) } UNION { ?a :q ?b FILTER(?b = 2) } }`},
		"an OPTIONAL that must not match is NOT EXISTS": {
			`{ ?a :p ?b OPTIONAL { ?a :q ?c . ?c :r ?d FILTER(?d != ?b) } FILTER(!BOUND(?c)) FILTER(?b != 1) }`,
			`{ { ?a :p ?b FILTER(?b != 1) } FILTER NOT EXISTS { { ?a :q ?c . ?c :r ?d } FILTER(?d != ?b) } }`},
		"also below one that binds something else": {
			`{ ?a :p ?b OPTIONAL { ?a :q ?c } OPTIONAL { ?a :r ?d } FILTER(!BOUND(?c)) }`,
			`{ { ?a :p ?b FILTER NOT EXISTS { ?a :q ?c } } OPTIONAL { ?a :r ?d } }`},
		"not where the OPTIONAL may match without binding it": {
			`{ ?a :p ?b OPTIONAL { ?a :q ?c OPTIONAL { ?c :r ?d } } FILTER(!BOUND(?d)) }`,
			`{ ?a :p ?b OPTIONAL { ?a :q ?c OPTIONAL { ?c :r ?d } } FILTER(!BOUND(?d)) }`},
		"not where something before may bind it": {
			`{ ?a :p ?b OPTIONAL { ?a :q ?c } OPTIONAL { ?a :r ?c } FILTER(!BOUND(?c)) }`,
			`{ ?a :p ?b OPTIONAL { ?a :q ?c } OPTIONAL { ?a :r ?c } FILTER(!BOUND(?c)) }`},
		"not where a filter further in would see more": {
			`{ ?a :p ?b OPTIONAL { ?a :q ?c { ?a :r ?d FILTER(?b = 1) } } FILTER(!BOUND(?c)) }`,
			`{ ?a :p ?b OPTIONAL { ?a :q ?c { ?a :r ?d FILTER(?b = 1) } } FILTER(!BOUND(?c)) }`},
		"a filter moves below MINUS": {
			`{ ?a :p ?b MINUS { ?a :q ?b } FILTER(?b = 2) }`,
			`{ { ?a :p ?b FILTER(?b = 2) } MINUS { ?a :q ?b } }`},
		"a filter moves below BIND": {
			`{ ?a :p ?b BIND(?b + 1 AS ?c) FILTER(?b = 2) }`,
			`{ { ?a :p ?b FILTER(?b = 2) } BIND(?b + 1 AS ?c) }`},
		"not where it sees what BIND binds": {
			`{ ?a :p ?b BIND(?b + 1 AS ?c) FILTER(?c = 2) }`,
			`{ ?a :p ?b BIND(?b + 1 AS ?c) FILTER(?c = 2) }`},
		"EXISTS moves with what it shares": {
			`{ ?a :p ?b OPTIONAL { ?b :q ?c } FILTER EXISTS { ?b :r ?d } }`,
			`{ { ?a :p ?b FILTER EXISTS { ?b :r ?d } } OPTIONAL { ?b :q ?c } }`},
		"EXISTS stays where it shares more": {
			`{ ?a :p ?b OPTIONAL { ?b :q ?c } FILTER EXISTS { ?b :r ?c } }`,
			`{ ?a :p ?b OPTIONAL { ?b :q ?c } FILTER EXISTS { ?b :r ?c } }`},
		"a join is brought below OPTIONAL": {
			`{ ?a :p ?b OPTIONAL { ?b :q ?c } { ?a :r ?d } }`,
			`{ { ?a :p ?b } { ?a :r ?d } OPTIONAL { ?b :q ?c } }`},
		"not where it shares what OPTIONAL binds": {
			`{ ?a :p ?b OPTIONAL { ?b :q ?c } { ?c :r ?d } }`,
			`{ ?a :p ?b OPTIONAL { ?b :q ?c } { ?c :r ?d } }`},
		"a join is brought below MINUS": {
			`{ ?a :p ?b MINUS { ?a :q ?b } { ?a :r ?d } }`,
			`{ { ?a :p ?b } { ?a :r ?d } MINUS { ?a :q ?b } }`},
		"a path of alternatives is a union": {
			`{ ?a (:p|^:q) ?b }`,
			`{ { ?a :p ?b } UNION { ?b :q ?a } }`},
	} {
		if got, want := rewritten(t, p[0], Rewrite), rewritten(t, p[1], same); got != want {
			t.Errorf("%s: %s\ngot\n%s\nwant\n%s", name, p[0], got, want)
		}
	}
}

// Rewriting what is rewritten changes nothing.
func TestRewriteIsStable(t *testing.T) {
	for _, p := range []string{
		`{ ?a :p ?b OPTIONAL { ?b :q ?c OPTIONAL { ?c :r ?d } } ?a :r ?e FILTER(?b = 1 && ?e = 2) FILTER(?c = 3) }`,
		`{ { ?a :p ?b } UNION { ?a :q ?b MINUS { ?a :r ?b } } ?b (:p/:q)* ?c FILTER(?a != ?b || ?c = 1) }`,
		`{ ?a !(:p|^:q) ?b BIND(?b AS ?c) FILTER(?a = ?c) FILTER NOT EXISTS { ?a :p ?c } }`,
	} {
		once := rewritten(t, p, Rewrite)
		twice := rewritten(t, p, func(n algebra.Node) algebra.Node { return Rewrite(Rewrite(n)) })
		if once != twice {
			t.Errorf("%s\nonce\n%s\ntwice\n%s", p, once, twice)
		}
	}
}

func TestJoinable(t *testing.T) {
	for pattern, want := range map[string]bool{
		`{ ?x :p ?b }`:                                  true,
		`{ ?a :p ?b FILTER(?x = ?b) }`:                  false, // seen, never bound
		`{ ?x :p ?b FILTER(?x = ?b) }`:                  true,
		`{ ?a :p ?b OPTIONAL { ?x :q ?b } }`:            false,
		`{ ?x :p ?b OPTIONAL { ?x :q ?c } }`:            true,
		`{ ?x :p* ?b }`:                                 false, // a constant relates to itself, a variable only in the graph
		`{ ?x :p+ ?b }`:                                 true,
		`{ ?a :p ?b MINUS { ?x :q ?b } }`:               false,
		`{ ?a :p ?b BIND(?x AS ?c) }`:                   false,
		`{ { SELECT (COUNT(?x) AS ?n) { ?x :p ?b } } }`: true, // hidden: another variable
		`{ { ?x :p ?b } UNION { ?a :q ?b } }`:           true,
		`{ GRAPH ?x { ?a :p ?b } }`:                     false,
	} {
		q, err := sparql.ParseQuery("PREFIX : <http://example/> ASK "+pattern, sparql.Options{})
		if err != nil {
			t.Fatal(err)
		}
		a, err := algebra.Translate(q)
		if err != nil {
			t.Fatal(err)
		}
		if got := joinable(Rewrite(a.Node), "x"); got != want {
			t.Errorf("%s: joinable is %v, want %v", pattern, got, want)
		}
	}
}
