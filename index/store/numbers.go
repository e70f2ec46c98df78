package store

import (
	"context"
	"math"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
)

// numberer is memory for numbers that are read, used again and again.
type numberer struct {
	page   dict.Page
	ids    [fetchRows]index.ID
	nums   [fetchRows]index.Number
	rest   [fetchRows]uint32
	places []wanted
	spare  []wanted
}

var numberers = sync.Pool{New: func() any { return new(numberer) }}

// Numbers gives the numbers of IDs. Those of the base dictionary that are not in memory are read from the heads of their keys, in ascending order.
func (s *snapshot) Numbers(ctx context.Context, ids []index.ID, dst []index.Number) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	r := numberers.Get().(*numberer)
	defer numberers.Put(r)
	v := &s.st.vocabulary
	r.places = r.places[:0]
	for from := 0; from < len(ids); from += fetchRows {
		if err := ctx.Err(); err != nil {
			return err
		}
		to := min(len(ids), from+fetchRows)
		if err := r.place(v, ids[from:to], dst[from:to], uint64(from)); err != nil {
			return err
		}
	}
	r.places, r.spare = sortPlacesWith(r.places, r.spare)
	return r.sorted(ctx, v, dst)
}

// place gives the numbers that are in memory, and lists the places of the others. first is the place of the first ID.
func (r *numberer) place(v *vocabulary, ids []index.ID, dst []index.Number, first uint64) error {
	for _, i := range r.missing(v, ids, dst) {
		switch id := ids[i]; {
		case id == 0:
			dst[i] = index.Number{}
		case !v.valid(id):
			return foreign(id)
		case id.Kind() != index.KindOrdered:
			dst[i] = inlineNumber(id)
		case id.Payload()&lateBit != 0:
			_, key := v.late.Key(int(id.Payload() - lateBit))
			dst[i] = dict.NumberOf(key)
		default:
			r.places = append(r.places, wanted{id, first + uint64(i)})
		}
	}
	return nil
}

// missing gives the numbers of the base that are in memory, and the places of all other IDs.
func (r *numberer) missing(v *vocabulary, ids []index.ID, dst []index.Number) []uint32 {
	if v.base != nil {
		return v.base.Kept(ids, dst, r.rest[:0])
	}
	rest := r.rest[:len(ids)]
	for i := range rest {
		rest[i] = uint32(i)
	}
	return rest
}

// inlineNumber is the number that an ID holds, if it holds one.
func inlineNumber(id index.ID) index.Number {
	switch id.Kind() {
	case index.KindInteger:
		return index.Number{N: dict.Number(id), Type: index.Integer}
	case index.KindDecimal:
		return index.Number{N: dict.Number(id), Places: 6, Type: index.Decimal}
	case index.KindDouble:
		n := index.Number{N: int64(math.Float64bits(float64(dict.Number(id)) / 1e6)), Type: index.Double}
		if dict.IsFloat(id) {
			n.Type = index.Float
		}
		return n
	}
	return index.Number{}
}

// sorted gives the numbers of the places.
func (r *numberer) sorted(ctx context.Context, v *vocabulary, dst []index.Number) error {
	for rest := r.places; len(rest) > 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		now := rest[:min(len(rest), fetchRows)]
		for i, p := range now {
			r.ids[i] = p.id
		}
		if err := v.base.Numbers(r.ids[:len(now)], &r.page, r.nums[:]); err != nil {
			return err
		}
		for i, p := range now {
			dst[p.at] = r.nums[i]
		}
		rest = rest[len(now):]
	}
	return nil
}
