package endpoint

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Digest is what is kept of an answer.
type Digest struct {
	Rows int64
	Hash uint64 // of all rows, in any order
}

func (d Digest) String() string { return fmt.Sprintf("%d rows %016x", d.Rows, d.Hash) }

func digest(f form, r io.Reader) (Digest, error) {
	switch f {
	case boolean:
		return digestBoolean(r)
	case triples:
		return digestTriples(r)
	}
	return digestRows(r)
}

func digestBoolean(r io.Reader) (Digest, error) {
	var answer struct {
		Boolean *bool
		Head    struct{ Vars []string }
		Results struct { // Virtuoso's way: a row with a number, or none
			Bindings []struct {
				Value struct{ Value string } `json:"__ASK_RETVAL"`
			}
		}
	}
	if err := json.NewDecoder(r).Decode(&answer); err != nil {
		return Digest{}, err
	}
	row := answer.Results.Bindings
	if answer.Boolean == nil && len(answer.Head.Vars) != 1 {
		return Digest{}, errors.New("an answer without a boolean")
	}
	d := Digest{Rows: 1}
	if answer.Boolean != nil && *answer.Boolean || len(row) == 1 && row[0].Value.Value == "1" {
		d.Hash = 1
	}
	return d, nil
}

// digestRows reads tab-separated values. A cell is hashed with the name of its variable, so the order of columns does not matter.
func digestRows(r io.Reader) (Digest, error) {
	lines := lineReader{b: bufio.NewReaderSize(r, 1<<18)}
	head, err := lines.next()
	if err != nil {
		return Digest{}, noHead(err)
	}
	var names []uint64
	for _, name := range bytes.Split(head, []byte{'\t'}) {
		names = append(names, hash(start, bytes.Trim(name, `"?`)))
	}
	var d Digest
	var scratch []byte
	for {
		line, err := lines.next()
		if err == io.EOF {
			return d, nil
		}
		if err != nil {
			return d, err
		}
		var row uint64
		for i := 0; ; i++ {
			cell, rest, more := bytes.Cut(line, []byte{'\t'})
			if i >= len(names) {
				return d, fmt.Errorf("row %d has more cells than the head: %.100s", d.Rows+1, line)
			}
			if scratch = canonical(scratch[:0], cell); len(scratch) > 0 {
				row += hash(names[i], scratch)
			}
			if line = rest; !more {
				break
			}
		}
		d.Rows++
		d.Hash += mix(row)
	}
}

func noHead(err error) error {
	if err == io.EOF {
		return errors.New("an answer without a head")
	}
	return err
}

// digestTriples reads N-Triples, each line a row.
func digestTriples(r io.Reader) (Digest, error) {
	lines := lineReader{b: bufio.NewReaderSize(r, 1<<18)}
	var d Digest
	var scratch []byte
	for {
		line, err := lines.next()
		if err == io.EOF {
			return d, nil
		}
		if err != nil {
			return d, err
		}
		line = bytes.TrimSpace(bytes.TrimSuffix(bytes.TrimSpace(line), []byte{'.'}))
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		h := start
		for range 2 {
			i := bytes.IndexAny(line, " \t")
			if i < 0 {
				return d, fmt.Errorf("no triple: %.100s", line)
			}
			scratch = canonical(scratch[:0], line[:i])
			h = hash(mix(h), scratch)
			line = bytes.TrimLeft(line[i:], " \t")
		}
		scratch = canonical(scratch[:0], line)
		d.Rows++
		d.Hash += mix(hash(mix(h), scratch))
	}
}

// lineReader gives lines of any length; a line is valid until the next.
type lineReader struct {
	b    *bufio.Reader
	long []byte
}

func (l *lineReader) next() ([]byte, error) {
	line, err := l.b.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		l.long = append(l.long[:0], line...)
		for err == bufio.ErrBufferFull {
			line, err = l.b.ReadSlice('\n')
			l.long = append(l.long, line...)
		}
		line = l.long
	}
	if err == io.EOF && len(line) > 0 {
		err = nil
	}
	return bytes.TrimRight(line, "\r\n"), err
}

// canonical appends the value of a term, however an engine writes it: the content of a string or an IRI without what encloses it,
// a number by its value (integers whole, others to six digits), a boolean as 1 or 0, a blank node as an underscore, nothing for
// nothing. Datatypes, languages and further digits are left out, because Virtuoso leaves them out.
func canonical(b, cell []byte) []byte {
	if len(cell) == 0 {
		return b
	}
	switch cell[0] {
	case '<':
		cell = bytes.Trim(cell, "<>")
	case '"':
		if i := bytes.LastIndexByte(cell, '"'); i > 0 {
			cell = cell[1:i]
		}
		if len(cell) == 0 {
			return append(b, '"')
		}
	}
	if bytes.HasPrefix(cell, []byte("_:")) || bytes.HasPrefix(cell, []byte("nodeID://")) {
		return append(b, '_')
	}
	switch c := cell[0]; {
	case c >= '0' && c <= '9', c == '-', c == '+', c == '.':
		return appendNumber(b, cell)
	case c == 't' && string(cell) == "true":
		return append(b, '1')
	case c == 'f' && string(cell) == "false":
		return append(b, '0')
	}
	return append(b, cell...)
}

// appendNumber appends a number by its value, or what only begins like one as it is.
func appendNumber(b, cell []byte) []byte {
	v, err := strconv.ParseFloat(string(cell), 64)
	if err != nil {
		return append(b, cell...)
	}
	digits := 6
	if !bytes.ContainsAny(cell, ".eE") {
		digits = 15
	}
	return strconv.AppendFloat(b, v+0, 'g', digits, 64)
}

const start uint64 = 14695981039346656037

// hash is FNV-1a, started anywhere.
func hash(h uint64, b []byte) uint64 {
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return mix(h)
}

// mix spreads every bit over all (the end of MurmurHash3), so that sums of hashes differ where rows do.
func mix(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
