package query

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"time"
)

// A running query is on the list with what it does, and gone when it is killed, within a tenth of a second.
func TestRunningAndKill(t *testing.T) {
	e := New(shared()(t), Options{})
	for name, text := range endless {
		t.Run(name, func(t *testing.T) {
			done := make(chan error, 1)
			go func() {
				_, err := consume(e, context.Background(), text, Params{Request: name})
				done <- err
			}()
			r := waitFor(t, e, name)
			for begin := time.Now(); r.Plan == nil && time.Since(begin) < 5*time.Second; time.Sleep(time.Millisecond) {
				r = waitFor(t, e, name)
			}
			if r.Text == "" || r.Seconds <= 0 || r.Plan == nil || r.Plan.Run == nil {
				t.Errorf("listed as %+v", r)
			}
			time.Sleep(20 * time.Millisecond)
			begin := time.Now()
			if !e.Kill(r.ID) {
				t.Fatal("it is not there to be killed")
			}
			err := <-done
			if took := time.Since(begin); took > time.Second { // a tenth of that is promised, on a machine of one's own
				t.Errorf("it ended after %v", took)
			}
			if !errors.Is(err, ErrKilled) {
				t.Errorf("it ended with %v", err)
			}
		})
	}
	if left := e.Running(); len(left) != 0 || e.Kill("q1") {
		t.Errorf("still listed: %+v", left)
	}
}

func waitFor(t *testing.T, e *Engine, request string) Running {
	t.Helper()
	for begin := time.Now(); time.Since(begin) < 10*time.Second; time.Sleep(time.Millisecond) {
		for _, r := range e.Running() {
			if r.Request == request {
				return r
			}
		}
	}
	t.Fatalf("%s is not on the list", request)
	return Running{}
}

// Rows that were given are counted while the result is read, and every way to end a query takes it off the list.
func TestRunningCounts(t *testing.T) {
	e := New(shared()(t), Options{SharedMemory: 64 << 20})
	r, err := e.Query(context.Background(), `SELECT * { ?a ?b ?c }`, Params{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	if l := e.Running(); len(l) != 1 || l[0].ID != r.ID() || l[0].Rows < int64(len(rows)) || l[0].Plan.Run.Rows != l[0].Rows {
		t.Errorf("%+v after %d rows", l, len(rows))
	}
	r.Close()
	for _, bad := range []string{`SELECT`, `SELECT * { SERVICE <urn:x> { ?a ?b ?c } }`} {
		if r, err := e.Query(context.Background(), bad, Params{}); err == nil {
			r.Close()
			t.Errorf("%s went through", bad)
		}
		e.Analyze(context.Background(), bad, Params{})
		e.Update(context.Background(), `INSERT { ?a ?b ?c } WHERE { SERVICE <urn:x> { ?a ?b ?c } }`, Params{})
	}
	if left := e.Running(); len(left) != 0 || e.pool.Taken() != 0 {
		t.Errorf("still listed: %+v, %d bytes taken", left, e.pool.Taken())
	}
}

// Looking at the list while queries of all kinds come and go races with nothing.
func TestRunningBesideQueries(t *testing.T) {
	e := New(network(t, 300), Options{SharedMemory: 1 << 30, Memory: 64 << 20})
	ctx, stop := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer stop()
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for ctx.Err() == nil {
				for _, text := range []string{
					`SELECT ?c (COUNT(*) AS ?n) { ?a :knows ?b . ?b :city ?c } GROUP BY ?c`,
					`SELECT * { ?a :knows ?b FILTER NOT EXISTS { ?b :knows ?a } } ORDER BY ?b LIMIT 20`,
					`CONSTRUCT { ?a :near ?b } { ?a :city ?c . ?b :city ?c . ?a :knows+ ?b } LIMIT 100`,
				} {
					if _, err := consume(e, ctx, text, Params{}); err != nil && ctx.Err() == nil {
						t.Error(err)
					}
				}
			}
		})
	}
	for ctx.Err() == nil {
		e.Running()
	}
	wg.Wait()
	if e.pool.Taken() != 0 || len(e.Running()) != 0 {
		t.Errorf("%d bytes are not given back, %d queries run", e.pool.Taken(), len(e.Running()))
	}
}

// Queries that together want more than there is: some fail with ErrBusy, none breaks the limit, small ones go on, and all
// is given back.
func TestSharedMemory(t *testing.T) {
	const limit = 16 << 20
	e := New(shared()(t), Options{SharedMemory: limit})
	hungry := `SELECT ?a ?x ?y { ?a :knows ?b . ?b :knows ?c . ?b :name ?x . ?c :age ?y } ORDER BY ?y ?x ?a`
	r, err := e.Query(context.Background(), "PREFIX : <"+exampleNS+"> "+hungry, Params{})
	if err == nil {
		_, err = r.Next()
		r.Close()
	}
	if !errors.Is(err, ErrBusy) {
		t.Fatalf("a query that wants more than all gives %v", err)
	}
	hold, err := e.Query(context.Background(), `PREFIX : <http://example/> SELECT * { ?a :name ?b } ORDER BY ?b`, Params{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hold.Next(); err != nil {
		t.Fatal(err)
	}
	if n := e.pool.Taken(); n > limit {
		t.Errorf("%d bytes are taken of %d", n, limit)
	}
	if n, err := consume(e, context.Background(), `SELECT * { :person1 :knows ?b . ?b :name ?n } ORDER BY ?n`, Params{}); err != nil || n == 0 {
		t.Errorf("beside it a small query gives %d rows and %v", n, err)
	}
	hold.Close()
	if n := e.pool.Taken(); n != 0 {
		t.Errorf("%d bytes are not given back", n)
	}
}

// A query that waits for memory gets what another gives back, and can be ended while it waits.
func TestSharedMemoryWaits(t *testing.T) {
	text := `PREFIX : <http://example/> SELECT * { ?a :knows ?b . ?b :age ?c } ORDER BY ?c ?a ?b`
	x, err := New(shared()(t), Options{}).Analyze(context.Background(), text, Params{})
	if err != nil {
		t.Fatal(err)
	}
	e := New(shared()(t), Options{SharedMemory: x.Ran.Memory + 1<<20}) // enough for one, not for two
	first, err := e.Query(context.Background(), text, Params{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.Next(); err != nil && err != io.EOF {
		t.Fatal(err)
	}
	time.AfterFunc(100*time.Millisecond, func() { first.Close() })
	if n, err := consume(e, context.Background(), text[len("PREFIX : <http://example/> "):], Params{}); err != nil || n < 79000 {
		t.Errorf("%d rows, %v", n, err)
	}
}
