package publish

import (
	"context"
	"io"
	"sort"
	"strconv"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

const (
	nsVoID    = "http://rdfs.org/ns/void#"
	nsDCT     = "http://purl.org/dc/terms/"
	nsFormats = "http://www.w3.org/ns/formats/"
	nsSD      = "http://www.w3.org/ns/sparql-service-description#"
	nsSKOS    = "http://www.w3.org/2004/02/skos/core#"
)

// maxClasses bounds the class partitions of a description; a vocabulary of a million classes is not listed.
const maxClasses = 500

// VoID describes the dataset of a snapshot (https://www.w3.org/TR/void/): its size, its classes and properties with
// their counts, its graphs and its links. Every count is over the union of all graphs, repeated triples once, and is
// taken from the snapshot itself. site is the address of the server, without a slash at the end.
func VoID(ctx context.Context, snap index.Snapshot, site string) ([]rdf.Quad, error) {
	v := &describing{ctx: ctx, snap: snap, site: site, self: rdf.NewIRI(site + "/.well-known/void#dataset")}
	for _, step := range []func() error{v.header, v.sizes, v.classes, v.properties, v.graphs} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return v.quads, nil
}

// describing builds a description of the snapshot.
type describing struct {
	ctx   context.Context
	snap  index.Snapshot
	site  string
	self  rdf.Term
	quads []rdf.Quad
}

func (v *describing) say(s rdf.Term, p string, o rdf.Term) {
	v.quads = append(v.quads, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o})
}

func (v *describing) count(s rdf.Term, p string, n uint64) {
	v.say(s, nsVoID+p, rdf.NewTyped(strconv.FormatUint(n, 10), rdf.XSDInteger))
}

// part names a node within the description.
func (v *describing) part(kind string, n int) rdf.Term {
	return rdf.NewIRI(v.site + "/.well-known/void#" + kind + "-" + strconv.Itoa(n))
}

func (v *describing) header() error {
	v.say(v.self, rdf.RDFType, rdf.NewIRI(nsVoID+"Dataset"))
	v.say(v.self, nsDCT+"title", rdf.NewLang("Concord: instruments and practices of international organisations", "en"))
	v.say(v.self, nsDCT+"license", rdf.NewIRI("https://creativecommons.org/licenses/by/4.0/"))
	v.say(v.self, nsVoID+"sparqlEndpoint", rdf.NewIRI(v.site+"/sparql"))
	v.say(v.self, nsVoID+"uriSpace", rdf.NewString(ontology.ID))
	for _, f := range rdf.Formats {
		v.say(v.self, nsVoID+"dataDump", rdf.NewIRI(v.site+"/export"+f.Extensions[0]))
		v.say(v.self, nsVoID+"feature", rdf.NewIRI(formatIRI(f)))
	}
	return nil
}

func (v *describing) sizes() error {
	v.count(v.self, "triples", v.snap.Stats().Triples)
	for _, s := range []struct {
		name  string
		order index.Order
	}{{"distinctSubjects", index.SPO}, {"properties", index.PSO}, {"distinctObjects", index.OSP}} {
		n, err := v.distinct(index.Scan{Order: s.order, Cols: 1})
		if err != nil {
			return err
		}
		v.count(v.self, s.name, n)
	}
	return nil
}

// distinct counts the different rows of a scan over the union: by the store's own count where that is exact.
func (v *describing) distinct(s index.Scan) (uint64, error) {
	s.Graphs, s.Distinct = union, true
	n, exact, err := v.snap.Count(v.ctx, s)
	if err != nil || exact {
		return n, err
	}
	n = 0
	err = eachID(v.ctx, v.snap, s, func(rows int, _ [][]index.ID) { n += uint64(rows) })
	return n, err
}

// classes writes a partition per class with the number of its instances.
func (v *describing) classes() error {
	typeID, err := lookup(v.ctx, v.snap, rdf.NewIRI(rdf.RDFType))
	if err != nil || typeID == 0 {
		return err
	}
	var ids []index.ID
	scan := index.Scan{Order: index.POS, Prefix: []index.ID{typeID}, Cols: 0b10, Graphs: union, Distinct: true}
	err = eachID(v.ctx, v.snap, scan, func(n int, cols [][]index.ID) { ids = append(ids, cols[0][:n]...) })
	if err != nil {
		return err
	}
	v.count(v.self, "classes", uint64(len(ids)))
	terms, err := v.sortedTerms(ids[:min(len(ids), maxClasses)])
	if err != nil {
		return err
	}
	for i, c := range terms {
		n, err := v.distinct(index.Scan{Order: index.POS, Prefix: []index.ID{typeID, c.id}, Cols: 0b100})
		if err != nil {
			return err
		}
		part := v.part("class", i+1)
		v.say(v.self, nsVoID+"classPartition", part)
		v.say(part, nsVoID+"class", c.term)
		v.count(part, "entities", n)
	}
	return nil
}

// properties writes a partition per property with its triples, and a linkset per mapping property.
func (v *describing) properties() error {
	var ids []index.ID
	for _, p := range v.snap.Stats().Predicates {
		if p.Quads > 0 {
			ids = append(ids, p.Predicate)
		}
	}
	terms, err := v.sortedTerms(ids)
	if err != nil {
		return err
	}
	used := map[string]bool{}
	for i, p := range terms {
		n, err := v.distinct(index.Scan{Order: index.PSO, Prefix: []index.ID{p.id}, Cols: triples})
		if err != nil {
			return err
		}
		part := v.part("property", i+1)
		v.say(v.self, nsVoID+"propertyPartition", part)
		v.say(part, nsVoID+"property", p.term)
		v.count(part, "triples", n)
		if strings.HasPrefix(p.term.Value, nsSKOS) && strings.HasSuffix(p.term.Value, "Match") {
			v.linkset(p.term, n)
		}
		used[namespace(p.term.Value)] = true
	}
	v.vocabularies(used)
	return nil
}

func (v *describing) linkset(predicate rdf.Term, n uint64) {
	set := rdf.NewIRI(v.site + "/.well-known/void#linkset-" + strings.TrimPrefix(predicate.Value, nsSKOS))
	v.say(v.self, nsVoID+"subset", set)
	v.say(set, rdf.RDFType, rdf.NewIRI(nsVoID+"Linkset"))
	v.say(set, nsVoID+"linkPredicate", predicate)
	v.count(set, "triples", n)
}

func (v *describing) vocabularies(used map[string]bool) {
	for _, p := range ontology.Prefixes {
		if used[p.IRI] {
			v.say(v.self, nsVoID+"vocabulary", rdf.NewIRI(p.IRI))
		}
	}
}

// graphs writes a subset per named graph with its triples.
func (v *describing) graphs() error {
	counts, ids := map[index.ID]uint64{}, []index.ID(nil)
	for _, g := range v.snap.Stats().Graphs {
		if g.Quads > 0 {
			counts[g.Graph], ids = g.Quads, append(ids, g.Graph)
		}
	}
	terms, err := v.sortedTerms(ids)
	if err != nil {
		return err
	}
	for _, g := range terms {
		v.say(v.self, nsVoID+"subset", g.term)
		v.say(g.term, rdf.RDFType, rdf.NewIRI(nsVoID+"Dataset"))
		v.count(g.term, "triples", counts[g.id])
	}
	return nil
}

type named struct {
	id   index.ID
	term rdf.Term
}

// sortedTerms reads the terms of IDs and sorts both by term.
func (v *describing) sortedTerms(ids []index.ID) ([]named, error) {
	terms := make([]rdf.Term, len(ids))
	if err := v.snap.Terms(v.ctx, ids, terms); err != nil {
		return nil, err
	}
	out := make([]named, len(ids))
	for i := range ids {
		out[i] = named{ids[i], terms[i]}
	}
	sort.Slice(out, func(i, j int) bool { return rdf.Compare(out[i].term, out[j].term) < 0 })
	return out, nil
}

// eachID calls f with the columns of a scan, batch by batch.
func eachID(ctx context.Context, snap index.Snapshot, s index.Scan, f func(n int, cols [][]index.ID)) error {
	cur, err := snap.Scan(ctx, s)
	if err != nil {
		return err
	}
	defer cur.Close()
	b := newBatch(s)
	for {
		n, err := cur.Next(b.cols)
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		f(n, b.cols)
	}
}

func namespace(iri string) string {
	return iri[:strings.LastIndexAny(iri, "#/")+1]
}
