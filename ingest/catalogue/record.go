package catalogue

import (
	"strings"

	"w3id.org/concord/ingest/tabular"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// record is one row on its way into the graph: the thing that it becomes, and the ways in which a column becomes a
// statement about it.
type record struct {
	b          *builder
	row        tabular.Row
	kind, slug string
	self       rdf.Term
	graph      rdf.Term
}

// get reads a cell.
func (r *record) get(column string) string {
	r.b.use(r.row.Table.File, column)
	return r.row.Get(column)
}

// list reads the values of a cell.
func (r *record) list(column string) []string {
	r.b.use(r.row.Table.File, column)
	return r.row.List(column)
}

// say states something about the thing, in its graph.
func (r *record) say(property string, o rdf.Term) {
	r.b.add(r.graph, r.self, rdf.NewIRI(property), o)
}

// is gives the thing its classes.
func (r *record) is(classes ...string) {
	for _, c := range classes {
		r.say(ontology.RDFType, rdf.NewIRI(c))
	}
}

// text: a cell becomes a literal with a language tag, or without for "".
func (r *record) text(property, column, lang string) {
	if s := r.get(column); s != "" {
		r.say(property, rdf.NewLang(s, lang))
	}
}

// value: a cell becomes a literal of a datatype.
func (r *record) value(property, column, datatype string) {
	if s := r.get(column); s != "" {
		r.say(property, rdf.NewTyped(s, datatype))
	}
}

func (r *record) year(property, column string) { r.value(property, column, rdf.XSDGYear) }

// yes: a cell of yes or no becomes a boolean.
func (r *record) yes(property, column string) {
	switch r.get(column) {
	case "yes":
		r.say(property, rdf.NewTyped("true", rdf.XSDBoolean))
	case "no":
		r.say(property, rdf.NewTyped("false", rdf.XSDBoolean))
	}
}

// address: a cell becomes an IRI; before goes in front of it.
func (r *record) address(property, column, before string) {
	if s := r.get(column); s != "" {
		r.say(property, rdf.NewIRI(before+s))
	}
}

// links turns the values of a cell into things of a kind and reports those that no row and no scheme knows.
func (r *record) links(column, kind string) []rdf.Term {
	var out []rdf.Term
	for _, v := range r.list(column) {
		t := ontology.Thing(kind, slugOf(v))
		if !r.b.known[t] {
			r.b.problem(r.row, "%s %q is no %s that the catalogue knows", column, v, kind)
		}
		out = append(out, t)
	}
	return out
}

// link: each value of a cell becomes a thing of a kind, be it a row of another file or a coded value.
func (r *record) link(property, column, kind string) {
	for _, t := range r.links(column, kind) {
		r.say(property, t)
	}
}

// slugOf is the slug of a coded value: the value, with hyphens for spaces.
func slugOf(v string) string { return strings.ReplaceAll(v, " ", "-") }

// slugOfName makes a slug of a name that has no id: letters and digits, lower case, with hyphens between.
func slugOfName(name string) string {
	fields := strings.FieldsFunc(strings.ToLower(name), func(c rune) bool { return !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9') })
	return strings.Join(fields, "-")
}

// name gives the thing a preferred label, plain and as a label of its own that carries the row's evidence.
func (r *record) name(column, lang string) {
	s := r.get(column)
	if s == "" {
		return
	}
	form := rdf.NewLang(s, lang)
	r.say(ontology.SKOSPrefLabel, form)
	label := ontology.Thing("label", r.kind+"-"+r.slug+"-"+lang)
	r.say(ontology.XLPrefLabel, label)
	r.b.label(r.graph, label, form, "preferred", ontology.LEXINFOPreferredTerm)
	r.b.add(r.graph, label, rdf.NewIRI(ontology.IOHasEvidence), r.evidenceNode())
}

// label describes a label as a thing.
func (b *builder) label(g, label, form rdf.Term, kind, authorization string) {
	b.add(g, label, rdf.NewIRI(ontology.RDFType), rdf.NewIRI(ontology.XLLabel))
	b.add(g, label, rdf.NewIRI(ontology.XLLiteralForm), form)
	b.add(g, label, rdf.NewIRI(ontology.IOLabelKind), ontology.Thing("label-kind", kind))
	if authorization != "" {
		b.add(g, label, rdf.NewIRI(ontology.LEXINFONormativeAuthorization), rdf.NewIRI(authorization))
	}
}

// definition: a cell is the thing's definition, as plain text and as an entity with evidence.
func (r *record) definition(column string) {
	s := r.get(column)
	if s == "" {
		return
	}
	r.say(ontology.SKOSDefinition, rdf.NewLang(s, "en"))
	d := ontology.Thing("definition", r.kind+"-"+r.slug)
	r.say(ontology.IODefinition, d)
	r.b.add(r.graph, d, rdf.NewIRI(ontology.RDFType), rdf.NewIRI(ontology.PROVEntity))
	r.b.add(r.graph, d, rdf.NewIRI(ontology.RDFValue), rdf.NewLang(s, "en"))
	r.b.add(r.graph, d, rdf.NewIRI(ontology.DCTRelation), ontology.Thing("definition-kind", "paraphrase"))
	r.b.add(r.graph, d, rdf.NewIRI(ontology.IOHasEvidence), r.evidenceNode())
}
