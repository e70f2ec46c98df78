package store

import (
	"context"
	"strconv"
	"sync"
	"unsafe"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
)

// shower is memory for terms that are shown and not kept, used again and again.
type shower struct {
	page   dict.Page
	ids    [fetchRows]index.ID
	keys   [fetchRows]string
	places []wanted
	spare  []wanted
	form   []byte // of a value or a label
}

var showers = sync.Pool{New: func() any { return new(shower) }}

// EachTerm shows terms. Those of the base dictionary are decoded in ascending order into memory that stays in the caches.
func (s *snapshot) EachTerm(ctx context.Context, ids []index.ID, use func(at int, t *rdf.Term)) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	r := showers.Get().(*shower)
	defer showers.Put(r)
	v := &s.st.vocabulary
	if v.ascend(ids) {
		return r.straight(ctx, v, ids, use)
	}
	r.places = r.places[:0]
	for i, id := range ids {
		if k := id.Kind(); id != 0 && k >= index.KindIRI && k <= index.KindOrdered && id.Payload()&lateBit == 0 && v.valid(id) {
			r.places = append(r.places, wanted{id, uint64(i)})
		} else if err := r.single(v, id, i, use); err != nil {
			return err
		}
	}
	r.places, r.spare = sortPlacesWith(r.places, r.spare)
	return r.sorted(ctx, v, use)
}

// single shows a term that is not of the base dictionary.
func (r *shower) single(v *vocabulary, id index.ID, at int, use func(at int, t *rdf.Term)) error {
	var t rdf.Term
	k := id.Kind()
	switch {
	case id == 0:
		return nil
	case !v.valid(id):
		return foreign(id)
	case k == index.KindBlank:
		r.form = strconv.AppendUint(append(r.form[:0], 'b'), id.Payload(), 10)
		t = rdf.NewBlank(unsafe.String(&r.form[0], len(r.form)))
	case dict.IsInline(k):
		var ok bool
		if r.form, ok = dict.PutValue(&t, id, r.form); !ok {
			return foreign(id)
		}
	default:
		_, key := v.late.Key(int(id.Payload() - lateBit))
		r.page.Reuse()
		if !dict.PutTerm(&t, k, r.page.Copy(key)) {
			return foreign(id)
		}
	}
	use(at, &t)
	return nil
}

// straight shows terms of the base whose IDs ascend.
func (r *shower) straight(ctx context.Context, v *vocabulary, ids []index.ID, use func(at int, t *rdf.Term)) error {
	for from := 0; from < len(ids); from += fetchRows {
		if err := ctx.Err(); err != nil {
			return err
		}
		now := ids[from:min(len(ids), from+fetchRows)]
		r.page.Reuse()
		if err := v.base.Decode(now, &r.page, r.keys[:]); err != nil {
			return err
		}
		var t rdf.Term
		for i, id := range now {
			if !dict.PutTerm(&t, id.Kind(), r.keys[i]) {
				return foreign(id)
			}
			use(from+i, &t)
		}
	}
	return nil
}

// sorted shows the terms of the places.
func (r *shower) sorted(ctx context.Context, v *vocabulary, use func(at int, t *rdf.Term)) error {
	for rest := r.places; len(rest) > 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		now := rest[:min(len(rest), fetchRows)]
		for i, p := range now {
			r.ids[i] = p.id
		}
		r.page.Reuse()
		if err := v.base.Decode(r.ids[:len(now)], &r.page, r.keys[:]); err != nil {
			return err
		}
		var t rdf.Term
		for i, p := range now {
			if !dict.PutTerm(&t, p.id.Kind(), r.keys[i]) {
				return foreign(p.id)
			}
			use(int(p.at), &t)
		}
		rest = rest[len(now):]
	}
	return nil
}
