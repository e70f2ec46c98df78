package ingest

import (
	"context"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// begin opens what the load goes into.
func (o *Options) begin(ctx context.Context, s index.Store) (index.Loader, error) {
	if !o.Small && !o.Replace {
		return s.Bulk(ctx, index.BulkOptions{Memory: o.Memory})
	}
	w, err := s.Begin(ctx)
	if err != nil {
		return nil, err
	}
	l := &transaction{w: w}
	if o.Replace {
		if err := l.empty(o.Graph); err != nil {
			w.Rollback()
			return nil, err
		}
	}
	return l, nil
}

// transaction is a writer as a loader. Its parts are filled one after the other.
type transaction struct{ w index.Writer }

// empty removes what a graph holds.
func (t *transaction) empty(graph string) error {
	var id [1]index.ID
	if graph != "" {
		if err := t.w.Intern([]rdf.Term{rdf.NewIRI(graph)}, id[:]); err != nil {
			return err
		}
	}
	return t.w.ClearGraph(id[0])
}

func (t *transaction) Part() (index.PartWriter, error) {
	return &transactionPart{w: t.w, blanks: map[string]index.ID{}}, nil
}

func (t *transaction) Commit(context.Context) (uint64, error) { return t.w.Commit() }

func (t *transaction) Abort() error { return t.w.Rollback() }

// transactionPart interns the terms of a document; its blank nodes are its own.
type transactionPart struct {
	w      index.Writer
	blanks map[string]index.ID
	plain  []rdf.Term
	ids    []index.ID
	quads  [][4]index.ID
}

func (p *transactionPart) Add(terms []rdf.Term, quads [][4]uint32) error {
	p.plain = append(p.plain[:0], terms...)
	p.ids = append(p.ids[:0], make([]index.ID, len(terms))...)
	for i, t := range terms {
		if t.Kind == rdf.Blank {
			p.plain[i] = rdf.Term{}
		}
	}
	if err := p.w.Intern(p.plain, p.ids); err != nil {
		return err
	}
	for i, t := range terms {
		if t.Kind == rdf.Blank {
			p.ids[i] = p.blank(t.Value)
		}
	}
	p.quads = p.quads[:0]
	for _, q := range quads {
		p.quads = append(p.quads, [4]index.ID{p.ids[q[0]], p.ids[q[1]], p.ids[q[2]], p.ids[q[3]]})
	}
	return p.w.Add(p.quads)
}

func (p *transactionPart) blank(label string) index.ID {
	id, ok := p.blanks[label]
	if !ok {
		id = p.w.NewBlank()
		p.blanks[strings.Clone(label)] = id // a batch's strings do not stay
	}
	return id
}

func (p *transactionPart) Close() error { return nil }
