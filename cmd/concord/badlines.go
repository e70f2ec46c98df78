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
	most    int    // bad cells that an error lists
	name    string // of the file; "" for none
	err     io.Writer
	file    *os.File
	w       *bufio.Writer
	n       int
	failed  error

	cells, rows int    // of tables, left out
	shown       int    // bad cells
	row         string // the last of them
}

func (b *badLines) flags(f *pflag.FlagSet) {
	f.BoolVar(&b.lenient, "lenient", false, "skip lines of N-Triples and N-Quads that cannot be read, and bad cells of tables, and say which")
	f.StringVar(&b.name, "bad-lines", "", "file that takes the lines and rows that --lenient skips or shortens, each below its error")
}

// start makes the options lenient if the flags say so.
func (b *badLines) start(o *ingest.Options, errw io.Writer) error {
	if b.most < 0 {
		return usagef("--max-bad must be 1 or more, not %d", b.most)
	}
	o.MaxBad = b.most
	if !b.lenient {
		if b.name != "" {
			return usagef("--bad-lines goes with --lenient")
		}
		return nil
	}
	b.err, o.Lenient, o.BadLine, o.BadCell = errw, true, b.add, b.addCell
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

// addCell takes one bad cell of a table. The file has each row once, below what is wrong in it.
func (b *badLines) addCell(c ingest.BadCell) {
	row := fmt.Sprint(c.Err.File, "\x00", c.Sheet, "\x00", c.Row)
	fresh := row != b.row
	what := "this cell is left out"
	switch {
	case !c.RowLeft:
		b.cells++
	case fresh:
		b.rows++
		fallthrough
	default:
		what = "this row is left out"
	}
	if b.shown++; b.shown <= badLinesShown {
		fmt.Fprintf(b.err, "%s; %s\n", c.Err.Error(), what)
	}
	if b.shown == badLinesShown+1 {
		fmt.Fprintln(b.err, "further bad cells are counted, not shown")
	}
	if b.w != nil && b.failed == nil {
		if _, b.failed = fmt.Fprintf(b.w, "# %s; %s\n", strings.ReplaceAll(c.Err.Error(), "\n", " "), what); fresh && b.failed == nil {
			_, b.failed = fmt.Fprintln(b.w, c.Record)
		}
	}
	b.row = row
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
	var words string
	if b.n > 0 {
		words = fmt.Sprintf("; skipped %s bad line(s)", group(b.n))
	}
	if b.cells+b.rows > 0 {
		words += fmt.Sprintf("; left out %s bad cell(s) and %s row(s)", group(b.cells), group(b.rows))
	}
	if words != "" && b.name != "" {
		words += ", kept in " + b.name
	}
	return words, nil
}
