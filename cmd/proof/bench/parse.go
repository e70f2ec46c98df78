package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"
)

type parseOptions struct {
	Triples, Runs int
	Dir, Only     string
	Ours          bool
}

// parseTable makes the files, measures each engine on each and prints a table per format: the time of the whole process less that of
// the same process on an empty file, so that starting a virtual machine is not counted.
func parseTable(ctx context.Context, o parseOptions, stdout io.Writer) error {
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return err
	}
	engines, absent := parseEngines()
	for _, format := range []string{"nt", "ttl", "trig", "rdf"} {
		if o.Only != "" && !strings.Contains(","+o.Only+",", ","+format+",") {
			continue
		}
		name := filepath.Join(o.Dir, fmt.Sprintf("mixed-%d.%s", o.Triples, format))
		if err := makeOnce(name, func(tmp string) error { return writeMixed(tmp, o.Triples) }); err != nil {
			return err
		}
		if err := parseFormat(ctx, o, format, name, engines, stdout); err != nil {
			return err
		}
	}
	for _, a := range absent {
		fmt.Fprintln(stdout, "absent:", a)
	}
	return nil
}

// makeOnce makes a file unless it is there; half a file never gets the name.
func makeOnce(name string, write func(tmp string) error) error {
	if _, err := os.Stat(name); err == nil {
		return nil
	}
	tmp := filepath.Join(filepath.Dir(name), "part-"+filepath.Base(name))
	if err := write(tmp); err != nil {
		os.Remove(tmp)
		return err
	}
	return os.Rename(tmp, name)
}

type parseResult struct {
	engine string
	cost   cost
	err    error
}

// parseFormat measures the engines in turns, so that a minute in which the machine was busy does not hit one of them alone.
func parseFormat(ctx context.Context, o parseOptions, format, name string, engines []parseEngine, stdout io.Writer) error {
	empty := filepath.Join(o.Dir, "empty."+format)
	if err := os.WriteFile(empty, []byte(emptyDocument(format)), 0o644); err != nil {
		return err
	}
	var results []parseResult
	for range o.Runs {
		at := 0
		for _, e := range engines {
			if !strings.Contains(e.formats, format) || o.Ours && e.peer {
				continue
			}
			r := parseResult{engine: e.name}
			r.cost, r.err = e.measure(ctx, name, empty, o.Triples)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			results = better(results, at, r)
			at++
		}
	}
	return printParse(stdout, format, name, o, results)
}

// better keeps the faster of two runs of one engine.
func better(all []parseResult, at int, r parseResult) []parseResult {
	switch {
	case at == len(all):
		return append(all, r)
	case all[at].err != nil || r.err == nil && r.cost.wall < all[at].cost.wall:
		all[at] = r
	}
	return all
}

func emptyDocument(format string) string {
	if format == "rdf" {
		return `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>`
	}
	return ""
}

func printParse(stdout io.Writer, format, name string, o parseOptions, results []parseResult) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	var knakk time.Duration
	for _, r := range results {
		if r.engine == "knakk/rdf" && r.err == nil {
			knakk = r.cost.wall
		}
	}
	fmt.Fprintf(stdout, "%s: %d triples, %d MB, fastest of %d runs\n", format, o.Triples, info.Size()/1e6, o.Runs)
	t := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "engine\twall s\tCPU s\tM triples/s\ttimes knakk/rdf\tpeak MB\t")
	for _, r := range results {
		if r.err != nil {
			fmt.Fprintf(t, "%s\tfails: %v\t\t\t\t\t\n", r.engine, r.err)
			continue
		}
		s := r.cost.wall.Seconds()
		ratio := "-"
		if knakk > 0 {
			ratio = fmt.Sprintf("%.1f", knakk.Seconds()/s)
		}
		fmt.Fprintf(t, "%s\t%.3f\t%.3f\t%.2f\t%s\t%d\t\n", r.engine, s, r.cost.cpu.Seconds(), float64(o.Triples)/s/1e6, ratio, r.cost.peak/1e6)
	}
	fmt.Fprintln(t)
	return t.Flush()
}

var errCount = errors.New("counts other statements")
