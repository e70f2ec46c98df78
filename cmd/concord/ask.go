package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"w3id.org/concord/index"
	"w3id.org/concord/query/harmonise"
)

// ask puts a question to the newest state of the store and prints the answer: whole as JSON, or in words.
func ask[Q, A any](a *app, c *cobra.Command, question func(context.Context, index.Snapshot, Q) (A, error), q Q, asJSON bool, inWords func(io.Writer, A) error) error {
	snap, done, err := a.snapshot(c.Context())
	if err != nil {
		return err
	}
	defer done()
	answer, err := question(c.Context(), snap, q)
	if err != nil {
		return explainNotFound(err)
	}
	if asJSON {
		return printJSON(a.out, answer)
	}
	return inWords(a.out, answer)
}

// explainNotFound adds how to find what a name did not.
func explainNotFound(err error) error {
	var missing *harmonise.NotFoundError
	if errors.As(err, &missing) && (missing.What == "organisation" || missing.What == "type") && missing.Name != "" {
		return fmt.Errorf("%w\n  \"concord lookup %s --kind %s\" finds it by any name", err, missing.Name, missing.What)
	}
	return err
}
