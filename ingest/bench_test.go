package ingest_test

import (
	"context"
	"os"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
)

// nowhere is a store that takes bulk loads and forgets them: what is left is the cost of reading.
type nowhere struct{ index.Store }

func (nowhere) Bulk(context.Context, index.BulkOptions) (index.Loader, error) { return nowhere{}, nil }
func (n nowhere) Part() (index.PartWriter, error)                             { return sink{}, nil }
func (nowhere) Commit(context.Context) (uint64, error)                        { return 1, nil }
func (nowhere) Abort() error                                                  { return nil }

type sink struct{}

func (sink) Add([]rdf.Term, [][4]uint32) error { return nil }
func (sink) Close() error                      { return nil }

func BenchmarkRead(b *testing.B) {
	const n = 500_000
	for _, name := range []string{"a.nt", "a.nt.gz", "a.nt.zst", "a.ttl"} {
		packed := ""
		if len(name) > 5 {
			packed = name[4:]
		}
		text := lines(n, 0)
		path := file(b, name, string(pack(b, packed, []byte(text))))
		b.Run(name, func(b *testing.B) {
			if _, err := os.Stat(path); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				load(b, nowhere{}, ingest.Options{Sources: []string{path}})
			}
			b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds()/1e6, "Mquads/s")
		})
	}
}

// BenchmarkParse is BenchmarkRead by the entry points that compare readers: to nothing, and to numbers.
func BenchmarkParse(b *testing.B) {
	const n = 500_000
	path := file(b, "a.nt", lines(n, 0))
	run := func(name string, parse func(context.Context, ingest.Options) error) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := parse(context.Background(), ingest.Options{Sources: []string{path}}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds()/1e6, "Mquads/s")
		})
	}
	run("nothing", func(ctx context.Context, o ingest.Options) error {
		r, err := ingest.Parse(ctx, o)
		if err == nil && r.Quads != n {
			b.Fatal(r.Quads)
		}
		return err
	})
	run("ids", func(ctx context.Context, o ingest.Options) error {
		_, terms, err := ingest.ParseToIDs(ctx, o)
		if err == nil && terms == 0 {
			b.Fatal("no terms")
		}
		return err
	})
}
