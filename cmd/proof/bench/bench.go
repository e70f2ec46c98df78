// Package bench measures Concord beside its peers, each as a process of its own on the same files: how fast RDF is parsed, and parsed
// to numbers. It makes its data itself, the same bytes for the same size.
//
// It is not a benchmark of single functions (those lie beside the code as `go test -bench`), and it judges nothing: answers and
// syntax are the business of packages oracle and conformance. Peers are found through environment variables (see DESIGN.md);
// one that is not there is named as absent.
package bench

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// Run carries out one of the commands: generate, parse, load, query, growth, stop, and one (what parse starts for each of our own measurements).
func Run(ctx context.Context, args []string, stdout io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case "generate":
			return runGenerate(args[1:], stdout)
		case "parse":
			return runParse(ctx, args[1:], stdout)
		case "load":
			return runLoad(ctx, args[1:], stdout)
		case "query":
			return runQuery(ctx, args[1:], stdout)
		case "growth":
			return runGrowth(args[1:], stdout)
		case "stop":
			return runStop(ctx, args[1:], stdout)
		case "one":
			return runOne(ctx, args[1:], stdout)
		}
	}
	return errors.New("say what to do: proof bench generate [--shape SHAPE] [--triples 1000000] OUT.nt, proof bench parse [--triples 1000000] [--dir DIR], proof bench load FILE.nt, proof bench query --engine NAME=ADDRESS [--set SETS], proof bench growth TRIPLES=FILE.csv ..., or proof bench stop --store DIR [--set SETS]")
}

func runGenerate(args []string, stdout io.Writer) error {
	f := flag.NewFlagSet("generate", flag.ContinueOnError)
	n := f.Int("triples", 1_000_000, "how many")
	seed := f.Uint64("seed", 1, "where the random numbers start (mixed has one start)")
	graphs := f.Int("graphs", 0, "named graphs over which subjects are spread, in a file of N-Quads; 0: the unnamed graph alone")
	name := f.String("shape", "mixed", "the data: "+strings.Join(shapeNames(), ", "))
	if err := f.Parse(args); err != nil {
		return err
	}
	if f.NArg() != 1 {
		return errors.New("generate takes the name of one file to write; its ending says the format")
	}
	s, ok := shapes[*name]
	if !ok {
		return fmt.Errorf("there is no shape %q; take one of %s", *name, strings.Join(shapeNames(), ", "))
	}
	if *graphs > 0 {
		if rdf.FormatByFile(f.Arg(0)) != rdf.NQuads {
			return errors.New("--graphs needs a file of N-Quads: one whose name ends in .nq")
		}
		s = s.spread(*graphs)
	}
	if err := writeShape(f.Arg(0), s, *n, *seed); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "wrote %d triples to %s\n", *n, f.Arg(0))
	return nil
}

func runParse(ctx context.Context, args []string, stdout io.Writer) error {
	f := flag.NewFlagSet("parse", flag.ContinueOnError)
	o := parseOptions{}
	f.IntVar(&o.Triples, "triples", 1_000_000, "triples of the file in each format")
	f.IntVar(&o.Runs, "runs", 3, "runs of each, of which the fastest counts")
	f.StringVar(&o.Dir, "dir", filepath.Join(os.TempDir(), "concord-bench"), "folder for the files; those that are there are used again")
	f.StringVar(&o.Only, "only", "", "formats by comma, of nt, ttl, trig, rdf")
	f.BoolVar(&o.Ours, "ours", false, "leave out all but Concord and knakk/rdf")
	if err := f.Parse(args); err != nil {
		return err
	}
	return parseTable(ctx, o, stdout)
}
