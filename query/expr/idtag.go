package expr

import (
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// termSource is what a Context may add: terms of stored IDs that are valid only while they are shown (index.TermReader). ok is false where it
// cannot.
type termSource interface {
	Show(ids []index.ID, use func(at int, t *rdf.Term)) (ok bool, err error)
}

// tagNode is LANG or DATATYPE of a variable, which the kinds of most IDs tell.
type tagNode struct {
	node
	slot  int
	iri   bool // the tag is an IRI, else a string
	known uint16
	fixed func(index.ID) string // the tag of a literal of the kinds known
	read  func(*rdf.Term) string
}

const literals = 1<<index.KindString | 1<<index.KindLang | 1<<index.KindOther | 1<<index.KindOrdered | 1<<index.KindInteger | 1<<index.KindDecimal |
	1<<index.KindDouble | 1<<index.KindBoolean | 1<<index.KindDateTimeZ | 1<<index.KindDateTime | 1<<index.KindDate

// tagOf makes a tagNode of LANG and DATATYPE; nil where it is another function or not of a variable.
func tagOf(n node, name string, arg node) node {
	v, ok := arg.(*varNode)
	switch {
	case !ok:
		return nil
	case name == "LANG":
		return &tagNode{n, v.slot, false, literals &^ index.KindLang.Bit(), func(index.ID) string { return "" }, func(t *rdf.Term) string { return t.Lang }}
	case name == "DATATYPE":
		return &tagNode{n, v.slot, true, literals &^ (index.KindOther.Bit() | index.KindOrdered.Bit()), datatypeByKind, func(t *rdf.Term) string { return t.Datatype }}
	}
	return nil
}

func datatypeByKind(id index.ID) string {
	switch id.Kind() {
	case index.KindString:
		return rdf.XSDString
	case index.KindLang:
		return rdf.RDFLangString
	}
	return dict.InlineDatatype(id)
}

// tagComparison is = and != of a tag and a constant of its type; nil where it is another comparison.
func tagComparison(slow node, table operatorTable, args []node) node {
	t, k := tagAndConstant(args[0], args[1])
	if t == nil {
		t, k = tagAndConstant(args[1], args[0])
	}
	if t == nil || t.iri != (k.term.Kind == rdf.IRI) || !t.iri && k.val.Kind != xsd.String {
		return nil
	}
	want := k.term.Value
	return t.condition(slow, func(tag string) truth {
		if tag == want {
			return table[equal]
		}
		return table[unequal]
	})
}

func tagAndConstant(a, b node) (*tagNode, *constNode) {
	t, ok1 := a.(*tagNode)
	k, ok2 := b.(*constNode)
	if !ok1 || !ok2 {
		return nil, nil
	}
	return t, k
}

// tagMatch is LANGMATCHES of LANG of a variable and a constant; nil where it is another function.
func tagMatch(slow node, args []node) node {
	t, ok := args[0].(*tagNode)
	want, plain := plainString(args[1])
	if !ok || !plain || t.iri {
		return nil
	}
	return t.condition(slow, func(tag string) truth { return truthOf(matchesRange(tag, want)) })
}

// condition makes a condition on the tag. The kinds of IDs decide about most rows; terms are looked at for the others, once where equal ones
// follow each other, and slow computes what is left.
func (t *tagNode) condition(slow node, verdict func(tag string) truth) node {
	return testNode(func(e *env, rows []int32) ([]truth, error) {
		out, col, open := e.truths(), e.column(t.slot), e.rows()
		s, last := &e.texts, index.ID(0)
		s.ids = s.ids[:0]
		for _, r := range rows {
			id := index.ID(0)
			if col != nil {
				id = col[r]
			}
			switch k := id.Kind().Bit(); {
			case t.known&k != 0:
				out[r] = verdict(t.fixed(id))
			case literals&k != 0 || id.Kind() == index.KindQuery:
				if open = append(open, r); literals&k != 0 && id != last {
					s.ids, last = append(s.ids, id), id
				}
			default:
				out[r] = failed
			}
		}
		return out, t.rest(e, slow, verdict, open, out)
	})
}

// rest decides about rows by their terms.
func (t *tagNode) rest(e *env, slow node, verdict func(tag string) truth, open []int32, out []truth) error {
	s := &e.texts
	source, ok := e.c.(termSource)
	if !ok || len(open) == 0 {
		return finish(e, open, out, slow.test)
	}
	s.truths = grown(s.truths, len(s.ids))
	ok, err := source.Show(s.ids, func(at int, term *rdf.Term) { s.truths[at] = verdict(t.read(term)) })
	if err != nil {
		return err
	}
	at, left, col := -1, open[:0], e.column(t.slot)
	for _, r := range open {
		switch {
		case !ok || col[r].Kind() == index.KindQuery:
			left = append(left, r)
			continue
		case at < 0 || s.ids[at] != col[r]:
			at++
		}
		out[r] = s.truths[at]
	}
	return finish(e, left, out, slow.test)
}

// matchesRange is basic filtering of language tags (RFC 4647, 3.3.1).
func matchesRange(tag, want string) bool {
	if want == "*" {
		return tag != ""
	}
	n := len(want)
	return len(tag) >= n && strings.EqualFold(tag[:n], want) && (len(tag) == n || tag[n] == '-') && (n > 0 || tag == "")
}
