package query

import (
	"context"
	"fmt"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/exec"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

// UpdateReport says what an update did.
type UpdateReport struct {
	Seq        uint64 // number of the commit; that of the state before if nothing was to be done
	Operations int
	Inserted   int64 // quads put in, those that were there already counted too
	Deleted    int64 // quads taken out, those that were not there counted too
}

// Update runs an update request as one transaction: all operations or none. Later operations see what earlier ones did. The
// graphs of p are those of using-graph-uri and using-named-graph-uri.
func (e *Engine) Update(ctx context.Context, text string, p Params) (rep UpdateReport, err error) {
	req, err := sparql.ParseUpdate(text, sparql.Options{Base: p.Base, Prefixes: e.opts.Prefixes})
	if err != nil {
		return rep, err
	}
	if len(p.DefaultGraphs)+len(p.NamedGraphs) > 0 && namesGraphs(req) {
		return rep, ErrDataset
	}
	j, ctx := e.enlist(ctx, text, p, true)
	defer e.end(j)
	defer func() { err = endOf(ctx, err) }()
	w, err := e.store.Begin(ctx)
	if err != nil {
		return rep, fmt.Errorf("update: %w", err)
	}
	defer w.Rollback()
	defer guard(&err)
	u := &update{e: e, ctx: ctx, w: w, p: p, base: req.Base, blanks: map[string]index.ID{}}
	for i, op := range req.Operations {
		if err := u.run(op); err != nil {
			return UpdateReport{}, fmt.Errorf("update: operation %d of %d, %s: %w; nothing was changed", i+1, len(req.Operations), nameOf(op), err)
		}
	}
	u.report.Operations = len(req.Operations)
	if u.report.Seq, err = w.Commit(); err != nil {
		return UpdateReport{}, fmt.Errorf("update: %w", err)
	}
	return u.report, nil
}

// namesGraphs reports whether an operation has USING, USING NAMED or WITH: the dataset of the request would contradict it
// (SPARQL 1.1 Protocol, 2.2.3).
func namesGraphs(req *sparql.Update) bool {
	for _, op := range req.Operations {
		if m, ok := op.(*sparql.Modify); ok && (len(m.Using)+len(m.Named) > 0 || !m.With.IsZero()) {
			return true
		}
	}
	return false
}

func nameOf(op sparql.Operation) string {
	switch op := op.(type) {
	case *sparql.InsertData:
		return "INSERT DATA"
	case *sparql.DeleteData:
		return "DELETE DATA"
	case *sparql.Modify:
		return "DELETE/INSERT"
	case *sparql.Load:
		return "LOAD"
	case *sparql.Clear:
		return "CLEAR"
	case *sparql.Drop:
		return "DROP"
	case *sparql.Create:
		return "CREATE"
	case *sparql.Transfer:
		return op.Name
	}
	return fmt.Sprintf("%T", op)
}

// update is one running request.
type update struct {
	e      *Engine
	ctx    context.Context
	w      index.Writer
	p      Params
	base   string
	blanks map[string]index.ID // labels of INSERT DATA, scoped to the request
	report UpdateReport
}

func (u *update) run(op sparql.Operation) error {
	switch op := op.(type) {
	case *sparql.InsertData:
		return u.insertData(op)
	case *sparql.DeleteData:
		return u.deleteData(op)
	case *sparql.Modify:
		return u.modify(op)
	case *sparql.Load:
		return quiet(u.ctx, op.Silent, u.load(op))
	case *sparql.Clear:
		return quiet(u.ctx, op.Silent, u.clear(op.Target))
	case *sparql.Drop:
		return quiet(u.ctx, op.Silent, u.clear(op.Target))
	case *sparql.Create:
		return quiet(u.ctx, op.Silent, u.create(op))
	case *sparql.Transfer:
		return quiet(u.ctx, op.Silent, u.transfer(op))
	}
	return fmt.Errorf("no such operation: %T", op)
}

// quiet drops the error of a SILENT operation, unless the request itself has ended.
func quiet(ctx context.Context, silent bool, err error) error {
	if silent && ctx.Err() == nil && !index.IsCorrupt(err) {
		return nil
	}
	return err
}

// read runs f on a snapshot that sees the transaction so far, and closes it before the transaction goes on.
func (u *update) read(f func(index.Snapshot) error) error {
	snap, err := u.w.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	return f(snap)
}

func (u *update) insertData(op *sparql.InsertData) error {
	quads, err := u.ground(op.Quads, true)
	if err != nil {
		return err
	}
	u.report.Inserted += int64(len(quads))
	return u.w.Add(quads)
}

// deleteData removes what is there: a term without an ID is in no quad, so nothing need be interned for it.
func (u *update) deleteData(op *sparql.DeleteData) error {
	var quads [][4]index.ID
	err := u.read(func(snap index.Snapshot) error {
		for _, q := range op.Quads {
			var ids [4]index.ID
			if err := snap.IDs(u.ctx, termsOf(q), ids[:]); err != nil {
				return err
			}
			if ids[0] != 0 && ids[1] != 0 && ids[2] != 0 && (ids[3] != 0 || q.Graph.Term.IsZero()) {
				quads = append(quads, ids)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	u.report.Deleted += int64(len(quads))
	return u.w.Remove(quads)
}

func termsOf(q sparql.QuadPattern) []rdf.Term {
	p, _ := q.Path.(*sparql.PathIRI)
	return []rdf.Term{q.S.Term, rdf.NewIRI(p.IRI), q.O.Term, q.Graph.Term}
}

// ground interns quads without variables. A blank node is one new node per label and request.
func (u *update) ground(data []sparql.QuadPattern, blanks bool) ([][4]index.ID, error) {
	quads := make([][4]index.ID, len(data))
	for i, q := range data {
		terms := termsOf(q)
		if err := u.intern(terms, quads[i][:], u.blanks); err != nil {
			return nil, err
		}
	}
	return quads, nil
}

// intern gives terms IDs of the store; blank nodes are new ones, known by their labels in the scope given.
func (u *update) intern(terms []rdf.Term, dst []index.ID, scope map[string]index.ID) error {
	plain := make([]rdf.Term, len(terms))
	copy(plain, terms)
	for i, t := range plain {
		switch {
		case t.Kind == rdf.Blank:
			plain[i] = rdf.Term{}
		case t.Kind == rdf.IRI && !rdf.HasScheme(t.Value):
			return fmt.Errorf("%w: <%s>", ErrRelative, t.Value)
		}
	}
	if err := u.w.Intern(plain, dst); err != nil {
		return err
	}
	for i, t := range terms {
		if t.Kind != rdf.Blank {
			continue
		}
		id, ok := scope[t.Value]
		if !ok {
			id = u.w.NewBlank()
			scope[t.Value] = id
		}
		dst[i] = id
	}
	return nil
}

// modify is DELETE/INSERT WHERE: the solutions are found first, then everything is removed, then everything is added.
func (u *update) modify(op *sparql.Modify) error {
	var run *exec.Query
	var quads [][][4]index.ID
	defer func() {
		if run != nil {
			run.Close()
		}
	}()
	err := u.read(func(snap index.Snapshot) (err error) {
		run = u.e.newRun(u.ctx, snap, u.base, false)
		quads, err = u.solve(op, snap, run)
		return err
	})
	if err != nil {
		return err
	}
	scope := map[string]index.ID{}
	for _, list := range quads {
		if err := u.store(run, list, scope); err != nil {
			return err
		}
	}
	remove := quads[0]
	if err := u.w.Remove(remove); err != nil {
		return err
	}
	u.report.Deleted += int64(len(remove))
	u.report.Inserted += int64(len(quads[1]))
	return u.w.Add(quads[1])
}

func (u *update) solve(op *sparql.Modify, snap index.Snapshot, run *exec.Query) ([][][4]index.ID, error) {
	tree, err := algebra.TranslateGroup(op.Where)
	if err != nil {
		return nil, err
	}
	using, named := op.Using, op.Named
	if len(using)+len(named) == 0 && !op.With.IsZero() {
		using = []rdf.Term{op.With}
	}
	d, err := u.e.dataset(u.ctx, snap, run, using, named, u.p)
	if err != nil {
		return nil, err
	}
	if len(op.Using)+len(op.Named)+len(u.p.DefaultGraphs)+len(u.p.NamedGraphs) == 0 {
		d.Named = index.GraphSet{Mode: index.EachNamed} // WITH changes the default graph alone
	}
	var with [1]index.ID
	if err := run.Intern([]rdf.Term{op.With}, with[:]); err != nil {
		return nil, err
	}
	b := &plan.Builder{Ctx: u.ctx, Snap: snap, Terms: run, Dataset: d, Text: u.e.store.Text(), Method: u.p.Method, Memory: &u.e.stars}
	root, err := b.Build(plan.Rewrite(tree))
	if err != nil {
		return nil, err
	}
	return run.Instantiate(root, with[0], op.Delete, op.Insert)
}

// store replaces the IDs of terms that the query made by IDs of the store.
func (u *update) store(run *exec.Query, quads [][4]index.ID, scope map[string]index.ID) error {
	known := map[index.ID]index.ID{}
	for i := range quads {
		for c, id := range quads[i] {
			term, made := run.Term(id)
			if !made {
				continue
			}
			to, ok := known[id]
			if !ok {
				var dst [1]index.ID
				if err := u.intern([]rdf.Term{term}, dst[:], scope); err != nil {
					return err
				}
				to = dst[0]
				known[id] = to
			}
			quads[i][c] = to
		}
	}
	return nil
}
