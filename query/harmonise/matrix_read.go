package harmonise

import (
	"context"
	"slices"
	"sort"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// Features of a claim that records an empty cell: the claim is io:about the organisation, its io:value is the type.
const (
	FeatureHasNone = ontology.ID + "feature/no-such-instrument"
	FeatureUnclear = ontology.ID + "feature/unclear-instrument"
)

// The properties that the matrix reads, by short names. Those of mapped say that a term belongs to a type.
var (
	mapped = map[string]string{
		ontology.IOHubType: "", ontology.SKOSExactMatch: "exactMatch", ontology.SKOSCloseMatch: "closeMatch",
		ontology.SKOSBroadMatch: "broadMatch", ontology.SKOSNarrowMatch: "narrowMatch",
	}
	described = map[string]string{
		ontology.SKOSInScheme: "scheme", ontology.IOOfOrganisation: "organisation", ontology.DCTPublisher: "publisher",
		ontology.SKOSPrefLabel: "name", ontology.SKOSAltLabel: "other name", ontology.DCTTitle: "title", ontology.RDFSLabel: "title",
		ontology.SKOSNotation: "notation", ontology.SKOSBroader: "broader", ontology.IOFit: "fit",
		ontology.IOLegalNature: "nature", ontology.IOLegalNatureLevel1: "nature 1", ontology.IOHasEvidence: "evidence",
		ontology.IOCheckState: "check", ontology.IOCoverage: "coverage", ontology.OWLAnnotatedTarget: "target",
		ontology.SSSOMPredicateModifier: "modifier", ontology.IOAbout: "about", ontology.IOValue: "value",
		ontology.DCT + "language": "language", ontology.XLPrefLabel: "label", ontology.XLAltLabel: "label", ontology.XLLiteralForm: "form", ontology.IOLabelKind: "kind",
	}
)

// node is what the triples of a thing say, by short name.
type node map[string][]index.ID

// concept is a type or an owner of terms.
type concept struct {
	id    index.ID
	iri   string
	name  string
	short string
	node
}

// hub holds what was read: types, the owners of columns, and the cells that are not empty.
type hub struct {
	*reader
	q        MatrixQuery
	mapped   map[index.ID]string
	props    map[index.ID]string
	incoming []index.ID // predicates of mapped, sorted
	types    []*concept
	owners   []*concept
	terms    map[index.ID]*hubTerm
	cells    map[[2]index.ID][]CellTerm // by type and column
	findings map[[2]index.ID]Empty
	nodes    map[index.ID]node
	known    map[index.ID]rdf.Term
}

// hubTerm is a term with the types it is mapped to, each with the predicates.
type hubTerm struct {
	node
	id       index.ID
	owner    index.ID
	types    map[index.ID][]string
	mappings []node
}

// readHub reads everything the matrix shows.
func readHub(ctx context.Context, snap index.Snapshot, q MatrixQuery) (*hub, error) {
	r, err := newReader(ctx, snap)
	if err != nil {
		return nil, err
	}
	h := &hub{reader: r, q: q, terms: map[index.ID]*hubTerm{}, cells: map[[2]index.ID][]CellTerm{},
		findings: map[[2]index.ID]Empty{}, nodes: map[index.ID]node{}, known: map[index.ID]rdf.Term{}}
	steps := []func() error{h.readPredicates, h.readTypes, h.readTerms, h.readOwners, h.readFindings, h.makeCells}
	if q.Columns == ByLanguage {
		steps = []func() error{h.readPredicates, h.readTypes, h.readLabels}
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return h, nil
}

func (h *hub) readPredicates() (err error) {
	if h.mapped, err = ids(h.reader, mapped); err != nil {
		return err
	}
	for p := range h.mapped {
		h.incoming = append(h.incoming, p)
	}
	slices.Sort(h.incoming)
	h.props, err = ids(h.reader, described)
	return err
}

// id looks one IRI up; 0 if the graph does not have it.
func (h *hub) id(iri string) (index.ID, error) {
	var dst [1]index.ID
	err := h.snap.IDs(h.ctx, []rdf.Term{rdf.NewIRI(iri)}, dst[:])
	return dst[0], err
}

// read gives the described properties of a thing, once.
func (h *hub) read(id index.ID) (node, error) {
	if n, ok := h.nodes[id]; ok {
		return n, nil
	}
	n := node{}
	err := h.around(id, h.bySubject, nil, func(p, o index.ID) bool {
		if name := h.props[p]; name != "" {
			n[name] = append(n[name], o)
		}
		return true
	})
	h.nodes[id] = n
	return n, err
}

// subjects lists what has an object under a predicate.
func (h *hub) subjects(iri string, object index.ID) (out []index.ID, err error) {
	p, err := h.id(iri)
	if err != nil || p == 0 || object == 0 {
		return nil, err
	}
	err = h.around(object, h.byObject, []index.ID{p}, func(q, s index.ID) bool {
		if q == p {
			out = append(out, s)
		}
		return true
	})
	return out, err
}

// decode fetches terms that are not known yet, in one batch.
func (h *hub) decode(lists ...[]index.ID) error {
	var want []index.ID
	for _, list := range lists {
		for _, id := range list {
			if _, ok := h.known[id]; !ok {
				want = append(want, id)
				h.known[id] = rdf.Term{}
			}
		}
	}
	got, err := h.reader.terms(want)
	for id, t := range got {
		h.known[id] = t
	}
	return err
}

// concept describes a type or an owner.
func (h *hub) concept(id index.ID) (*concept, error) {
	n, err := h.read(id)
	if err != nil {
		return nil, err
	}
	if err := h.decode([]index.ID{id}, n["name"], n["title"], n["notation"], n["nature"], n["nature 1"], n["coverage"]); err != nil {
		return nil, err
	}
	c := &concept{id: id, iri: resourceName(h.known[id]), node: n}
	l := lookup{q: LookupQuery{Lang: h.q.Lang}}
	c.name = l.pick(h.known, n["name"], n["title"], n["notation"])
	c.short = l.pick(h.known, n["notation"])
	if c.name == "" {
		c.name = end(c.iri)
	}
	return c, nil
}

// end is the last part of an IRI.
func end(iri string) string { return iri[strings.LastIndexAny(iri, "/#")+1:] }

// codes are the ends of the IRIs of coded values, sorted.
func (h *hub) codes(ids []index.ID) []string {
	var out []string
	for _, id := range ids {
		if c := end(h.known[id].Value); !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	sort.Strings(out)
	return out
}

// readTypes reads the concepts of the hub.
func (h *hub) readTypes() error {
	scheme, err := h.id(hubScheme)
	if err != nil {
		return err
	}
	members, err := h.subjects(ontology.SKOSInScheme, scheme)
	if err == nil && len(members) == 0 {
		members, err = h.findHub()
	}
	if err != nil {
		return err
	}
	for _, id := range members {
		c, err := h.concept(id)
		if err != nil {
			return err
		}
		h.types = append(h.types, c)
	}
	sortConcepts(h.types)
	return nil
}

func sortConcepts(list []*concept) {
	sort.Slice(list, func(i, j int) bool {
		a, b := list[i].sortKey(), list[j].sortKey()
		return a < b || a == b && list[i].iri < list[j].iri
	})
}

// sortKey is the acronym, then the name, without case.
func (c *concept) sortKey() string {
	if c.short == "" {
		return strings.ToLower(c.name)
	}
	return strings.ToLower(c.short + "\x00" + c.name)
}
