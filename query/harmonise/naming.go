package harmonise

// NameProperties are the predicates whose literals name a thing, with the kind of label that each makes. Running text
// (definitions, notes) is left out.
func NameProperties() map[string]string {
	out := map[string]string{}
	for p, kind := range properties {
		if !isText(kind) {
			out[p] = kind
		}
	}
	return out
}

// LabelNodes are the predicates that lead to a SKOS-XL label, with the kind of label that each makes.
func LabelNodes() map[string]string {
	out := map[string]string{}
	for p, kind := range labelNodes {
		out[p] = kind
	}
	return out
}

// MoreExact reports whether, of two kinds that one literal has for one thing, a says more than b.
func MoreExact(a, b string) bool { return rank(a) < rank(b) }

// ThingKind is the kind that the address of a thing of the catalogue says ("term", "organisation"); "" elsewhere.
func ThingKind(iri string) string { return kindOf(iri) }

// ClassKind makes a kind of the name of a class: skos:ConceptScheme is a concept-scheme.
func ClassKind(iri string) string { return classKind(iri) }

// Bookkeeping reports whether things of a kind only describe others: evidence, claims, labels, mappings ...
func Bookkeeping(kind string) bool { return bookkeeping[kind] }

// Standing is what the kind of a thing is worth where two things bear one name: what people look for comes first.
func Standing(kind string) float64 { return standing(kind) }
