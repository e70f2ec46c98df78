package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

// Instantiate runs a plan and instantiates templates for each solution: one list of quads per template. graph is where
// triples outside GRAPH go. Blank nodes of a template are new for each solution. What is no RDF quad is left out.
func (q *Query) Instantiate(n plan.Node, graph index.ID, parts ...[]sparql.QuadPattern) ([][][4]index.ID, error) {
	rows, err := q.Open(n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	t := &templates{q: q, s: n.Out(), blanks: map[plan.Var]int{}}
	sources := make([][][4]source, len(parts))
	for i, part := range parts {
		for _, x := range part {
			s, err := t.quad(x, graph)
			if err != nil {
				return nil, err
			}
			sources[i] = append(sources[i], s)
		}
	}
	fresh := make([]index.ID, len(t.blanks)+1)
	out := make([][][4]index.ID, len(parts))
	for {
		b, err := rows.Next()
		if b == nil || err != nil {
			return out, err
		}
		for row := range b.N {
			if err := q.newBlanks(fresh); err != nil {
				return nil, err
			}
			for i := range sources {
				for _, s := range sources[i] {
					if ids, ok := quadOf(s, b, row, fresh); ok && q.isQuad(ids) {
						out[i] = append(out[i], ids)
					}
				}
			}
		}
		if err := q.grow(int64(b.N) * 32 * int64(len(parts))); err != nil {
			return nil, err
		}
	}
}

func (t *templates) quad(x sparql.QuadPattern, graph index.ID) (s [4]source, err error) {
	pred := sparql.Node{Var: x.PVar}
	if iri, ok := x.Path.(*sparql.PathIRI); ok {
		pred = sparql.Node{Term: rdf.NewIRI(iri.IRI)}
	}
	for i, node := range [4]sparql.Node{x.S, pred, x.O, x.Graph} {
		switch {
		case i == 3 && !node.IsVar() && node.Term.IsZero():
			s[i] = source{id: graph, col: -1}
		case !node.IsVar() && node.Term.Kind == rdf.Blank: // of the template: not a node of the store
			s[i], err = t.source(sparql.Node{Var: plan.Var("_:.template " + node.Term.Value)})
		default:
			s[i], err = t.source(node)
		}
		if err != nil {
			return s, err
		}
	}
	return s, nil
}

func quadOf(s [4]source, b *Batch, row int, fresh []index.ID) (ids [4]index.ID, ok bool) {
	for i, x := range s {
		ids[i] = x.id
		if x.blank > 0 {
			ids[i] = fresh[x.blank]
		} else if x.col >= 0 {
			ids[i] = b.Cols[x.col][row]
		}
		if ids[i] == 0 && (i < 3 || x.col != -1) {
			return ids, false
		}
	}
	return ids, true
}

// newBlanks makes new blank nodes for all places but the first.
func (q *Query) newBlanks(fresh []index.ID) error {
	for i := 1; i < len(fresh); i++ {
		var err error
		if fresh[i], err = q.make(q.dict.freshBlank()); err != nil {
			return err
		}
	}
	return nil
}

// isQuad checks the kinds of subject, predicate and graph.
func (q *Query) isQuad(ids [4]index.ID) bool {
	s, p, g := q.kind(ids[0]), q.kind(ids[1]), q.kind(ids[3])
	return s != rdf.Literal && p == rdf.IRI && (g == rdf.IRI || g == rdf.None)
}

// kind is the kind of a term without the term.
func (q *Query) kind(id index.ID) rdf.Kind {
	switch k := id.Kind(); k {
	case index.KindNone:
		return rdf.None
	case index.KindBlank:
		return rdf.Blank
	case index.KindIRI:
		return rdf.IRI
	case index.KindQuery:
		if t, ok := q.Term(id); ok {
			return t.Kind
		}
	}
	return rdf.Literal
}

// Term gives a term the query made; ok is false for a stored ID.
func (q *Query) Term(id index.ID) (t rdf.Term, ok bool) {
	if id.Kind() != index.KindQuery {
		return t, false
	}
	made, p := q.dict.made(), id.Payload()
	if p == 0 || p > uint64(len(made)) {
		return t, false
	}
	return made[p-1], true
}
