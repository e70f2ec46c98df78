package ingest

import (
	"context"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
)

// Parse reads all sources as Load does, with its goroutines and its limits, and keeps nothing: what it costs to read.
// Report.Seq is 0.
func Parse(ctx context.Context, o Options) (Report, error) {
	o.Small, o.Replace = false, false
	return Load(ctx, measure{}, o)
}

// ParseToIDs is Parse with every term looked up in a dictionary in memory that grows with the load, so that quads
// become numbers. The quads are dropped; terms is the number of different ones.
func ParseToIDs(ctx context.Context, o Options) (r Report, terms int, err error) {
	o.Small, o.Replace = false, false
	m := measure{ids: &idPart{terms: dict.NewTable()}}
	r, err = Load(ctx, m, o)
	return r, m.ids.terms.Len(), err
}

// measure is a store that takes a load and forgets it.
type measure struct {
	index.Store
	ids *idPart // nil: terms are not even numbered
}

func (m measure) Bulk(context.Context, index.BulkOptions) (index.Loader, error) { return m, nil }
func (m measure) Commit(context.Context) (uint64, error)                        { return 0, nil }
func (m measure) Abort() error                                                  { return nil }
func (m measure) Close() error                                                  { return nil }
func (m measure) Add([]rdf.Term, [][4]uint32) error                             { return nil }

func (m measure) Part() (index.PartWriter, error) {
	if m.ids == nil {
		return m, nil
	}
	return m.ids, nil
}

// idPart numbers terms.
type idPart struct {
	terms *dict.Table
	ids   []uint32
	quads [][4]uint32
	key   []byte
}

// Add numbers the terms and rewrites the quads; blank nodes keep their labels apart from IRIs by their kind.
func (p *idPart) Add(terms []rdf.Term, quads [][4]uint32) error {
	p.ids, p.quads = p.ids[:0], p.quads[:0]
	for _, t := range terms {
		p.ids = append(p.ids, p.id(t))
	}
	for _, q := range quads {
		p.quads = append(p.quads, [4]uint32{p.ids[q[0]], p.ids[q[1]], p.ids[q[2]], p.ids[q[3]]})
	}
	return nil
}

func (p *idPart) id(t rdf.Term) uint32 {
	k := index.KindBlank
	switch t.Kind {
	case rdf.None:
		return 0
	case rdf.Blank:
		p.key = append(p.key[:0], t.Value...)
	default:
		k = dict.KindOf(t)
		p.key = dict.AppendKey(p.key[:0], k, t)
	}
	i, _ := p.terms.Add(k, p.key)
	return uint32(i + 1)
}

func (p *idPart) Close() error { return nil }
