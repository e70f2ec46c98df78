package groups

import (
	"context"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
)

// byName finds things by any label or notation, small and capital letters alike.
const byName = `PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?thing WHERE {
  ?thing skos:notation|skos:prefLabel|skos:altLabel ?label .
  FILTER (LCASE(STR(?label)) = ?wanted && STRSTARTS(STR(?thing), ?kind))
} ORDER BY ?thing LIMIT 1`

// find gives the slug of what a filter names: by the slug itself, else by a label; "" if there is no such thing.
func (m *Maker) find(ctx context.Context, f Filter, name string) (string, error) {
	ids := make([]index.ID, 1)
	if err := m.Snap.IDs(ctx, []rdf.Term{ontology.Thing(f.Prefix, name)}, ids); err != nil {
		return "", err
	}
	if ids[0] != 0 {
		return name, nil
	}
	kind := ontology.ID + f.Prefix + "/"
	r, err := m.Engine.QueryOn(ctx, m.Snap, byName, query.Params{Bindings: map[string]rdf.Term{"wanted": rdf.NewString(name), "kind": rdf.NewString(kind)}})
	if err != nil {
		return "", err
	}
	defer r.Close()
	rows, err := r.Rows()
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return strings.TrimPrefix(rows[0][0].Value, kind), nil
}
