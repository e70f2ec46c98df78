package groups

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/library"
)

// Any is the argument of a filter that narrows nothing.
const Any = "any"

// Question says which view is wanted.
type Question struct {
	Sections []string          // by id; none for all
	Args     map[string]string // filters: organisation, type ...; missing, "" and "any" narrow nothing
	Pick     Pick              // of a pivot, the one section asked for: the things behind a count
}

// View is the answer to a group.
type View struct {
	Group   *Group            `json:"group"`
	Args    map[string]string `json:"filters,omitempty"` // those that narrow
	Named   map[string]Value  `json:"filteredBy,omitempty"`
	Answers []*Answer         `json:"sections"`
}

// Answer is a section with its rows.
type Answer struct {
	ID      string            `json:"id"`
	Title   string            `json:"title"`
	Note    string            `json:"note,omitempty"`
	Query   string            `json:"query"`
	Args    map[string]string `json:"parameters,omitempty"`
	Text    string            `json:"-"`                 // the query as it ran
	Ignored []string          `json:"ignored,omitempty"` // filters that the query does not know

	Things   string     `json:"things"`
	N        int        `json:"n"` // how many things
	Coverage []Coverage `json:"coverage,omitempty"`
	Trust    Trust      `json:"evidence"`

	Picked  []Value  `json:"picked,omitempty"` // what Pick chose
	Pivot   bool     `json:"pivot,omitempty"`
	Heads   []Head   `json:"columns"`
	Lines   []Line   `json:"rows"`
	Totals  []int    `json:"totals,omitempty"` // pivots: things per column
	Gaps    []int    `json:"gaps,omitempty"`   // pivots of what could be: gaps per column
	Section *Section `json:"-"`
	Network *Network `json:"-"` // for sections that are drawn
}

// Coverage says for how many of the things a column is filled.
type Coverage struct {
	Column string `json:"column"`
	Stated int    `json:"stated"`
	Silent int    `json:"readButNotStated"` // coded as not coded, none stated, not stated
	Empty  int    `json:"empty"`
	Word   string `json:"emptyMeans"`
}

// Trust counts things by the state of checking of their evidence.
type Trust struct {
	Checked    int `json:"checked"`
	Seen       int `json:"excerptSeen"`
	Unchecked  int `json:"notChecked"`
	Unrecorded int `json:"noEvidenceRecorded"`
}

// Head is a column of an answer.
type Head struct {
	Value
	Code string `json:"code,omitempty"` // pivots: by which it is picked
	N    int    `json:"n,omitempty"`    // in how many things it is filled
}

// Line is a row of an answer: the group it stands in, its own heading, its cells.
type Line struct {
	Group *Value `json:"group,omitempty"`
	Key   Value  `json:"key"`
	Code  string `json:"code,omitempty"` // pivots: by which it is picked
	N     int    `json:"n,omitempty"`    // pivots: things in the row
	Gaps  int    `json:"gaps,omitempty"`
	State string `json:"evidence,omitempty"`
	Cells []Cell `json:"cells"`
}

// Cell is what stands in a column: values, a count, or why it is empty.
type Cell struct {
	Values []Value `json:"values,omitempty"`
	N      int     `json:"n,omitempty"`
	Mark   string  `json:"mark,omitempty"` // gap, does, extra: for pivots of what could be
	Empty  string  `json:"empty,omitempty"`
}

// Value is a thing or a text.
type Value struct {
	IRI   string `json:"iri,omitempty"`
	Text  string `json:"text"`
	Lang  string `json:"lang,omitempty"`
	Short string `json:"short,omitempty"`
	order string // by which values are sorted; "" for the text
}

// Maker makes views from a snapshot. It belongs to one request.
type Maker struct {
	Engine *query.Engine // over the union of all graphs
	Snap   index.Snapshot

	names map[string]Value
	found map[string]*solutions // by the text of the query: several sections lay the same rows out
}

// solutions are what a query found.
type solutions struct {
	at   map[string]int // columns by variable
	rows [][]rdf.Term
}

// Make answers a group.
func (m *Maker) Make(ctx context.Context, g *Group, q Question) (*View, error) {
	view := &View{Group: g}
	sections, err := g.choose(q.Sections)
	if err != nil {
		return nil, err
	}
	if view.Args, err = m.checkArgs(ctx, g, q.Args); err != nil {
		return nil, err
	}
	var sheets []*rows
	for _, s := range sections {
		r, err := m.run(ctx, s, view.Args)
		if err != nil {
			return nil, fmt.Errorf("groups: %s, section %s: %w", g.Code, s.ID, err)
		}
		sheets = append(sheets, r)
	}
	if err := m.name(ctx, sheets, view.Args, g); err != nil {
		return nil, fmt.Errorf("groups: %s: %w", g.Code, err)
	}
	view.Named = map[string]Value{}
	for param, slug := range view.Args {
		f, _ := g.filter(param)
		view.Named[param] = m.value(ontology.Thing(f.Prefix, slug))
	}
	for _, r := range sheets {
		view.Answers = append(view.Answers, m.answer(r))
	}
	if q.Pick.any() {
		a, err := m.pick(sheets, q.Pick)
		if err != nil {
			return nil, err
		}
		view.Answers = []*Answer{a}
	}
	return view, nil
}

func (g *Group) choose(ids []string) ([]*Section, error) {
	if len(ids) == 0 {
		ids = g.SectionIDs()
	}
	var out []*Section
	for _, id := range ids {
		if id = strings.TrimSpace(id); id == "" {
			continue
		}
		s, err := g.Section(id)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// checkArgs keeps the arguments that narrow, as slugs; each must name something that the store knows.
func (m *Maker) checkArgs(ctx context.Context, g *Group, args map[string]string) (map[string]string, error) {
	out := map[string]string{}
	for _, param := range slices.Sorted(maps.Keys(args)) {
		f, ok := g.filter(param)
		if !ok {
			return nil, &UnknownError{What: "filter of " + g.Code, Name: param, Have: g.params()}
		}
		given := strings.TrimSpace(args[param])
		slug := strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(given, ontology.ID+f.Prefix+"/"), f.Prefix+":"))
		if slug == "" || slug == Any {
			continue
		}
		known, err := m.find(ctx, f, slug)
		if err != nil {
			return nil, err
		}
		if known == "" {
			return nil, &UnknownError{What: f.Title, Name: given, Have: "for example " + example(f) + ", as in addresses; a full name or an acronym does as well"}
		}
		out[param] = known
	}
	return out, nil
}

func example(f Filter) string {
	return map[string]string{"organisation": "oecd", "mechanism-type": "mt-peer-review", "stakeholder-type": "st-ngo",
		"evaluation-approach": "ea-ex-post", "coordination-type": "ct-mou", "type": "recommendation"}[f.Prefix]
}

// rows are a section with what its query found.
type rows struct {
	*solutions
	section *Section
	args    map[string]string
	text    string
	ignored []string
}

// get is the term of a variable in a row; the zero Term if the query does not have it.
func (r *rows) get(row []rdf.Term, variable string) rdf.Term {
	if i, ok := r.at[variable]; ok {
		return row[i]
	}
	return rdf.Term{}
}

// run answers the query of a section, with the section's own arguments and those filters that the query knows.
func (m *Maker) run(ctx context.Context, s *Section, filters map[string]string) (*rows, error) {
	q, ok := library.Get(s.Query)
	if !ok {
		return nil, fmt.Errorf("the library has no query %q", s.Query)
	}
	r := &rows{section: s, args: map[string]string{}}
	maps.Copy(r.args, s.Args)
	for _, param := range slices.Sorted(maps.Keys(filters)) {
		if slices.ContainsFunc(q.Params, func(p library.Param) bool { return p.Name == param }) {
			r.args[param] = filters[param]
		} else {
			r.ignored = append(r.ignored, param)
		}
	}
	var err error
	if r.text, err = q.Bind(r.args); err != nil {
		return nil, err
	}
	r.solutions, err = m.solve(ctx, r.text)
	return r, err
}

// solve answers a query, each text once.
func (m *Maker) solve(ctx context.Context, text string) (*solutions, error) {
	if s := m.found[text]; s != nil {
		return s, nil
	}
	result, err := m.Engine.QueryOn(ctx, m.Snap, text, query.Params{})
	if err != nil {
		return nil, err
	}
	defer result.Close()
	s := &solutions{at: map[string]int{}}
	for i, v := range result.Vars() {
		s.at[v] = i
	}
	if s.rows, err = result.Rows(); err != nil {
		return nil, err
	}
	if m.found == nil {
		m.found = map[string]*solutions{}
	}
	m.found[text] = s
	return s, nil
}

// Params are the arguments of the query, as NAME=VALUE.
func (a *Answer) Params() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(a.Args)) {
		out = append(out, name+"="+a.Args[name])
	}
	return out
}

// Address is the page of an answer's query, run with the same arguments.
func (a *Answer) Address() string {
	v := url.Values{"run": {"1"}}
	for name, value := range a.Args {
		v.Set(name, value)
	}
	return "/queries/" + a.Query + "?" + v.Encode()
}

// Name is what to call a value, by its notation where a short form is wanted and there is one.
func (v Value) Name(short bool) string {
	if short && v.Short != "" {
		return v.Short
	}
	return v.Text
}

// String says for how many things a column is filled, and what the rest is: three things that are never added up.
func (c Coverage) String() string {
	text := fmt.Sprintf("%s: %d documented", c.Column, c.Stated)
	if c.Silent > 0 {
		text += fmt.Sprintf(", %d read but not stated", c.Silent)
	}
	if c.Empty > 0 {
		text += fmt.Sprintf(", %d %s", c.Empty, c.Word)
	}
	return text
}

// String says how far the evidence of things was checked.
func (t Trust) String() string {
	var parts []string
	for _, p := range []struct {
		n    int
		text string
	}{{t.Checked, "checked against the source"}, {t.Seen, "seen in an excerpt"}, {t.Unchecked, "not yet checked"}, {t.Unrecorded, "without recorded evidence"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.text))
		}
	}
	if len(parts) == 0 {
		return "no evidence recorded"
	}
	return strings.Join(parts, ", ")
}

// Summary says how many things an answer speaks of and for how many each column is filled.
func (a *Answer) Summary() string {
	parts := []string{fmt.Sprintf("n = %d %s", a.N, a.Things)}
	for _, c := range a.Coverage {
		if c.Silent+c.Empty > 0 {
			parts = append(parts, c.String())
		}
	}
	return strings.Join(parts, ". ") + "."
}

// Command is the command line that prints the same.
func (v *View) Command(a *Answer) string {
	text := "concord group " + v.Group.ID + " --section " + a.ID
	for _, param := range slices.Sorted(maps.Keys(v.Args)) {
		text += " --" + param + " " + v.Args[param]
	}
	return text
}
