package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
)

func (a *app) loadCommand() *cobra.Command {
	var o ingest.Options
	var format string
	var bad badLines
	c := &cobra.Command{
		Use: "load FILE|DIR|- ...", Short: "Load RDF files or tables into the store, all or nothing",
		Long: "Load reads Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD, and CSV, TSV and XLSX with CSVW metadata; from files,\n" +
			"folders or standard input (-), plain, .gz or .zst. Triples go to the unnamed graph unless --graph names another. After an error the\n" +
			"store is as it was before.",
		Example: "  concord load vocabulary.ttl\n  concord load --graph https://example.org/g --format ntriples - < data.nt\n  concord load --parser knakk data.ttl.gz\n  concord load --lenient --bad-lines bad.nt crawl.nt.gz",
		Args:    argCount(1, 1<<20, "one or more files, folders, or - for standard input"),
		RunE: func(c *cobra.Command, args []string) error {
			if format != "" {
				if o.Format = rdf.FormatByName(format); o.Format == nil {
					return usagef("--format %q is not known; use turtle, trig, ntriples, nquads, rdfxml or jsonld", format)
				}
			}
			if o.Parser != ingest.ParserConcord && o.Parser != ingest.ParserKnakk {
				return usagef("--parser must be concord or knakk, not %q", o.Parser)
			}
			o.Sources, o.Stdin = args, a.in
			return a.load(c, o, &bad)
		},
	}
	c.Flags().StringVar(&o.Graph, "graph", "", "IRI of the graph that triples go to (default: the unnamed graph)")
	c.Flags().StringVar(&format, "format", "",
		"format of the input (default: by file name): turtle, trig, ntriples, nquads, rdfxml, jsonld")
	c.Flags().StringVar(&o.Base, "base", "", "base IRI for relative IRIs (default: the file's address)")
	c.Flags().StringVar(&o.Parser, "parser", ingest.ParserConcord,
		"concord, or knakk for knakk/rdf (see the README for its known faults)")
	o.Memory = memoryShare()
	c.Flags().Var(size[uint64]{&o.Memory}, "memory", "bytes that sorting may use, like 2GiB; what does not fit goes to files in the store (default: half of the machine's memory, at most 7GiB)")
	c.Flags().Lookup("memory").DefValue = ""
	bad.flags(c.Flags())
	c.Flags().IntVar(&bad.most, "max-bad", 0, "bad cells of a table that the error lists without --lenient (default 100)")
	contextFlag(c.Flags(), &o)
	limitFlags(c.Flags(), &o.Limits)
	return c
}

func (a *app) load(c *cobra.Command, o ingest.Options, bad *badLines) error {
	if err := bad.start(&o, a.err); err != nil {
		return err
	}
	s, _, err := a.openWrite()
	if err != nil {
		return err
	}
	defer s.Close()
	bar := newProgress(a.err)
	o.Progress = bar.load
	undo := boundHeap(o.Memory)
	report, err := ingest.Load(c.Context(), s, o)
	undo()
	bar.clear()
	skipped, ferr := bad.finish()
	if err = convertError(errors.Join(err, ferr)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "loaded %s quads from %d file(s) in %.2f s%s%s\n", group(report.Quads), report.Files,
		report.Elapsed.Seconds(), rate(report), skipped)
	return err
}
