package main

import (
	"bufio"
	"fmt"
	"io"
	"math"

	"github.com/spf13/cobra"

	"w3id.org/concord/index"
	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/publish"
)

func (a *app) exportCommand() *cobra.Command {
	var format, graph, file, asOf string
	var pretty bool
	c := &cobra.Command{
		Use: "export", Short: "Write the whole store, or one graph, as linked data",
		Long: "Export writes the whole dataset as TriG, N-Quads or JSON-LD; Turtle, N-Triples and RDF/XML know no graphs and get the\n" +
			"union of all graphs. --graph writes one graph alone (\"default\" is the unnamed one).",
		Example: "  concord export --format trig -o concord.trig\n  concord export --format turtle --graph https://w3id.org/concord/id/graph/hub\n  concord export --as-of 2026-01-01 -o release.nq.gz",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			f, err := exportFormat(format, file)
			if err != nil {
				return err
			}
			dump := func(snap index.Snapshot, w io.Writer) (int64, error) {
				buffer := 0
				if pretty {
					buffer = math.MaxInt
				}
				return publish.DumpLaidOut(c.Context(), snap, w, f, graph, buffer)
			}
			return a.export(c, dump, file, asOf)
		},
	}
	c.Flags().StringVar(&format, "format", "", "turtle, trig, ntriples, nquads, rdfxml, jsonld (default: by the name of -o, else trig)")
	c.Flags().StringVar(&graph, "graph", "", "IRI of the one graph to write; \"default\" for the unnamed graph")
	c.Flags().StringVar(&asOf, "as-of", "", "the state at the end of a day, like 2026-01-01: decisions up to then, and recorded years")
	c.Flags().BoolVar(&pretty, "pretty", false, "lay Turtle and TriG out for people, however long they are; holds the graph in memory")
	c.Flags().StringVarP(&file, "output", "o", "", "file to write (default: standard output)")
	return c
}

func exportFormat(name, file string) (*rdf.Format, error) {
	if name == "" && file == "" {
		return rdf.TriG, nil
	}
	f := rdf.FormatByName(name)
	if name == "" {
		f = rdf.FormatByFile(file)
	}
	if f == nil {
		return nil, usagef("name a format with --format: turtle, trig, ntriples, nquads, rdfxml or jsonld")
	}
	return f, nil
}

func (a *app) export(c *cobra.Command, dump func(index.Snapshot, io.Writer) (int64, error), file, asOf string) error {
	snap, _, done, err := a.snapshotAsOf(c.Context(), asOf)
	if err != nil {
		return err
	}
	defer done()
	if file == "" {
		out := bufio.NewWriter(a.out)
		if _, err := dump(snap, out); err != nil {
			return err
		}
		return out.Flush()
	}
	n, err := writeFile(file, func(w *bufio.Writer) (int64, error) {
		z, err := ingest.Pack(file, w)
		if err != nil {
			return 0, err
		}
		n, err := dump(snap, z)
		if err != nil {
			return n, err
		}
		return n, z.Close()
	})
	if err == nil {
		fmt.Fprintf(a.err, "wrote %s statements to %s\n", group(n), file)
	}
	return err
}
