package query

import (
	"container/list"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/sparql"
)

// cache keeps whole answers by query and commit. An answer of an older commit is never given for a newer one, and is
// dropped when the first of a newer one comes.
type cache struct {
	mu         sync.Mutex
	limit      int64 // bytes
	held       int64
	seq        uint64 // the newest commit
	all        map[cacheKey]*list.Element
	order      list.List // of *kept, the last used first
	hits, miss int64
}

type cacheKey struct {
	seq  uint64
	text string
}

// kept is an answer.
type kept struct {
	key     cacheKey
	form    sparql.Form
	vars    []string
	answer  bool
	rows    [][]rdf.Term
	triples []rdf.Triple
	bytes   int64
}

// CacheStats says what the cache of answers did.
type CacheStats struct {
	Hits, Misses int64
	Answers      int
	Bytes        int64
}

// CacheStats says what the cache of answers did so far; zeros where there is none.
func (e *Engine) CacheStats() CacheStats {
	c := e.cache
	if c == nil {
		return CacheStats{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return CacheStats{c.hits, c.miss, len(c.all), c.held}
}

// unstable are the functions whose value is another each time, calls of other servers, and searches, whose index may
// be ahead of the snapshot.
var unstable = regexp.MustCompile(`\b(NOW|RAND|UUID|STRUUID|BNODE)\(|\bSERVICE\b|def#search>|jena\.apache\.org/text#`)

// cacheKey names a query on a snapshot by its tree, so that layout, prefixes and comments do not matter; ok is false where
// the answer may not be kept.
func (e *Engine) cacheKey(tree *sparql.Query, snap index.Snapshot, p Params) (k cacheKey, ok bool) {
	if e.cache == nil || !p.Cache {
		return k, false
	}
	text := tree.String()
	if unstable.MatchString(text) {
		return k, false
	}
	return cacheKey{snap.Seq(), fmt.Sprintf("%q %q %q %s", tree.Base, p.DefaultGraphs, p.NamedGraphs, text)}, true
}

func (c *cache) get(k cacheKey) *kept {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := c.all[k]
	if at == nil {
		c.miss++
		return nil
	}
	c.hits++
	c.order.MoveToFront(at)
	return at.Value.(*kept)
}

func (c *cache) put(a *kept) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a.bytes += int64(len(a.key.text)) + 200
	if a.key.seq < c.seq || a.bytes > c.limit || c.all[a.key] != nil {
		return
	}
	for at := c.order.Back(); at != nil && (a.key.seq > c.seq || c.held+a.bytes > c.limit); at = c.order.Back() {
		old := c.order.Remove(at).(*kept)
		delete(c.all, old.key)
		c.held -= old.bytes
	}
	if c.all == nil {
		c.all = map[cacheKey]*list.Element{}
	}
	c.seq = a.key.seq
	c.held += a.bytes
	c.all[a.key] = c.order.PushFront(a)
}

// largestPart of the cache is what one answer may take.
const largestPart = 8

// record begins to keep an answer; rows and triples are added as they are read.
func (r *Result) record(k cacheKey) {
	r.keep = &kept{key: k, form: r.form, vars: r.vars, answer: r.answer}
	if r.form == sparql.Ask {
		r.engine.cache.put(r.keep)
		r.keep = nil
	}
}

// recorded adds what was read; at the end the answer is kept. Terms are copied, because theirs end with the snapshot.
func (r *Result) recorded(rows [][]rdf.Term, triples []rdf.Triple, err error) {
	k := r.keep
	switch {
	case k == nil:
		return
	case err == io.EOF:
		r.engine.cache.put(k)
		r.keep = nil
		return
	case err != nil:
		r.keep = nil
		return
	}
	for _, row := range rows {
		out := make([]rdf.Term, len(row))
		for i, t := range row {
			out[i] = k.clone(t)
		}
		k.rows = append(k.rows, out)
		k.bytes += 24
	}
	for _, t := range triples {
		k.triples = append(k.triples, rdf.Triple{S: k.clone(t.S), P: k.clone(t.P), O: k.clone(t.O)})
	}
	if k.bytes > r.engine.cache.limit/largestPart {
		r.keep = nil
	}
}

func (k *kept) clone(t rdf.Term) rdf.Term {
	k.bytes += 64 + int64(len(t.Value)+len(t.Lang))
	t.Value, t.Lang = strings.Clone(t.Value), strings.Clone(t.Lang)
	if t.Datatype != "" && !strings.HasPrefix(t.Datatype, rdf.XSD) {
		k.bytes += int64(len(t.Datatype))
	}
	t.Datatype = strings.Clone(t.Datatype)
	return t
}

// replay is a result that gives a kept answer.
func (e *Engine) replay(j *job, a *kept) *Result {
	return &Result{engine: e, job: j, form: a.form, vars: a.vars, answer: a.answer, max: e.opts.MaxRows, kept: a}
}

// Cached reports whether the answer was there already.
func (r *Result) Cached() bool { return r.kept != nil }

// keptRows are the next rows of a kept answer.
func (r *Result) keptRows() ([][]rdf.Term, error) {
	left := r.kept.rows[r.count:]
	if len(left) == 0 {
		return nil, io.EOF
	}
	rows := slices.Clone(left[:min(len(left), mostRows)])
	return rows, r.counted(len(rows))
}

func (r *Result) keptTriples() ([]rdf.Triple, error) {
	left := r.kept.triples[r.count:]
	if len(left) == 0 {
		return nil, io.EOF
	}
	out := slices.Clone(left[:min(len(left), mostRows)])
	return out, r.counted(len(out))
}
