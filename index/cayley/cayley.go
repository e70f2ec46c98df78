// Package cayley shows a store of the seam to Cayley: New makes a graph.QuadStore of any index.Store, View one of a
// single snapshot, and the native store is registered with Cayley under the name "concord". So everything that speaks
// Cayley (paths, shapes, Gizmo) works on the same data as SPARQL.
//
// It is not used by SPARQL: Cayley's iterators go value by value and direction by direction. quad.Value appears here
// and nowhere below.
//
// The main path: View(snapshot), a Cayley path over it, Err at the end, for Cayley's look-ups of values cannot return
// an error. A graph.Ref belongs to the snapshot it came from and is read there, also after later writes.
package cayley

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology/rdf"
)

// Name is the name of the back-end in Cayley's registry.
const Name = "concord"

func init() {
	graph.RegisterQuadStore(Name, graph.QuadStoreRegistration{
		NewFunc:      open,
		InitFunc:     initialise,
		IsPersistent: true,
	})
}

// open is what graph.NewQuadStore("concord", dir, options) calls; the option "typed" is Options.Typed.
func open(dir string, opts graph.Options) (graph.QuadStore, error) {
	typed, err := opts.BoolKey("typed", false)
	if err != nil {
		return nil, err
	}
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		return nil, err
	}
	qs, err := New(s, Options{Typed: typed})
	if err != nil {
		s.Close()
		return nil, err
	}
	qs.owns = true
	return qs, nil
}

func initialise(dir string, _ graph.Options) error {
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		return err
	}
	return s.Close()
}

// Options say how the store looks to Cayley.
type Options struct {
	// Typed gives Cayley's native values (quad.Int, Float, Bool, Time) for the literals that print the same again, and
	// lets blank nodes keep their names for the whole store, as IRIs that begin with "urn:concord:blank:". Cayley's own
	// tests ask for both; RDF has neither.
	Typed bool
	// Merge shows a triple once however many graphs hold it, without a label.
	Merge bool
}

// QuadStore is a graph.QuadStore. It is safe for concurrent use; an iterator sees the state it was made on.
type QuadStore struct {
	opts  Options
	store index.Store // nil for a View
	owns  bool        // Close closes store
	write sync.Mutex
	now   atomic.Pointer[view]
	err   atomic.Pointer[error]
}

// view is one state as Cayley sees it.
type view struct {
	snap  index.Snapshot
	opts  Options
	nodes func() (int64, error) // exact number of nodes, counted once
}

// New makes a quad store of a store. Writes go through ApplyDeltas or NewQuadWriter; what others commit to the store is
// seen after the next write, or after Refresh.
func New(s index.Store, o Options) (*QuadStore, error) {
	qs := &QuadStore{opts: o, store: s}
	return qs, qs.Refresh()
}

// View makes a quad store of one snapshot, which stays the caller's. It takes no writes.
func View(s index.Snapshot, o Options) *QuadStore {
	qs := &QuadStore{opts: o}
	qs.now.Store(newView(s, o))
	return qs
}

func newView(s index.Snapshot, o Options) *view {
	v := &view{snap: s, opts: o}
	v.nodes = sync.OnceValues(v.countNodes)
	return v
}

// Refresh makes the newest committed state the one that new iterators see.
func (qs *QuadStore) Refresh() error {
	if qs.store == nil {
		return nil
	}
	snap, err := qs.store.Snapshot()
	if err != nil {
		return fmt.Errorf("cayley: %w", err)
	}
	v := newView(snap, qs.opts)
	// Cayley does not close every iterator, so a state is let go when nothing refers to it any more.
	runtime.SetFinalizer(v, func(v *view) { v.snap.Close() })
	qs.now.Store(v)
	return nil
}

// Err is the first error of the calls that Cayley gives no way to return one: ValueOf, NameOf, Quad.
func (qs *QuadStore) Err() error {
	if p := qs.err.Load(); p != nil {
		return *p
	}
	return nil
}

func (qs *QuadStore) fail(err error) {
	if err != nil {
		qs.err.CompareAndSwap(nil, &err)
	}
}

// Close ends the store; one that was given to New stays open.
func (qs *QuadStore) Close() error {
	if qs.store == nil {
		return nil
	}
	v := qs.now.Load()
	runtime.SetFinalizer(v, nil)
	err := v.snap.Close()
	if qs.owns {
		err = errors.Join(err, qs.store.Close())
	}
	return err
}

// ValueOf gives the reference of a value, nil if the store does not hold it.
func (qs *QuadStore) ValueOf(v quad.Value) graph.Ref {
	refs, err := qs.now.Load().refs(context.Background(), []quad.Value{v})
	if err != nil || refs[0] == nil {
		qs.fail(err)
		return nil
	}
	return refs[0]
}

// NameOf gives the value of a reference.
func (qs *QuadStore) NameOf(r graph.Ref) quad.Value {
	values, err := qs.ValuesOf(context.Background(), []graph.Ref{r})
	if err != nil {
		qs.fail(err)
		return nil
	}
	return values[0]
}

// ValuesOf gives the values of many references at once.
func (qs *QuadStore) ValuesOf(ctx context.Context, refs []graph.Ref) ([]quad.Value, error) {
	out := make([]quad.Value, len(refs))
	byView := map[*view][]int{}
	for i, r := range refs {
		switch r := r.(type) {
		case nil:
		case node:
			byView[r.v] = append(byView[r.v], i)
		case graph.PreFetchedValue:
			out[i] = r.NameOf()
		default:
			return nil, fmt.Errorf("cayley: %T is no node of this store: %w", r, index.ErrForeign)
		}
	}
	for v, places := range byView {
		if err := v.values(ctx, refs, places, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// values reads the references at some places, all of this view.
func (v *view) values(ctx context.Context, refs []graph.Ref, places []int, out []quad.Value) error {
	ids, terms := make([]index.ID, len(places)), make([]rdf.Term, len(places))
	for i, p := range places {
		ids[i] = refs[p].(node).id
	}
	if err := v.snap.Terms(ctx, ids, terms); err != nil {
		return err
	}
	for i, p := range places {
		if !terms[i].IsZero() {
			out[p] = toValue(terms[i], v.opts.Typed)
		}
	}
	return nil
}

// RefsOf gives the references of many values at once; one that the store does not hold is an error.
func (qs *QuadStore) RefsOf(ctx context.Context, values []quad.Value) ([]graph.Ref, error) {
	refs, err := qs.now.Load().refs(ctx, values)
	if err != nil {
		return nil, err
	}
	for i, r := range refs {
		if r == nil {
			return nil, fmt.Errorf("cayley: the store does not hold %v", values[i])
		}
	}
	return refs, nil
}

func (v *view) refs(ctx context.Context, values []quad.Value) ([]graph.Ref, error) {
	terms, ids := make([]rdf.Term, len(values)), make([]index.ID, len(values))
	for i, x := range values {
		terms[i] = toTerm(x, v.opts.Typed)
	}
	if err := v.snap.IDs(ctx, terms, ids); err != nil {
		return nil, err
	}
	refs := make([]graph.Ref, len(ids))
	for i, id := range ids {
		if id != 0 {
			refs[i] = node{v, id}
		}
	}
	return refs, nil
}

// Quad gives the quad of a reference that an iterator over quads yielded.
func (qs *QuadStore) Quad(r graph.Ref) quad.Quad {
	q, ok := r.(link)
	if !ok {
		return quad.Quad{}
	}
	refs := make([]graph.Ref, len(q.ids))
	for i, id := range q.ids {
		refs[i] = node{q.v, id}
	}
	v, err := qs.ValuesOf(context.Background(), refs)
	if err != nil {
		qs.fail(err)
		return quad.Quad{}
	}
	return quad.Quad{Subject: v[index.Subject], Predicate: v[index.Predicate], Object: v[index.Object], Label: v[index.Graph]}
}

// QuadDirection gives one node of a quad, nil for the label of the unnamed graph.
func (qs *QuadStore) QuadDirection(r graph.Ref, d quad.Direction) graph.Ref {
	q, ok := r.(link)
	if !ok {
		return nil
	}
	return q.node(d)
}

// QuadIterator yields the quads that have a node in a direction.
func (qs *QuadStore) QuadIterator(d quad.Direction, r graph.Ref) graph.Iterator {
	return graph.AsLegacy(qs.now.Load().quadsWith(d, r))
}

// QuadIteratorSize counts them.
func (qs *QuadStore) QuadIteratorSize(ctx context.Context, d quad.Direction, r graph.Ref) (graph.Size, error) {
	return qs.now.Load().quadsWith(d, r).size(ctx)
}

// QuadsAllIterator yields every quad.
func (qs *QuadStore) QuadsAllIterator() graph.Iterator {
	return graph.AsLegacy(&scanShape{v: qs.now.Load(), result: quad.Any})
}

// NodesAllIterator yields every node once, whatever its place in a quad.
func (qs *QuadStore) NodesAllIterator() graph.Iterator {
	return graph.AsLegacy(&nodesShape{v: qs.now.Load()})
}

// Stats counts; without exact the number of nodes is that of the dictionary's terms.
func (qs *QuadStore) Stats(_ context.Context, exact bool) (graph.Stats, error) {
	v := qs.now.Load()
	st := v.snap.Stats()
	quads := st.Quads
	if v.opts.Merge {
		quads = st.Triples
	}
	out := graph.Stats{Nodes: graph.Size{Size: int64(st.Terms)}, Quads: graph.Size{Size: int64(quads), Exact: true}}
	if exact {
		n, err := v.nodes()
		if err != nil {
			return graph.Stats{}, err
		}
		out.Nodes = graph.Size{Size: n, Exact: true}
	}
	return out, nil
}
