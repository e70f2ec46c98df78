// Package canon gives datasets one form, whatever their blank nodes are called and in whatever order their quads come:
// RDFC-1.0, the W3C Recommendation "RDF Dataset Canonicalization" of 2024. Two datasets are isomorphic exactly when their
// canonical texts are equal, so the text can be compared, hashed and signed.
//
// It keeps the whole dataset in memory, and it alters no term: "1"^^xsd:integer and "01"^^xsd:integer stay different, and so
// do "a"@en and "a"@EN. Datasets can be built to make it take for ever; Options.MaxSteps ends that.
//
// The main path: Canonicalize, then Result.WriteTo or Result.Issued.
package canon

import (
	"context"
	"crypto"
	_ "crypto/sha256" // makes crypto.SHA256 available
	_ "crypto/sha512" // makes crypto.SHA384 available
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// Options steer a canonicalization. The zero value is ready to use.
type Options struct {
	Hash     crypto.Hash // SHA256 or SHA384; 0 is SHA256. Results of different hashes have nothing to do with each other.
	MaxSteps int         // visits of one blank node from another; 0: DefaultMaxSteps and StepsPerNode for each blank node
}

// The budget used where Options has 0.
const (
	DefaultMaxSteps = 1 << 20
	StepsPerNode    = 64
)

// ErrTooHard says that the budget ran out: too many blank nodes of the dataset look alike from every side.
var ErrTooHard = errors.New("canonicalize: the blank nodes of the dataset cannot be told apart within the budget")

// Result is a dataset in its canonical form.
type Result struct {
	Issued map[string]string // label of a blank node in the input to its canonical label, c14n0 and so on
	Steps  int               // what it took of the budget

	lines []string
}

// Canonicalize gives the canonical form of a dataset. Repeated quads count once. It fails with ErrTooHard (wrapped) if the
// budget does not suffice, and with the error of ctx if that ends.
func Canonicalize(ctx context.Context, quads []rdf.Quad, o Options) (*Result, error) {
	if o.Hash == 0 {
		o.Hash = crypto.SHA256
	}
	if o.Hash != crypto.SHA256 && o.Hash != crypto.SHA384 {
		return nil, fmt.Errorf("canonicalize: RDFC-1.0 is offered with SHA-256 and SHA-384, not with %s", o.Hash)
	}
	s, err := newState(ctx, quads, o)
	if err != nil {
		return nil, err
	}
	if err := s.nameAll(); err != nil {
		return nil, err
	}
	return s.result(), nil
}

// Text is the dataset as canonical N-Quads: its lines in code point order.
func (r *Result) Text() string { return strings.Join(r.lines, "") }

// WriteTo writes the canonical N-Quads.
func (r *Result) WriteTo(w io.Writer) (n int64, err error) {
	for _, line := range r.lines {
		k, err := io.WriteString(w, line)
		if n += int64(k); err != nil {
			return n, err
		}
	}
	return n, nil
}

// result replaces the labels and sorts the lines; code point order is the order of the bytes of UTF-8.
func (s *state) result() *Result {
	r := &Result{Issued: make(map[string]string, len(s.labels)), Steps: s.steps}
	for n, label := range s.labels {
		r.Issued[label] = s.canonicalLabel(node(n))
	}
	rename := func(t rdf.Term) rdf.Term {
		if t.Kind == rdf.Blank {
			t.Value = r.Issued[t.Value]
		}
		return t
	}
	r.lines = make([]string, len(s.quads))
	var line []byte
	for i, q := range s.quads {
		q.S, q.O, q.G = rename(q.S), rename(q.O), rename(q.G)
		line = append(q.Append(line[:0]), '\n')
		r.lines[i] = string(line)
	}
	slices.Sort(r.lines)
	return r
}
