package ingest

import (
	"context"
	"fmt"
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

const batchQuads = 8192

// batches reads a document by the batch, within the limits: the batch holds so many quads, or fewer and there is an error,
// or io.EOF; or its text has become long.
type batches interface {
	ReadBatch(b *turtle.Batch, most int) error
}

// turtleBatches reads Turtle or TriG, where terms never become an rdf.Term for each time they are named.
type turtleBatches struct {
	*turtle.TurtleReader
	growth
}

func (x *turtleBatches) ReadBatch(b *turtle.Batch, most int) error {
	err := x.TurtleReader.ReadBatch(b, most)
	if limit := x.batch(b); limit != nil { // it stands before what err is about
		return limit
	}
	return err
}

// quadBatches reads any other format, quad by quad.
type quadBatches struct{ rdf.Reader }

func (x quadBatches) ReadBatch(b *turtle.Batch, most int) error {
	for len(b.Quads) < most {
		q, err := x.Read()
		if err != nil {
			return err
		}
		b.Add(q)
	}
	return nil
}

// filled is a batch, and why there is none after it: an error or io.EOF; or nil.
type filled struct {
	*turtle.Batch
	err error
}

const waitingBatches = 2 // read before the store takes them

// drain moves everything from a reader into the part: one goroutine reads while the caller's gives what was read to the
// store, in the document's order.
func (l *load) drain(ctx context.Context, r batches, part index.PartWriter) error {
	ctx, cancel := context.WithCancel(ctx)
	read := make(chan filled, waitingBatches)
	go func() {
		defer close(read)
		l.readBatches(ctx, r, read)
	}()
	defer func() {
		cancel()
		for range read { // lets the reading goroutine end before the document is closed
		}
	}()
	for f := range read {
		if err := l.addBatch(ctx, f, part); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// readBatches reads until the end, an error, or nobody wants more.
func (l *load) readBatches(ctx context.Context, r batches, to chan<- filled) {
	for more := true; more; {
		f := filled{Batch: l.batch()}
		f.err = r.ReadBatch(f.Batch, batchQuads)
		more = f.err == nil
		select {
		case to <- f:
		case <-ctx.Done():
			return
		}
	}
}

// drainHere is drain without a second goroutine, for readers that call back.
func (l *load) drainHere(ctx context.Context, r batches, part index.PartWriter) error {
	for {
		f := filled{Batch: l.batch()}
		f.err = r.ReadBatch(f.Batch, batchQuads)
		if err := l.addBatch(ctx, f, part); err != nil || f.err != nil {
			return err
		}
	}
}

// addBatch gives the store what was read, unless an error follows on it.
func (l *load) addBatch(ctx context.Context, f filled, part index.PartWriter) error {
	if f.err != nil && f.err != io.EOF {
		return f.err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if l.o.OneGraph {
		if err := l.oneGraph(f.Batch); err != nil {
			return err
		}
	}
	if err := l.hand(part, f.Terms, f.Quads); err != nil {
		return err
	}
	f.Reset()
	l.batches.Put(f.Batch)
	return nil
}

// oneGraph refuses quads of another graph than that of the load.
func (l *load) oneGraph(b *turtle.Batch) error {
	graph, last := l.graph(), ^uint32(0)
	for i := range b.Quads {
		id := b.Quads[i][3]
		if g := b.Terms[id]; id != last && g != graph {
			return fmt.Errorf("load: %w: %s", ErrOtherGraph, g)
		}
		last = id
	}
	return nil
}
