package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/annotate"
)

// annotateOptions are the flags of annotate.
type annotateOptions struct {
	target, format, input, source string
	asJSON                        bool
}

func (a *app) annotateCommand() *cobra.Command {
	var o annotateOptions
	c := &cobra.Command{
		Use: "annotate FILE|-", Short: "Find organisations, instruments and their words in a text, and check a draft",
		Long: "Annotate finds in a text the organisations, instruments and instrument words of the catalogue, the longest name first, and\n" +
			"says whose word each is; what the text does not decide stays open with all its meanings. With --for, each word is\n" +
			"compared with what that organisation means by it: false friends are flagged and its own wording is suggested. All of\n" +
			"that is derived, asserted by nobody. Offsets count code points; in HTML, those of the text content.",
		Example: "  concord annotate draft.txt\n  concord annotate draft.html --for oecd\n  echo 'The OSCE adopted Decision No. 4.' | concord annotate - --for oecd --format jsonld",
		Args:    argCount(1, 1, "one file, or - for standard input"),
		RunE:    func(c *cobra.Command, args []string) error { return a.annotate(c, args[0], o) },
	}
	c.Flags().StringVar(&o.target, "for", "", "check the draft for this organisation: an acronym, slug, name or address")
	c.Flags().StringVar(&o.format, "format", "table", "table, json, jsonld (Web Annotation) or html")
	c.Flags().BoolVar(&o.asJSON, "json", false, "the same as --format json")
	c.Flags().StringVar(&o.input, "input", "", "what the file is: text or html (default: by its name and beginning)")
	c.Flags().StringVar(&o.source, "source", "", "address of the text, for jsonld (default: one made of its content)")
	return c
}

func (a *app) annotate(c *cobra.Command, file string, o annotateOptions) error {
	if o.asJSON {
		o.format = "json"
	}
	write, ok := annotateFormats[o.format]
	if !ok {
		return usagef("there is no format %q for annotations; there are table, json, jsonld and html", o.format)
	}
	if o.input != "" && o.input != "text" && o.input != "html" {
		return usagef("--input is text or html, not %q", o.input)
	}
	if o.source != "" && !rdf.HasScheme(o.source) {
		return usagef("--source is the address of the text, like https://example.org/text, not %q", o.source)
	}
	d, err := a.readDocument(file, o.input)
	if err != nil {
		return err
	}
	snap, done, err := a.snapshot(c.Context())
	if err != nil {
		return err
	}
	defer done()
	g, err := annotate.Compile(c.Context(), snap)
	if err != nil {
		return err
	}
	r, err := g.Annotate(c.Context(), d)
	if err != nil {
		return err
	}
	if o.target != "" {
		if err := g.CheckDraft(c.Context(), snap, r, o.target); err != nil {
			return explainNotFound(err)
		}
	}
	if o.source == "" && o.format == "html" {
		o.source = filepath.Base(file)
	}
	return write(a.out, r, o.source)
}

// readDocument reads the text, one byte more than is allowed at most.
func (a *app) readDocument(file, input string) (*annotate.Document, error) {
	in := a.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, annotate.MaxText+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	ext := strings.ToLower(filepath.Ext(file))
	if input == "html" || input == "" && (ext == ".html" || ext == ".htm" || ext == ".xhtml" || annotate.LooksLikeHTML(data)) {
		return annotate.HTML(data)
	}
	return annotate.Plain(data)
}

// annotateFormats are the ways to write a result; the last argument is its source or title.
var annotateFormats = map[string]func(io.Writer, *annotate.Result, string) error{
	"table":  func(w io.Writer, r *annotate.Result, _ string) error { return printAnnotations(w, r) },
	"json":   func(w io.Writer, r *annotate.Result, _ string) error { return printJSON(w, r) },
	"jsonld": annotate.WriteWebAnnotations,
	"html":   annotate.WritePage,
}

func printAnnotations(w io.Writer, r *annotate.Result) error {
	b := &strings.Builder{}
	if len(r.Annotations) == 0 {
		fmt.Fprintf(b, "Nothing that the graph has a name for is recognised in %d characters.\n", r.Characters)
	}
	for i := range r.Annotations {
		a := &r.Annotations[i]
		fmt.Fprintf(b, "%d-%d\t%s\t%s\n", a.Start, a.End, oneLine(a.Exact), meaning(r, a))
	}
	if r.Left > 0 {
		fmt.Fprintf(b, "%d more are left out\n", r.Left)
	}
	if r.Draft != nil {
		printDraft(b, r)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// meaning says in a line what an annotation means.
func meaning(r *annotate.Result, a *annotate.Annotation) string {
	if a.Open {
		return "open between " + fmt.Sprint(len(a.Means)) + ": " + a.Differ
	}
	t := r.Things[a.Means[0]]
	line := t.Kind + "\t" + t.String()
	if t.Nature != "" && t.Kind != annotate.Instrument {
		line += ", " + t.Nature
	}
	return line + "\t" + answer.Short(t.IRI)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func printDraft(b *strings.Builder, r *annotate.Result) {
	d := r.Draft
	fmt.Fprintf(b, "\nFor %s:\n", d.Target)
	if d.Note != "" {
		fmt.Fprintf(b, "  %s\n", d.Note)
	}
	for i := range d.Findings {
		f := &d.Findings[i]
		fmt.Fprintf(b, "%s  %s\n  here: %s\n", strings.ToUpper(string(f.Verdict)), oneLine(f.Word), f.Here)
		if f.There != "" {
			fmt.Fprintf(b, "  there: %s  (%s)\n", f.There, proofLine(f.Evidence))
		}
		fmt.Fprintf(b, "  %s\n", f.Says)
		for _, line := range f.Warnings {
			fmt.Fprintf(b, "  ! %s\n", line)
		}
		if f.Verdict == annotate.SameWord || f.Verdict == annotate.OwnWord {
			continue
		}
		for _, s := range f.Suggestions {
			fmt.Fprintf(b, "  to consider: %s (%s, %s)  %s\n", s.Label, s.Outcome, s.Because, answer.Short(s.IRI))
			for _, line := range s.Warnings {
				fmt.Fprintf(b, "    ! %s\n", line)
			}
		}
	}
	b.WriteString("All of this is derived: proposals for a person, asserted by nobody.\n")
}
