package ingest

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
)

// ConvertOptions say what Convert reads (Options: one source, its format, base, limits, Lenient) and how it writes that.
type ConvertOptions struct {
	Options
	To       *rdf.Format
	Only     string       // write this graph alone: its IRI, a blank node like _:g, or UnnamedGraph; "": everything
	Prefixes []rdf.Prefix // abbreviations to use besides the document's own
	Spare    []rdf.Prefix // and more of them, to be declared only where they are used
	Buffer   int          // quads held back to write Turtle and TriG prettily; see turtle.WriterOptions
	// Writer makes another writer than that of To, which then only says what it can hold.
	Writer func(io.Writer) rdf.Writer
}

// UnnamedGraph as ConvertOptions.Only is the graph of statements without a graph.
const UnnamedGraph = "default"

// GraphsLostError says that a document has named graphs, which the format to write cannot hold.
type GraphsLostError struct {
	File   string
	Format *rdf.Format
	Graphs []string // some of them
	Count  int      // how many there are
	More   bool     // at least Count; nobody counted further
}

// Error says how many there are and what to do.
func (e *GraphsLostError) Error() string {
	return fmt.Sprintf("%s holds %s, which %s cannot keep apart; choose one of them, or the unnamed graph, or a format that holds graphs: TriG, N-Quads, JSON-LD",
		e.File, namedGraphs(e.Count, e.More, e.Graphs), e.Format.Title)
}

// namedGraphs says "3 named graphs (a, b, c)".
func namedGraphs(n int, more bool, some []string) string {
	out := fmt.Sprintf("%d named graphs", n)
	if n == 1 {
		out = "1 named graph"
	}
	if more {
		out = "more than " + out
	}
	if n == 0 {
		return "no named graph"
	}
	if n > len(some) {
		some = append(slices.Clone(some), "...")
	}
	return out + " (" + strings.Join(some, ", ") + ")"
}

// Convert reads a document and writes it in another format. It streams, except where a format cannot (JSON-LD is read as
// a whole) and for the quads held back to write prettily. What was written before an error is no whole document.
func Convert(ctx context.Context, w io.Writer, o ConvertOptions) (Report, error) {
	start := time.Now()
	r, err := Open(ctx, o.Options)
	if err != nil {
		return Report{}, err
	}
	defer r.Close()
	first, err := r.Read() // behind the declarations at the document's head
	if err != nil && err != io.EOF {
		return Report{}, err
	}
	out, werr := o.writer(w, r.Prefixes())
	if werr != nil {
		return Report{}, werr
	}
	c := converter{r: r, out: out, o: o}
	for q := first; err != io.EOF; q, err = r.Read() {
		if err == nil {
			err = c.quad(q)
		}
		if err != nil {
			return Report{}, err
		}
	}
	if o.Only != "" && c.n == 0 {
		return Report{}, c.nothing()
	}
	if err := out.Close(); err != nil {
		return Report{}, err
	}
	return Report{Files: 1, Quads: c.n, Bad: r.Bad(), Elapsed: time.Since(start)}, nil
}

func (o *ConvertOptions) writer(w io.Writer, found []rdf.Prefix) (rdf.Writer, error) {
	if o.Writer != nil {
		return o.Writer(w), nil
	}
	return codec.NewWriter(o.To, w, codec.Options{Prefixes: slices.Concat(o.Prefixes, found), Spare: o.Spare, Buffer: o.Buffer})
}

// converter moves quads from a reader to a writer.
type converter struct {
	r      *Reader
	out    rdf.Writer
	o      ConvertOptions
	graphs graphCount
	n      uint64
}

func (c *converter) quad(q rdf.Quad) error {
	c.graphs.add(q.G)
	switch {
	case c.o.Only != "" && graphName(q.G) != c.o.Only:
		return nil
	case c.o.Only == "" && !c.o.To.Quads && !q.G.IsZero():
		return c.lost()
	}
	c.n++
	return c.out.Write(q)
}

// nothing is the error for a graph without statements.
func (c *converter) nothing() error {
	what := "the graph " + c.o.Only
	if c.o.Only == UnnamedGraph {
		what = "the unnamed graph"
	}
	return fmt.Errorf("%s has no statement in %s; it holds %s", c.r.Name(), what, c.graphs.String())
}

// lost reads the rest to say how many graphs would be lost.
func (c *converter) lost() error {
	for !c.graphs.more {
		q, err := c.r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		c.graphs.add(q.G)
	}
	return &GraphsLostError{File: c.r.Name(), Format: c.o.To, Graphs: c.graphs.some, Count: len(c.graphs.seen), More: c.graphs.more}
}

// graphName is the name by which ConvertOptions.Only knows a graph.
func graphName(g rdf.Term) string {
	switch g.Kind {
	case rdf.None:
		return UnnamedGraph
	case rdf.Blank:
		return g.String()
	}
	return g.Value
}

const (
	maxGraphsCounted = 100_000
	maxGraphsNamed   = 5
)

// graphCount counts the named graphs of a document, up to a limit.
type graphCount struct {
	seen map[rdf.Term]bool
	last rdf.Term
	some []string
	more bool
}

func (c *graphCount) add(g rdf.Term) {
	if g == c.last || g.IsZero() || c.seen[g] {
		return
	}
	if c.last = g; len(c.seen) >= maxGraphsCounted {
		c.more = true
		return
	}
	if c.seen == nil {
		c.seen = map[rdf.Term]bool{}
	}
	c.seen[g] = true
	if len(c.some) < maxGraphsNamed {
		c.some = append(c.some, graphName(g))
	}
}

func (c *graphCount) String() string { return namedGraphs(len(c.seen), c.more, c.some) }
