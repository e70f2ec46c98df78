package main

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// convertFlags are the flags of the convert command.
type convertFlags struct {
	o              ingest.ConvertOptions
	from, to       string
	prefixes       []string
	pretty, stream bool
	canonical      bool
	canon          canonFlags
	bad            badLines
}

func (a *app) convertCommand() *cobra.Command {
	var f convertFlags
	c := &cobra.Command{
		Use: "convert IN OUT", Short: "Turn an RDF file into another format",
		Long: "Convert reads N-Triples, N-Quads, Turtle, TriG, RDF/XML or JSON-LD, plain, .gz or .zst, and writes any of them; - is\n" +
			"standard input or output. Formats follow from the names, or from --from and --to. Terms come out exactly as they came\n" +
			"in. OUT appears only when it is whole. Turtle and TriG of up to 20,000 statements are laid out for people; longer ones\n" +
			"are streamed, and memory does not grow with the file. --canonical gives every graph one form, whatever its blank nodes\n" +
			"are called (RDFC-1.0), to be compared, hashed and signed; it holds the document in memory.",
		Example: "  concord convert data.rdf data.ttl\n  concord convert big.nt.gz big.trig.zst\n  concord convert - - --from turtle --to ntriples < in.ttl\n" +
			"  concord convert all.nq one.ttl --graph https://example.org/g\n  concord convert crawl.nt clean.nt --lenient --bad-lines bad.nt\n" +
			"  concord convert data.ttl - --canonical | sha256sum",
		Args: argCount(2, 2, "the file to read and the file to write"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.settle(args[0], args[1]); err != nil {
				return err
			}
			if err := f.settleCanonical(c, args[1]); err != nil {
				return err
			}
			f.o.Stdin = a.in
			return a.convert(c, &f, args[1])
		},
	}
	f.define(c)
	return c
}

func (f *convertFlags) define(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.from, "from", "", "format of IN (default: by its name, else by its content)")
	flags.StringVar(&f.to, "to", "", "format of OUT (default: by its name): "+formatNames())
	flags.StringVar(&f.o.Base, "base", "", "base IRI for relative IRIs (default: the file's address)")
	flags.StringVar(&f.o.Only, "graph", "", "IRI of the one graph to write; \"default\" for the unnamed graph")
	flags.StringVar(&f.o.Graph, "into", "", "IRI of a graph that statements without a graph are put into")
	flags.StringArrayVar(&f.prefixes, "prefix", nil, "abbreviation to use, like ex=https://example.org/; may be repeated")
	flags.BoolVar(&f.pretty, "pretty", false, "lay Turtle and TriG out for people, however long they are; holds the document in memory")
	flags.BoolVar(&f.stream, "stream", false, "write Turtle and TriG as they come, however short they are")
	flags.StringVar(&f.o.Parser, "parser", ingest.ParserConcord,
		"concord, or knakk: the library knakk/rdf, for N-Triples, N-Quads, Turtle and RDF/XML; it has known errors")
	flags.BoolVar(&f.canonical, "canonical", false, "write canonical N-Quads")
	f.canon.define(flags)
	f.bad.flags(flags)
	contextFlag(flags, &f.o.Options)
	limitFlags(flags, &f.o.Limits)
}

func formatNames() string {
	var names []string
	for _, f := range rdf.Formats {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// settle makes options of flags and names.
func (f *convertFlags) settle(in, out string) error {
	if f.pretty && f.stream {
		return usagef("--pretty and --stream exclude each other")
	}
	if f.o.Parser != ingest.ParserConcord && f.o.Parser != ingest.ParserKnakk {
		return usagef("--parser must be concord or knakk, not %q", f.o.Parser)
	}
	f.o.Sources, f.o.Spare = []string{in}, ontology.Prefixes
	if f.pretty {
		f.o.Buffer = math.MaxInt
	}
	if f.stream {
		f.o.Buffer = -1
	}
	if f.from != "" {
		if f.o.Format = rdf.FormatByName(f.from); f.o.Format == nil {
			return usagef("--from %q is not known; use one of %s", f.from, formatNames())
		}
	}
	if f.canonical && f.to == "" && rdf.FormatByFile(out) == nil {
		f.to = rdf.NQuads.Name
	}
	if f.to != "" {
		f.o.To = rdf.FormatByName(f.to)
	} else if out != "-" {
		f.o.To = rdf.FormatByFile(out)
	}
	if f.o.To == nil {
		return usagef("what to write does not follow from %q; name it with --to: %s", f.to+out, formatNames())
	}
	for _, p := range f.prefixes {
		name, iri, ok := strings.Cut(p, "=")
		if name = strings.TrimSuffix(name, ":"); !ok || !rdf.HasScheme(iri) {
			return usagef("--prefix %q is no abbreviation; write it like ex=https://example.org/", p)
		}
		f.o.Prefixes = append(f.o.Prefixes, rdf.Prefix{Name: name, IRI: iri})
	}
	return nil
}

// settleCanonical makes the writer of the canonical form, if it is asked for.
func (f *convertFlags) settleCanonical(c *cobra.Command, out string) error {
	if !f.canonical {
		if c.Flags().Changed("hash") || c.Flags().Changed("max-steps") {
			return usagef("--hash and --max-steps go with --canonical")
		}
		return nil
	}
	if f.pretty || f.stream || f.o.To != rdf.NQuads {
		return usagef("--canonical writes N-Quads, like %q, and nothing but the canonical form; leave out --pretty, --stream and other formats", out)
	}
	how, err := f.canon.options()
	if err == nil {
		canonical(c.Context(), &f.o, how)
	}
	return err
}

func (a *app) convert(c *cobra.Command, f *convertFlags, out string) error {
	if err := f.bad.start(&f.o.Options, a.err); err != nil {
		return err
	}
	bar := newProgress(a.err)
	f.o.Progress = bar.load
	report, err := ingest.Report{}, error(nil)
	fill := func(w *bufio.Writer) (int64, error) {
		z, err := ingest.Pack(out, w)
		if err != nil {
			return 0, err
		}
		if report, err = ingest.Convert(c.Context(), z, f.o); err != nil {
			return 0, err
		}
		return int64(report.Quads), z.Close()
	}
	if out == "-" {
		w := bufio.NewWriter(a.out)
		if _, err = fill(w); err == nil {
			err = w.Flush()
		}
	} else {
		_, err = writeFile(out, fill)
	}
	bar.clear()
	skipped, ferr := f.bad.finish()
	if err = convertError(tooHard(f.o.Sources[0], errors.Join(err, ferr))); err != nil {
		return err
	}
	if out == "-" && skipped == "" {
		return nil
	}
	_, err = fmt.Fprintf(a.err, "converted %s statements to %s in %.2f s%s%s\n", group(report.Quads), f.o.To.Title, report.Elapsed.Seconds(), rate(report), skipped)
	return err
}

// rate is the speed of a reading that took long enough to have one.
func rate(r ingest.Report) string {
	if seconds := r.Elapsed.Seconds(); seconds > 0.5 {
		return fmt.Sprintf(", %s quads/s", group(int64(float64(r.Quads)/seconds)))
	}
	return ""
}

// convertError adds the flag that helps.
func convertError(err error) error {
	var lost *ingest.GraphsLostError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &lost):
		return fmt.Errorf("%w\n  --graph IRI writes one of them, --graph default the unnamed graph", err)
	case errors.Is(err, ingest.ErrNotLines):
		return usagef("--lenient: %w", err)
	}
	return err
}
