package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"w3id.org/concord/index"
	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
)

// The exit codes.
const (
	exitFine   = 0
	exitFailed = 1
	exitUsage  = 2
)

// usageError is a mistake in how a command was called, as opposed to a command that failed.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// app is what every command shares.
type app struct {
	in       io.Reader
	out, err io.Writer
	storeDir string // --store; "" for the default
}

// run executes one command line and returns the exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errw io.Writer) int {
	a := &app{in: in, out: out, err: errw}
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil || errors.Is(err, syscall.EPIPE) { // "| head" closed the pipe: it has seen enough
		return exitFine
	}
	fmt.Fprintln(errw, "concord: "+explain(err))
	if errors.As(err, new(usageError)) {
		return exitUsage
	}
	return exitFailed
}

// explain is the text of an error for people: with the caret where there is one, and what to do next.
func explain(err error) string {
	var syntax *rdf.SyntaxError
	var limit *ingest.LimitError
	switch {
	case errors.As(err, &limit):
		return strings.Replace(err.Error(), limit.Error(), limitHint(limit), 1)
	case errors.As(err, &syntax):
		return strings.Replace(err.Error(), syntax.Error(), syntax.Detail(), 1)
	case errors.Is(err, index.ErrLocked):
		return err.Error() + "\n  Only one process may write to a store. Use another --store, or send a change to the running server (POST /update; it must have a --token-file)."
	case errors.Is(err, query.ErrTimeout):
		return err.Error() + "\n  Give it more time with --timeout, or narrow the query; --explain shows where the rows come from."
	case errors.Is(err, query.ErrInternal):
		return firstLine(err.Error()) + "\n  This is a fault of the program; please report it with the query."
	case errors.Is(err, context.Canceled):
		return "interrupted"
	}
	return err.Error()
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "concord",
		Short: "The common language of international rule-making, as a knowledge graph",
		Long: "Concord serves a catalogue of the instruments of international organisations, what each organisation calls them and\n" +
			"how they are put into practice, as linked data with SPARQL, term lookup and graph traversal. It serves any other RDF\n" +
			"data just as well.",
		Example:       "  concord serve\n  concord lookup \"memorandum of understanding\"\n  concord query 'SELECT ?type (COUNT(*) AS ?n) { ?x a ?type } GROUP BY ?type ORDER BY DESC(?n) LIMIT 10'",
		SilenceErrors: true, SilenceUsage: true,
		Args:              noArgs,
		RunE:              func(c *cobra.Command, _ []string) error { return c.Help() },
		PersistentPreRunE: checkLimits,
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.PersistentFlags().StringVar(&a.storeDir, "store", "",
		"directory of the store (default: $CONCORD_STORE, or concord in the user's data home)")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usagef("%w\n  %q shows the flags", err, c.CommandPath()+" --help")
	})
	root.AddCommand(a.reviewCommand())
	root.AddCommand(a.serveCommand(), a.loadCommand(), a.queryCommand(), a.queriesCommand(), a.runningCommand(), a.updateCommand(), a.lookupCommand(), a.matrixCommand(), a.traverseCommand(),
		a.exportCommand(), a.statsCommand(), a.checkCommand(), a.versionCommand())
	root.AddCommand(a.backupCommand(), a.restoreCommand(), a.compactCommand())
	root.AddCommand(a.crosswalkCommand(), a.wordCommand())
	root.AddCommand(a.reconcileCommand())
	root.AddCommand(a.decideCommand(), a.decisionsCommand(), a.candidatesCommand())
	root.AddCommand(a.variationsCommand(), a.friendsCommand(), a.twinsCommand())
	root.AddCommand(a.groupCommand())
	root.AddCommand(a.convertCommand(), a.sameCommand())
	root.AddCommand(a.differencesCommand(), a.consensusCommand(), a.compareCommand())
	root.AddCommand(a.annotateCommand())
	root.AddCommand(a.glossaryCommand(), a.concordanceCommand(), a.citeCommand())
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SuggestionsMinimumDistance = 2
	return root
}

// checkLimits refuses limits below zero, for every command that has them.
func checkLimits(c *cobra.Command, _ []string) error {
	for _, name := range []string{"limit", "hops", "memory", "total-memory", "result-cache", "timeout", "max-depth", "max-prefixes", "max-ratio"} {
		if f := c.Flags().Lookup(name); f != nil && strings.HasPrefix(f.Value.String(), "-") {
			return usagef("--%s must not be below zero, like %s", name, f.Value)
		}
	}
	return nil
}

// noArgs refuses arguments; on the root they are misspelt commands.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if !c.HasParent() {
		return usagef("there is no command %q; \"concord --help\" lists the commands%s", args[0], suggest(c, args[0]))
	}
	return usagef("%s takes no arguments, not %q", c.CommandPath(), args[0])
}

func suggest(c *cobra.Command, name string) string {
	if near := c.SuggestionsFor(name); len(near) > 0 {
		return "; did you mean " + strings.Join(near, " or ") + "?"
	}
	return ""
}

// argCount is a check for between least and most arguments.
func argCount(least, most int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) >= least && len(args) <= most {
			return nil
		}
		return usagef("%s takes %s\n  example: %s", c.CommandPath(), what, strings.TrimSpace(firstLine(c.Example)))
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// isTerminal reports whether a stream is a terminal: only then is there colour and progress.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
