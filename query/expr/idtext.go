package expr

import (
	"strings"
	"unicode/utf8"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// textSource is what a Context may add: texts of stored IDs as they lie, without terms (index.Texts). ok is false where it cannot.
type textSource interface {
	Texts(ids []index.ID, use func(from int, texts []string)) (ok bool, err error)
}

// text is the text of a variable, or of STR of one, and what functions make of it whose other operands are constant strings without
// language: so it does not matter whether the text has one.
type text struct {
	slot  int
	str   bool                // of STR of the variable: IRIs have a text, and values one that is their form
	plain bool                // STR has taken the language away
	make  func(string) string // nil: the text as it is
}

// textNode is a node that gives such a text.
type textNode struct {
	node
	text
}

// textOf recognises a text; ok is false where it is another expression.
func textOf(n node) (t text, ok bool) {
	switch n := n.(type) {
	case *varNode:
		return text{slot: n.slot}, true
	case *textNode:
		return n.text, true
	}
	return text{}, false
}

// then adds a step to a text.
func (t text) then(f func(string) string) text {
	if before := t.make; before != nil {
		t.make = func(s string) string { return f(before(s)) }
	} else {
		t.make = f
	}
	return t
}

// plainString gives the text of a constant string without language.
func plainString(n node) (s string, ok bool) {
	k, ok := n.(*constNode)
	return constText(k, ok)
}

func constText(k *constNode, ok bool) (string, bool) {
	if !ok || k.term.Kind != rdf.Literal || k.term.Datatype != rdf.XSDString {
		return "", false
	}
	return k.term.Value, true
}

// textIDs adds the way by texts to a function: to the next text, or to a number or truth that IDs hold.
func textIDs(n node, name string, args []node) node {
	if len(args) == 0 {
		return n
	}
	t, ok := textOf(args[0])
	if !ok {
		return n
	}
	if len(args) == 1 {
		return unaryText(n, name, t)
	}
	with, ok := plainString(args[1])
	if !ok || len(args) > 2 {
		return n
	}
	switch name {
	case "STRBEFORE":
		return &textNode{n, t.then(func(s string) string {
			if before, _, found := strings.Cut(s, with); found {
				return before
			}
			return ""
		})}
	case "STRAFTER":
		return &textNode{n, t.then(func(s string) string {
			_, after, _ := strings.Cut(s, with)
			return after
		})}
	case "STRSTARTS", "STRENDS", "CONTAINS":
		match := textMatch(name, []string{with})
		return t.result(n, index.KindLang.Bit(), func(s string) index.ID { return dict.Truth(match(s)) }).node()
	}
	return n
}

func unaryText(n node, name string, t text) node {
	switch name {
	case "STR":
		t.plain, t.str = true, t.str || t.make == nil
		return &textNode{n, t}
	case "UCASE":
		return &textNode{n, t.then(strings.ToUpper)}
	case "LCASE":
		return &textNode{n, t.then(strings.ToLower)}
	case "STRLEN":
		return t.result(n, index.KindLang.Bit(), func(s string) index.ID {
			return known(dict.Integer(int64(utf8.RuneCountInString(s))))
		}).node()
	}
	return n
}

// castText is a cast of a text; nil where the operand is none. Of a variable, cast takes what is no string.
func castText(n, arg node, datatype string, cast func(index.ID) index.ID) node {
	t, ok := textOf(arg)
	if !ok {
		return nil
	}
	lang := uint16(0) // a string with language is cast to nothing, STR of it is
	if t.plain {
		lang = index.KindLang.Bit()
	}
	f := t.result(n, lang, func(s string) index.ID { return valueID(xsd.FromLexical(s, datatype), datatype) })
	if _, variable := arg.(*varNode); variable {
		f.other = cast
	}
	return f.node()
}

// valueID gives the ID that holds a value; Taken where none does.
func valueID(v xsd.Value, datatype string) index.ID {
	if v.IsError() {
		return 0
	}
	t := v.Term()
	if v.Kind == xsd.Integer {
		t.Datatype = datatype
	}
	return known(dict.Inline(t))
}

// textResult is what is computed of a text.
type textResult struct {
	slow  node
	slot  int
	kinds uint16                  // of IDs that have the text
	of    func(string) index.ID   // the result for a text
	other func(index.ID) index.ID // the result for other IDs
}

// result computes something of a text. lang has the bit of strings with language if they count.
func (t text) result(n node, lang uint16, of func(string) index.ID) *textResult {
	if before := t.make; before != nil {
		last := of
		of = func(s string) index.ID { return last(before(s)) }
	}
	kinds := index.KindString.Bit() | lang
	if t.str {
		kinds |= index.KindIRI.Bit()
	}
	return &textResult{n, t.slot, kinds, of, t.other}
}

func (f *textResult) node() node { return &fastNode{f.slow, f.ids} }

// textScratch is what texts are looked at with.
type textScratch struct {
	ids    []index.ID // different ones that follow each other
	found  []index.ID // results, by place in ids
	truths []truth
}

// ids computes rows of the texts of a column, each text once where equal ones follow each other.
func (f *textResult) ids(e *env, rows []int32) ([]index.ID, error) {
	out, col := e.idColumns(), e.column(f.slot)
	if col == nil {
		for _, r := range rows {
			out[r] = 0
		}
		return out, nil
	}
	s, last := &e.texts, index.ID(0)
	s.ids = s.ids[:0]
	for _, r := range rows {
		if id := col[r]; id != last && f.kinds&id.Kind().Bit() != 0 {
			s.ids, last = append(s.ids, id), id
		}
	}
	ok, err := e.found(f.of)
	if err != nil {
		return nil, err
	}
	at := -1
	for _, r := range rows {
		switch id := col[r]; {
		case f.kinds&id.Kind().Bit() == 0:
			out[r] = f.other(id)
		case !ok:
			out[r] = Taken
		default:
			if at < 0 || s.ids[at] != id {
				at++
			}
			out[r] = s.found[at]
		}
	}
	return out, nil
}

// found computes the results for the IDs collected; ok is false where the context shows no texts.
func (e *env) found(of func(string) index.ID) (ok bool, err error) {
	s := &e.texts
	source, ok := e.c.(textSource)
	if !ok {
		return false, nil
	}
	if ok, err = e.inlines(); !ok || err != nil {
		return false, err
	}
	s.found = grown(s.found, len(s.ids))
	return source.Texts(s.ids, func(from int, texts []string) {
		for i, text := range texts {
			s.found[from+i] = of(text)
		}
	})
}

// other is the result for an ID without such a text: an error, or left open where STR gives one or the query made the term.
func (t text) other(id index.ID) index.ID {
	switch k := id.Kind(); {
	case k == index.KindNone || k == index.KindBlank:
		return 0
	case k == index.KindQuery || t.str:
		return Taken
	}
	return 0
}
