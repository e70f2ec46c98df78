package query

import (
	"context"
	"fmt"
	"io"
	"iter"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/exec"
	"w3id.org/concord/query/sparql"
)

// Result is the answer to a query, read batch by batch. It belongs to one goroutine and must be closed.
type Result struct {
	ctx     context.Context
	engine  *Engine
	job     *job
	snap    index.Snapshot // closed with the result; nil where the caller owns it
	form    sparql.Form
	vars    []string
	answer  bool
	run     *exec.Query
	rows    *exec.Rows
	decode  *exec.Decoder
	triples triples
	want    int // rows to return next: few at first, then many
	max     int64
	count   int64
	err     error
	kept    *kept // the answer, where it was there already
	keep    *kept // the answer so far, where it is to be kept
}

// triples is where the triples of CONSTRUCT and DESCRIBE come from; nil at the end.
type triples interface {
	Next() ([]rdf.Triple, error)
}

// start opens the plan; ASK is answered at once.
func (e *Engine) start(ctx context.Context, j *job, p *prepared) (*Result, error) {
	r := &Result{ctx: ctx, engine: e, job: j, form: p.algebra.Form, run: p.run, max: e.opts.MaxRows}
	var err error
	open := p.run.Open
	if r.form == sparql.Ask {
		open = p.run.OpenFirst
	}
	if r.rows, err = open(p.root); err != nil {
		return nil, err
	}
	switch r.form {
	case sparql.Select:
		var cols []int
		for _, v := range p.algebra.Vars {
			r.vars = append(r.vars, string(v))
			cols = append(cols, p.root.Out().Col(v))
		}
		r.decode = p.run.Decoder(cols)
	case sparql.Ask:
		b, err := r.rows.Next()
		if err != nil {
			r.rows.Close()
			return nil, err
		}
		r.answer = b != nil
	case sparql.Construct:
		r.triples, err = p.run.Construct(r.rows, p.root, p.algebra.Template)
	case sparql.Describe:
		r.triples, err = p.run.Describe(r.rows, p.root, p.algebra.Describe, p.dataset)
	}
	if err != nil {
		r.rows.Close()
		return nil, err
	}
	return r, nil
}

// ID is the name under which Running lists the query, and Kill stops it.
func (r *Result) ID() string { return r.job.ID }

// Form is the form of the query.
func (r *Result) Form() sparql.Form { return r.form }

// Vars are the variables of a SELECT, in order, without "?".
func (r *Result) Vars() []string { return r.vars }

// Bool is the answer to an ASK.
func (r *Result) Bool() bool { return r.answer }

const mostRows = 64 * exec.BatchRows // rows returned at once at most

// Next returns the next rows of a SELECT, one term per variable, the zero Term where it is unbound; io.EOF at the end.
func (r *Result) Next() (rows [][]rdf.Term, err error) {
	if r.form != sparql.Select {
		return nil, io.EOF
	}
	if r.err != nil {
		return nil, r.err
	}
	if r.kept != nil {
		rows, err = r.keptRows()
	} else {
		rows, err = r.nextRows()
		r.recorded(rows, nil, err)
	}
	r.err = err
	return rows, err
}

func (r *Result) nextRows() (rows [][]rdf.Term, err error) {
	defer func() { err = endOf(r.ctx, err) }()
	defer guard(&err)
	r.want = min(max(4*r.want, exec.BatchRows), mostRows)
	b, err := r.rows.NextUpTo(r.want)
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, io.EOF
	}
	if err := r.counted(b.N); err != nil {
		return nil, err
	}
	return r.decode.Rows(b)
}

// NextTriples returns the next triples of a CONSTRUCT or DESCRIBE, each once; io.EOF at the end.
func (r *Result) NextTriples() (out []rdf.Triple, err error) {
	if r.triples == nil && r.kept == nil {
		return nil, io.EOF
	}
	if r.err != nil {
		return nil, r.err
	}
	if r.kept != nil {
		out, err = r.keptTriples()
	} else {
		out, err = r.nextTriples()
		r.recorded(nil, out, err)
	}
	r.err = err
	return out, err
}

func (r *Result) nextTriples() (out []rdf.Triple, err error) {
	defer func() { err = endOf(r.ctx, err) }()
	defer guard(&err)
	for len(out) == 0 {
		if out, err = r.triples.Next(); err != nil {
			return nil, err
		}
		if out == nil {
			return nil, io.EOF
		}
	}
	return out, r.counted(len(out))
}

func (r *Result) counted(n int) error {
	if r.count += int64(n); r.max > 0 && r.count > r.max {
		return fmt.Errorf("%w of %d; add a LIMIT or ask for less", ErrTooManyRows, r.max)
	}
	return nil
}

// Rows reads all rows of a SELECT.
func (r *Result) Rows() ([][]rdf.Term, error) {
	var all [][]rdf.Term
	for {
		rows, err := r.Next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
}

// Triples reads all triples of a CONSTRUCT or DESCRIBE.
func (r *Result) Triples() ([]rdf.Triple, error) {
	var all []rdf.Triple
	for {
		some, err := r.NextTriples()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
}

// Seq yields the rows of a SELECT one by one; an error comes with a nil row and ends it.
func (r *Result) Seq() iter.Seq2[[]rdf.Term, error] {
	return func(yield func([]rdf.Term, error) bool) {
		for {
			rows, err := r.Next()
			if err != nil {
				if err != io.EOF {
					yield(nil, err)
				}
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

// Close ends the query. It is harmless to call it twice.
func (r *Result) Close() error {
	r.err = io.EOF
	if r.rows != nil {
		r.rows.Close()
		r.rows = nil
	}
	r.engine.end(r.job)
	if r.snap == nil {
		return nil
	}
	snap := r.snap
	r.snap = nil
	return snap.Close()
}
