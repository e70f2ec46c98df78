package ingest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"w3id.org/concord/index/vfs"
)

const peekSize = 64 << 10

// document is an open source: unpacked, with its beginning in view.
type document struct {
	source
	*bufio.Reader
	plain int64 // bytes given out by Read
	close []func() error
}

// Read gives the unpacked text and counts it.
func (d *document) Read(p []byte) (int, error) {
	n, err := d.Reader.Read(p)
	d.plain += int64(n)
	return n, err
}

// open opens a source and unpacks it if its first bytes say so.
func (l *load) open(s source) (*document, error) {
	d := &document{source: s}
	var in io.Reader = l.o.Stdin
	if s.body != nil {
		in = s.body.Reader
	} else if s.name != stdin {
		f, err := os.Open(s.name)
		if err != nil {
			return nil, fmt.Errorf("load: %w", err)
		}
		d.close = append(d.close, f.Close)
		in = vfs.ReadOnce(f)
	} else if in == nil {
		return nil, errors.New("load: standard input is not connected; name a file")
	}
	counter := &counter{r: in, m: l.progress}
	raw := bufio.NewReaderSize(counter, peekSize)
	unpacked, err := d.unpack(raw, counter, l.o.MaxRatio)
	if err != nil {
		d.Close()
		return nil, fmt.Errorf("load: %s: %w", s.name, err)
	}
	if unpacked == nil {
		d.Reader = raw
	} else {
		d.Reader = bufio.NewReaderSize(unpacked, peekSize)
	}
	return d, nil
}

// Close closes the file and ends what unpacks it.
func (d *document) Close() {
	for i := len(d.close) - 1; i >= 0; i-- {
		d.close[i]()
	}
}

// unpack recognises gzip and zstd by their first bytes; nil if the input is neither.
func (d *document) unpack(raw *bufio.Reader, in *counter, ratio int) (io.Reader, error) {
	magic, err := raw.Peek(4)
	if err != nil && err != io.EOF {
		return nil, err
	}
	var out io.Reader
	switch {
	case len(magic) >= 2 && string(magic[:2]) == "\x1f\x8b":
		z, err := gzip.NewReader(raw)
		if err != nil {
			return nil, err
		}
		d.close = append(d.close, z.Close)
		out = z
	case string(magic) == "\x28\xb5\x2f\xfd":
		z, err := zstd.NewReader(raw, zstd.WithDecoderMaxWindow(128<<20))
		if err != nil {
			return nil, err
		}
		d.close = append(d.close, func() error { z.Close(); return nil })
		out = z
	default:
		return nil, nil
	}
	return &bomb{r: out, in: in, ratio: int64(ratio), name: d.label()}, nil
}

// bomb refuses input that unpacks to far more than RDF would.
type bomb struct {
	r     io.Reader
	in    *counter
	out   int64
	ratio int64
	name  string
}

func (b *bomb) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.out += int64(n)
	if b.out > freeGrowth && b.out > b.ratio*b.in.n {
		return n, &LimitError{File: b.name, What: fmt.Sprintf("unpacks to more than %d times its size", b.ratio), Limit: "ratio"}
	}
	if err != nil && err != io.EOF {
		err = fmt.Errorf("load: unpack %s: %w", b.name, err)
	}
	return n, err
}

// counter counts the bytes of a source for the progress.
type counter struct {
	r io.Reader
	n int64
	m *meter
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.m.addBytes(int64(n))
	return n, err
}
