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
		return s.st.textsOfTerms(ctx, ids, use)
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

// textsOfTerms shows texts by way of terms.
func (v *vocabulary) textsOfTerms(ctx context.Context, ids []index.ID, use func(from int, texts []string)) error {
	terms, texts := make([]rdf.Term, len(ids)), make([]string, len(ids))
	if err := v.terms(ctx, ids, terms); err != nil {
		return err
	}
	for i, t := range terms {
		texts[i] = t.Value
	}
	use(0, texts)
	return nil
}
