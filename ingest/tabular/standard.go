package tabular

import (
	"encoding/json"
	"strconv"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// tableTriples describes the group and the table, in standard mode.
func (t *Reader) tableTriples() {
	if t.options.Mode != Standard {
		return
	}
	group := t.node("")
	if m := t.options.Metadata; m != nil {
		group = t.node(m.ID)
		for _, k := range sortedKeys(m.Annotations) {
			t.annotate(group, full(k), m.Annotations[k])
		}
	}
	t.table = t.node(t.schema.ID)
	t.emit(group, rdf.RDFType, rdf.NewIRI(CSVW+"TableGroup"))
	t.emit(group, CSVW+"table", t.table)
	t.emit(t.table, rdf.RDFType, rdf.NewIRI(CSVW+"Table"))
	t.emit(t.table, CSVW+"url", rdf.NewIRI(t.url))
	for _, k := range sortedKeys(t.schema.Annotations) {
		t.annotate(t.table, full(k), t.schema.Annotations[k])
	}
}

// node is the group or table of an @id, or a blank node.
func (t *Reader) node(id string) rdf.Term {
	if id == "" {
		return t.blank()
	}
	return t.resolve(id)
}

// annotate writes a common property of the metadata: a string, a number, or an object with @id or @value.
func (t *Reader) annotate(s rdf.Term, property string, v any) {
	switch v := v.(type) {
	case string:
		t.emit(s, property, rdf.NewString(v))
	case bool:
		t.emit(s, property, rdf.NewTyped(strconv.FormatBool(v), rdf.XSDBoolean))
	case json.Number:
		datatype := rdf.XSDInteger
		if strings.ContainsAny(v.String(), ".eE") {
			datatype = rdf.XSDDouble
		}
		t.emit(s, property, rdf.NewTyped(v.String(), datatype))
	case []any:
		for _, x := range v {
			t.annotate(s, property, x)
		}
	case map[string]any:
		if id := stringOr(v["@id"], ""); id != "" {
			t.emit(s, property, t.resolve(id))
		} else if text, ok := v["@value"].(string); ok {
			t.emit(s, property, annotationLiteral(text, stringOr(v["@language"], ""), stringOr(v["@type"], "")))
		}
	}
}

func annotationLiteral(text, lang, datatype string) rdf.Term {
	if lang != "" {
		return rdf.NewLang(text, lang)
	}
	return rdf.NewTyped(text, full(datatype))
}

// rowNode describes the current row, in standard mode; otherwise there is none.
func (t *Reader) rowNode() rdf.Term {
	if t.options.Mode != Standard {
		return rdf.Term{}
	}
	row := t.blank()
	t.emit(t.table, CSVW+"row", row)
	t.emit(row, rdf.RDFType, rdf.NewIRI(CSVW+"Row"))
	t.emit(row, CSVW+"rownum", rdf.NewTyped(strconv.Itoa(t.number), rdf.XSDInteger))
	t.emit(row, CSVW+"url", rdf.NewIRI(t.url+"#row="+strconv.Itoa(t.cells[0].Line)))
	return row
}
