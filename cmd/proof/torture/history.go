package torture

import (
	"encoding/csv"
	"fmt"
	"math/rand"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/anishathalye/porcupine"

	"w3id.org/concord/index/store/storetest"
)

// concurrency reads snapshots beside writers for a while, then lets clients change and read eight numbers over HTTP, that
// many operations, with the server killed now and then. Some order of the operations that agrees with their times must explain
// every answer: the history is linearizable.
func concurrency(o *Options, count int) *storetest.Result {
	start := time.Now()
	dir, done, err := o.tempDir()
	if err != nil {
		return failed("concurrency", err)
	}
	defer done()
	all := storetest.Readers(filepath.Join(dir, "read"), o.Seed, 4, time.Duration(count)*3*time.Millisecond)
	all.Name = "concurrency"
	all.Note += fmt.Sprintf(", %d snapshots", all.Tried)
	h := &historian{Result: storetest.Result{Seed: o.Seed}, dir: filepath.Join(dir, "serve"), start: start}
	if err := h.run(count); err != nil {
		h.Found = append(h.Found, err.Error())
	}
	h.Note = fmt.Sprintf("%d operations over HTTP, %d of them without an answer, %d kills; the history is checked in %v", h.Tried, h.open, h.kills, h.checking.Round(time.Millisecond))
	add(all, &h.Result)
	all.Took = time.Since(start)
	return all
}

const (
	numbers    = 8    // keys
	clients    = 8    // at once
	perKill    = 1000 // operations of the clients together between two kills
	checkLimit = 5 * time.Minute
)

// values is the state: the number that each key has.
type values [numbers]int

// op is an operation: read all numbers, add 1 to the one at a, or move 1 from a to b.
type op struct {
	kind byte
	a, b int
}

// historian lets clients work and checks what they saw.
type historian struct {
	storetest.Result
	dir      string
	start    time.Time
	kills    int
	open     int // operations whose answer was lost in a kill
	checking time.Duration

	mu  sync.Mutex
	ops []porcupine.Operation
}

func (h *historian) now() int64 { return int64(time.Since(h.start)) }

// run makes histories from kill to kill, each beginning with the numbers that the one before ended with.
func (h *historian) run(count int) error {
	s, err := start(h.dir)
	if err != nil {
		return err
	}
	var first values
	if err := s.update("INSERT DATA { " + initial() + " }"); err != nil {
		return err
	}
	for n := 0; h.Tried < count; n++ {
		if s, first, err = h.epoch(s, first, n); err != nil {
			break
		}
	}
	if s != nil {
		s.kill()
	}
	return err
}

func initial() string {
	var b strings.Builder
	for i := range numbers {
		fmt.Fprintf(&b, ":k%d :v 0 . ", i)
	}
	return b.String()
}

// epoch runs the clients, kills the server, reads what is left and checks the history.
func (h *historian) epoch(s *server, first values, n int) (*server, values, error) {
	h.ops = nil
	var left atomic.Int64
	left.Store(perKill)
	var all sync.WaitGroup
	errs := make([]error, clients)
	for c := range clients {
		rng := rand.New(rand.NewSource(h.Seed + int64(n*clients+c)))
		all.Go(func() { errs[c] = h.work(s, c, rng, &left) })
	}
	all.Wait()
	s.kill()
	h.kills++
	for _, err := range errs {
		if err != nil {
			return nil, first, err
		}
	}
	s, err := start(h.dir)
	if err != nil {
		return nil, first, err
	}
	last, err := h.do(s, 0, op{kind: 'r'})
	if err != nil {
		return s, first, err
	}
	h.Tried += len(h.ops)
	return s, *last, h.check(first)
}

// work does operations until there are enough. The client that does the last of them kills the server, so that the others are
// in the middle of theirs.
func (h *historian) work(s *server, client int, rng *rand.Rand, left *atomic.Int64) error {
	for {
		switch n := left.Add(-1); {
		case n == 0:
			s.kill()
			return nil
		case n < 0:
			return nil
		}
		o := op{kind: "riiim"[rng.Intn(5)], a: rng.Intn(numbers), b: rng.Intn(numbers)}
		if _, err := h.do(s, client, o); err == errKilled {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// do does one operation and notes it. One that had no answer may have happened or not, before the kill; a read without answer
// says nothing.
func (h *historian) do(s *server, client int, o op) (got *values, err error) {
	called := h.now()
	if o.kind == 'r' {
		got, err = read(s)
	} else {
		err = s.update(o.text())
	}
	if err != nil && (err != errKilled || o.kind == 'r') {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	answer := outcome{known: err == nil, read: got}
	if !answer.known {
		h.open++
	}
	h.ops = append(h.ops, porcupine.Operation{ClientId: client, Input: o, Call: called, Output: answer, Return: h.now()})
	return got, err
}

// text is the operation as an update.
func (o op) text() string {
	const add = "DELETE { :k%[1]d :v ?o } INSERT { :k%[1]d :v ?n } WHERE { :k%[1]d :v ?o BIND(?o + %[2]d AS ?n) }"
	if o.kind == 'i' {
		return fmt.Sprintf(add, o.a, 1)
	}
	return fmt.Sprintf(add, o.a, -1) + " ; " + fmt.Sprintf(add, o.b, 1)
}

// read asks for all numbers; each key must have one.
func read(s *server) (*values, error) {
	text, err := s.send("POST", "/sparql", "application/sparql-query", "PREFIX : <http://example.org/> SELECT ?k ?n { ?k :v ?n }")
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) != numbers+1 {
		return nil, fmt.Errorf("a read gives %q", text)
	}
	var v values
	seen := map[int]bool{}
	for _, row := range rows[1:] {
		key, err := strconv.Atoi(strings.TrimPrefix(row[0], "http://example.org/k"))
		if err != nil || key >= numbers || seen[key] {
			return nil, fmt.Errorf("a read gives %q", text)
		}
		seen[key] = true
		if v[key], err = strconv.Atoi(row[1]); err != nil {
			return nil, fmt.Errorf("a read gives %q", text)
		}
	}
	return &v, nil
}

// outcome is what a client learnt of an operation.
type outcome struct {
	known bool
	read  *values
}

// step gives the states that an operation can lead to.
func step(state, input, output any) []any {
	was, o, got := state.(values), input.(op), output.(outcome)
	next := was
	switch o.kind {
	case 'r':
		if *got.read != was {
			return nil
		}
	case 'i':
		next[o.a]++
	case 'm':
		next[o.a]--
		next[o.b]++
	}
	if got.known {
		return []any{next}
	}
	return []any{was, next}
}

func (h *historian) check(first values) error {
	begin := time.Now()
	model := porcupine.NondeterministicModel{Init: func() []any { return []any{first} }, Step: step}
	m := model.ToModel()
	r := porcupine.CheckOperationsTimeout(m, h.ops, checkLimit)
	h.checking += time.Since(begin)
	if r != porcupine.Ok {
		return fmt.Errorf("the history of %d operations from %v on: %v", len(h.ops), first, r)
	}
	return nil
}
