package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
)

// sameFlags are the flags of the same command.
type sameFlags struct {
	o     ingest.Options
	from  string
	canon canonFlags
	quiet bool
}

func (a *app) sameCommand() *cobra.Command {
	var f sameFlags
	c := &cobra.Command{
		Use: "same A B", Short: "Say whether two RDF files hold the same graphs",
		Long: "Same compares two documents of any format by their canonical forms (RDFC-1.0): the order of the statements, the labels\n" +
			"of blank nodes and the abbreviations do not count; every character of names and literals does. The exit status is 0 if\n" +
			"they hold the same graphs, 1 if not, 2 if that cannot be said. Both are held in memory. One of them may be -, standard input.",
		Example: "  concord same data.ttl data.jsonld\n  concord convert data.rdf - --to turtle | concord same data.rdf -",
		Args:    argCount(2, 2, "two files"),
		RunE: func(c *cobra.Command, args []string) error {
			f.o.Stdin = a.in
			differ, err := f.compare(c.Context(), args[0], args[1])
			switch {
			case err != nil:
				return usageError{err} // exit status 2, as that of cmp and diff: 1 says that they differ
			case differ != "":
				return errors.New(differ)
			case !f.quiet:
				_, err = fmt.Fprintf(a.out, "%s and %s hold the same graphs\n", args[0], args[1])
			}
			return err
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.from, "from", "", "format of both (default: by their names, else by their content)")
	flags.StringVar(&f.o.Base, "base", "", "base IRI for relative IRIs of both (default: the file's address)")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "say nothing if they are the same")
	f.canon.define(flags)
	contextFlag(flags, &f.o)
	limitFlags(flags, &f.o.Limits)
	return c
}

// compare says in which way two documents differ; "" if they do not.
func (f *sameFlags) compare(ctx context.Context, a, b string) (differ string, err error) {
	if f.from != "" {
		if f.o.Format = rdf.FormatByName(f.from); f.o.Format == nil {
			return "", usagef("--from %q is not known; use one of %s", f.from, formatNames())
		}
	}
	if a == "-" && b == "-" {
		return "", usagef("only one of the two can be standard input")
	}
	x, err := f.lines(ctx, a)
	if err != nil {
		return "", err
	}
	y, err := f.lines(ctx, b)
	if err != nil {
		return "", err
	}
	return differing(a, b, x, y), nil
}

// lines gives the lines of the canonical form of a document.
func (f *sameFlags) lines(ctx context.Context, name string) ([]string, error) {
	how, err := f.canon.options()
	if err != nil {
		return nil, err
	}
	o := ingest.ConvertOptions{Options: f.o}
	o.Sources = []string{name}
	canonical(ctx, &o, how)
	var text strings.Builder
	if _, err := ingest.Convert(ctx, &text, o); err != nil {
		return nil, tooHard(name, err)
	}
	return strings.SplitAfter(text.String(), "\n"), nil
}

// differing shows the first statement that only one of two canonical forms has. Canonical labels follow from the whole, so
// that statements with blank nodes may seem to differ; those without one are shown rather.
func differing(a, b string, x, y []string) string {
	onlyX, onlyY := only(x, y), only(y, x)
	if len(onlyX)+len(onlyY) == 0 {
		return ""
	}
	text := fmt.Sprintf("%s and %s hold different graphs: %d and %d statements", a, b, len(x)-1, len(y)-1)
	for _, side := range []struct {
		name  string
		lines []string
	}{{a, onlyX}, {b, onlyY}} {
		if len(side.lines) == 0 {
			continue
		}
		text += fmt.Sprintf("\n  only in %s: %s", side.name, shortened(telling(side.lines)))
	}
	return text
}

// only gives the lines of x that y lacks; both are sorted.
func only(x, y []string) (out []string) {
	j := 0
	for _, line := range x {
		for j < len(y) && y[j] < line && y[j] != "" {
			j++
		}
		if line != "" && (j == len(y) || y[j] != line) {
			out = append(out, line)
		}
	}
	return out
}

// telling is the first line without a blank node, or the first.
func telling(lines []string) string {
	for _, line := range lines {
		if !strings.Contains(line, "_:c14n") {
			return strings.TrimSuffix(line, "\n")
		}
	}
	return strings.TrimSuffix(lines[0], "\n")
}

const shownLine = 300

func shortened(s string) string {
	if len(s) > shownLine {
		s = strings.ToValidUTF8(s[:shownLine], "") + " ..."
	}
	return s
}
