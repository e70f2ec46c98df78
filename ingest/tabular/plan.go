package tabular

import (
	"slices"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// plan is a column made ready: its datatype and templates are taken apart once.
type plan struct {
	Column
	check                  *checker
	about, property, value *template
	fixed                  string // IRI of the property, if it is the same for every row
	essential              bool   // without its cell the row says nothing certain

	values []rdf.Term // of the current row
	left   bool       // the current cell is bad
}

// makePlans makes the columns ready. They are copies: a Schema may serve several readers at once.
func (t *Reader) makePlans(columns []*Column) error {
	t.plans, t.real = make([]plan, len(columns)), 0
	for i, c := range columns {
		p := plan{Column: *c}
		var err error
		if p.check, err = c.Datatype.checker(); err != nil {
			return t.failed(err)
		}
		p.Datatype.ready = p.check
		for to, text := range map[**template]string{&p.about: c.AboutURL, &p.property: c.PropertyURL, &p.value: c.ValueURL} {
			if *to, err = parseTemplate(text, columns); err != nil {
				return t.failed(err)
			}
		}
		t.plans[i] = p
		if !c.Virtual {
			t.real++
		}
	}
	for i := range t.plans {
		t.plans[i].essential = t.isEssential(i)
		if p := &t.plans[i]; p.property == nil || !p.property.varies {
			t.cells = []Cell{{}}
			p.fixed = t.propertyIRI(i)
			t.cells = nil
		}
	}
	t.findKeys()
	return nil
}

// isEssential reports whether a column is required, of the key, or part of the address of any thing.
func (t *Reader) isEssential(i int) bool {
	c := &t.plans[i].Column
	if c.Required || slices.Contains(t.schema.PrimaryKey, c.Name) {
		return true
	}
	for k := range t.plans {
		if t.plans[k].about.uses(i) {
			return true
		}
	}
	return false
}

// template is a URI template (RFC 6570: lists of names, and the operators + and #) taken apart.
type template struct {
	segments []segment
	varies   bool // it has names
}

type segment struct {
	text     string // before the names
	names    []templateName
	reserved bool
	lead     string
}

// templateName is a name in a template: a column, or one of CSVW's own.
type templateName struct {
	name   string
	column int // -1: none has this name
}

// parseTemplate takes a template apart; nil for "".
func parseTemplate(text string, columns []*Column) (*template, error) {
	if text == "" {
		return nil, nil
	}
	if _, err := templateNames(text); err != nil {
		return nil, err
	}
	out := &template{}
	for text != "" {
		before, after, found := strings.Cut(text, "{")
		s := segment{text: before}
		if text = ""; found {
			var expr string
			expr, text, _ = strings.Cut(after, "}")
			s.fill(expr, columns)
			out.varies = true
		}
		out.segments = append(out.segments, s)
	}
	return out, nil
}

func (s *segment) fill(expr string, columns []*Column) {
	switch expr[0] {
	case '+':
		s.reserved, expr = true, expr[1:]
	case '#':
		s.reserved, s.lead, expr = true, "#", expr[1:]
	}
	for _, name := range strings.Split(expr, ",") {
		at := slices.IndexFunc(columns, func(c *Column) bool { return c.Name == name && !c.Virtual })
		s.names = append(s.names, templateName{name, at})
	}
}

// uses reports whether a template names a column.
func (t *template) uses(column int) bool {
	return t.any(func(n templateName) bool { return n.column == column })
}

func (t *template) any(f func(templateName) bool) bool {
	if t == nil {
		return false
	}
	for _, s := range t.segments {
		if slices.ContainsFunc(s.names, f) {
			return true
		}
	}
	return false
}

// usesBad reports whether a template names a column whose current cell is bad.
func (t *Reader) usesBad(x *template) bool {
	return len(t.rowBad) > 0 && x.any(func(n templateName) bool { return n.column >= 0 && t.plans[n.column].left })
}

// isBare reports whether a template names columns, and all of them are empty in the current row.
func (t *Reader) isBare(x *template) bool {
	return x.any(func(n templateName) bool { return n.column >= 0 }) &&
		!x.any(func(n templateName) bool { return n.column < 0 || len(t.plans[n.column].values) > 0 })
}
