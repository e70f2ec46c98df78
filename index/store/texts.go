package store

import (
	"context"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
)

// textPage is memory for texts that is used again and again.
type textPage struct {
	page dict.Page
	keys [textRows]string
}

// textRows is how many texts are shown at a time.
const textRows = 256

var textPages = sync.Pool{New: func() any { return new(textPage) }}

// Texts shows the texts of IDs. Those of the base that ascend are decoded into memory that stays in the caches.
func (s *snapshot) Texts(ctx context.Context, ids []index.ID, use func(from int, texts []string)) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if !s.st.ascend(ids) {
		return s.eachText(ctx, ids, use)
	}
	r := textPages.Get().(*textPage)
	defer textPages.Put(r)
	for from := 0; from < len(ids); from += textRows {
		if err := ctx.Err(); err != nil {
			return err
		}
		now := ids[from:min(len(ids), from+textRows)]
		r.page.Reuse()
		if err := s.st.vocabulary.base.Decode(now, &r.page, r.keys[:]); err != nil {
			return err
		}
		for i, id := range now {
			if id.Kind() == index.KindLang {
				var t rdf.Term
				if !dict.PutTerm(&t, index.KindLang, r.keys[i]) {
					return foreign(id)
				}
				r.keys[i] = t.Value
			}
		}
		use(from, r.keys[:len(now)])
	}
	return nil
}

// eachText shows texts of IDs in any sequence, one by one.
func (s *snapshot) eachText(ctx context.Context, ids []index.ID, use func(from int, texts []string)) error {
	var one [1]string
	return s.EachTerm(ctx, ids, func(at int, t *rdf.Term) {
		one[0] = t.Value
		use(at, one[:])
	})
}
