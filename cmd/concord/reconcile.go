package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/index"
	"w3id.org/concord/query/reconcile"
)

// reconcileFlags are what the command is called with.
type reconcileFlags struct {
	column, kind, org, out, delimiter, sheet string
	properties                               []string
	asJSON                                   bool
}

func (a *app) reconcileCommand() *cobra.Command {
	var f reconcileFlags
	c := &cobra.Command{
		Use: "reconcile FILE --column C", Short: "Match a column of a table with the things of the catalogue, and say how sure each match is",
		Long: "Reconcile reads a table (CSV, TSV or XLSX; - for standard input), looks each value of a column up, and writes the table\n" +
			"with ten further columns: address, name, type, organisation and score of the best candidate, whether it is a match, why,\n" +
			"and the second best. The rule of a match is strict: the value is a name or the address of one thing alone. Nothing is asserted.\n\n" +
			"Columns, cells, delimiter, quotes, line ends and encoding (UTF-8, UTF-16, else Windows-1252) stay as they are, byte for\n" +
			"byte; rows that are shorter than the longest are filled up. What is added is never taken for a formula by a spreadsheet.\n" +
			"Cells of your own that begin like one are left alone and counted on standard error.",
		Example: "  concord reconcile organisations.csv --column Name --kind organisation -o matched.csv\n" +
			"  concord reconcile texts.xlsx --column 2 --kind term --property organisation=Body -o matched.xlsx\n" +
			"  concord reconcile terms.tsv --column term --org oecd --json",
		Args: argCount(1, 1, "one file"),
		RunE: func(c *cobra.Command, args []string) error {
			if f.column == "" {
				return usagef("reconcile needs the column to match\n  example: concord reconcile organisations.csv --column Name")
			}
			return a.reconcile(c, args[0], f)
		},
	}
	c.Flags().StringVar(&f.column, "column", "", "the column to match: its name, or its number from 1")
	c.Flags().StringVar(&f.kind, "kind", "", "only things of this kind: term, type, organisation, instrument ...")
	c.Flags().StringVar(&f.org, "org", "", "only things of this organisation: an acronym, slug, name or address")
	c.Flags().StringArrayVar(&f.properties, "property", nil, "a column that tells candidates apart: organisation=COLUMN, year=COLUMN ... (repeatable)")
	c.Flags().StringVar(&f.delimiter, "delimiter", "", "what stands between cells, if it is guessed wrongly: , ; | or tab")
	c.Flags().StringVar(&f.sheet, "sheet", "", "the sheet of a workbook (default: the first)")
	c.Flags().StringVarP(&f.out, "output", "o", "", "the file to write (default: standard output)")
	c.Flags().BoolVar(&f.asJSON, "json", false, "print a line of JSON for each row instead, with all candidates and the parts of their scores")
	return c
}

func (a *app) reconcile(c *cobra.Command, file string, f reconcileFlags) error {
	delimiter, err := delimiterOf(f.delimiter, file)
	if err != nil {
		return err
	}
	in, err := a.openTable(file)
	if err != nil {
		return err
	}
	defer in.Close()
	workbook, err := isWorkbook(in)
	if err != nil {
		return err
	}
	if f.out != "" && !f.asJSON && workbook != strings.EqualFold(filepath.Ext(f.out), ".xlsx") {
		return usagef("the output has the format of the input: name a file like matched%s, not %s", map[bool]string{true: ".xlsx", false: ".csv"}[workbook], f.out)
	}
	s, err := a.openText(c.Context())
	if err != nil {
		return err
	}
	defer s.Close()
	snap, err := s.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	m, err := a.matching(c.Context(), snap, s.Text(), f)
	if err != nil {
		return err
	}
	return writeOutput(a.out, f.out, func(w io.Writer) error {
		if f.asJSON {
			m.JSON = w
		}
		start := time.Now()
		work := func() error { return a.matchTable(c.Context(), m, w, in, delimiter, f) }
		if workbook {
			work = func() error { return a.matchWorkbook(c.Context(), m, w, in, f) }
		}
		err := work()
		newProgress(a.err).clear()
		if err != nil {
			return fmt.Errorf("reconcile %s: %w", file, err)
		}
		fmt.Fprintf(a.err, "%s (%s)\n", m.Counts, time.Since(start).Round(10*time.Millisecond))
		return nil
	})
}

// isWorkbook reports whether a file is an XLSX workbook: those are ZIP archives.
func isWorkbook(f *os.File) (bool, error) {
	head := make([]byte, 4)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return false, err
	}
	_, err = f.Seek(0, io.SeekStart)
	return string(head[:n]) == "PK\x03\x04", err
}

// delimiterOf is the delimiter that was asked for or that the name of a file says; 0 to guess.
func delimiterOf(given, file string) (byte, error) {
	switch {
	case given == "tab", given == "\t", given == `\t`, given == "" && strings.EqualFold(filepath.Ext(file), ".tsv"):
		return '\t', nil
	case given == "":
		return 0, nil
	case len(given) == 1 && strings.Contains(",;|:", given):
		return given[0], nil
	}
	return 0, usagef("--delimiter is one of , ; | or tab, not %q", given)
}

// openTable opens a file; standard input is put aside first, because a table is read more than once.
func (a *app) openTable(file string) (*os.File, error) {
	if file != "-" {
		return os.Open(file)
	}
	aside, err := os.CreateTemp("", "concord-*")
	if err != nil {
		return nil, err
	}
	os.Remove(aside.Name()) // open files stay readable; where they cannot be removed the system clears them away
	if _, err := io.Copy(aside, a.in); err != nil {
		aside.Close()
		return nil, err
	}
	_, err = aside.Seek(0, io.SeekStart)
	return aside, err
}

// matching prepares the work: the names of the store, and the organisation.
func (a *app) matching(ctx context.Context, snap index.Snapshot, text index.Text, f reconcileFlags) (*answer.Matching, error) {
	names, err := reconcile.ReadNames(ctx, snap)
	if err != nil {
		return nil, err
	}
	progress := newProgress(a.err)
	m := &answer.Matching{Service: reconcile.New(snap, text, names), Kind: f.kind}
	m.Progress = func(rows int) {
		if progress.due() {
			fmt.Fprintf(progress.w, "\r\x1b[K%s rows", group(rows))
		}
	}
	if f.kind != "" && !names.HasType(f.kind) {
		return nil, usagef("there are no things of the kind %q; there are: %s", f.kind, strings.Join(names.TypeIDs(), ", "))
	}
	if f.org == "" {
		return m, nil
	}
	m.Org, err = m.Service.Organisation(ctx, f.org)
	return m, err
}

// choose finds the columns of a table.
func (f reconcileFlags) choose(m *answer.Matching, columns []string) (err error) {
	if m.Column, err = sheet.Column(columns, f.column); err != nil {
		return err
	}
	for _, p := range f.properties {
		name, column, ok := strings.Cut(p, "=")
		if !ok || !reconcile.IsProperty(name) {
			return usagef("--property is PROPERTY=COLUMN, where a property is one of %s, or the address of a predicate; not %q", strings.Join(reconcile.PropertyIDs(), ", "), p)
		}
		at, err := sheet.Column(columns, column)
		if err != nil {
			return err
		}
		m.Properties = append(m.Properties, answer.ColumnProperty{Property: name, Column: at})
	}
	return nil
}

func (a *app) matchTable(ctx context.Context, m *answer.Matching, w io.Writer, in *os.File, delimiter byte, f reconcileFlags) error {
	k, err := sheet.Keep(in, delimiter)
	if err != nil {
		return err
	}
	if err := f.choose(m, k.Columns); err != nil {
		return err
	}
	if k.Encoding == sheet.Windows1252 {
		fmt.Fprintln(a.err, "the file is not valid UTF-8: it is read, and written, as Windows-1252")
	}
	if k.Formulas > 0 {
		fmt.Fprintf(a.err, "cells of the file that begin like a formula: %d, the first in %s; they are left as they are, so look at them before you open the file in a spreadsheet\n", k.Formulas, k.Formula)
	}
	lost, err := m.Table(ctx, w, k)
	if lost > 0 {
		fmt.Fprintf(a.err, "characters of the added cells that %[2]s does not have: %[1]d; they became \"?\"\n", lost, k.Encoding)
	}
	return err
}

// maxWorkbook bounds what a workbook unpacks to, in bytes.
const maxWorkbook = 1 << 30

func (a *app) matchWorkbook(ctx context.Context, m *answer.Matching, w io.Writer, in io.Reader, f reconcileFlags) error {
	to := w
	if f.asJSON {
		to = io.Discard
	}
	return sheet.Widen(to, in, maxWorkbook, f.sheet, func(t sheet.Table) ([][]string, error) {
		if err := f.choose(m, t.Columns); err != nil {
			return nil, err
		}
		return m.Workbook(ctx, t)
	})
}

// writeOutput writes a file beside its place and moves it there when it is whole, or writes to standard output.
func writeOutput(stdout io.Writer, file string, write func(io.Writer) error) error {
	if file == "" {
		return write(stdout)
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".concord-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	defer os.Remove(f.Name())
	err = write(f)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}
