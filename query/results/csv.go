package results

import (
	"strconv"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// SPARQL 1.1 Query Results CSV Format: values without their types. An empty string is written as "", so that it differs from
// an unbound variable. The format has no booleans; ASK is one line, true or false.

func csvSyntax(vars []string) *syntax {
	s := &syntax{truthEnd: "\r\n", layout: Layout{Cell: appendCSVTerm, Between: ",", Close: "\r\n"}}
	for i, v := range vars {
		if i > 0 {
			s.head += ","
		}
		s.head += string(appendCSV(nil, v))
	}
	s.head += "\r\n"
	return s
}

func appendCSVTerm(b []byte, t rdf.Term) []byte {
	if t.Kind == rdf.Blank {
		return append(append(b, '_', ':'), t.Value...)
	}
	return appendCSV(b, t.Value)
}

func appendCSV(b []byte, s string) []byte {
	if s != "" && asIs(s, inCSV) == len(s) {
		return append(b, s...)
	}
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		if s[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}

// field is a cell of a CSV record.
type field struct {
	text   string
	quoted bool
}

func readCSV(text string) (*Table, error) {
	head, at, err := csvRecord(text, 0)
	if err != nil {
		return nil, err
	}
	if len(head) == 1 && at >= len(text) && (head[0].text == "true" || head[0].text == "false") {
		return &Table{IsBool: true, Bool: head[0].text == "true"}, nil
	}
	t := &Table{}
	for _, f := range head {
		t.Vars = append(t.Vars, strings.TrimPrefix(f.text, "?"))
	}
	if len(head) == 1 && head[0].text == "" {
		t.Vars = nil
	}
	for at < len(text) {
		begin := at
		var record []field
		if record, at, err = csvRecord(text, at); err != nil {
			return nil, err
		}
		if len(record) != len(head) {
			return nil, rdf.ErrorAt("", text, begin, "a record of "+strconv.Itoa(len(record))+" fields", strconv.Itoa(len(head))+" fields, as in the header")
		}
		row := make([]rdf.Term, len(t.Vars))
		for i := range row {
			row[i] = record[i].term()
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

func (f field) term() rdf.Term {
	label, blank := strings.CutPrefix(f.text, "_:")
	switch {
	case f.text == "" && !f.quoted:
		return rdf.Term{}
	case blank && !f.quoted:
		return rdf.NewBlank(label)
	}
	return rdf.NewString(f.text)
}

// csvRecord reads a record (RFC 4180) and gives the offset of the next one. A line may end in CR LF or LF.
func csvRecord(text string, at int) (record []field, next int, err error) {
	for {
		var f field
		if f, at, err = csvField(text, at); err != nil {
			return nil, at, err
		}
		record = append(record, f)
		switch {
		case at == len(text):
			return record, at, nil
		case text[at] == ',':
			at++
		case text[at] == '\n':
			return record, at + 1, nil
		case strings.HasPrefix(text[at:], "\r\n"):
			return record, at + 2, nil
		default:
			return nil, at, rdf.ErrorAt("", text, at, "text after a quoted field", `"," or the end of the line`)
		}
	}
}

func csvField(text string, at int) (f field, next int, err error) {
	if at == len(text) || text[at] != '"' {
		end := at
		for end < len(text) && text[end] != ',' && text[end] != '\n' && !strings.HasPrefix(text[end:], "\r\n") {
			end++
		}
		return field{text: text[at:end]}, end, nil
	}
	var b strings.Builder
	for i := at + 1; i < len(text); i++ {
		if text[i] != '"' {
			b.WriteByte(text[i])
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		return field{b.String(), true}, i + 1, nil
	}
	return f, at, rdf.ErrorAt("", text, at, "a quoted field without an end", `"`)
}
