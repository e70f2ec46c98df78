package ingest_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
)

// endless is a document without an end. It counts what is read.
type endless struct {
	head, text string
	n          atomic.Int64
}

func (e *endless) Read(p []byte) (int, error) {
	if e.n.Add(1) == 1 {
		return copy(p, e.head), nil
	}
	n := 0
	for n+len(e.text) <= len(p) {
		n += copy(p[n:], e.text)
	}
	return n, nil
}

// stopping is a store whose part ends the load when it has got so many quads.
type stopping struct {
	nowhere
	after int
	stop  func() error
}

func (s *stopping) Bulk(context.Context, index.BulkOptions) (index.Loader, error) { return s, nil }
func (s *stopping) Part() (index.PartWriter, error)                               { return s, nil }

func (s *stopping) Close() error { return nil }

func (s *stopping) Add(_ []rdf.Term, quads [][4]uint32) error {
	if s.after -= len(quads); s.after > 0 {
		return nil
	}
	return s.stop()
}

// TestStops: where reading and storing are two goroutines, a cancelled context and an error of the store end both, the
// reader reads only a little ahead, and it has ended when Load returns.
func TestStops(t *testing.T) {
	full := errors.New("the disk is full")
	for _, c := range []struct {
		f          *rdf.Format
		head, text string
	}{
		{rdf.Turtle, "@prefix a: <urn:a:> . a:s a:p ", "1, [ a:q 2 ],"},
		{rdf.TriG, "@prefix a: <urn:a:> .", "a:g { a:s a:p (1 2) }"},
		{rdf.RDFXML, "<r:RDF xmlns:r='" + rdf.NS + "' xmlns:a='urn:a:'>", "<a:c><a:p>x</a:p></a:c>"},
	} {
		for want, stop := range map[error]func(cancel func()) error{
			full:             func(func()) error { return full },
			context.Canceled: func(cancel func()) error { cancel(); return nil },
		} {
			ctx, cancel := context.WithCancel(context.Background())
			in := &endless{head: c.head, text: c.text}
			s := &stopping{after: 50_000, stop: func() error { return stop(cancel) }}
			_, err := ingest.Load(ctx, s, ingest.Options{Sources: []string{"-"}, Stdin: in, Format: c.f})
			if !errors.Is(err, want) {
				t.Errorf("%s: got %v, want %v", c.f.Title, err, want)
			}
			if read := in.n.Load(); read > 200 {
				t.Errorf("%s: read %d times", c.f.Title, read)
			} else if time.Sleep(10 * time.Millisecond); in.n.Load() != read {
				t.Errorf("%s: goes on reading", c.f.Title)
			}
			cancel()
		}
	}
}

// TestErrorBehindBatches: a mistake behind many statements has its place, and nothing is committed.
func TestErrorBehindBatches(t *testing.T) {
	text := strings.Repeat("<urn:a> <urn:b> 1 .\n", 30_000)
	_, err := ingest.Load(context.Background(), nowhere{}, ingest.Options{Sources: []string{"-"}, Format: rdf.Turtle,
		Stdin: io.MultiReader(strings.NewReader(text), strings.NewReader("<urn:a> nope 1 ."))})
	var e *rdf.SyntaxError
	if !errors.As(err, &e) || e.Line != 30_001 || e.Column != 9 {
		t.Errorf("got %v", err)
	}
}
