// Package ingest loads RDF into a store: Load opens files, folders and standard input, unpacks gz and zst, finds out the
// format, reads, and hands batches of terms and quads to the store's bulk loader. All sources become visible together
// or, after any error, not at all.
//
// It is not a parser (see the packages below ontology/rdf, which it reaches through codec) and not a store. Package
// knakk is a second parser to choose, package tabular turns tables into quads, package catalogue holds the data that
// Concord is shipped with.
//
// Convert and Open read in the same way, the one into another format, the other for the caller.
//
// The main path: Load(ctx, store, Options{Sources: ...}).
package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"w3id.org/concord/index"
	"w3id.org/concord/ingest/tabular"
	"w3id.org/concord/ontology/rdf"
)

// Options say what to load and how. Sources is needed, everything else has a default.
type Options struct {
	Sources []string    // files, folders (all files below with a known extension), "-" for standard input
	Stdin   io.Reader   // what "-" reads
	Bodies  []Body      // documents that are not files, read after Sources
	Format  *rdf.Format // nil: by extension, else by a look at the content
	Graph   string      // IRI of the graph that triples without a graph go to; "" is the unnamed graph
	Base    string      // base IRI for relative IRIs; "" is the file's own address (none for standard input)
	Parser  string      // ParserConcord or ParserKnakk; "" is ParserConcord

	// Small commits through a transaction instead of a bulk load: the way for documents of some megabytes, sent one by one.
	Small bool
	// Replace empties the graph in the same commit; it implies Small.
	Replace bool

	// Memory is how many bytes the store's bulk load may use; 0 is its default. What does not fit goes to temporary files.
	Memory uint64

	// OneGraph refuses documents that put statements into other graphs than Graph.
	OneGraph bool

	// Progress is called now and then, and once at the end, from one goroutine at a time.
	Progress func(Progress)

	Limits

	// Lenient skips lines of N-Triples and N-Quads that cannot be read, and tells BadLine of each, in their order. Other
	// formats are then ErrNotLines: they have no place where reading could begin again.
	//
	// Of tables it leaves out what is bad, and tells BadCell of each: the cell, or the row if it cannot do without it.
	Lenient bool
	BadLine func(BadLine)
	BadCell func(BadCell)
	MaxBad  int // bad cells of a table that an error lists when not Lenient; 0: 100

	// LoadContext gives the text of a remote JSON-LD context; nil: there are none, and nothing is fetched.
	LoadContext func(iri string) ([]byte, error)
}

// Body is a document that a request brings: it has no extension, so its format must be known.
type Body struct {
	Name   string // in errors
	Format *rdf.Format
	Reader io.Reader
}

// ErrOtherGraph says that a document that should hold one graph names another.
var ErrOtherGraph = errors.New("the document puts statements into a graph of its own; send one graph, or load the file instead")

// The parsers.
const (
	ParserConcord = "concord" // our own readers
	ParserKnakk   = "knakk"   // github.com/knakk/rdf, for N-Triples, N-Quads, Turtle and RDF/XML
)

// Progress says how far a load is. Rate and time left follow from it.
type Progress struct {
	Source     string        // being read
	Bytes      int64         // read of the sources so far, as they lie on disk
	TotalBytes int64         // of all sources; 0 if unknown, as with standard input
	Quads      uint64        // handed to the store so far
	Elapsed    time.Duration // since the start
	Committing bool          // all is read; the store is sorting and writing
}

// Rate is the number of quads per second so far.
func (p Progress) Rate() float64 {
	if p.Elapsed <= 0 {
		return 0
	}
	return float64(p.Quads) / p.Elapsed.Seconds()
}

// Left estimates the time until everything is read; ok is false if that cannot be told.
func (p Progress) Left() (left time.Duration, ok bool) {
	if p.TotalBytes <= 0 || p.Bytes <= 0 || p.Bytes > p.TotalBytes {
		return 0, false
	}
	return time.Duration(float64(p.Elapsed) * float64(p.TotalBytes-p.Bytes) / float64(p.Bytes)), true
}

// Report says what was loaded.
type Report struct {
	Files   int           // documents read
	Quads   uint64        // statements read; the store keeps repeated ones once
	Bad     uint64        // lines skipped (Options.Lenient)
	Left    tabular.Left  // cells and rows of tables left out (Options.Lenient)
	Seq     uint64        // the commit that made them visible
	Elapsed time.Duration // from start to commit
}

// Load reads all sources and commits them as one. On any error the store is as it was. Malformed input is an
// *rdf.SyntaxError that names the file.
func Load(ctx context.Context, s index.Store, o Options) (Report, error) {
	if err := o.check(); err != nil {
		return Report{}, err
	}
	docs, total, err := findSources(o)
	if err != nil {
		return Report{}, err
	}
	loader, err := o.begin(ctx, s)
	if err != nil {
		return Report{}, fmt.Errorf("load: %w", err)
	}
	defer loader.Abort() // harmless after Commit
	l := &load{o: o, loader: loader, progress: newMeter(o.Progress, total)}
	if err := l.documents(ctx, docs); err != nil {
		return Report{}, err
	}
	l.progress.committing()
	seq, err := loader.Commit(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("load: commit: %w", err)
	}
	l.progress.report(true)
	return Report{Files: len(docs), Quads: l.progress.quads, Bad: l.bad, Left: l.left, Seq: seq, Elapsed: time.Since(l.progress.start)}, nil
}

// documents loads everything. After bad cells in a table it goes on to the other tables, to tell of all that are bad.
func (l *load) documents(ctx context.Context, docs []source) error {
	var bad []error
	for _, d := range docs {
		if len(bad) > 0 && (d.body != nil || !isTable(d.name)) {
			continue
		}
		err := l.document(ctx, d)
		if isBadCells(err) {
			bad = append(bad, err)
		} else if err != nil {
			return errors.Join(append(bad, err)...)
		}
	}
	return errors.Join(bad...)
}

func (o *Options) check() error {
	if len(o.Sources)+len(o.Bodies) == 0 {
		return fmt.Errorf("load: no sources; name files, folders, or - for standard input")
	}
	switch o.Parser {
	case "", ParserConcord, ParserKnakk:
	default:
		return fmt.Errorf("load: there is no parser %q; choose %s or %s", o.Parser, ParserConcord, ParserKnakk)
	}
	if o.Graph != "" && !isIRI(o.Graph) {
		return fmt.Errorf("load: the graph %q is not an absolute IRI", o.Graph)
	}
	if o.Base != "" && !isIRI(o.Base) {
		return fmt.Errorf("load: the base %q is not an absolute IRI", o.Base)
	}
	o.Limits.setDefaults()
	return o.checkLenient()
}

// isIRI reports whether s has a scheme and no character that an IRI may not hold: such a name could not be written back.
func isIRI(s string) bool {
	return rdf.HasScheme(s) && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r)
	})
}

// load is one call of Load.
type load struct {
	o        Options
	loader   index.Loader
	progress *meter
	bad      uint64 // lines skipped
	left     tabular.Left
	batches  sync.Pool // of *turtle.Batch, empty
	texts    sync.Pool // of *[]byte
}
