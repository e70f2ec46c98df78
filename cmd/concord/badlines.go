package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"w3id.org/concord/ingest"
)

const badLinesShown = 100

// badLines tells of the lines that a lenient reading skips: the first of them on standard error, all of them to a file.
type badLines struct {
	lenient bool
	name    string // of the file; "" for none
	err     io.Writer
	file    *os.File
	w       *bufio.Writer
	n       int
	failed  error
}

func (b *badLines) flags(f *pflag.FlagSet) {
	f.BoolVar(&b.lenient, "lenient", false, "skip lines of N-Triples and N-Quads that cannot be read, and say which")
	f.StringVar(&b.name, "bad-lines", "", "file that takes the lines skipped by --lenient, each below its error")
}

// start makes the options lenient if the flags say so.
func (b *badLines) start(o *ingest.Options, errw io.Writer) error {
	if !b.lenient {
		if b.name != "" {
			return usagef("--bad-lines goes with --lenient")
		}
		return nil
	}
	b.err, o.Lenient, o.BadLine = errw, true, b.add
	if b.name == "" {
		return nil
	}
	f, err := os.Create(b.name)
	if err != nil {
		return err
	}
	b.file, b.w = f, bufio.NewWriter(f)
	return nil
}

// add takes one line. In the file the error is a comment: once the lines are mended it can be loaded as it is.
func (b *badLines) add(line ingest.BadLine) {
	if b.n++; b.n <= badLinesShown {
		fmt.Fprintln(b.err, line.Err.Detail())
	}
	if b.n == badLinesShown+1 {
		fmt.Fprintln(b.err, "further bad lines are counted, not shown")
	}
	if b.w != nil && b.failed == nil {
		_, b.failed = fmt.Fprintf(b.w, "# %s\n%s\n", strings.ReplaceAll(line.Err.Error(), "\n", " "), line.Text)
	}
}

// finish closes the file and gives the words for the report: "" if no line was skipped.
func (b *badLines) finish() (string, error) {
	if b.file != nil {
		err := b.failed
		if err == nil {
			err = b.w.Flush()
		}
		if cerr := b.file.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			return "", fmt.Errorf("write the bad lines: %w", err)
		}
	}
	switch {
	case b.n == 0:
		return "", nil
	case b.name != "":
		return fmt.Sprintf("; skipped %s bad line(s), kept in %s", group(b.n), b.name), nil
	}
	return fmt.Sprintf("; skipped %s bad line(s)", group(b.n)), nil
}
