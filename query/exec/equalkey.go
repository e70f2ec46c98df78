package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/plan"
)

// equalKeys makes keys for a hash join by the operator =: values that it calls equal get the same key. Most IDs are their own: an IRI, a
// blank node and a string equal nothing else. Different values may share a key, so the filter is still asked.
type equalKeys struct {
	q     *Query
	keys  []index.ID
	open  []index.ID // IDs whose term must be looked at
	rows  []int32    // and where they are
	terms []rdf.Term
}

// of gives the keys of a column, until the next call. Unbound stays unbound.
func (k *equalKeys) of(col []index.ID) ([]index.ID, error) {
	k.keys = resize(k.keys, len(col))
	k.open, k.rows = k.open[:0], k.rows[:0]
	for i, id := range col {
		key, ok := equalKey(id)
		if !ok {
			k.open, k.rows = append(k.open, id), append(k.rows, int32(i))
		}
		k.keys[i] = key
	}
	if len(k.open) == 0 {
		return k.keys, nil
	}
	k.terms = resize(k.terms, len(k.open))
	clear(k.terms)
	if err := k.q.Terms(k.open, k.terms); err != nil {
		return nil, err
	}
	for i, t := range k.terms {
		switch v := xsd.Parse(t); v.Kind {
		case xsd.IRI, xsd.Blank, xsd.String:
			k.keys[k.rows[i]] = k.open[i]
		default:
			k.keys[k.rows[i]] = valueKey(xsd.EqualKey(v))
		}
	}
	return k.keys, nil
}

const exactly = 1 << 53 // whole numbers below it are floats

// equalKey is the key of an ID that tells its value.
func equalKey(id index.ID) (index.ID, bool) {
	switch id.Kind() {
	case index.KindNone, index.KindIRI, index.KindBlank, index.KindString:
		return id, true
	case index.KindInteger:
		return valueKey(xsd.NumberKey(float64(dict.Number(id)))), true
	case index.KindDecimal, index.KindDouble:
		if n := dict.Number(id); n > -exactly && n < exactly && !(id.Kind() == index.KindDouble && dict.IsFloat(id)) {
			return valueKey(xsd.NumberKey(float64(n) / 1e6)), true
		}
	}
	return 0, false
}

// valueKey is an ID of no kind, and not unbound.
func valueKey(key uint64) index.ID { return index.MakeID(index.KindNone, key|1<<59) }

// keyed adds columns with the keys of others behind the columns of its input.
type keyed struct {
	operator
	cols []int
	keys []equalKeys
	out  Batch
}

// withKeys adds the columns that the right side of a join by = is hashed on.
func (q *Query) withKeys(in operator, keys []plan.Key) operator {
	k := &keyed{operator: in}
	for _, key := range keys {
		if key.With != "" {
			k.cols = append(k.cols, key.Right)
			k.keys = append(k.keys, equalKeys{q: q})
		}
	}
	if len(k.cols) == 0 {
		return in
	}
	return k
}

func (k *keyed) next() (*Batch, error) {
	b, err := k.operator.next()
	if b == nil || err != nil {
		return b, err
	}
	k.out.N, k.out.Cols = b.N, append(k.out.Cols[:0], b.Cols...)
	for i, c := range k.cols {
		col, err := k.keys[i].of(b.Cols[c][:b.N])
		if err != nil {
			return nil, err
		}
		k.out.Cols = append(k.out.Cols, col)
	}
	return &k.out, nil
}
