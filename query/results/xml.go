package results

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"w3id.org/concord/ontology/rdf"
)

// SPARQL Query Results XML Format. Characters that XML 1.0 cannot hold become U+FFFD.

const resultsNS = "http://www.w3.org/2005/sparql-results#"

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<sparql xmlns="` + resultsNS + `">` + "\n<head>"

func xmlSyntax(vars []string) *syntax {
	s := &syntax{head: xmlHead, tail: "</results>\n</sparql>\n", truth: xmlHead + "</head>\n<boolean>", truthEnd: "</boolean>\n</sparql>\n"}
	s.layout = Layout{Cell: appendXMLTerm, Open: "<result>", After: "</binding>", Close: "</result>\n", Skip: true}
	for _, v := range vars {
		name := string(appendXML(nil, v, inAttribute))
		s.head += `<variable name="` + name + `"/>`
		s.layout.Before = append(s.layout.Before, `<binding name="`+name+`">`)
	}
	s.head += "</head>\n<results>\n"
	return s
}

func appendXMLTerm(b []byte, t rdf.Term) []byte {
	switch t.Kind {
	case rdf.IRI:
		return append(appendXML(append(b, "<uri>"...), t.Value, inXML), "</uri>"...)
	case rdf.Blank:
		return append(appendXML(append(b, "<bnode>"...), t.Value, inXML), "</bnode>"...)
	}
	b = append(b, "<literal"...)
	switch {
	case t.Lang != "":
		b = append(appendXML(append(b, ` xml:lang="`...), t.Lang, inAttribute), '"')
	case t.Datatype != rdf.XSDString:
		b = append(appendXML(append(b, ` datatype="`...), t.Datatype, inAttribute), '"')
	}
	return append(appendXML(append(b, '>'), t.Value, inXML), "</literal>"...)
}

// appendXML escapes character data, or the value of an attribute. A carriage return would be read back as a newline, and so
// would white space of an attribute as a blank.
func appendXML(b []byte, s string, in place) []byte {
	for {
		n := asIs(s, in)
		if b = append(b, s[:n]...); n == len(s) {
			return b
		}
		s = s[n:]
		switch c := s[0]; {
		case c >= utf8.RuneSelf && !strings.HasPrefix(s, "\uFFFE") && !strings.HasPrefix(s, "\uFFFF"):
			b, s = appendRune(b, s)
			continue
		case c >= utf8.RuneSelf:
			s = s[2:] // and one below
			b = utf8.AppendRune(b, utf8.RuneError)
		case c == '&':
			b = append(b, "&amp;"...)
		case c == '<':
			b = append(b, "&lt;"...)
		case c == '>':
			b = append(b, "&gt;"...)
		case c == '"':
			b = append(b, "&quot;"...)
		case c == '\r' || c == '\n' || c == '\t':
			b = append(strconv.AppendInt(append(b, "&#"...), int64(c), 10), ';')
		default:
			b = utf8.AppendRune(b, utf8.RuneError)
		}
		s = s[1:]
	}
}

// xmlReader builds a table from the tokens of a document.
type xmlReader struct {
	text  string
	d     *xml.Decoder
	table *Table
	place map[string]int
	row   []rdf.Term // of the result being read
	col   int        // of the binding being read, -1 outside
}

func readXML(text string) (*Table, error) {
	r := &xmlReader{text: text, d: xml.NewDecoder(strings.NewReader(text)), table: &Table{}, place: map[string]int{}, col: -1}
	seen := false
	for {
		token, err := r.d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, r.fail("malformed XML results: " + message(err))
		}
		switch token := token.(type) {
		case xml.StartElement:
			seen = seen || token.Name.Local == "results" || token.Name.Local == "boolean"
			err = r.open(token)
		case xml.EndElement:
			r.close(token.Name.Local)
		}
		if err != nil {
			return nil, err
		}
	}
	if !seen {
		return nil, r.fail("no results in the document")
	}
	return r.table, nil
}

func message(err error) string {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Msg
	}
	return err.Error()
}

func (r *xmlReader) fail(msg string) error {
	return rdf.ErrorAt("", r.text, int(min(r.d.InputOffset(), int64(len(r.text)))), msg, "a document of SPARQL Query Results XML Format")
}

func (r *xmlReader) open(e xml.StartElement) error {
	switch e.Name.Local {
	case "variable":
		name := attribute(e, "name")
		r.place[name] = len(r.table.Vars)
		r.table.Vars = append(r.table.Vars, name)
	case "result":
		r.row = make([]rdf.Term, len(r.table.Vars))
	case "binding":
		i, ok := r.place[attribute(e, "name")]
		if !ok || r.row == nil {
			return r.fail("a binding of " + strconv.Quote(attribute(e, "name")) + ", which is not in the head")
		}
		r.col = i
	case "boolean", "uri", "bnode", "literal":
		return r.leaf(e)
	}
	return nil
}

// leaf reads an element that holds text alone.
func (r *xmlReader) leaf(e xml.StartElement) error {
	var s string
	if err := r.d.DecodeElement(&s, &e); err != nil {
		return r.fail("malformed XML results: " + message(err))
	}
	if e.Name.Local == "boolean" {
		r.table.IsBool, r.table.Bool = true, strings.TrimSpace(s) == "true"
		return nil
	}
	if r.col < 0 {
		return r.fail("<" + e.Name.Local + "> outside of a binding")
	}
	switch e.Name.Local {
	case "uri":
		r.row[r.col] = rdf.NewIRI(s)
	case "bnode":
		r.row[r.col] = rdf.NewBlank(s)
	default:
		if tag := attribute(e, "lang"); tag != "" {
			r.row[r.col] = rdf.NewLang(s, tag)
		} else {
			r.row[r.col] = rdf.NewTyped(s, attribute(e, "datatype"))
		}
	}
	return nil
}

func (r *xmlReader) close(name string) {
	switch name {
	case "result":
		r.table.Rows, r.row = append(r.table.Rows, r.row), nil
	case "binding":
		r.col = -1
	}
}

func attribute(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
