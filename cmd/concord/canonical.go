package main

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/canon"
)

// canonFlags are the flags of canonical forms.
type canonFlags struct {
	hash  string
	steps int
}

func (f *canonFlags) define(flags *pflag.FlagSet) {
	flags.StringVar(&f.hash, "hash", "sha256", "hash that names the blank nodes of a canonical form: sha256 or sha384")
	flags.IntVar(&f.steps, "max-steps", 0, "work to tell blank nodes apart that look alike (default: grows with their number)")
}

func (f *canonFlags) options() (o canon.Options, err error) {
	switch strings.ToLower(f.hash) {
	case "sha256":
		o.Hash = crypto.SHA256
	case "sha384":
		o.Hash = crypto.SHA384
	default:
		return o, usagef("--hash must be sha256 or sha384, not %q", f.hash)
	}
	if f.steps < 0 {
		return o, usagef("--max-steps must not be below zero, like %d", f.steps)
	}
	o.MaxSteps = f.steps
	return o, nil
}

// canonWriter holds what is written, and gives its canonical form at the end.
type canonWriter struct {
	ctx    context.Context
	w      io.Writer
	o      canon.Options
	quads  []rdf.Quad
	result *canon.Result
}

// Write takes one quad.
func (c *canonWriter) Write(q rdf.Quad) error {
	c.quads = append(c.quads, q)
	return nil
}

// Close writes the canonical N-Quads.
func (c *canonWriter) Close() (err error) {
	if c.result, err = canon.Canonicalize(c.ctx, c.quads, c.o); err != nil {
		return err
	}
	c.quads = nil
	_, err = c.result.WriteTo(c.w)
	return err
}

// canonical lets a conversion write the canonical form.
func canonical(ctx context.Context, o *ingest.ConvertOptions, how canon.Options) {
	o.To = rdf.NQuads
	o.Writer = func(w io.Writer) rdf.Writer { return &canonWriter{ctx: ctx, w: w, o: how} }
}

// tooHard names the document whose blank nodes look alike, and the flag that helps.
func tooHard(name string, err error) error {
	if errors.Is(err, canon.ErrTooHard) {
		return fmt.Errorf("%s: %s", name, strings.Replace(err.Error(), "raise MaxSteps", "raise --max-steps", 1))
	}
	return err
}
