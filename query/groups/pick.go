package groups

import (
	"fmt"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/library"
)

// Pick chooses a row, a column or a cell of a pivot by their codes: mechanism-type:mt-audit; "-" is what is missing.
type Pick struct{ Row, Col string }

// None is the code of the missing value.
const None = "-"

func (p Pick) any() bool { return p.Row != "" || p.Col != "" }

// code is how a value is picked: by its prefixed name, or its text.
func code(t rdf.Term) string {
	if t == (rdf.Term{}) {
		return None
	}
	return library.Cell(t)
}

// pick lists the things behind a count, with the evidence of each.
func (m *Maker) pick(sheets []*rows, p Pick) (*Answer, error) {
	if len(sheets) != 1 || !sheets[0].section.Pivot() {
		return nil, &UnknownError{What: "row or column", Name: strings.TrimSpace(p.Row + " " + p.Col), Have: "one in a section of counts: ask for one such section, and a row or a column of it"}
	}
	r, s := sheets[0], *sheets[0].section
	rowColumn, colColumn := s.Rows, s.Cols
	chosen := &rows{solutions: &solutions{at: r.at}, section: &s, args: r.args, text: r.text, ignored: r.ignored}
	var named []Value
	for _, side := range []struct {
		code string
		c    Column
	}{{p.Row, rowColumn}, {p.Col, colColumn}} {
		if side.code != "" {
			named = append(named, m.nameOf(r, side.c, side.code))
		}
	}
	for _, row := range r.rows {
		if (p.Row == "" || code(r.get(row, rowColumn.Var)) == p.Row) && (p.Col == "" || code(r.get(row, colColumn.Var)) == p.Col) {
			chosen.rows = append(chosen.rows, row)
		}
	}
	s.Layout = Layout{Things: s.Things, Key: s.Key, State: s.State, Columns: []Column{{Var: s.Key, Title: capital(s.Things)}, rowColumn, colColumn}}
	if list := r.section.List; list != "" && list != rowColumn.Var && list != colColumn.Var {
		s.Columns = append(s.Columns, short(list, capital(list)))
	}
	a := m.answer(chosen)
	a.Picked = named
	return a, nil
}

// nameOf is what a code of a row or column stands for.
func (m *Maker) nameOf(r *rows, c Column, wanted string) Value {
	for _, row := range r.rows {
		if t := r.get(row, c.Var); code(t) == wanted {
			return m.head(t, c)
		}
	}
	return Value{Text: fmt.Sprintf("%s, which is not there", wanted)}
}

func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
