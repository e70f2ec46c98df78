package query

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"w3id.org/concord/query/exec"
)

// Errors of a run, to be tested with errors.Is. A text that is not SPARQL gives a *rdf.SyntaxError; a caller that goes
// away gives context.Canceled.
var (
	ErrTimeout     = errors.New("the query took longer than its time limit")
	ErrMemory      = exec.ErrMemory
	ErrBusy        = exec.ErrBusy // all queries together hold what they may
	ErrTooManyRows = errors.New("the query has more rows than its limit")
	ErrUnbound     = exec.ErrUnbound // a path search without an end
	ErrNoText      = exec.ErrNoText
	ErrService     = exec.ErrService
	ErrRemote      = exec.ErrRemote // SERVICE or LOAD was allowed, and failed
	ErrLoad        = errors.New("LOAD is not allowed here; load the file with the load command instead")
	ErrRelative    = errors.New("a relative IRI cannot be stored, it would mean another thing elsewhere; write it whole or declare a BASE")
	ErrDataset     = errors.New("the request names its graphs (using-graph-uri) and the update does too (USING or WITH); name them once")
	ErrInternal    = errors.New("internal error")
)

// guard turns a panic into an error, so that one query cannot end the process.
func guard(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v\n%s", ErrInternal, p, debug.Stack())
	}
}

// endOf replaces the error of a call that the query's own end has interrupted by the reason of that end.
func endOf(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return context.Cause(ctx)
	}
	return err
}
