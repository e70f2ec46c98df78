package traverse

import (
	"io"
	"strings"

	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/quad"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// labels are the predicates that name a thing, the best first; the last one, skos:notation, abbreviates its name.
var labels = []string{ontology.SKOSPrefLabel, ontology.DCTTitle, ontology.RDFSLabel, ontology.SKOSNotation}

// namer looks names up once per traversal.
type namer struct {
	n      *network
	labels []index.ID
	known  map[string]Node
}

func (n *network) namer() (*namer, error) {
	terms := make([]rdf.Term, len(labels))
	for i, l := range labels {
		terms[i] = rdf.NewIRI(l)
	}
	m := &namer{n: n, labels: make([]index.ID, len(labels)), known: map[string]Node{}}
	return m, n.snap.IDs(n.ctx, terms, m.labels)
}

// node gives a thing its names; without any it is called by the end of its IRI.
func (m *namer) node(iri string) (Node, error) {
	if n, ok := m.known[iri]; ok {
		return n, nil
	}
	n := Node{IRI: iri, Name: iri[strings.LastIndexAny(iri, "/#")+1:]}
	var id [1]index.ID
	if err := m.n.snap.IDs(m.n.ctx, []rdf.Term{rdf.NewIRI(iri)}, id[:]); err != nil {
		return n, err
	}
	last := len(m.labels) - 1
	name, err := m.text(id[0], m.labels[:last])
	if err != nil {
		return n, err
	}
	if name != "" {
		n.Name = name
	}
	n.Short, err = m.text(id[0], m.labels[last:])
	m.known[iri] = n
	return n, err
}

// text gives the first text under any of the predicates.
func (m *namer) text(id index.ID, predicates []index.ID) (string, error) {
	for _, p := range predicates {
		texts, err := m.n.literals(id, p)
		if err != nil {
			return "", err
		}
		if text := m.n.choose(texts); text != "" {
			return text, nil
		}
	}
	return "", nil
}

// choose takes the text in the best language, else one without a language, else the first.
func (n *network) choose(texts []rdf.Term) string {
	for _, lang := range append(n.opts.Langs, "") {
		for _, t := range texts {
			if strings.EqualFold(t.Lang, lang) || lang != "" && strings.HasPrefix(strings.ToLower(t.Lang), lang+"-") {
				return t.Value
			}
		}
	}
	if len(texts) > 0 {
		return texts[0].Value
	}
	return ""
}

// literals reads the literals that a thing has for a predicate.
func (n *network) literals(subject, predicate index.ID) ([]rdf.Term, error) {
	if subject == 0 || predicate == 0 {
		return nil, nil
	}
	cur, err := n.snap.Scan(n.ctx, index.Scan{Order: index.SPO, Prefix: []index.ID{subject, predicate}, Cols: 0b100, Distinct: true, Graphs: index.GraphSet{Mode: index.Union}})
	if err != nil {
		return nil, err
	}
	defer cur.Close()
	var out []rdf.Term
	ids := make([]index.ID, 64)
	for {
		k, err := cur.Next([][]index.ID{ids})
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		terms := make([]rdf.Term, k)
		if err := n.snap.Terms(n.ctx, ids[:k], terms); err != nil {
			return nil, err
		}
		for _, t := range terms {
			if t.Kind == rdf.Literal {
				out = append(out, t)
			}
		}
	}
}

// name fills in the names of everything that routes meet, and what is known of the arrangements.
func (n *network) name(r *Routes) (err error) {
	m, err := n.namer()
	if err != nil {
		return err
	}
	fill := func(x *Node) {
		if err == nil {
			*x, err = m.node(x.IRI)
		}
	}
	fill(&r.From)
	fill(&r.To)
	roles := roleBook{n: n, m: m, roles: map[[2]string]string{}}
	for _, route := range r.Routes {
		for i := range route.Hops {
			h := &route.Hops[i]
			fill(&h.From)
			fill(&h.To)
			for j := range h.Via {
				fill(&h.Via[j].Node)
				if err == nil {
					err = roles.describe(h, &h.Via[j])
				}
			}
		}
	}
	return err
}

// roleBook remembers what is known of arrangements.
type roleBook struct {
	n     *network
	m     *namer
	roles map[[2]string]string
	years map[string][2]string
}

// describe adds years and the roles of both stops.
func (b *roleBook) describe(h *Hop, v *Via) (err error) {
	if v.Since, v.Until, err = b.span(v.IRI); err != nil {
		return err
	}
	if v.FromRole, err = b.role(v.IRI, h.From.IRI); err != nil {
		return err
	}
	v.ToRole, err = b.role(v.IRI, h.To.IRI)
	return err
}

func (b *roleBook) span(iri string) (since, until string, err error) {
	if y, ok := b.years[iri]; ok {
		return y[0], y[1], nil
	}
	var ids [3]index.ID
	if err := b.n.snap.IDs(b.n.ctx, []rdf.Term{rdf.NewIRI(iri), rdf.NewIRI(ontology.IOSince), rdf.NewIRI(ontology.IOUntil)}, ids[:]); err != nil {
		return "", "", err
	}
	var y [2]string
	for i := range y {
		texts, err := b.n.literals(ids[0], ids[i+1])
		if err != nil {
			return "", "", err
		}
		if len(texts) > 0 {
			y[i] = texts[0].Value
		}
	}
	if b.years == nil {
		b.years = map[string][2]string{}
	}
	b.years[iri] = y
	return y[0], y[1], nil
}

// role follows the participation that joins an arrangement with an organisation to its role.
func (b *roleBook) role(arrangement, organisation string) (string, error) {
	key := [2]string{arrangement, organisation}
	if r, ok := b.roles[key]; ok {
		return r, nil
	}
	p := path.StartPath(b.n.qs, quad.IRI(arrangement)).Out(quad.IRI(ontology.IOParticipation)).
		Has(quad.IRI(ontology.PROVHasAgent), quad.IRI(organisation)).Out(quad.IRI(ontology.PROVHadRole)).Tag(tagTo)
	rows, err := b.n.rows(p)
	if err != nil {
		return "", err
	}
	name := ""
	for _, row := range rows {
		x, err := b.m.node(row[tagTo])
		if err != nil {
			return "", err
		}
		if name != "" {
			name += ", "
		}
		name += x.Name
	}
	b.roles[key] = name
	return name, nil
}
