package query

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/exec"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

// DatasetMode says what the default graph of a query is where neither the text nor the protocol names one.
type DatasetMode uint8

// The modes.
const (
	Union   DatasetMode = iota // the unnamed graph and all named graphs, as one graph without duplicates
	Unnamed                    // the unnamed graph alone
)

// Options are an engine's settings. The zero value works, without limits.
type Options struct {
	DefaultGraph DatasetMode
	Timeout      time.Duration                           // for a query or update; 0 is none
	Memory       int64                                   // bytes a query may hold; 0 is no limit
	Temp         string                                  // directory for temporary files of what needs more; "" lets it end with ErrMemory
	SpillRows    int                                     // rows an operator holds before it writes such files, for tests; 0: what the memory holds
	OpenTemp     func(dir string) (exec.TempFile, error) // makes such a file; nil is the system's way, others are for tests
	ResultCache  int64                                   // bytes of answers that are kept for Params.Cache; 0 keeps none
	PlanCache    int64                                   // bytes that kept plans may take; 0 keeps none
	SharedMemory int64                                   // bytes all queries together may hold; 0 is no limit
	Cores        int                                     // that one query may use while no other needs them; 0 is as many as the process has, 1 lets each run on one
	SplitCost    float64                                 // work from which a query uses several, for tests; 0: where it pays
	MaxRows      int64                                   // rows or triples a result may have; 0 is no limit
	Prefixes     []rdf.Prefix                            // usable in texts without being declared
	// Load fetches a document for LOAD; nil forbids LOAD.
	Load func(ctx context.Context, iri string) (rdf.Reader, error)
	// Service answers SERVICE; nil forbids it.
	Service func(ctx context.Context, call ServiceCall) ([][]rdf.Term, error)
	Now     func() time.Time // the clock of NOW(); nil is time.Now
}

// ServiceCall is one SERVICE pattern. The answer has one term per variable, the zero Term where it is unbound.
type ServiceCall struct {
	Endpoint string
	Group    string // the group graph pattern as text
	Vars     []string
}

// Params belong to one request.
type Params struct {
	DefaultGraphs []string // default-graph-uri of the protocol; with NamedGraphs they override FROM
	NamedGraphs   []string // named-graph-uri
	Base          string
	Timeout       time.Duration // 0 is the engine's; never longer than the engine's
	Bindings      map[string]rdf.Term
	Method        plan.Method // forces a way to join, for tests
	Request       string      // a name for the list of what runs
	Cache         bool        // a kept answer will do; the snapshot must be one of the store's own
}

// Engine answers queries on a store. It is safe for concurrent use.
type Engine struct {
	store index.Store
	opts  Options
	pool  *exec.Pool  // nil without a limit
	cores *exec.Cores // nil where there is but one
	jobs  jobs
	cache *cache // nil where no answers are kept
	plans *plans // nil where no plans are kept
	stars plan.Memory
}

// New returns an engine on a store.
func New(s index.Store, o Options) *Engine {
	if o.Now == nil {
		o.Now = time.Now
	}
	e := &Engine{store: s, opts: o}
	if n := cmp.Or(o.Cores, runtime.GOMAXPROCS(0)); n > 1 {
		e.cores = exec.NewCores(n)
	}
	if o.SharedMemory > 0 {
		e.pool = exec.NewPool(o.SharedMemory)
	}
	if o.ResultCache > 0 {
		e.cache = &cache{limit: o.ResultCache}
	}
	if o.PlanCache > 0 {
		e.plans = &plans{limit: o.PlanCache}
	}
	return e
}

// Query runs a query on the newest state. The result must be closed.
func (e *Engine) Query(ctx context.Context, text string, p Params) (*Result, error) {
	snap, err := e.store.Snapshot()
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	r, err := e.QueryOn(ctx, snap, text, p)
	if err != nil {
		snap.Close()
		return nil, err
	}
	r.snap = snap
	return r, nil
}

// QueryOn runs a query on a given snapshot, which must stay open until the result is closed.
func (e *Engine) QueryOn(ctx context.Context, snap index.Snapshot, text string, p Params) (r *Result, err error) {
	j, ctx := e.enlist(ctx, text, p, false)
	defer func() {
		if err != nil {
			err = endOf(ctx, err)
			e.end(j)
		}
	}()
	defer guard(&err)
	planned := e.planKey(snap, text, p)
	known := e.plans.get(planned)
	tree, err := e.treeOf(known, text, p)
	if err != nil {
		return nil, err
	}
	key, mayKeep := e.cacheKey(tree, snap, p)
	if mayKeep {
		if a := e.cache.get(key); a != nil {
			return e.replay(j, a), nil
		}
	}
	ready, err := e.ready(ctx, snap, known, planned, tree, p, false)
	if err != nil {
		return nil, err
	}
	j.runs(ready, snap)
	if r, err = e.start(ctx, j, ready); err == nil && mayKeep {
		r.record(key)
	}
	return r, err
}

// limit gives the request its time.
func (e *Engine) limit(ctx context.Context, p Params) (context.Context, context.CancelFunc) {
	d := e.opts.Timeout
	if p.Timeout > 0 && (d == 0 || p.Timeout < d) {
		d = p.Timeout
	}
	if d == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, d, fmt.Errorf("%w of %v", ErrTimeout, d))
}

// prepared is a query that is ready to run.
type prepared struct {
	tree    *sparql.Query
	algebra *algebra.Query
	rewrite algebra.Node
	dataset plan.Dataset
	root    plan.Node
	run     *exec.Query
	replans bool // what runs calls the planner again
	cached  bool // the plan was there already
}

// treeOf is the tree of a text, which is that of its plan where one is known.
func (e *Engine) treeOf(known *keptPlan, text string, p Params) (*sparql.Query, error) {
	if known != nil {
		return known.ready.tree, nil
	}
	return e.parse(text, p)
}

// ready gives a plan that is known a run of its own, or makes one and keeps it under its key.
func (e *Engine) ready(ctx context.Context, snap index.Snapshot, known *keptPlan, k planKey, tree *sparql.Query, p Params, analyze bool) (r *prepared, err error) {
	if known != nil {
		run := e.newRun(ctx, snap, tree.Base, analyze)
		if r, err = known.again(run); err != nil {
			run.Close()
		}
		return r, err
	}
	if r, err = e.prepare(ctx, snap, tree, p, analyze); err == nil {
		e.keep(k, r)
	}
	return r, err
}

// parse reads a text and puts in the values given with the request.
func (e *Engine) parse(text string, p Params) (*sparql.Query, error) {
	tree, err := sparql.ParseQuery(text, sparql.Options{Base: p.Base, Prefixes: e.opts.Prefixes})
	if err != nil {
		return nil, err
	}
	bind(tree, p.Bindings)
	return tree, nil
}

// prepare takes a tree through all stages before execution.
func (e *Engine) prepare(ctx context.Context, snap index.Snapshot, tree *sparql.Query, p Params, analyze bool) (r *prepared, err error) {
	r = &prepared{tree: tree}
	if r.algebra, err = algebra.Translate(tree); err != nil {
		return nil, err
	}
	run := e.newRun(ctx, snap, tree.Base, analyze)
	defer func() {
		if r == nil || err != nil {
			run.Close()
		}
	}()
	r.run = run
	if r.dataset, err = e.dataset(ctx, snap, r.run, tree.From, tree.Named, p); err != nil {
		return nil, err
	}
	r.rewrite = plan.Rewrite(r.algebra.Node)
	b := &plan.Builder{Ctx: ctx, Snap: snap, Terms: r.run, Dataset: r.dataset, Text: e.store.Text(), Method: p.Method, Memory: &e.stars}
	if tree.Form == sparql.Ask {
		b.First = 1
	}
	r.root, err = b.Build(r.rewrite)
	r.replans = b.Replans()
	return r, err
}

func (e *Engine) newRun(ctx context.Context, snap index.Snapshot, base string, analyze bool) *exec.Query {
	o := exec.Options{Memory: e.opts.Memory, Temp: e.opts.Temp, OpenTemp: e.opts.OpenTemp, SpillRows: e.opts.SpillRows, Pool: e.pool, Cores: e.cores, SplitCost: e.opts.SplitCost, Text: e.store.Text(), Now: e.opts.Now(), Base: base, Analyze: analyze}
	if call := e.opts.Service; call != nil {
		o.Service = func(ctx context.Context, s *algebra.Service, endpoint string, vars []plan.Var) ([][]rdf.Term, error) {
			names := make([]string, len(vars))
			for i, v := range vars {
				names[i] = string(v)
			}
			return call(ctx, ServiceCall{Endpoint: endpoint, Group: s.Text, Vars: names})
		}
	}
	return exec.New(ctx, snap, o)
}

// bind puts the values given with a request before the pattern, as inline data.
func bind(q *sparql.Query, bindings map[string]rdf.Term) {
	if len(bindings) == 0 {
		return
	}
	row := &sparql.InlineData{Rows: [][]rdf.Term{nil}}
	var names []string
	for name := range bindings {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		row.Vars = append(row.Vars, sparql.Var(name))
		row.Rows[0] = append(row.Rows[0], bindings[name])
	}
	if q.Where == nil {
		q.Where = &sparql.Group{}
	}
	q.Where.Elements = append([]sparql.Element{row}, q.Where.Elements...)
}

// dataset resolves the graphs a query reads: those of the request, else those of the text, else the engine's.
func (e *Engine) dataset(ctx context.Context, snap index.Snapshot, run *exec.Query, from, named []rdf.Term, p Params) (plan.Dataset, error) {
	if len(p.DefaultGraphs)+len(p.NamedGraphs) > 0 {
		from, named = iris(p.DefaultGraphs), iris(p.NamedGraphs)
	}
	if len(from)+len(named) == 0 {
		d := plan.Dataset{Default: index.GraphSet{Mode: index.Union}, Named: index.GraphSet{Mode: index.EachNamed}}
		if e.opts.DefaultGraph == Unnamed {
			d.Default.Mode = index.Unnamed
		}
		return d, nil
	}
	var d plan.Dataset
	var err error
	if d.Default, err = graphSet(run, from); err != nil {
		return d, err
	}
	if d.Named, err = graphSet(run, named); err == nil {
		d.Named.Graphs, err = withTriples(ctx, snap, d.Named.Graphs)
	}
	return d, err
}

// withTriples keeps the graphs that hold something: an empty graph is no graph here, and GRAPH ?g {} must not find one by a
// name that is left from former data.
func withTriples(ctx context.Context, snap index.Snapshot, graphs []index.ID) ([]index.ID, error) {
	out := graphs[:0]
	for _, g := range graphs {
		n, _, err := snap.Count(ctx, index.Scan{Order: index.SPO, Cols: index.AllCols, Graphs: index.One(g)})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, g)
		}
	}
	return out, nil
}

func iris(names []string) []rdf.Term {
	out := make([]rdf.Term, len(names))
	for i, n := range names {
		out[i] = rdf.NewIRI(n)
	}
	return out
}

// graphSet is the graphs of the store among those named.
func graphSet(run *exec.Query, names []rdf.Term) (index.GraphSet, error) {
	ids := make([]index.ID, len(names))
	if err := run.Intern(names, ids); err != nil {
		return index.GraphSet{}, err
	}
	set := index.GraphSet{Mode: index.Set, Graphs: []index.ID{}}
	for _, id := range ids {
		if id.Kind() != index.KindQuery && id != 0 {
			set.Graphs = append(set.Graphs, id)
		}
	}
	slices.Sort(set.Graphs)
	set.Graphs = slices.Compact(set.Graphs)
	return set, nil
}
