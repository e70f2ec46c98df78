package reconcile

import (
	"context"
	"encoding/json"
	"runtime"
	"strings"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// Service answers from one snapshot. It is safe for concurrent use, and ends with the snapshot.
type Service struct {
	snap  index.Snapshot
	text  index.Text
	names *Names
	mu    sync.Mutex
	nodes map[string]node
}

// New makes a service. The names are those of the snapshot or of a state a little older; text may be nil where they are
// all in memory.
func New(snap index.Snapshot, text index.Text, names *Names) *Service {
	return &Service{snap: snap, text: text, names: names, nodes: map[string]node{}}
}

// maxNodes bounds what a service keeps of the graph; then it forgets and reads anew.
const maxNodes = 50_000

// node is what is said of a thing: the objects by predicate.
type node map[string][]rdf.Term

func (s *Service) node(ctx context.Context, iri string) (node, error) {
	s.mu.Lock()
	n, ok := s.nodes[iri]
	s.mu.Unlock()
	if ok {
		return n, nil
	}
	n, err := s.readNode(&reader{ctx, s.snap}, iri)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.nodes) >= maxNodes {
		clear(s.nodes)
	}
	s.nodes[iri] = n
	return n, nil
}

func (s *Service) readNode(r *reader, iri string) (node, error) {
	n := node{}
	id, err := r.id(rdf.NewIRI(iri))
	if err != nil || id == 0 {
		return n, err
	}
	o, err := r.order(index.SPO)
	if err != nil {
		return nil, err
	}
	var ids []index.ID
	err = r.scan(o, []index.ID{id}, 0b110, 64, func(p, o index.ID) error {
		ids = append(ids, p, o)
		return nil
	})
	if err != nil {
		return nil, err
	}
	terms, err := r.terms(ids)
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(ids); i += 2 {
		p := terms[ids[i]].Value
		n[p] = append(n[p], terms[ids[i+1]])
	}
	return n, nil
}

// Match answers a batch. Equal queries are worked out once, and no answer depends on the others; done, if it is not nil, is
// told after each distinct query how many there were.
func (s *Service) Match(ctx context.Context, queries []Query, done func(n, of int)) ([][]Candidate, error) {
	distinct, where, err := unite(queries)
	if err != nil {
		return nil, err
	}
	answers := make([][]Candidate, len(distinct))
	if err := s.each(ctx, distinct, answers, done); err != nil {
		return nil, err
	}
	out := make([][]Candidate, len(queries))
	for i, at := range where {
		out[i] = answers[at]
	}
	return out, nil
}

// unite lists the distinct queries, and for each query which one it is.
func unite(queries []Query) (distinct []Query, where []int, err error) {
	seen := map[string]int{}
	where = make([]int, len(queries))
	for i, q := range queries {
		key, err := json.Marshal(q)
		if err != nil {
			return nil, nil, err
		}
		at, ok := seen[string(key)]
		if !ok {
			at = len(distinct)
			seen[string(key)] = at
			distinct = append(distinct, q)
		}
		where[i] = at
	}
	return distinct, where, nil
}

// each answers queries on all cores.
func (s *Service) each(ctx context.Context, queries []Query, answers [][]Candidate, done func(n, of int)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wait sync.WaitGroup
	var mu sync.Mutex
	next, finished := 0, 0
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		next++
		return next - 1
	}
	for range min(runtime.GOMAXPROCS(0), len(queries)) {
		wait.Go(func() {
			sc := &scratch{}
			for i := take(); i < len(queries) && ctx.Err() == nil; i = take() {
				found, err := s.answer(ctx, queries[i], sc)
				if err != nil {
					cancel(err)
					return
				}
				answers[i] = found
				if done != nil {
					mu.Lock()
					finished++
					done(finished, len(queries))
					mu.Unlock()
				}
			}
		})
	}
	wait.Wait()
	return context.Cause(ctx)
}

// Address writes out an ID: the address of a thing, or for things of the catalogue the end of it ("term/oecd-decision",
// "term:oecd-decision").
func Address(id string) string {
	id = strings.TrimSpace(id)
	for _, sep := range []string{"/", ":"} {
		kind, slug, ok := strings.Cut(id, sep)
		if ok && slug != "" && !strings.ContainsAny(slug, "/: ") && isKind(kind) {
			return ontology.ID + kind + "/" + slug
		}
	}
	return id
}

func isKind(kind string) bool {
	for _, k := range ontology.Kinds {
		if k == kind {
			return true
		}
	}
	return false
}
