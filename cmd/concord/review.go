package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/query/decide"
)

func (a *app) reviewCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "review", Short: "Review sheets: out to an organisation as a workbook, and in again as decisions",
		Long: "A review sheet holds all that is recorded of an organisation and its terms, and every type for which it has none. The\n" +
			"secretariat answers each row: confirm, correct, we have none, unclear. Loaded again, each answer is a decision.",
		Example: "  concord review out oecd -o oecd.xlsx\n  concord review in oecd.xlsx",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("review takes out or in, not %q\n  example: concord review out oecd -o oecd.xlsx", args[0])
			}
			return c.Help()
		},
	}
	c.AddCommand(a.reviewOutCommand(), a.reviewInCommand())
	return c
}

func (a *app) reviewOutCommand() *cobra.Command {
	var file string
	c := &cobra.Command{
		Use: "out ORG -o FILE.xlsx", Short: "Write the review sheet of an organisation",
		Example: "  concord review out oecd -o oecd.xlsx",
		Args:    argCount(1, 1<<10, "an organisation"),
		RunE: func(c *cobra.Command, args []string) error {
			if file == "" && isTerminal(a.out) {
				return usagef("a workbook is no text for a terminal\n  example: concord review out oecd -o oecd.xlsx")
			}
			return a.reviewOut(c, strings.Join(args, " "), file)
		},
	}
	c.Flags().StringVarP(&file, "output", "o", "", "file to write (default: standard output)")
	return c
}

func (a *app) reviewOut(c *cobra.Command, org, file string) error {
	snap, done, err := a.snapshot(c.Context())
	if err != nil {
		return err
	}
	defer done()
	s, err := decide.NewSheet(c.Context(), snap, org, time.Now())
	if err != nil {
		return explainNotFound(err)
	}
	if file == "" {
		return answer.Review(a.out, s)
	}
	if _, err := writeFile(file, func(w *bufio.Writer) (int64, error) { return 0, answer.Review(w, s) }); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.err, "wrote %s: %d statements and %d types without a term of %s\n", file, len(s.Statements), len(s.Cells), s.Organisation)
	return err
}

func (a *app) reviewInCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "in FILE.xlsx", Short: "Record the answers of a review sheet as decisions, all or none",
		Long: "In checks every row first and lists all errors by sheet, row and column; nothing is recorded unless all is well. A sheet\n" +
			"that is loaded again adds only what is new in it.",
		Example: "  concord review in oecd.xlsx",
		Args:    argCount(1, 1, "one workbook"),
		RunE:    func(c *cobra.Command, args []string) error { return a.reviewIn(c, args[0], asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print what was recorded as JSON")
	return c
}

func (a *app) reviewIn(c *cobra.Command, file string, asJSON bool) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	filled, err := answer.ReadReview(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	s, err := a.openToDecide(c.Context())
	if err != nil {
		return err
	}
	defer s.Close()
	r, err := decide.RecordSheet(c.Context(), s, time.Now(), filled)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if asJSON {
		return printJSON(a.out, r)
	}
	_, err = fmt.Fprintln(a.out, answer.AnswersText(r))
	return err
}
