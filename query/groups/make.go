package groups

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/library"
)

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
		"evaluation-approach": "ea-ex-post", "coordination-type": "ct-mou", "type": "recommendation", "implementation-mode": "de-jure", "process-type": "public-comment",
		"timing": "ex-ante", "evaluation-scope": "stock", "regularity": "systematic", "evaluation-object": "impact", "conduct": "external", "formality": "hard"}[f.Prefix]
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
