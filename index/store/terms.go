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
}

// late gives a term that came after the base. Its key is copied: what a transaction that is rolled back put into the table
// gives way to other keys.
func (f *fetch) late(id index.ID, at int) error {
	_, key := f.v.late.Key(int(id.Payload() - lateBit))
	t, ok := dict.Term(id.Kind(), string(key))
	if !ok {
		return foreign(id)
	}
	f.dst[at] = t
	return nil
}

// fetchRows is how many keys are decoded at a time.
const fetchRows = 1024

func (f *fetch) run(ctx context.Context) error {
	f.places = sortPlaces(f.places)
	var page dict.Page
	ids, keys := make([]index.ID, 0, min(len(f.places), fetchRows)), make([]string, min(len(f.places), fetchRows))
	for rest := f.places; len(rest) > 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		now := rest[:min(len(rest), fetchRows)]
		rest = rest[len(now):]
		ids = ids[:0]
		for _, p := range now {
			ids = append(ids, p.id)
		}
		if err := f.v.base.Decode(ids, &page, keys); err != nil {
			return err
		}
		for i, p := range now {
			t, ok := dict.Term(p.id.Kind(), keys[i])
			if !ok {
				return foreign(p.id)
			}
			f.dst[p.at] = t
		}
	}
	return ctx.Err()
}

// sortPlaces sorts by ID: byte by byte from the lowest, leaving out the bytes in which all are alike.
func sortPlaces(places []wanted) []wanted {
	var differ index.ID
	sorted := true
	for i := range places[min(1, len(places)):] {
		differ |= places[i].id ^ places[i+1].id
		sorted = sorted && places[i].id <= places[i+1].id
	}
	if sorted {
		return places
	}
	spare := make([]wanted, len(places))
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
	return places
}
