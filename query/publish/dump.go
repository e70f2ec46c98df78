package publish

import (
	"context"
	"fmt"
	"io"
	"sort"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
)

// DefaultGraph is the name by which Dump takes the unnamed graph alone.
const DefaultGraph = "default"

// Dump writes a snapshot in a format and returns how many quads (or triples) it wrote. graph is the IRI of one graph,
// DefaultGraph for the unnamed one, or "" for everything: a format with graphs then gets the whole dataset, a format
// without them the union of all graphs.
func Dump(ctx context.Context, snap index.Snapshot, w io.Writer, f *rdf.Format, graph string) (int64, error) {
	return DumpLaidOut(ctx, snap, w, f, graph, 0)
}

// DumpLaidOut is Dump with the number of quads that the writers of Turtle and TriG hold back to lay them out for people:
// see turtle.WriterOptions.
func DumpLaidOut(ctx context.Context, snap index.Snapshot, w io.Writer, f *rdf.Format, graph string, buffer int) (int64, error) {
	out, err := codec.NewWriter(f, w, codec.Options{Prefixes: ontology.Prefixes, Buffer: buffer})
	if err != nil {
		return 0, err
	}
	scans, err := dumpScans(ctx, snap, f.Quads, graph)
	if err != nil {
		return 0, err
	}
	if f == rdf.NTriples || f == rdf.NQuads {
		return dumpLines(ctx, snap, w, f.Quads, scans)
	}
	var n int64
	for _, s := range scans {
		err := each(ctx, snap, s, func(rows []rdf.Quad) error {
			n += int64(len(rows))
			return write(out, rows)
		})
		if err != nil {
			return n, err
		}
	}
	return n, out.Close()
}

func write(out rdf.Writer, rows []rdf.Quad) error {
	for _, q := range rows {
		if err := out.Write(q); err != nil {
			return err
		}
	}
	return nil
}

// dumpScans lists the scans of a dump, graph after graph, so that writers can open each graph once.
func dumpScans(ctx context.Context, snap index.Snapshot, withGraphs bool, graph string) ([]index.Scan, error) {
	if graph == "" && !withGraphs {
		return []index.Scan{{Order: index.SPO, Cols: triples, Graphs: union, Distinct: true}}, nil
	}
	if graph == DefaultGraph {
		return []index.Scan{oneGraph(0)}, nil
	}
	if graph != "" {
		id, err := lookup(ctx, snap, rdf.NewIRI(graph))
		if err == nil && (id == 0 || !hasGraph(snap, id)) {
			err = fmt.Errorf("export: there is no graph <%s>; \"concord stats\" lists the graphs", graph)
		}
		return []index.Scan{oneGraph(id)}, err
	}
	scans := []index.Scan{oneGraph(0)}
	for _, g := range graphIDs(snap) {
		scans = append(scans, oneGraph(g))
	}
	return scans, nil
}

func oneGraph(g index.ID) index.Scan {
	return index.Scan{Order: index.SPO, Cols: quads, Graphs: index.One(g)}
}

func hasGraph(snap index.Snapshot, id index.ID) bool {
	for _, g := range snap.Stats().Graphs {
		if g.Graph == id {
			return true
		}
	}
	return false
}

func graphIDs(snap index.Snapshot) []index.ID {
	var ids []index.ID
	for _, g := range snap.Stats().Graphs {
		if g.Quads > 0 {
			ids = append(ids, g.Graph)
		}
	}
	sort.Slice(ids, func(i, j int) bool { return ids[i] < ids[j] })
	return ids
}
