package main

import (
	"bufio"
	"fmt"

	"github.com/spf13/cobra"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/publish"
)

func (a *app) exportCommand() *cobra.Command {
	var format, graph, file, asOf string
	c := &cobra.Command{
		Use: "export", Short: "Write the whole store, or one graph, as linked data",
		Long: "Export writes the whole dataset as TriG, N-Quads or JSON-LD; Turtle, N-Triples and RDF/XML know no graphs and get the\n" +
			"union of all graphs. --graph writes one graph alone (\"default\" is the unnamed one).",
		Example: "  concord export --format trig -o concord.trig\n  concord export --format turtle --graph https://w3id.org/concord/id/graph/hub\n  concord export --as-of 2026-01-01 -o release.nq",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			f, err := exportFormat(format, file)
			if err != nil {
				return err
			}
			return a.export(c, f, graph, file, asOf)
		},
	}
	c.Flags().StringVar(&format, "format", "", "turtle, trig, ntriples, nquads, rdfxml, jsonld (default: by the name of -o, else trig)")
	c.Flags().StringVar(&graph, "graph", "", "IRI of the one graph to write; \"default\" for the unnamed graph")
	c.Flags().StringVar(&asOf, "as-of", "", "the state at the end of a day, like 2026-01-01: decisions up to then, and recorded years")
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

func (a *app) export(c *cobra.Command, f *rdf.Format, graph, file, asOf string) error {
	snap, _, done, err := a.snapshotAsOf(c.Context(), asOf)
	if err != nil {
		return err
	}
	defer done()
	if file == "" {
		out := bufio.NewWriter(a.out)
		if _, err := publish.Dump(c.Context(), snap, out, f, graph); err != nil {
			return err
		}
		return out.Flush()
	}
	n, err := writeFile(file, func(w *bufio.Writer) (int64, error) { return publish.Dump(c.Context(), snap, w, f, graph) })
	if err == nil {
		fmt.Fprintf(a.err, "wrote %s statements to %s\n", group(n), file)
	}
	return err
}
