package text

import (
	"context"
	"encoding/binary"
	"sort"
	"strings"

	"github.com/blevesearch/bleve/v2"
	bquery "github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"w3id.org/concord/index"
)

// Search returns the hits, best first: exact before prefix before stem before typing errors, and within a mode by score.
func (ix *Index) Search(ctx context.Context, q index.TextQuery) ([]index.Hit, error) {
	p := ix.prepare(q)
	if p.key == "" {
		return nil, nil
	}
	for {
		if err := ix.ready(ctx); err != nil {
			return nil, err
		}
		hits, failed, err := ix.attempt(ctx, p)
		if failed == nil {
			return hits, err
		}
		ix.discard(failed)
	}
}

// attempt searches once; failed is the engine if it could not answer.
func (ix *Index) attempt(ctx context.Context, p *query) (hits []index.Hit, failed *engine, err error) {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	if ix.closed {
		return nil, nil, index.ErrClosed
	}
	hits, err = ix.searchYoung(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	if ix.eng != nil {
		found, err := ix.eng.search(ctx, ix, p)
		switch {
		case ctx.Err() != nil:
			return nil, nil, ctx.Err()
		case err != nil:
			return nil, ix.eng, err
		}
		hits = append(found, hits...)
	}
	return best(hits, p.limit), nil, nil
}

// best sorts hits and keeps the first of each literal.
func best(hits []index.Hit, limit int) []index.Hit {
	sort.SliceStable(hits, func(i, j int) bool {
		a, b := &hits[i], &hits[j]
		switch {
		case a.Mode != b.Mode:
			return a.Mode < b.Mode
		case a.Score != b.Score:
			return a.Score > b.Score
		case len(a.Text) != len(b.Text):
			return len(a.Text) < len(b.Text)
		}
		return a.Ordinal < b.Ordinal
	})
	seen := make(map[uint64]bool, len(hits))
	out := hits[:0]
	for _, h := range hits {
		if len(out) < limit && !seen[h.Ordinal] {
			seen[h.Ordinal] = true
			out = append(out, h)
		}
	}
	return out
}

// searchYoung matches the literals that the index does not hold yet one by one.
func (ix *Index) searchYoung(ctx context.Context, p *query) ([]index.Hit, error) {
	var hits []index.Hit
	for i, l := range ix.young.lits {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if h, ok := p.match(l); ok {
			hits = append(hits, h)
		}
	}
	return hits, nil
}

// search asks Bleve mode by mode, until there are enough hits of better modes.
func (e *engine) search(ctx context.Context, ix *Index, p *query) (hits []index.Hit, err error) {
	seen := map[string]bool{}
	for _, m := range []index.TextMode{index.MatchExact, index.MatchPrefix, index.MatchStem, index.MatchFuzzy} {
		if p.modes&m == 0 || len(hits) >= p.limit {
			continue
		}
		q := p.candidates(m)
		if q == nil {
			continue
		}
		lits, err := e.fetch(ctx, ix, p.restrict(q), p.limit-len(hits), seen)
		if err != nil {
			return nil, err
		}
		for _, l := range lits {
			if h, ok := p.match(l); ok {
				hits = append(hits, h)
			}
		}
	}
	return hits, nil
}

// fetch runs a Bleve query and gives the literals it has not given before: more than are wanted, because the matcher
// ranks them otherwise.
func (e *engine) fetch(ctx context.Context, ix *Index, q bquery.Query, want int, seen map[string]bool) (lits []*literal, err error) {
	req := bleve.NewSearchRequestOptions(q, 2*want+len(seen)+20, 0, false)
	err = guard(func() error {
		res, err := e.b.SearchInContext(ctx, req)
		if err != nil {
			return err
		}
		var missing []string
		for _, h := range res.Hits {
			if seen[h.ID] || len(h.ID) != 8 {
				continue
			}
			seen[h.ID] = true
			if l := ix.cache.get(ordinalOf(h.ID)); l != nil {
				lits = append(lits, l)
			} else {
				missing = append(missing, h.ID)
			}
		}
		read, err := e.read(ix, missing)
		lits = append(lits, read...)
		return err
	})
	return lits, err
}

func ordinalOf(id string) uint64 { return binary.BigEndian.Uint64([]byte(id)) }

// read reads stored literals.
func (e *engine) read(ix *Index, ids []string) ([]*literal, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	r, done, err := e.reader()
	if err != nil {
		return nil, err
	}
	defer done()
	lits := make([]*literal, 0, len(ids))
	for _, id := range ids {
		d, err := r.Document(id)
		if err != nil {
			return nil, err
		}
		if d == nil {
			continue
		}
		d.VisitFields(func(f bleveindex.Field) {
			if f.Name() == "text" {
				tag, text, _ := strings.Cut(string(f.Value()), "\x00")
				lits = append(lits, ix.analyse(ordinalOf(id), text, tag))
			}
		})
	}
	ix.cache.put(lits...)
	return lits, nil
}

func (e *engine) reader() (r bleveindex.IndexReader, done func() error, err error) {
	adv, err := e.b.Advanced()
	if err != nil {
		return nil, nil, err
	}
	if r, err = adv.Reader(); err != nil {
		return nil, nil, err
	}
	return r, r.Close, nil
}

// candidates is the Bleve query that finds all literals of a mode, and perhaps more; nil if there can be none.
func (p *query) candidates(m index.TextMode) bquery.Query {
	switch m {
	case index.MatchExact:
		return term("key", p.key)
	case index.MatchPrefix:
		return p.prefixCandidates()
	case index.MatchStem:
		return p.stemCandidates()
	}
	return p.fuzzyCandidates()
}

// prefixCandidates has the words of the query, the last one as a beginning; literals that start with them come first,
// and alone where the query is a single letter.
func (p *query) prefixCandidates() bquery.Query {
	if len(p.words) == 0 {
		return nil
	}
	if !p.beginnings() {
		return beginning("first", p.key)
	}
	last := len(p.words) - 1
	all := make([]bquery.Query, 0, len(p.words))
	for _, w := range p.words[:last] {
		all = append(all, term("word", w.fold))
	}
	all = append(all, beginning("word", p.words[last].fold))
	first := term("first", p.words[0].fold)
	if last == 0 {
		first = beginning("first", p.words[0].fold)
	}
	return bquery.NewBooleanQuery(all, []bquery.Query{first}, nil)
}

func beginning(field, t string) bquery.Query {
	q := bquery.NewPrefixQuery(t)
	q.SetField(field)
	return q
}

func (p *query) stemCandidates() bquery.Query {
	var any []bquery.Query
	for lang, stems := range p.stems {
		all := make([]bquery.Query, len(stems))
		for i, s := range stems {
			all[i] = term("stem."+lang, s)
		}
		any = append(any, conjunction(all))
	}
	if len(any) == 0 {
		return nil
	}
	return bquery.NewDisjunctionQuery(any)
}

func (p *query) fuzzyCandidates() bquery.Query {
	if len(p.words) == 0 {
		return nil
	}
	all := make([]bquery.Query, len(p.words))
	for i, w := range p.words {
		f := bquery.NewFuzzyQuery(w.fold)
		f.SetFuzziness(p.slack[i])
		f.SetField("word")
		all[i] = f
	}
	return conjunction(all)
}

// restrict adds the language that was asked for.
func (p *query) restrict(q bquery.Query) bquery.Query {
	if p.lang == "" {
		return q
	}
	return bquery.NewConjunctionQuery([]bquery.Query{q, term("tag", p.lang)})
}

func term(field, t string) bquery.Query {
	q := bquery.NewTermQuery(t)
	q.SetField(field)
	return q
}

func conjunction(all []bquery.Query) bquery.Query {
	if len(all) == 1 {
		return all[0]
	}
	return bquery.NewConjunctionQuery(all)
}

// Estimate guesses the number of hits from the rarest word.
func (ix *Index) Estimate(q index.TextQuery) uint64 {
	p := ix.prepare(q)
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	n := uint64(len(ix.young.lits)) / 16
	if ix.eng != nil && !ix.closed && p.key != "" {
		n += ix.eng.estimate(p)
	}
	return min(n+1, uint64(p.limit))
}

// estimate is the number of literals that hold the rarest word of the query, or 16 where a word is in none: the search
// then finds by stems and typing errors.
func (e *engine) estimate(p *query) (n uint64) {
	if guard(func() error { var err error; n, err = e.rarest(p); return err }) != nil || n == 0 {
		return 16
	}
	if p.modes == index.MatchExact {
		return min(n, 4)
	}
	return 2 * n
}

func (e *engine) rarest(p *query) (uint64, error) {
	r, done, err := e.reader()
	if err != nil {
		return 0, err
	}
	defer done()
	least := uint64(0)
	for i, w := range p.words {
		n, err := frequency(r, w.fold)
		if err != nil {
			return 0, err
		}
		if i == 0 || n < least {
			least = n
		}
	}
	return least, nil
}

func frequency(r bleveindex.IndexReader, word string) (uint64, error) {
	t, err := r.TermFieldReader(context.Background(), []byte(word), "word", false, false, false)
	if err != nil {
		return 0, err
	}
	defer t.Close()
	return t.Count(), nil
}
