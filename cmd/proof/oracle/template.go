package oracle

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"w3id.org/concord/index/indextest"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

// slot is a place of a template: a variable or a term.
type slot struct {
	v sparql.Var
	t rdf.Term
}

func (s slot) String() string {
	if s.v != "" {
		return "?" + string(s.v)
	}
	return s.t.String()
}

// in is what a solution puts into the place; the zero Term where it has nothing.
func (s slot) in(m solution) rdf.Term {
	if s.v != "" {
		return m[s.v]
	}
	return s.t
}

// quadTemplate is a triple pattern of CONSTRUCT, DELETE or INSERT; graph is the zero slot for none.
type quadTemplate [4]slot

func (q quadTemplate) String() string {
	text := fmt.Sprintf("%s %s %s", q[0], q[1], q[2])
	if q[3] != (slot{}) {
		text = fmt.Sprintf("GRAPH %s { %s }", q[3], text)
	}
	return text
}

// fill gives the quad for a solution, if there is one: everything bound, and of the kind that its place allows (16.2.1).
func (q quadTemplate) fill(m solution, graph rdf.Term) (rdf.Quad, bool) {
	out := rdf.Quad{S: q[0].in(m), P: q[1].in(m), O: q[2].in(m), G: graph}
	if q[3] != (slot{}) {
		if out.G = q[3].in(m); out.G.Kind != rdf.IRI {
			return out, false
		}
	}
	return out, (out.S.Kind == rdf.IRI || out.S.Kind == rdf.Blank) && out.P.Kind == rdf.IRI && !out.O.IsZero()
}

func (w *writer) slot(others ...rdf.Term) slot {
	if len(others) > 0 && w.one(3) {
		return slot{t: pick(w.r, others...)}
	}
	return slot{v: sparql.Var(strings.TrimPrefix(w.variable(), "?"))}
}

// template writes one or two quads; graphs says whether they may name graphs.
func (w *writer) template(graphs bool) (out []quadTemplate) {
	for range 1 + w.r.IntN(2) {
		q := quadTemplate{w.slot(ex("n0"), ex("n1")), {t: ex(w.pick("p", "q", "new"))}, w.slot(literals...), {}}
		if w.one(5) {
			q[1] = w.slot()
		}
		if graphs && w.one(2) {
			q[3] = pick(w.r, slot{t: ex("g1")}, slot{t: ex("g2")}, slot{t: ex("g3")}, slot{v: "g"})
		}
		out = append(out, q)
	}
	return out
}

func templateText(list []quadTemplate) string {
	parts := make([]string, len(list))
	for i, q := range list {
		parts[i] = q.String()
	}
	return "{ " + strings.Join(parts, " . ") + " }"
}

// filled are the quads that a template makes of solutions.
func filled(list []quadTemplate, rows []solution, graph rdf.Term) map[rdf.Quad]bool {
	out := map[rdf.Quad]bool{}
	for _, q := range list {
		for _, m := range rows {
			if quad, ok := q.fill(m, graph); ok {
				out[quad] = true
			}
		}
	}
	return out
}

// solutions are the oracle's for a pattern over quads.
func solutions(text string, quads []rdf.Quad, mode query.DatasetMode) ([]solution, bool) {
	tree, err := sparql.ParseQuery(text, sparql.Options{})
	if err != nil {
		return nil, false
	}
	q, err := algebra.Translate(tree)
	if err != nil {
		return nil, false
	}
	return newEvaluator(quads, mode, budget).answer(q)
}

// templated asks one of CONSTRUCT, a dataset by FROM, and an update.
func (r *Report) templated(o Options, b *bench, w *writer, seed uint64) error {
	was := w.slices
	w.slices = false
	defer func() { w.slices = was }()
	var name, text, wrong string
	var err error
	quads := b.quads // an update changes them
	switch w.r.IntN(3) {
	case 0:
		name = "construct"
		text, wrong, err = b.construct(w)
	case 1:
		name = "from"
		text, wrong, err = b.from(w)
	default:
		name = "update"
		text, wrong, err = b.changed(w, r)
	}
	if err != nil || text == "" {
		return err
	}
	r.Metamorphic[name]++
	if wrong == "" {
		return nil
	}
	r.Differences++
	fmt.Fprintf(o.Log, "# seed %d: %s: default graph %d\n", seed, name, b.mode)
	for _, q := range quads {
		fmt.Fprintln(o.Log, "#", q)
	}
	fmt.Fprintf(o.Log, "%s\n# %s\n", text, wrong)
	return nil
}

// construct compares a CONSTRUCT with its template filled from the oracle's solutions.
func (b *bench) construct(w *writer) (text, wrong string, err error) {
	g, list := w.group(2), w.template(false)
	rows, ok := solutions(prologue+"SELECT * "+g, b.quads, b.mode)
	if !ok {
		return "", "", nil
	}
	text = prologue + "CONSTRUCT " + templateText(list) + " WHERE " + g
	res, err := b.engine.Query(context.Background(), text, query.Params{})
	if err != nil {
		return text, err.Error(), nil
	}
	defer res.Close()
	got := map[rdf.Quad]bool{}
	for {
		batch, err := res.NextTriples()
		for _, t := range batch {
			got[rdf.Quad{S: t.S, P: t.P, O: t.O}] = true
		}
		if len(batch) == 0 || err != nil {
			break
		}
	}
	return text, unlike(got, filled(list, rows, rdf.Term{})), nil
}

// from compares a query that names its dataset with the oracle over that dataset.
func (b *bench) from(w *writer) (text, wrong string, err error) {
	plain := pick(w.r, nil, []string{"g1"}, []string{"g1", "g2"}, []string{"g2", "absent"})
	named := pick(w.r, nil, []string{"g1"}, []string{"g2"}, []string{"g1", "g2"})
	if plain == nil && named == nil {
		plain = []string{"g1"}
	}
	clause := ""
	for _, g := range plain {
		clause += " FROM :" + g
	}
	for _, g := range named {
		clause += " FROM NAMED :" + g
	}
	var quads []rdf.Quad
	for _, q := range b.quads {
		name := strings.TrimPrefix(q.G.Value, ns)
		if slices.Contains(plain, name) {
			quads = append(quads, rdf.Quad{S: q.S, P: q.P, O: q.O})
		}
		if slices.Contains(named, name) {
			quads = append(quads, q)
		}
	}
	g := w.group(3)
	want, ok := solutions(prologue+"SELECT * "+g, quads, query.Unnamed)
	if !ok {
		return "", "", nil
	}
	text = prologue + "SELECT *" + clause + " WHERE " + g
	got, err := b.ask(text, plan.Auto)
	if err != nil {
		return text, err.Error(), nil
	}
	if a, z := texts(got), texts(want); !slices.Equal(a, z) {
		wrong = fmt.Sprintf("gives %q, the oracle %q", a, z)
	}
	return text, wrong, nil
}

// changed compares the store after an update with what the oracle makes of it, and undoes the update: nothing may be left of
// it. A change that holds blank nodes cannot be undone by DATA; the bench then goes on with what there is.
func (b *bench) changed(w *writer, r *Report) (text, wrong string, err error) {
	before := b.quads
	text, after, ok := b.randomUpdate(w)
	if !ok {
		return "", "", nil
	}
	if _, err := b.engine.Update(context.Background(), text, query.Params{}); err != nil {
		return text, err.Error(), nil
	}
	if b.quads, err = indextest.Dump(b.store); err != nil {
		return text, "", err
	}
	if wrong = unlike(setOf(b.quads), after); wrong != "" {
		return text, wrong, nil
	}
	undo, ok := undoing(setOf(before), after)
	if !ok {
		return text, "", nil
	}
	if _, err := b.engine.Update(context.Background(), undo, query.Params{}); err != nil {
		return text, "undo: " + err.Error(), nil
	}
	r.Metamorphic["undo"]++
	if b.quads, err = indextest.Dump(b.store); err != nil {
		return text, "", err
	}
	if wrong = unlike(setOf(b.quads), setOf(before)); wrong != "" {
		wrong = "undone by " + undo + ": " + wrong
	}
	return text, wrong, nil
}

// randomUpdate writes a DELETE/INSERT WHERE and says what must be there after it: the solutions are found first, then all
// is removed, then all is added (SPARQL 1.1 Update, 3.1.3).
func (b *bench) randomUpdate(w *writer) (text string, after map[rdf.Quad]bool, ok bool) {
	g, remove, add := w.group(2), w.template(true), w.template(true)
	if w.one(4) {
		remove = nil
	} else if w.one(3) {
		add = nil
	}
	quads, mode, with, into := b.quads, b.mode, "", rdf.Term{}
	if w.one(4) { // WITH makes one graph the default graph of both the pattern and the templates
		into, mode, quads = ex(w.pick("g1", "g2", "g4")), query.Unnamed, nil
		with = "WITH " + into.String() + " "
		for _, q := range b.quads {
			if q.G == into {
				quads = append(quads, rdf.Quad{S: q.S, P: q.P, O: q.O})
			}
			if !q.G.IsZero() {
				quads = append(quads, q)
			}
		}
	}
	rows, ok := solutions(prologue+"SELECT * "+g, quads, mode)
	if !ok {
		return "", nil, false
	}
	after = setOf(b.quads)
	for q := range filled(remove, rows, into) {
		delete(after, q)
	}
	maps.Copy(after, filled(add, rows, into))
	text = prologue + with
	if remove != nil {
		text += "DELETE " + templateText(remove) + " "
	}
	if add != nil {
		text += "INSERT " + templateText(add) + " "
	}
	return text + "WHERE " + g, after, true
}

// undoing is the update that makes after before again.
func undoing(before, after map[rdf.Quad]bool) (text string, ok bool) {
	data := func(from, to map[rdf.Quad]bool) string {
		var b strings.Builder
		for q := range from {
			if to[q] {
				continue
			}
			if q.S.Kind == rdf.Blank || q.O.Kind == rdf.Blank {
				return ""
			}
			line := fmt.Sprintf("%s %s %s .", q.S, q.P, q.O)
			if !q.G.IsZero() {
				line = fmt.Sprintf("GRAPH %s { %s }", q.G, line)
			}
			b.WriteString(line + "\n")
		}
		return "DATA {\n" + b.String() + "}"
	}
	added, removed := data(after, before), data(before, after)
	return "DELETE " + added + " ;\nINSERT " + removed, added != "" && removed != ""
}

func setOf(quads []rdf.Quad) map[rdf.Quad]bool {
	out := make(map[rdf.Quad]bool, len(quads))
	for _, q := range quads {
		out[q] = true
	}
	return out
}

// unlike says what one set has and the other has not, rounding what may be rounded; "" if nothing.
func unlike(got, want map[rdf.Quad]bool) string {
	lines := func(set map[rdf.Quad]bool) map[string]bool {
		out := map[string]bool{}
		for q := range set {
			q.O = rounded(q.O)
			out[fmt.Sprint(q)] = true
		}
		return out
	}
	a, b := lines(got), lines(want)
	var out []string
	for l := range a {
		if !b[l] {
			out = append(out, "too much: "+l)
		}
	}
	for l := range b {
		if !a[l] {
			out = append(out, "missing: "+l)
		}
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}
