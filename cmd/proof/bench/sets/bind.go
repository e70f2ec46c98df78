package sets

import (
	"fmt"
	"hash/fnv"
	"strings"

	"w3id.org/concord/cmd/proof/bench/sp2b"
	"w3id.org/concord/cmd/proof/bench/synth"
	"w3id.org/concord/cmd/proof/bench/watdiv"
)

// entities draws the constants of a WatDiv query, all of a kind alike, as its authors do.
func entities(name string, o Options) map[string]string {
	h := fnv.New64a()
	h.Write([]byte(name))
	r := synth.At(o.Seed, h.Sum64())
	users, _, retailers, sites := watdiv.Population(o.Triples)
	values := map[string]string{}
	for _, k := range []struct {
		kind string
		of   int
	}{
		{"User", users}, {"Retailer", retailers}, {"Website", sites}, {"City", 240}, {"Country", 25}, {"Topic", 250},
		{"ProductCategory", 15}, {"SubGenre", 145}, {"AgeGroup", 9},
	} {
		values[k.kind] = fmt.Sprintf("wsdbm:%s%d", k.kind, r.N(k.of))
	}
	return values
}

// predicates expands short names and makes IRIs of them: Large1 of "sorg:text" is <http://schema.org/text>.
func predicates(namespaces map[string]string, short map[string]string) map[string]string {
	long := map[string]string{}
	for k, v := range short {
		if prefix, local, ok := strings.Cut(v, ":"); ok {
			v = "<" + namespaces[prefix] + local + ">"
		}
		long[k] = v
	}
	return long
}

// sp2bFeatures names the predicates of the bibliography that play the parts of the feature queries, by their numbers in a million
// triples: creator 145 thousand, title, issued and homepage 101 to 103, pages 94, booktitle 44, partOf 35, references 0.7.
// Documents have no dates, only years.
func sp2bFeatures(_ string, o Options) map[string]string {
	namespaces := map[string]string{}
	for _, p := range sp2b.Prefixes {
		namespaces[p.Name] = p.IRI
	}
	values := predicates(namespaces, map[string]string{
		"Small": "bench:abstract", "Large1": "dc:creator", "Large2": "dc:title",
		"Most1": "dc:creator", "Most2": "foaf:homepage", // every row of one meets at most one of the other: no join explodes
		"Bounded1": "dc:title", "Bounded2": "dcterms:issued",
		"Few1": "bench:booktitle", "Few2": "swrc:journal", // six articles in ten thousand have a booktitle
		"Star1": "dc:creator", "Star2": "dc:title", "Star3": "foaf:homepage",
		"Chain1": "swrc:journal", "Chain2": "swrc:editor", "Chain3": "foaf:name",
		"Pair1": "dc:title", "Pair2": "bench:booktitle", // proceedings are their own booktitle
		"High": "swrc:journal", "Low": "dc:title",
		"Lit": "dc:title", "Str": "foaf:homepage", "Num": "swrc:pages", "NumGroup": "dcterms:issued",
		"PathLarge": "dcterms:partOf", "PathSmall": "rdf:_1",
	})
	values["P50"], values["P70"], values["P95"] = "201", "281", "381" // pages are drawn alike from 1 to 400
	cites := "(<" + namespaces["dcterms"] + "references>/<" + namespaces["rdf"] + "_1>)"
	values["Closure"] = cites + "+"
	values["StartPath"], values["Start"] = cites+"+", sp2b.FirstCiting(o.Seed)
	for i := 1; i <= 20; i++ {
		values[fmt.Sprintf("Tiny%d", i)] = fmt.Sprintf("<%s_%d>", namespaces["rdf"], i) // members of the bags of citations
	}
	return values
}

// watdivFeatures does the same for WatDiv's shop: friendOf 407 thousand, follows 302, price 22, tag 14, reviews 14, likes 10.
func watdivFeatures(string, Options) map[string]string {
	namespaces := map[string]string{}
	for _, p := range watdiv.Prefixes {
		namespaces[p.Name] = p.IRI
	}
	short := map[string]string{
		"Small": "sorg:jobTitle", "Large1": "wsdbm:friendOf", "Large2": "wsdbm:follows",
		"Most1": "wsdbm:friendOf", "Most2": "wsdbm:likes",
		"Bounded1": "wsdbm:follows", "Bounded2": "wsdbm:subscribes",
		"Few1": "wsdbm:likes", "Few2": "sorg:nationality",
		"Star1": "wsdbm:follows", "Star2": "wsdbm:likes", "Star3": "wsdbm:subscribes",
		"Chain1": "wsdbm:follows", "Chain2": "wsdbm:likes", "Chain3": "wsdbm:hasGenre",
		"Pair1": "wsdbm:friendOf", "Pair2": "wsdbm:follows",
		"High": "wsdbm:gender", "Low": "foaf:familyName",
		"Lit": "rev:text", "Str": "sorg:email", "Num": "gr:price", "NumGroup": "sorg:eligibleQuantity", "Date": "gr:validFrom",
		"PathLarge": "sorg:author", "PathSmall": "mo:conductor",
	}
	for i, p := range []string{
		"sorg:printPage", "sorg:printSection", "sorg:printColumn", "sorg:printEdition", "sorg:datePublished", "sorg:publisher", "sorg:author",
		"sorg:wordCount", "sorg:editor", "sorg:caption", "sorg:expires", "sorg:contentSize", "sorg:keywords", "sorg:contentRating",
		"foaf:homepage", "sorg:description", "sorg:text", "og:title", "wsdbm:hasGenre", "og:tag", // what news may have: few have all
	} {
		short[fmt.Sprintf("Tiny%d", i+1)] = p
	}
	values := predicates(namespaces, short)
	values["P50"], values["P70"], values["P95"] = "500", "700", "950" // prices are drawn alike from 0 to 999
	friend := "<" + namespaces["wsdbm"] + "friendOf>"
	values["Closure"] = friend + "+"
	values["StartPath"], values["Start"] = "(^"+friend+")+", "<"+namespaces["wsdbm"]+"User0>" // everybody is somebody's friend
	return values
}
