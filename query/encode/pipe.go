package encode

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"w3id.org/concord/index"
	"w3id.org/concord/query/results"
)

const (
	pieceBytes = 4 << 20 // of a block are laid out at once at most: the same long text may be in every row
	aloneRows  = 4096    // up to so many rows a block is encoded on the spot
)

// Pipe encodes blocks and writes them in their sequence. Large ones are encoded by goroutines of their own, while the caller makes the
// next. It belongs to one goroutine; Stop must be called before what it reads from is closed.
type Pipe struct {
	ctx    context.Context
	layout *results.Layout
	write  func(rows int, text []byte) error
	most   int    // jobs at once
	jobs   []*job // at work, the oldest first
	spare  []*job
	filled *job // whose block the caller fills
	held   int64
}

// job is a block, and what becomes of it.
type job struct {
	Block
	encoder
	terms index.TermReader
	out   []byte // the first rows, laid out
	next  int    // the first row that is not in out
	err   error
	done  chan struct{}
	held  int64
}

// NewPipe encodes for a layout; write gets rows laid out, with Layout.Rows between them.
func NewPipe(ctx context.Context, l *results.Layout, write func(rows int, text []byte) error) *Pipe {
	return &Pipe{ctx: ctx, layout: l, write: write, most: min(max(1, runtime.GOMAXPROCS(0)), 4)}
}

// Block gives an empty block of so many columns to be filled; the next Put takes it.
func (p *Pipe) Block(cols int) *Block {
	if p.filled == nil {
		if n := len(p.spare); n > 0 {
			p.filled, p.spare = p.spare[n-1], p.spare[:n-1]
		} else {
			p.filled = &job{encoder: encoder{layout: p.layout}}
		}
	}
	p.filled.Block.Reset(cols)
	return &p.filled.Block
}

// Put encodes the block that Block gave. Its terms are read from terms, which must stay as they are.
func (p *Pipe) Put(terms index.TermReader) error {
	j := p.filled
	p.filled, j.terms, j.err = nil, terms, nil
	if len(p.jobs) == 0 && j.Rows <= aloneRows || p.most == 1 {
		j.encode(p.ctx)
		return p.finish(j)
	}
	j.done = make(chan struct{})
	go func() {
		defer close(j.done)
		j.encode(p.ctx)
	}()
	if p.jobs = append(p.jobs, j); len(p.jobs) < p.most {
		return nil
	}
	return p.oldest()
}

// Flush writes what is at work.
func (p *Pipe) Flush() error {
	for len(p.jobs) > 0 {
		if err := p.oldest(); err != nil {
			return err
		}
	}
	return nil
}

// Stop waits for what is at work and drops it. It is harmless after Flush.
func (p *Pipe) Stop() {
	for _, j := range p.jobs {
		<-j.done
	}
	p.jobs = nil
}

// Held is the memory that the pipe has taken, in bytes.
func (p *Pipe) Held() int64 { return p.held }

func (p *Pipe) oldest() error {
	j := p.jobs[0]
	<-j.done
	p.jobs = append(p.jobs[:0], p.jobs[1:]...)
	return p.finish(j)
}

// encode reads the block's terms and lays its first rows out.
func (j *job) encode(ctx context.Context) {
	defer func() {
		if r := recover(); r != nil { // a panic of another goroutine would end the process
			j.err = fmt.Errorf("encode rows: internal error: %v\n%s", r, debug.Stack())
		}
	}()
	if j.err = j.read(ctx, j.terms, &j.Block); j.err == nil {
		j.out, j.next = j.rows(j.out[:0], 0, j.Rows, pieceBytes)
	}
}

// finish writes a block, and the rows that are not laid out yet piece by piece.
func (p *Pipe) finish(j *job) error {
	if j.err != nil {
		return j.err
	}
	from := 0
	for {
		if err := p.write(j.next-from, j.out); err != nil {
			return err
		}
		if from = j.next; from == j.Rows {
			break
		}
		if err := p.ctx.Err(); err != nil {
			return err
		}
		j.out, j.next = j.rows(j.out[:0], from, j.Rows, pieceBytes)
	}
	held := int64(j.bytes() + cap(j.out) + 8*len(j.Cols)*j.Rows)
	p.held += held - j.held
	j.held, j.terms = held, nil
	p.spare = append(p.spare, j)
	return nil
}
