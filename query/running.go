package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/plan"
)

// ErrKilled says that somebody else has stopped a query.
var ErrKilled = errors.New("the query was stopped by whoever looks after the server")

// Running is a query or update at work, as it stands at the moment of asking.
type Running struct {
	ID       string         `json:"id"`
	Request  string         `json:"request,omitempty"` // Params.Request
	Text     string         `json:"text"`
	Update   bool           `json:"update,omitempty"`
	Since    time.Time      `json:"since"`
	Seconds  float64        `json:"seconds"`
	Snapshot uint64         `json:"snapshot"`    // the commit it reads
	Rows     int64          `json:"rows"`        // given so far
	Memory   int64          `json:"memoryBytes"` // held now
	Killed   bool           `json:"killed,omitempty"`
	Plan     *plan.Operator `json:"plan,omitempty"` // with the rows and memory of each operator so far; nil while it is planned
}

// job is an entry of the list. Its lock keeps the snapshot open while somebody looks on.
type job struct {
	Running
	kill context.CancelCauseFunc

	mu    sync.Mutex
	ready *prepared
	snap  index.Snapshot
	ended bool
}

// jobs is the list of what runs.
type jobs struct {
	mu   sync.Mutex
	last int
	all  map[string]*job
}

// enlist puts a request on the list and gives it its time. The context ends with the job.
func (e *Engine) enlist(ctx context.Context, text string, p Params, update bool) (*job, context.Context) {
	ctx, stop := e.limit(ctx, p)
	ctx, kill := context.WithCancelCause(ctx)
	j := &job{kill: func(err error) { kill(err); stop() }}
	j.Request, j.Text, j.Update, j.Since = p.Request, text, update, time.Now()
	l := &e.jobs
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	j.ID = fmt.Sprintf("q%d", l.last)
	if l.all == nil {
		l.all = map[string]*job{}
	}
	l.all[j.ID] = j
	return j, ctx
}

// runs says what the job is now busy with.
func (j *job) runs(r *prepared, snap index.Snapshot) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ready, j.snap, j.Snapshot = r, snap, snap.Seq()
}

// end takes a job off the list. The snapshot may be closed afterwards.
func (e *Engine) end(j *job) {
	e.jobs.mu.Lock()
	delete(e.jobs.all, j.ID)
	e.jobs.mu.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.ended {
		return
	}
	j.ended = true
	if j.ready != nil {
		j.ready.run.Close()
	}
	j.kill(context.Canceled)
}

// Running lists the queries and updates at work, the oldest first.
func (e *Engine) Running() []Running {
	var out []Running
	for _, j := range e.jobs.list() {
		if r, ok := j.look(); ok {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b Running) int { return a.Since.Compare(b.Since) })
	return out
}

func (l *jobs) list() (out []*job) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, j := range l.all {
		out = append(out, j)
	}
	return out
}

func (j *job) look() (Running, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	r := j.Running
	r.Seconds = time.Since(r.Since).Seconds()
	if at := j.ready; at != nil && !j.ended {
		root, _ := at.run.Stat(at.root)
		r.Rows, r.Memory = root.Rows, at.run.Held()
		r.Plan = plan.Printer{Name: storedName(j.snap), Run: measured(at.run)}.Tree(at.root)
	}
	return r, !j.ended
}

// storedName names IDs from outside of the query's goroutine, to which its own dictionary belongs.
func storedName(snap index.Snapshot) func(index.ID) string {
	return func(id index.ID) string {
		var t [1]rdf.Term
		if id.Kind() == index.KindQuery {
			return "a term that the store does not hold"
		}
		if err := snap.Terms(context.Background(), []index.ID{id}, t[:]); err != nil || t[0].IsZero() {
			return "the unnamed graph"
		}
		return t[0].String()
	}
}

// Kill stops a running query or update by its ID; it ends with ErrKilled within a tenth of a second. It reports whether
// there was such a one.
func (e *Engine) Kill(id string) bool {
	e.jobs.mu.Lock()
	j := e.jobs.all[id]
	e.jobs.mu.Unlock()
	if j == nil {
		return false
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.Killed = true
	j.kill(ErrKilled)
	return true
}
