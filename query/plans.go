package query

import (
	"container/list"
	"fmt"
	"slices"
	"strings"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/exec"
	"w3id.org/concord/query/plan"
)

// plans keeps plans by the text of the query, what came with the request, and the state of the store: the IDs in a plan, and the
// counts that it takes for exact, are those of one state. The last used stay; plans of states that are gone leave by age.
type plans struct {
	mu         sync.Mutex
	limit      int64 // bytes
	held       int64
	all        map[planKey]*list.Element
	order      list.List // of *keptPlan, the last used first
	hits, miss int64
}

// planKey is all that a plan depends on besides the engine's options. Time, memory and rows are limits of the run.
type planKey struct {
	state      uint64
	text, base string
	params     string // graphs and values of the request
	method     plan.Method
}

// keptPlan is a query that is ready but for a run. Nothing in it changes: many runs share it.
type keptPlan struct {
	key   planKey
	ready prepared
	terms []rdf.Term // that the store does not hold, as planning numbered them
	bytes int64
}

// PlanStats says what the cache of plans did.
type PlanStats struct {
	Hits   int64 `json:"hits"`
	Misses int64 `json:"misses"`
	Plans  int   `json:"plans"`
	Bytes  int64 `json:"bytes"` // about
}

// PlanStats says what the cache of plans did so far; zeros where there is none.
func (e *Engine) PlanStats() PlanStats {
	c := e.plans
	if c == nil {
		return PlanStats{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return PlanStats{c.hits, c.miss, len(c.all), c.held}
}

// planKey names a query on a snapshot; its state is 0 where the plan may not be kept.
func (e *Engine) planKey(snap index.Snapshot, text string, p Params) (k planKey) {
	numbered, ok := snap.(index.Numbered)
	if e.plans == nil || !ok {
		return k
	}
	k = planKey{state: numbered.State(), text: text, base: p.Base, method: p.Method}
	if len(p.DefaultGraphs)+len(p.NamedGraphs)+len(p.Bindings) > 0 {
		k.params = fmt.Sprintf("%q %q %s", p.DefaultGraphs, p.NamedGraphs, bindingsText(p.Bindings))
	}
	return k
}

// bindingsText writes the values of a request down, in order, so that no two write alike.
func bindingsText(bindings map[string]rdf.Term) string {
	var lines []string
	for name, t := range bindings {
		lines = append(lines, fmt.Sprintf("%q %#v", name, t))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// get gives the plan that is kept under a key; nil where there is none.
func (c *plans) get(k planKey) *keptPlan {
	if k.state == 0 {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	at := c.all[k]
	if at == nil {
		c.miss++
		return nil
	}
	c.hits++
	c.order.MoveToFront(at)
	return at.Value.(*keptPlan)
}

// largestPlan is the part of the cache that one plan may take.
const largestPlan = 8

func (c *plans) put(p *keptPlan) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p.bytes > c.limit/largestPlan || c.all[p.key] != nil {
		return
	}
	for at := c.order.Back(); at != nil && c.held+p.bytes > c.limit; at = c.order.Back() {
		old := c.order.Remove(at).(*keptPlan)
		delete(c.all, old.key)
		c.held -= old.bytes
	}
	if c.all == nil {
		c.all = map[planKey]*list.Element{}
	}
	c.held += p.bytes
	c.all[p.key] = c.order.PushFront(p)
}

// What a plan takes at most, by its text: trees, operators and their columns grow with what is written.
const (
	planBytes     = 12 << 10
	planBytesText = 64 // for each byte of text
)

// keep keeps a plan that was just made, unless it calls back into the planner.
func (e *Engine) keep(k planKey, r *prepared) {
	if k.state == 0 || r.replans {
		return
	}
	p := &keptPlan{key: k, ready: *r, terms: r.run.Made()}
	p.ready.run = nil
	p.key.text = strings.Clone(k.text) // it may be a part of a larger request
	p.bytes = planBytes + planBytesText*int64(len(k.text)+len(k.params))
	e.plans.put(p)
}

// again readies a kept plan for a run of its own.
func (p *keptPlan) again(run *exec.Query) (*prepared, error) {
	r := p.ready
	r.run, r.cached = run, true
	return &r, run.Know(p.terms)
}
