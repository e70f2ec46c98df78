package expr

import (
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/sparql"
)

// pool are terms of every kind, among them equal values of different terms.
func pool() []rdf.Term {
	p := []rdf.Term{{}, rdf.NewIRI("http://x/"), rdf.NewIRI("http://y/"), rdf.NewBlank("b1"), rdf.NewString("a"), rdf.NewString("b"), rdf.NewString(""), rdf.NewString("1"),
		rdf.NewLang("a", "en"), rdf.NewLang("a", "EN"), rdf.NewLang("b", "fr"), rdf.NewTyped("a", "http://t/")}
	for _, f := range []string{"1^^integer", "01^^integer", "2^^byte", "-3^^integer", "123456789012345678901^^integer", "1.0^^decimal", "1.5^^decimal", "1.25^^decimal", "1e0^^double", "1.5^^double", "NaN^^double", "INF^^double",
		"1.5^^float", "0.1^^float", "0.1^^double", "0.1^^decimal", "true^^boolean", "1^^boolean", "false^^boolean", "x^^integer", "2024-01-01T00:00:00Z^^dateTime", "2024-01-01T00:00:00^^dateTime", "2024-01-01T02:00:00+02:00^^dateTime",
		"2024-01-03T00:00:00^^dateTime", "2024-01-01^^date", "2024-01-02^^date", "2024-01-01Z^^date", "2024^^gYear", "2025^^gYear", "P1M^^duration", "P30D^^duration", "12:00:00^^time", "36028797018963967^^integer", "9007199254740993^^integer"} {
		for i := range f {
			if f[i] == '^' {
				p = append(p, rdf.NewTyped(f[:i], rdf.XSD+f[i+2:]))
				break
			}
		}
	}
	return p
}

// Comparing by ID says the same as comparing values, for columns and constants and both kinds of store.
func TestComparisonsByID(t *testing.T) {
	terms := pool()
	var rows []map[sparql.Var]rdf.Term
	for _, a := range terms {
		for _, b := range terms {
			rows = append(rows, map[sparql.Var]rdf.Term{"a": a, "b": b})
		}
	}
	x, y := &sparql.ExprVar{Var: "a"}, &sparql.ExprVar{Var: "b"}
	for op, table := range map[string]operatorTable{"=": opEqual, "!=": opNotEqual, "<": opLess, ">": opGreater, "<=": opLessEqual, ">=": opGreaterEqual} {
		compare := compareOrdered
		if op == "=" || op == "!=" {
			compare = compareEqual
		}
		want := func(a, b rdf.Term) rdf.Term {
			va, vb := xsd.Parse(a), xsd.Parse(b)
			return truthTerms[table[compare(&va, &vb)]]
		}
		for _, inline := range []bool{false, true} {
			c := newMemory(inline)
			got, _, err := run(c, &sparql.Binary{Op: op, L: x, R: y}, rows)
			if err != nil {
				t.Fatal(err)
			}
			for i, row := range rows {
				if got[i] != want(row["a"], row["b"]) {
					t.Errorf("%v %s %v (inlined %v): got %v", row["a"], op, row["b"], inline, got[i])
				}
			}
			for _, k := range terms[1:] {
				left, _, err1 := run(c, &sparql.Binary{Op: op, L: &sparql.ExprTerm{Term: k}, R: y}, rows[:len(terms)])
				right, _, err2 := run(c, &sparql.Binary{Op: op, L: y, R: &sparql.ExprTerm{Term: k}}, rows[:len(terms)])
				if err1 != nil || err2 != nil {
					t.Fatal(err1, err2)
				}
				for i, row := range rows[:len(terms)] {
					if left[i] != want(k, row["b"]) || right[i] != want(row["b"], k) {
						t.Errorf("%v and %v by %s (inlined %v): got %v and %v", k, row["b"], op, inline, left[i], right[i])
					}
				}
			}
		}
	}
}

// expressions draws trees of operators and functions over three variables.
func expressions(depth int) *rapid.Generator[sparql.Expr] {
	return rapid.Custom(func(t *rapid.T) sparql.Expr {
		if depth == 0 || rapid.IntRange(0, 3).Draw(t, "leaf") == 0 {
			if rapid.Bool().Draw(t, "variable") {
				return &sparql.ExprVar{Var: rapid.SampledFrom([]sparql.Var{"x", "y", "z"}).Draw(t, "var")}
			}
			return &sparql.ExprTerm{Term: rapid.SampledFrom(pool()[1:]).Draw(t, "constant")}
		}
		args := func(n int) []sparql.Expr { return rapid.SliceOfN(expressions(depth-1), n, n).Draw(t, "args") }
		switch rapid.IntRange(0, 4).Draw(t, "node") {
		case 0:
			a := args(1)
			return &sparql.Unary{Op: rapid.SampledFrom([]string{"!", "-", "+"}).Draw(t, "op"), X: a[0]}
		case 1, 2:
			a := args(2)
			return &sparql.Binary{Op: rapid.SampledFrom([]string{"&&", "||", "&&", "||", "=", "!=", "<", ">=", "+", "*", "/"}).Draw(t, "op"), L: a[0], R: a[1]}
		case 3:
			a := args(rapid.IntRange(1, 5).Draw(t, "members"))
			return &sparql.In{Not: rapid.Bool().Draw(t, "not"), X: a[0], List: a[1:]}
		}
		f := rapid.SampledFrom([]struct {
			name string
			n    int
		}{{"IF", 3}, {"COALESCE", 3}, {"STR", 1}, {"DATATYPE", 1}, {"CONCAT", 2}, {"STRLEN", 1}, {"SAMETERM", 2}, {"ISNUMERIC", 1}, {"ABS", 1}, {"REGEX", 2}, {"LANG", 1}, {"YEAR", 1}, {"CONTAINS", 2}}).Draw(t, "function")
		return &sparql.Call{Name: f.name, Args: args(f.n)}
	})
}

// A batch gives what its rows give one at a time.
func TestBatchesAgreeWithRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := expressions(4).Draw(t, "expression")
		c := newMemory(rapid.Bool().Draw(t, "inline"))
		draw := rapid.SampledFrom(pool())
		var rows []map[sparql.Var]rdf.Term
		for range rapid.IntRange(1, 20).Draw(t, "rows") {
			rows = append(rows, map[sparql.Var]rdf.Term{"x": draw.Draw(t, "x"), "y": draw.Draw(t, "y"), "z": draw.Draw(t, "z")})
		}
		whole, kept, err := run(c, e, rows)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			one, keep, err := run(c, e, rows[i:i+1])
			if err != nil || one[0] != whole[i] || keep[0] != kept[i] {
				t.Fatalf("row %d: %v %v alone, %v %v in the batch, %v", i, one[0], keep[0], whole[i], kept[i], err)
			}
			if v := xsd.Parse(one[0]); keep[0] != (ebv(v) == yes) {
				t.Fatalf("row %d: value %v, test %v", i, one[0], keep[0])
			}
		}
	})
}

// One program serves batches of different sizes and several goroutines.
func TestProgramIsReusable(t *testing.T) {
	p, err := Compile(parse(t, "?x + 1 < ?y || REGEX(STR(?x), ?p)"))
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan bool)
	for g := range 4 {
		go func() {
			c := newMemory(g%2 == 0)
			x, y, pat := c.id(rdf.NewTyped("1", rdf.XSDInteger)), c.id(rdf.NewTyped("2.5", rdf.XSDDecimal)), c.id(rdf.NewString("^2"))
			good := true
			for n := range 200 {
				cols := [][]index.ID{repeated(nil, x, n), repeated(nil, y, n), repeated(nil, pat, n)}
				keep := make([]bool, n)
				if err := p.Test(c, &Batch{N: n, Cols: cols}, keep); err != nil {
					good = false
				}
				for _, k := range keep {
					good = good && k
				}
			}
			done <- good
		}()
	}
	for range 4 {
		if !<-done {
			t.Error("wrong answers from concurrent use")
		}
	}
}

// Terms of a column are fetched once for all operators of an expression.
func TestTermsAreFetchedOnce(t *testing.T) {
	c := newMemory(true)
	rows := []map[sparql.Var]rdf.Term{{"x": rdf.NewString("abc")}, {"x": rdf.NewLang("def", "en")}}
	p, err := Compile(parse(t, "STRLEN(?x) > 2 && CONTAINS(?x, \"a\") && LANG(?x) = \"\" || REGEX(?x, \"d\")"))
	if err != nil {
		t.Fatal(err)
	}
	b := &Batch{N: 2, Cols: [][]index.ID{{c.id(rows[0]["x"]), c.id(rows[1]["x"])}}}
	keep := make([]bool, 2)
	if err := p.Test(c, b, keep); err != nil || !keep[0] || !keep[1] {
		t.Errorf("%v %v", keep, err)
	}
	if c.calls != 1 {
		t.Errorf("%d calls of Terms", c.calls)
	}
}

// A chain of ten thousand operators is evaluated in the memory of a few columns.
func TestLongChains(t *testing.T) {
	for _, op := range []string{"+", "||"} {
		var e sparql.Expr = &sparql.ExprVar{Var: "x"}
		for range 9999 {
			e = &sparql.Binary{Op: op, L: e, R: &sparql.ExprVar{Var: "x"}}
		}
		p, err := Compile(e)
		if err != nil {
			t.Fatal(err)
		}
		c := newMemory(true)
		env := p.env(c, &Batch{N: 1, Cols: [][]index.ID{{c.id(rdf.NewTyped("1", rdf.XSDInteger))}}})
		terms, err := p.root.terms(env, env.all)
		want := map[string]rdf.Term{"+": rdf.NewTyped("10000", rdf.XSDInteger), "||": rdf.NewTyped("true", rdf.XSDBoolean)}[op]
		if err != nil || terms[0] != want {
			t.Errorf("%s: %v %v", op, terms[0], err)
		}
		if n := len(env.valueCols.cols) + len(env.truthCols.cols) + len(env.rowCols.cols) + len(env.termCols.cols); n > 20 {
			t.Errorf("%s: %d columns", op, n)
		}
	}
}

// The short way of matching a word says what the engine says.
func TestMatcherAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("aAbBkKsSſ\u212aé1.")), 0, 8, -1).Draw(t, "text")
		pattern := rapid.StringOfN(rapid.SampledFrom([]rune("aAbkKsé1")), 0, 3, -1).Draw(t, "pattern")
		flags := rapid.SampledFrom([]string{"", "i", "s"}).Draw(t, "flags")
		re, err := translate(pattern, flags)
		if err != nil {
			t.Fatal(err)
		}
		if got := matcher(pattern, flags, re)(text); got != re.MatchString(text) {
			t.Fatalf("%q in %q with %q: %v", pattern, text, flags, got)
		}
	})
}
