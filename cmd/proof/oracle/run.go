package oracle

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/plan"
)

// Options steer a run.
type Options struct {
	N        int    // questions
	Seed     uint64 // of the first dataset
	Log      io.Writer
	Progress bool
	Max      int // differences after which a run ends; 0 is 5
}

// Report counts what a run did.
type Report struct {
	Asked, Skipped, Differences int
	Rows                        int64 // compared
	Empty                       int   // answers without rows
	Metamorphic                 map[string]int
	Elapsed                     time.Duration
}

func (r Report) String() string {
	return fmt.Sprintf("%d queries compared (%d with rows, %d rows in all), %d left out, %v metamorphic checks; %d differences; %s",
		r.Asked, r.Asked-r.Empty, r.Rows, r.Skipped, r.Metamorphic, r.Differences, r.Elapsed.Round(time.Millisecond))
}

const (
	perDataset          = 25 // queries asked of one dataset
	templatesPerDataset = 9  // and CONSTRUCT, FROM and updates
)

// Run asks N random queries, each of the engine and of the evaluator, and after each one question whose answer
// follows from another's. Differences are shrunk and written to Log.
func Run(o Options) (rep Report, err error) {
	start := time.Now()
	rep.Metamorphic = map[string]int{}
	if o.Max == 0 {
		o.Max = 5
	}
	for seed := o.Seed; rep.Asked+rep.Skipped < o.N && rep.Differences < o.Max; seed++ {
		if err = rep.dataset(o, seed); err != nil {
			break
		}
		if o.Progress && seed%200 == 0 {
			rep.Elapsed = time.Since(start)
			fmt.Fprintln(o.Log, "#", rep)
		}
	}
	rep.Elapsed = time.Since(start)
	return rep, err
}

func (r *Report) dataset(o Options, seed uint64) error {
	rnd := rand.New(rand.NewPCG(seed, 1))
	sliced := rnd.IntN(3) == 0
	quads := randomQuads(rnd, !sliced)
	mode := pick(rnd, query.Unnamed, query.Unnamed, query.Union)
	b, err := newBench(quads, mode)
	if err != nil {
		return err
	}
	defer b.store.Close()
	var other *bench
	if sliced { // without blank nodes, whose names would be other ones
		if other, err = otherHistory(rnd, quads, mode); err != nil {
			return err
		}
		defer other.store.Close()
	}
	for range perDataset {
		w := &writer{r: rnd, slices: sliced}
		text := w.query()
		r.retold(o, b, other, text, seed)
		m := plan.Auto
		if rnd.IntN(2) == 0 {
			m = plan.Method(rnd.IntN(int(plan.LastMethod) + 1))
		}
		r.judge(o, quads, mode, text, m, b.compare(text, m), seed)
		r.metamorphic(o, b, w, seed)
	}
	for range templatesPerDataset { // last: updates may leave the data changed
		if err := r.templated(o, b, &writer{r: rnd}, seed); err != nil {
			return err
		}
	}
	return nil
}

func (r *Report) judge(o Options, quads []rdf.Quad, mode query.DatasetMode, text string, m plan.Method, v verdict, seed uint64) {
	if v.skipped {
		r.Skipped++
		return
	}
	r.Asked++
	r.Rows += int64(len(v.want))
	if len(v.want) == 0 {
		r.Empty++
	}
	if !v.differs() {
		return
	}
	r.Differences++
	quads, text = shrink(quads, mode, text, m)
	fmt.Fprintf(o.Log, "# seed %d\n%s\n", seed, runnable(quads, mode, text, m))
}

// runnable prints a difference as one file: the data and the query as text, both answers as comments.
func runnable(quads []rdf.Quad, mode query.DatasetMode, text string, m plan.Method) string {
	var s strings.Builder
	fmt.Fprintln(&s, "# data (N-Quads)")
	for _, q := range quads {
		fmt.Fprintln(&s, "#", q)
	}
	fmt.Fprintf(&s, "%s\n# join method %d, default graph %d\n", text, m, mode)
	b, err := newBench(quads, mode)
	if err != nil {
		return s.String() + "# " + err.Error()
	}
	defer b.store.Close()
	v := b.compare(text, m)
	if v.err != nil {
		fmt.Fprintln(&s, "# error:", v.err)
	}
	for _, row := range v.want {
		fmt.Fprintln(&s, "# oracle:", row)
	}
	for _, row := range v.got {
		fmt.Fprintln(&s, "# engine:", row)
	}
	if v.order != "" {
		fmt.Fprintln(&s, "# order:", v.order)
	}
	return s.String()
}
