package store

import (
	"context"
	"fmt"
	"math/bits"
	"strconv"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
)

// terms gives the terms of IDs. Those of the dictionary are fetched in ascending order, so that each block is decoded
// once; their strings are parts of a few pieces of memory.
func (v *vocabulary) terms(ctx context.Context, ids []index.ID, dst []rdf.Term) error {
	f := fetch{v: v, dst: dst}
	if v.ascend(ids) {
		return f.straight(ctx, ids)
	}
	for i, id := range ids {
		k, p := id.Kind(), id.Payload()
		switch {
		case id == 0:
			dst[i] = rdf.Term{}
		case !v.valid(id):
			return foreign(id)
		case k == index.KindBlank:
			dst[i] = rdf.NewBlank("b" + strconv.FormatUint(p, 10))
		case dict.IsInline(k):
			t, ok := dict.Value(id)
			if !ok {
				return foreign(id)
			}
			dst[i] = t
		case p&lateBit != 0:
			f.page.Expect(len(ids) - i)
			if err := f.late(id, i); err != nil {
				return err
			}
		default:
			if f.places == nil {
				f.places = make([]wanted, 0, len(ids)-i)
			}
			f.places = append(f.places, wanted{id, uint64(i)})
		}
	}
	return f.run(ctx)
}

// ascend reports whether all IDs are of the base dictionary and ascend.
func (v *vocabulary) ascend(ids []index.ID) bool {
	last := index.ID(0)
	for _, id := range ids {
		k := id.Kind()
		if id < last || k < index.KindIRI || k > index.KindOrdered || v.base == nil || id.Payload() >= v.base.Len(k) {
			return false
		}
		last = id
	}
	return true
}

func foreign(id index.ID) error {
	return fmt.Errorf("term of ID %#x: %w", uint64(id), index.ErrForeign)
}

// wanted is an ID and where its term goes.
type wanted struct {
	id index.ID
	at uint64
}

// fetch collects keys of the base dictionary.
type fetch struct {
	v      *vocabulary
	dst    []rdf.Term
	places []wanted
	page   dict.Page
	ids    [fetchRows]index.ID
	keys   [fetchRows]string
}

// fetchRows is how many keys are decoded at a time.
const fetchRows = 128

// late gives a term that came after the base. Its key is copied: what a transaction that is rolled back put into the table
// gives way to other keys.
func (f *fetch) late(id index.ID, at int) error {
	_, key := f.v.late.Key(int(id.Payload() - lateBit))
	if !dict.PutTerm(&f.dst[at], id.Kind(), f.page.Copy(key)) {
		return foreign(id)
	}
	return nil
}

// straight gives the terms of IDs that ascend, in their sequence.
func (f *fetch) straight(ctx context.Context, ids []index.ID) error {
	for dst := f.dst; len(ids) > 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(len(ids), fetchRows)
		f.page.Expect(len(ids))
		if err := f.v.base.Decode(ids[:n], &f.page, f.keys[:n]); err != nil {
			return err
		}
		for i, id := range ids[:n] {
			if !dict.PutTerm(&dst[i], id.Kind(), f.keys[i]) {
				return foreign(id)
			}
		}
		ids, dst = ids[n:], dst[n:]
	}
	return ctx.Err()
}

// run gives the terms of the places.
func (f *fetch) run(ctx context.Context) error {
	for rest := sortPlaces(f.places); len(rest) > 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		now := rest[:min(len(rest), fetchRows)]
		for i, p := range now {
			f.ids[i] = p.id
		}
		f.page.Expect(len(rest))
		if err := f.v.base.Decode(f.ids[:len(now)], &f.page, f.keys[:len(now)]); err != nil {
			return err
		}
		for i, p := range now {
			if !dict.PutTerm(&f.dst[p.at], p.id.Kind(), f.keys[i]) {
				return foreign(p.id)
			}
		}
		rest = rest[len(now):]
	}
	return ctx.Err()
}

// sortPlaces sorts by ID: byte by byte from the lowest, leaving out the bytes in which all are alike.
func sortPlaces(places []wanted) []wanted {
	places, _ = sortPlacesWith(places, nil)
	return places
}

// sortPlacesWith is sortPlaces with memory that it may use. It returns both.
func sortPlacesWith(places, spare []wanted) (sorted, rest []wanted) {
	var differ index.ID
	ascend := true
	for i := range places[min(1, len(places)):] {
		differ |= places[i].id ^ places[i+1].id
		ascend = ascend && places[i].id <= places[i+1].id
	}
	if ascend {
		return places, spare
	}
	if cap(spare) < len(places) {
		spare = make([]wanted, cap(places))
	}
	spare = spare[:len(places)]
	for shift := bits.TrailingZeros64(uint64(differ)) &^ 7; shift < 64; shift += 8 {
		if differ>>shift&0xFF == 0 {
			continue
		}
		var ends [257]int
		for _, p := range places {
			ends[p.id>>shift&0xFF+1]++
		}
		for i := 1; i < len(ends); i++ {
			ends[i] += ends[i-1]
		}
		for _, p := range places {
			b := p.id >> shift & 0xFF
			spare[ends[b]] = p
			ends[b]++
		}
		places, spare = spare, places
	}
	return places, spare
}
