package store

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// drawLiteral makes literals that meet: numbers of all types around a few values, times around a few moments, strings.
func drawLiteral(t *rapid.T, name string) rdf.Term {
	n := rapid.OneOf(rapid.Int64Range(-3, 3), rapid.Int64Range(16777210, 16777220), rapid.Int64Range(-1<<54, 1<<54)).Draw(t, name)
	frac := rapid.SampledFrom([]string{"", ".0", ".5", ".25", ".1", ".000001"}).Draw(t, name+" fraction")
	switch rapid.IntRange(0, 9).Draw(t, name+" type") {
	case 8:
		return rdf.NewTyped(fmt.Sprintf("2024-01-%02d", 1+(n%28+28)%28), rdf.XSDDate)
	case 9:
		return rapid.SampledFrom([]rdf.Term{rdf.NewTyped("1999", rdf.XSDGYear), rdf.NewTyped("2024", rdf.XSDGYear), rdf.NewTyped("2024-03", rdf.XSD+"gYearMonth"),
			rdf.NewTyped("--03", rdf.XSD+"gMonth"), rdf.NewTyped("--02-29", rdf.XSD+"gMonthDay"), rdf.NewTyped("---17", rdf.XSD+"gDay"), rdf.NewTyped("2023Z", rdf.XSDGYear)}).Draw(t, name+" calendar")
	case 7: // not inlined
		return rapid.SampledFrom([]rdf.Term{rdf.NewTyped("NaN", rdf.XSDDouble), rdf.NewTyped("INF", rdf.XSDFloat), rdf.NewTyped("+2", rdf.XSDInteger), rdf.NewTyped("-INF", rdf.XSDDouble), rdf.NewTyped("+16777217", rdf.XSDInteger), rdf.NewTyped("16777216.00000001", rdf.XSDDecimal),
			rdf.NewTyped("-0", rdf.XSDInteger), rdf.NewTyped("-0.0", rdf.XSDDouble), rdf.NewTyped("1e-300", rdf.XSDDouble), rdf.NewTyped("-0.10000000000000000001", rdf.XSDDecimal), rdf.NewTyped("+00.1", rdf.XSDDecimal),
			rdf.NewTyped("0.12345678901", rdf.XSDDecimal), rdf.NewTyped("1e300", rdf.XSDDouble), rdf.NewTyped("0.1", rdf.XSDFloat), rdf.NewTyped("12x", rdf.XSDInteger),
			rdf.NewTyped("2024-01-11T24:00:00Z", rdf.XSDDateTime), rdf.NewTyped("P1D", rdf.XSD+"duration"), rdf.NewTyped("2024-01-11", rdf.XSDDate)}).Draw(t, name+" odd")
	case 0:
		return rdf.NewTyped(fmt.Sprint(n), rdf.XSDInteger)
	case 1:
		return rdf.NewTyped(fmt.Sprint(n%128), rdf.XSD+"byte")
	case 2:
		return rdf.NewTyped(fmt.Sprint(n)+frac, rdf.XSDDecimal)
	case 3:
		return rdf.NewTyped(fmt.Sprint(n)+frac, rdf.XSDDouble)
	case 4:
		return rdf.NewTyped(fmt.Sprint(n)+frac, rdf.XSDFloat)
	case 5:
		zone := rapid.SampledFrom([]string{"", "Z", "+05:30", "-14:00"}).Draw(t, name+" zone")
		return rdf.NewTyped(fmt.Sprintf("2024-01-%02dT%02d:00:00%s", 10+(n%3+3)%3, (n%24+24)%24, zone), rdf.XSDDateTime)
	}
	return rdf.NewString(fmt.Sprint("text ", n%10))
}

// holdsFor is the truth of "x op v".
func holdsFor(op index.Op, x, v rdf.Term) bool {
	if op == index.Equal {
		equal, ok := xsd.Equal(xsd.Parse(x), xsd.Parse(v))
		return equal && ok
	}
	c, ordered, ok := xsd.Compare(xsd.Parse(x), xsd.Parse(v))
	if !ok || !ordered {
		return false
	}
	return op == index.Less && c < 0 || op == index.LessEqual && c <= 0 || op == index.GreaterEqual && c >= 0 || op == index.Greater && c > 0
}

// TestRange compares ranges of IDs with the values of the literals.
func TestRange(t *testing.T) {
	answered := map[index.Kind]int{}
	rapid.Check(t, func(t *rapid.T) {
		s, err := Open("", Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		var quads []rdf.Quad
		for range rapid.IntRange(1, 30).Draw(t, "literals") {
			quads = append(quads, rdf.Quad{S: term("s"), P: term("p"), O: drawLiteral(t, "literal")})
		}
		if _, err := tryPut(s, quads...); err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "compact") {
			if err := s.Compact(ctx); err != nil {
				t.Fatal(err)
			}
		}
		sn, err := s.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		defer sn.Close()
		for range 20 {
			checkRange(t, sn, quads, index.Op(rapid.IntRange(0, 4).Draw(t, "op")), drawLiteral(t, "value"), answered)
		}
	})
	least := 100
	if testing.Short() { // which draws a fifth
		least /= 5
	}
	for _, k := range []index.Kind{index.KindString, index.KindInteger, index.KindDecimal, index.KindDouble, index.KindDateTime, index.KindDateTimeZ, index.KindOrdered, index.KindDate} {
		if answered[k] < least {
			t.Errorf("only %d ranges of kind %d were checked", answered[k], k)
		}
	}
}

func checkRange(t *rapid.T, sn index.Snapshot, quads []rdf.Quad, op index.Op, v rdf.Term, answered map[index.Kind]int) {
	ranges, ok, err := sn.Range(op, v)
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		return
	}
	for _, q := range quads {
		var id [1]index.ID
		if err := sn.IDs(ctx, []rdf.Term{q.O}, id[:]); err != nil {
			t.Fatal(err)
		}
		answered[id[0].Kind()]++
		in := false
		for _, r := range ranges {
			in = in || r.From <= id[0] && id[0] < r.To
		}
		if want := holdsFor(op, q.O, v); in != want {
			t.Fatalf("%v op %d %v: in range %v, true %v", q.O, op, v, in, want)
		}
	}
}

// oddTime is a time of so many hours after 2000 that is not inlined: it has microseconds.
func oddTime(hours int) rdf.Term {
	at := time.Date(2000, 1, 1, 0, 0, 0, 1000, time.UTC).Add(time.Duration(hours) * time.Hour)
	return rdf.NewTyped(at.Format("2006-01-02T15:04:05.000000Z"), rdf.XSDDateTime)
}

// TestRangeMany: of very many times that are not inlined the sort keys tell; only those that a zone may move are looked at.
func TestRangeMany(t *testing.T) {
	const hours = 3 * manyOrdered
	s, err := Open("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	load(t, s, hours, oddTime)
	sn, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer sn.Close()
	for op, want := range []int{index.Less: 24 * 366, index.Equal: 0, index.Greater: hours - 24*366} {
		if want == 0 && index.Op(op) != index.Equal {
			continue
		}
		ranges, ok, err := sn.Range(index.Op(op), rdf.NewTyped("2001-01-01T00:00:00Z", rdf.XSDDateTime))
		n := 0
		for _, r := range ranges {
			if r.From.Kind() == index.KindOrdered {
				n += int(r.To - r.From)
			}
		}
		if err != nil || !ok || n != want {
			t.Errorf("op %d: %d times in %v, want %d: %v %v", op, n, ranges, want, ok, err)
		}
	}
}

// TestCompareOrder holds Compare, and the order of IDs where Caps claims it, against ORDER BY's order.
func TestCompareOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := Open("", Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		terms := append([]rdf.Term{{}}, someTerms...)
		for range 30 {
			terms = append(terms, drawLiteral(t, "literal"))
		}
		var quads []rdf.Quad
		for _, o := range terms[1:] {
			quads = append(quads, rdf.Quad{S: term("s"), P: term("p"), O: o})
		}
		if _, err := tryPut(s, quads...); err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "compact") {
			if err := s.Compact(ctx); err != nil {
				t.Fatal(err)
			}
		}
		sn, _ := s.Snapshot()
		defer sn.Close()
		ids := make([]index.ID, len(terms))
		if err := sn.IDs(ctx, terms, ids); err != nil {
			t.Fatal(err)
		}
		checkOrder(t, sn, terms, ids)
	})
}

func checkOrder(t *rapid.T, sn index.Snapshot, terms []rdf.Term, ids []index.ID) {
	got, left := make([]int8, len(ids)), make([]index.ID, len(ids))
	for i, a := range terms {
		for j := range left {
			left[j] = ids[i]
		}
		if err := sn.Compare(left, ids, got); err != nil {
			t.Fatal(err)
		}
		for j, b := range terms {
			if want := sign(xsd.Order(a, b)); got[j] != want {
				t.Fatalf("%v and %v compare as %d, want %d", a, b, got[j], want)
			}
			k := ids[i].Kind()
			if k == ids[j].Kind() && sn.Caps().OrderedIDs&k.Bit() != 0 && ids[i] < ids[j] && xsd.Order(a, b) > 0 && (k <= index.KindOrdered || !sameValue(a, b)) {
				t.Fatalf("%v has the lower ID than %v", a, b)
			}
		}
	}
}

func sameValue(a, b rdf.Term) bool {
	equal, ok := xsd.Equal(xsd.Parse(a), xsd.Parse(b))
	return equal && ok
}
