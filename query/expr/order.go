package expr

import (
	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// CompareOrder compares two columns in the order of ORDER BY, row by row: -1, 0 or 1 into dst. The columns may hold
// stored and query-made IDs; 0 comes first.
func CompareOrder(c Context, a, b []index.ID, dst []int8) error {
	var open []int
	var ids []index.ID
	for i := range a {
		if n, ok := orderIDs(a[i], b[i]); ok {
			dst[i] = n
			continue
		}
		open = append(open, i)
		ids = append(ids, a[i], b[i])
	}
	if len(open) == 0 {
		return nil
	}
	terms := make([]rdf.Term, len(ids))
	if err := c.Terms(ids, terms); err != nil {
		return err
	}
	for n, i := range open {
		dst[i] = signOf(xsd.Order(terms[2*n], terms[2*n+1]))
	}
	return nil
}

// rank orders the kinds of which all terms come before or after those of another: unbound, blank nodes, IRIs, literals.
func rank(k index.Kind) int8 {
	switch {
	case k <= index.KindIRI:
		return int8(k)
	case k.IsLiteral():
		return 3
	}
	return -1
}

// orderIDs tells the order if the IDs do.
func orderIDs(a, b index.ID) (int8, bool) {
	if a == b {
		return 0, true
	}
	x, y := a.Kind(), b.Kind()
	if rx, ry := rank(x), rank(y); rx != ry && rx >= 0 && ry >= 0 {
		return signOf(int(rx) - int(ry)), true
	}
	if x != y || !dict.IsInline(x) {
		return 0, false
	}
	switch o := compareSameKind(a, b); o {
	case less:
		return -1, true
	case greater:
		return 1, true
	}
	return 0, false // equal values: datatype and form decide
}

func signOf(n int) int8 {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}
