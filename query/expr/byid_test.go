package expr

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/sparql"
)

// showing is a memory that shows texts, the last piece first.
type showing struct{ *memory }

func (s showing) Texts(ids []index.ID, use func(from int, texts []string)) (bool, error) {
	for at := len(ids) - 1; at >= 0; at-- {
		use(at, []string{s.terms[ids[at]].Value})
	}
	return true, nil
}

// numbering is a Context that has the numbers of literals.
type numbering struct{ showing }

func (s numbering) Numbers(ids []index.ID, dst []index.Number) (bool, error) {
	for i, id := range ids {
		t := s.terms[id]
		if dst[i] = (index.Number{}); t.Kind == rdf.Literal && dict.KindOf(t) == index.KindOrdered {
			dst[i] = dict.NumberOf(dict.AppendKey(nil, index.KindOrdered, t))
		}
	}
	return true, nil
}

func (s showing) Show(ids []index.ID, use func(at int, t *rdf.Term)) (bool, error) {
	for at := len(ids) - 1; at >= 0; at-- {
		t := s.terms[ids[at]]
		use(at, &t)
	}
	return true, nil
}

// compilePlain compiles without the way by IDs.
func compilePlain(e sparql.Expr) (*Program, error) {
	p := &Program{}
	c := compiler{p: p, slots: map[sparql.Var]int{}, plain: true}
	root, _, err := c.compile(e)
	p.root = root
	return p, err
}

// small draws terms on which functions of numbers, times and texts have something to do.
func small() *rapid.Generator[rdf.Term] {
	return rapid.Custom(func(t *rapid.T) rdf.Term {
		if rapid.IntRange(0, 3).Draw(t, "of the pool") == 0 {
			return rapid.SampledFrom(pool()).Draw(t, "term")
		}
		n := rapid.SampledFrom([]int64{-12_500_000, -500_000, -1, 0, 1, 250_000, 1_500_000, 2_499_999, 7_000_000, 1 << 40, 1 << 54, -1 << 54}).Draw(t, "n") + rapid.Int64Range(-2, 2).Draw(t, "more")
		whole := n
		if whole > 200 || whole < -200 {
			whole = n / million
		}
		day, part := rapid.IntRange(1, 28).Draw(t, "day"), rapid.SampledFrom([]string{"", ".5", ".250"}).Draw(t, "fraction")
		zone := rapid.SampledFrom([]string{"", "Z", "+05:30", "-00:00", "-14:00"}).Draw(t, "zone")
		integers := []string{"integer", "int", "byte", "nonNegativeInteger", "unsignedByte"}
		terms := []rdf.Term{
			xsd.NewMillionths(n).Term(), xsd.NewDouble(float64(n) / million).Term(), xsd.NewFloat(float64(n) / million).Term(), rdf.NewTyped(fmt.Sprintf("%d.50", n/million), rdf.XSDDecimal),
			rdf.NewTyped(fmt.Sprint(n), rdf.XSDInteger), rdf.NewTyped(fmt.Sprint(whole), rdf.XSD+rapid.SampledFrom(integers).Draw(t, "type")),
			rdf.NewTyped(fmt.Sprintf("2024-02-%02dT23:59:30%s%s", day, part, zone), rdf.XSDDateTime), rdf.NewTyped(fmt.Sprintf("1950-02-%02d%s", day, zone), rdf.XSDDate),
			rdf.NewString(rapid.SampledFrom([]string{"banana", "Ünïcode a b", " 12 ", "1.50", "true", "2024-02-03", "-7e2", "aa"}).Draw(t, "text")), rdf.NewLang("Banana", "en"),
			rdf.NewIRI("http://example.org/a"), xsd.NewBoolean(n > 0).Term(), rdf.NewTyped("1", rdf.XSDBoolean),
		}
		return rapid.SampledFrom(terms).Draw(t, "which")
	})
}

// computed draws expressions that IDs may tell.
func computed(depth int) *rapid.Generator[sparql.Expr] {
	types := []string{"integer", "decimal", "double", "float", "boolean", "date", "dateTime", "string", "int", "byte", "nonNegativeInteger", "gYear"}
	unary := []string{"ABS", "CEIL", "FLOOR", "ROUND", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "STRLEN", "STR", "UCASE", "LCASE", "DATATYPE", "LANG", "ISNUMERIC"}
	return rapid.Custom(func(t *rapid.T) sparql.Expr {
		if depth == 0 || rapid.IntRange(0, 5).Draw(t, "leaf") == 0 {
			if rapid.IntRange(0, 3).Draw(t, "variable") > 0 {
				return &sparql.ExprVar{Var: rapid.SampledFrom([]sparql.Var{"x", "y"}).Draw(t, "var")}
			}
			return &sparql.ExprTerm{Term: rapid.SampledFrom(append(pool()[1:], rdf.NewString("an"), rdf.NewString("en"))).Draw(t, "constant")}
		}
		sub := computed(depth - 1)
		arg := func() sparql.Expr { return sub.Draw(t, "arg") }
		text := &sparql.ExprTerm{Term: rdf.NewString(rapid.SampledFrom([]string{"a", "an", "", "B", "http", "1"}).Draw(t, "part"))}
		tag := &sparql.Call{Name: rapid.SampledFrom([]string{"LANG", "DATATYPE"}).Draw(t, "tag"), Args: []sparql.Expr{&sparql.ExprVar{Var: "x"}}}
		constant := &sparql.ExprTerm{Term: rapid.SampledFrom([]rdf.Term{rdf.NewString("en"), rdf.NewString("EN"), rdf.NewString(""), rdf.NewString("*"), rdf.NewLang("en", "en"), rdf.NewIRI(rdf.XSDString), rdf.NewIRI(rdf.XSDInteger),
			rdf.NewIRI(rdf.XSDFloat), rdf.NewIRI(rdf.RDFLangString), rdf.NewIRI("http://t/"), rdf.NewIRI(rdf.XSDGYear)}).Draw(t, "tag wanted")}
		switch rapid.IntRange(0, 9).Draw(t, "node") {
		case 8:
			return &sparql.Call{Name: "LANGMATCHES", Args: []sparql.Expr{tag, constant}}
		case 9:
			pair := []sparql.Expr{tag, constant}
			if rapid.Bool().Draw(t, "turned") {
				pair[0], pair[1] = pair[1], pair[0]
			}
			return &sparql.Binary{Op: rapid.SampledFrom([]string{"=", "!=", "<"}).Draw(t, "op"), L: pair[0], R: pair[1]}
		case 0:
			return &sparql.Unary{Op: rapid.SampledFrom([]string{"-", "+", "!"}).Draw(t, "op"), X: arg()}
		case 1:
			return &sparql.Binary{Op: rapid.SampledFrom([]string{"+", "-", "*", "/"}).Draw(t, "op"), L: arg(), R: arg()}
		case 2:
			return &sparql.Binary{Op: rapid.SampledFrom([]string{"=", "!=", "<", ">="}).Draw(t, "op"), L: arg(), R: arg()}
		case 3, 4:
			return &sparql.Call{IRI: rdf.XSD + rapid.SampledFrom(types).Draw(t, "type"), Args: []sparql.Expr{arg()}}
		case 5:
			return &sparql.Call{Name: rapid.SampledFrom([]string{"STRBEFORE", "STRAFTER", "STRSTARTS", "STRENDS", "CONTAINS"}).Draw(t, "of text"), Args: []sparql.Expr{arg(), text}}
		case 6:
			name, args := "IF", []sparql.Expr{arg(), arg(), arg()}
			if rapid.Bool().Draw(t, "coalesce") {
				name = "COALESCE"
			}
			return &sparql.Call{Name: name, Args: args}
		}
		return &sparql.Call{Name: rapid.SampledFrom(unary).Draw(t, "function"), Args: []sparql.Expr{arg()}}
	})
}

// What IDs and texts tell is what terms and values tell, for results, conditions and aggregates.
func TestByIDAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := computed(4).Draw(t, "expression")
		m := newMemory(rapid.IntRange(0, 3).Draw(t, "inline") > 0)
		var c Context = m
		switch rapid.IntRange(0, 3).Draw(t, "texts") {
		case 1, 2:
			c = showing{m}
		case 3:
			c = numbering{showing{m}}
		}
		fast, err := Compile(e)
		plain, err2 := compilePlain(e)
		if err != nil || err2 != nil {
			t.Skip()
		}
		n := rapid.IntRange(0, 12).Draw(t, "rows")
		b := &Batch{N: n, Cols: make([][]index.ID, len(fast.Vars()))}
		for i := range b.Cols {
			if rapid.IntRange(0, 9).Draw(t, "never bound") == 0 {
				continue
			}
			b.Cols[i] = make([]index.ID, n)
			for r := range b.Cols[i] {
				if b.Cols[i][r] = m.id(small().Draw(t, "value")); r > 0 && rapid.IntRange(0, 2).Draw(t, "again") == 0 {
					b.Cols[i][r] = b.Cols[i][r-1]
				}
			}
		}
		want, got, mixed := make([]index.ID, n), make([]index.ID, n), make([]index.ID, n)
		must := func(err error) {
			if err != nil {
				t.Fatal(err)
			}
		}
		must(plain.Eval(m, b, want))
		must(fast.Eval(c, b, got))
		keep, same := make([]bool, n), make([]bool, n)
		must(plain.Test(m, b, keep))
		must(fast.Test(c, b, same))
		vals := map[int32]xsd.Value{}
		must(fast.Mixed(c, b, mixed, func(row int32, v *xsd.Value) { vals[row] = *v }))
		terms := make([]rdf.Term, n)
		must(m.Terms(want, terms))
		for r := range n {
			if got[r] != want[r] || keep[r] != same[r] {
				t.Fatalf("%s, row %d: %x %v, by values %x %v (%v)", sparql.ExprString(e), r, uint64(got[r]), same[r], uint64(want[r]), keep[r], terms[r])
			}
			if v, ok := vals[int32(r)]; ok != (mixed[r] == Taken) || !ok && mixed[r] != want[r] || ok && v.IsError() != terms[r].IsZero() {
				t.Fatalf("row %d for an aggregate: %x, %v; by values %v", r, uint64(mixed[r]), v, terms[r])
			}
		}
	})
}

// A condition that varies is evaluated once for a row, though only some results have IDs.
func TestVaryingConditions(t *testing.T) {
	p, err := Compile(parse(t, `IF(RAND() < 0.5, 1, CONCAT("a", STR(?x)))`))
	if err != nil {
		t.Fatal(err)
	}
	c := newMemory(true)
	const n = 20_000
	x := c.id(rdf.NewTyped("7", rdf.XSDInteger))
	b, out := &Batch{N: n, Cols: [][]index.ID{repeated(nil, x, n)}}, make([]index.ID, n)
	if err := p.Eval(c, b, out); err != nil {
		t.Fatal(err)
	}
	ones := 0
	for _, id := range out {
		ones += bit(id.Kind() == index.KindInteger)
	}
	if ones < n/2-500 || ones > n/2+500 {
		t.Errorf("%d of %d", ones, n)
	}
}

// Nests of conditions are not evaluated twice on every level.
func TestDeepNests(t *testing.T) {
	var e sparql.Expr = &sparql.ExprVar{Var: "x"}
	one := &sparql.ExprTerm{Term: rdf.NewTyped("1", rdf.XSDInteger)}
	for range 60 {
		e = &sparql.Call{Name: "IF", Args: []sparql.Expr{&sparql.Binary{Op: "=", L: e, R: one}, &sparql.Binary{Op: "*", L: &sparql.ExprVar{Var: "x"}, R: one}, one}}
	}
	c := newMemory(true)
	terms, _, err := run(c, e, []map[sparql.Var]rdf.Term{{"x": rdf.NewTyped("01", rdf.XSDInteger)}})
	if err != nil || terms[0] != one.Term {
		t.Errorf("%v %v", terms, err)
	}
}
