package sparql

import "w3id.org/concord/ontology/rdf"

// String prints the request in canonical form; parsing it again and printing gives the same text.
func (u *Update) String() string {
	p := &printer{prefixes: u.Prefixes, taken: map[string]bool{}}
	for _, o := range u.Operations {
		p.takeOperation(o)
	}
	p.prologue(u.Base, u.Prefixes)
	for _, o := range u.Operations {
		p.operation(o)
		p.line(" ;")
	}
	return p.b.String()
}

func (p *printer) operation(o Operation) {
	switch o := o.(type) {
	case *InsertData:
		p.quads("INSERT DATA", o.Quads)
	case *DeleteData:
		p.quads("DELETE DATA", o.Quads)
	case *Modify:
		p.modify(o)
	case *Load:
		p.text("LOAD " + silent(o.Silent))
		p.iri(o.Source)
		if !o.Into.IsZero() {
			p.text(" INTO GRAPH ")
			p.term(o.Into)
		}
	case *Clear:
		p.text("CLEAR " + silent(o.Silent))
		p.target(o.Target)
	case *Drop:
		p.text("DROP " + silent(o.Silent))
		p.target(o.Target)
	case *Create:
		p.text("CREATE " + silent(o.Silent) + "GRAPH ")
		p.term(o.Graph)
	case *Transfer:
		p.text(o.Name + " " + silent(o.Silent))
		p.target(o.From)
		p.text(" TO ")
		p.target(o.To)
	}
}

func silent(s bool) string {
	if s {
		return "SILENT "
	}
	return ""
}

func (p *printer) target(t GraphTarget) {
	switch {
	case t.Default:
		p.text("DEFAULT")
	case t.Named:
		p.text("NAMED")
	case t.All:
		p.text("ALL")
	default:
		p.text("GRAPH ")
		p.term(t.Graph)
	}
}

func (p *printer) modify(m *Modify) {
	if !m.With.IsZero() {
		p.terms("WITH ", []rdf.Term{m.With})
	}
	if len(m.Delete) > 0 || len(m.Insert) == 0 {
		p.quads("DELETE", m.Delete)
		p.line("")
	}
	if len(m.Insert) > 0 {
		p.quads("INSERT", m.Insert)
		p.line("")
	}
	p.terms("USING ", m.Using)
	p.terms("USING NAMED ", m.Named)
	p.text("WHERE ")
	p.group(m.Where)
}

// quads prints runs of quads in one graph as one block.
func (p *printer) quads(before string, quads []QuadPattern) {
	p.line(before + " {")
	p.indented(func() {
		for i := 0; i < len(quads); {
			j := i
			for ; j < len(quads) && quads[j].Graph == quads[i].Graph; j++ {
			}
			p.quadRun(quads[i:j])
			i = j
		}
	})
	p.text("}")
}

func (p *printer) quadRun(run []QuadPattern) {
	list := make([]Triple, len(run))
	for i, q := range run {
		list[i] = q.Triple
	}
	if run[0].Graph == (Node{}) {
		p.triples(list)
		return
	}
	p.text("GRAPH ")
	p.node(run[0].Graph)
	p.line(" {")
	p.indented(func() { p.triples(list) })
	p.line("}")
}
