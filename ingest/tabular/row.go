package tabular

import (
	"strconv"
	"strings"

	"w3id.org/concord/ingest/tabular/workbook"
	"w3id.org/concord/ontology/rdf"
)

// readCells reads the values of all columns of the current row.
func (t *Reader) readCells() {
	if t.rowLeft {
		for i := range t.plans {
			t.plans[i].values = t.plans[i].values[:0]
		}
		return
	}
	for i := range t.plans {
		t.plans[i].left = false
		t.readCell(i)
	}
	for i := range t.plans {
		if p := &t.plans[i]; p.about != nil && !p.Suppress && !t.isEmpty(p) && t.isBare(p.about) && !t.usesBad(p.about) {
			t.badAddress(p)
			return
		}
	}
}

// badAddress says that a row has nothing to make an address of: it would become one thing with all others like it.
func (t *Reader) badAddress(p *plan) {
	for i := range t.plans {
		if p.about.uses(i) {
			t.bad(i, "it is empty, and the address of what the row describes is made of it: "+p.AboutURL)
			return
		}
	}
}

// readCell reads the values of a cell: none where it is null.
func (t *Reader) readCell(i int) {
	p := &t.plans[i]
	p.values = p.values[:0]
	var cell Cell
	if !p.Virtual {
		cell = t.cells[i]
	}
	if cell.Kind != workbook.Text && !p.isNull(cell.Text) && t.readHeld(i, cell) {
		return
	}
	s := p.check.space(cell.Text)
	if p.Virtual || s == "" {
		s = p.Default
	}
	switch {
	case p.Separator != "":
		for _, part := range p.split(s) {
			t.addValue(i, part)
		}
	case !p.isNull(s):
		t.addValue(i, s)
	}
	if len(p.values) == 0 && p.Required && !p.Virtual && !p.left {
		t.bad(i, "it is empty, and the metadata require a value")
	}
}

// readHeld takes what a cell of a workbook holds rather than its text; false if its text must do.
func (t *Reader) readHeld(i int, cell Cell) bool {
	p := &t.plans[i]
	if cell.Kind == workbook.Failed {
		if strings.HasPrefix(cell.Text, "=") {
			t.bad(i, "the file has no value for the formula "+cell.Text+": open it in a program for spreadsheets and save it")
		} else {
			t.bad(i, "the cell holds the error "+cell.Text)
		}
		return true
	}
	value, wrong, ok := p.check.held(cell)
	switch {
	case wrong != "":
		t.bad(i, wrong)
	case ok:
		p.values = append(p.values, p.check.literal(value, p.Lang))
	}
	return ok
}

func (t *Reader) addValue(i int, s string) {
	p := &t.plans[i]
	v, wrong := p.term(s)
	switch {
	case wrong == "":
		p.values = append(p.values, v)
	case !p.left && !p.Virtual:
		t.bad(i, wrong)
	}
}

// rowTriples makes the triples of the current row.
func (t *Reader) rowTriples() {
	var fallback rdf.Term // the subject of cells without aboutUrl
	row := t.rowNode()
	var described map[rdf.Term]bool
	if !row.IsZero() {
		described = map[rdf.Term]bool{}
	}
	for i := range t.plans {
		p := &t.plans[i]
		if p.Suppress || p.left || t.isEmpty(p) || t.usesBad(p.value) || t.usesBad(p.property) {
			continue
		}
		s := fallback
		if p.about != nil {
			s = t.resolve(t.expand(p.about, i, nil))
		} else if fallback.IsZero() {
			fallback = t.blank()
			s = fallback
		}
		if described != nil && !described[s] {
			described[s] = true
			t.emit(row, CSVW+"describes", s)
		}
		t.cellTriples(s, i)
	}
}

// isEmpty reports whether a cell says nothing. A virtual one says what its valueUrl makes of other cells, unless all of
// those are empty.
func (t *Reader) isEmpty(p *plan) bool {
	if len(p.values) > 0 {
		return false
	}
	return !p.Virtual || p.value == nil || t.isBare(p.value)
}

// cellTriples makes the triples of one cell: one for each value, or one for the list of them.
func (t *Reader) cellTriples(s rdf.Term, i int) {
	p := &t.plans[i]
	property := p.fixed
	if property == "" {
		property = t.propertyIRI(i)
	}
	switch {
	case p.value != nil && p.Separator == "":
		t.emit(s, property, t.resolve(t.expand(p.value, i, nil)))
		return
	case p.value != nil: // each value of a list has an address of its own
		for k := range p.values {
			p.values[k] = t.resolve(t.expand(p.value, i, p.values[k:k+1]))
		}
	}
	if p.Separator != "" && p.Ordered {
		t.emit(s, property, t.list(p.values))
		return
	}
	for _, v := range p.values {
		t.emit(s, property, v)
	}
}

// propertyIRI is the property of a column.
func (t *Reader) propertyIRI(i int) string {
	p := &t.plans[i]
	if p.property == nil {
		return t.url + "#" + escapeName2(p.Name)
	}
	return t.resolve(t.expand(p.property, i, nil)).Value
}

// expand fills a template for the current row. own, if not nil, stands for the values of the column itself. A name
// without a value gives nothing.
func (t *Reader) expand(x *template, column int, own []rdf.Term) string {
	var b strings.Builder
	for _, s := range x.segments {
		b.WriteString(s.text)
		lead := s.lead
		for _, n := range s.names {
			values := own
			if n.column != column || own == nil {
				if v, ok := t.special(n, column); ok {
					b.WriteString(lead)
					escape(&b, v, s.reserved)
					lead = ","
					continue
				}
				if values = nil; n.column >= 0 {
					values = t.plans[n.column].values
				}
			}
			for _, v := range values {
				b.WriteString(lead)
				escape(&b, v.Value, s.reserved)
				lead = ","
			}
		}
	}
	return b.String()
}

// special is what CSVW's own names stand for.
func (t *Reader) special(n templateName, column int) (string, bool) {
	if n.column >= 0 {
		return "", false
	}
	switch n.name {
	case "_row":
		return strconv.Itoa(t.number), true
	case "_sourceRow":
		return strconv.Itoa(t.cells[0].Line), true
	case "_column":
		return strconv.Itoa(column + 1), true
	case "_sourceColumn":
		return strconv.Itoa(column + 1 + t.schema.Dialect.SkipColumns), true
	case "_name":
		return t.plans[column].Name, true
	}
	return "", false
}

func (t *Reader) resolve(ref string) rdf.Term {
	return rdf.NewIRI(rdf.ResolveIRI(t.url, full(ref)))
}

func (t *Reader) emit(s rdf.Term, p string, o rdf.Term) {
	t.queue = append(t.queue, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o})
}

func (t *Reader) blank() rdf.Term {
	t.blanks++
	return rdf.NewBlank("r" + strconv.Itoa(t.blanks))
}

// list makes an RDF list.
func (t *Reader) list(values []rdf.Term) rdf.Term {
	head := rdf.NewIRI(rdf.RDFNil)
	for i := len(values) - 1; i >= 0; i-- {
		node := t.blank()
		t.emit(node, rdf.RDFFirst, values[i])
		t.emit(node, rdf.RDFRest, head)
		head = node
	}
	return head
}

// escapeName2 escapes what of a column's name may not stand in an IRI; percents stay.
func escapeName2(name string) string { return strings.ReplaceAll(escapeName(name), "%25", "%") }
