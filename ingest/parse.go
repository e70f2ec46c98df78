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
	m.ids.terms.Add(index.KindNone, nil) // the default graph
	r, err = Load(ctx, m, o)
	return r, m.ids.terms.Len() - 1, err
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
	keys  []byte // of a batch, each a byte of kind and its bytes
	ends  []int
	ids   []uint32
	quads [][4]uint32
}

// Add numbers the terms and rewrites the quads; blank nodes keep their labels apart from IRIs by their kind. The default
// graph is 0. Numbers and times go by how they are written: their order is the store's affair.
func (p *idPart) Add(terms []rdf.Term, quads [][4]uint32) error {
	p.keys, p.ends, p.quads = p.keys[:0], p.ends[:0], p.quads[:0]
	for i := range terms {
		p.key(&terms[i])
	}
	p.ids = p.terms.AddAll(p.keys, p.ends, p.ids[:0])
	for _, q := range quads {
		p.quads = append(p.quads, [4]uint32{p.ids[q[0]], p.ids[q[1]], p.ids[q[2]], p.ids[q[3]]})
	}
	return nil
}

func (p *idPart) key(t *rdf.Term) {
	switch t.Kind {
	case rdf.None:
		p.keys = append(p.keys, byte(index.KindNone))
	case rdf.Blank:
		p.keys = append(append(p.keys, byte(index.KindBlank)), t.Value...)
	default:
		k := dict.KindOf(*t)
		if k == index.KindOrdered {
			k = index.KindOther
		}
		p.keys = dict.AppendKey(append(p.keys, byte(k)), k, *t)
	}
	p.ends = append(p.ends, len(p.keys))
}

func (p *idPart) Close() error { return nil }
