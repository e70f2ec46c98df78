package sssom

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"w3id.org/concord/ontology/rdf"
)

// Options say how to read.
type Options struct {
	File         string    // name, for messages
	Metadata     io.Reader // the external metadata file, if there is one
	MetadataFile string    // its name, for messages
	MaxBytes     int64     // of each file; 0 means 256 MiB
}

const defaultMaxBytes = 256 << 20

// Read reads SSSOM/TSV. What is malformed is a *rdf.SyntaxError with line and column. Slots that nothing declares are
// dropped and named in Ignored; values that the set holds for all its mappings are given to each of them.
func Read(r io.Reader, o Options) (*Set, error) {
	if o.MaxBytes <= 0 {
		o.MaxBytes = defaultMaxBytes
	}
	src, err := readSource(r, o.File, o.MaxBytes)
	if err != nil {
		return nil, err
	}
	p := &parser{src: src, set: &Set{Prefixes: map[string]string{}, Slots: Slots{}}}
	meta := src
	yaml := p.embedded()
	if o.Metadata != nil {
		if strings.TrimSpace(yaml) != "" {
			return nil, src.fail(1, 1, "the file holds metadata although its metadata come from "+o.MetadataFile, "the line of column names")
		}
		if meta, err = readSource(o.Metadata, o.MetadataFile, o.MaxBytes); err != nil {
			return nil, err
		}
		yaml = meta.text
	}
	if err := p.metadata(meta, yaml, o.Metadata == nil); err != nil {
		return nil, err
	}
	if err := p.rows(); err != nil {
		return nil, err
	}
	p.set.propagate()
	return p.set, nil
}

// source is the text of a file, for reading and for messages.
type source struct {
	name, text string
}

func readSource(r io.Reader, name string, most int64) (*source, error) {
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, fmt.Errorf("read mappings: %w", err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("read mappings: %s is longer than %d bytes", name, most)
	}
	s := &source{name: name, text: string(data)}
	if strings.HasPrefix(s.text, "\ufeff") {
		return nil, s.fail(1, 1, "the file begins with a byte order mark", "plain UTF-8")
	}
	for line, text := range strings.Split(s.text, "\n") {
		if !utf8.ValidString(text) {
			return nil, s.fail(line+1, 0, "the line is not UTF-8", "")
		}
	}
	return s, nil
}

// maxExcerpt is how much of a line a message shows, in characters.
const maxExcerpt = 160

// fail makes an error that points at a place; columns count characters from 1.
func (s *source) fail(line, column int, msg, expected string) error {
	e := &rdf.SyntaxError{File: s.name, Line: line, Column: column, Offset: -1, Caret: -1, Msg: msg, Expected: expected}
	lines := strings.Split(s.text, "\n")
	if line >= 1 && line <= len(lines) && column > 0 {
		excerpt := []rune(strings.TrimSuffix(strings.ToValidUTF8(lines[line-1], "?"), "\r"))
		from := max(0, min(column-1-maxExcerpt/2, len(excerpt)-maxExcerpt))
		e.Excerpt, e.Caret = string(excerpt[from:min(len(excerpt), from+maxExcerpt)]), column-1-from
	}
	return e
}

// parser fills a set.
type parser struct {
	src  *source
	set  *Set
	at   int // offset of the table
	line int // its first line
}

// embedded cuts off the lines that begin with # and gives them without it.
func (p *parser) embedded() string {
	var yaml strings.Builder
	p.line = 1
	for p.at < len(p.src.text) && p.src.text[p.at] == '#' {
		line := p.src.text[p.at:]
		if i := strings.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		yaml.WriteString(line[1:])
		p.at += len(line)
		p.line++
	}
	return yaml.String()
}

// rows reads the line of column names and the mappings.
func (p *parser) rows() error {
	s := &scanner{src: p.src, pos: p.at, line: p.line, column: 1}
	head, err := s.row()
	if err != nil {
		return err
	}
	if len(head) == 0 || len(head) == 1 && head[0].text == "" {
		return p.src.fail(p.line, 1, "the table of mappings is missing", "a line of column names like subject_id, predicate_id, object_id")
	}
	columns, err := p.columns(head)
	if err != nil {
		return err
	}
	for {
		cells, err := s.row()
		if err != nil || cells == nil {
			return err
		}
		if len(cells) == 1 && cells[0].text == "" {
			continue // an empty line
		}
		if len(cells) > len(columns) {
			extra := cells[len(columns)]
			return p.src.fail(extra.line, extra.column, fmt.Sprintf("the row has %d cells for %d columns", len(cells), len(columns)), "")
		}
		if err := p.mapping(columns, cells); err != nil {
			return err
		}
	}
}

// columns finds the slots of the column names; nil for those to ignore.
func (p *parser) columns(head []cell) ([]*slot, error) {
	seen := map[string]bool{}
	out := make([]*slot, len(head))
	for i, c := range head {
		if seen[c.text] {
			return nil, p.src.fail(c.line, c.column, fmt.Sprintf("the column %q stands twice", c.text), "")
		}
		seen[c.text] = true
		if out[i] = p.set.slot(ofMapping, c.text); out[i] == nil {
			p.set.Ignored = append(p.set.Ignored, c.text)
		}
	}
	return out, nil
}

// mapping reads one row.
func (p *parser) mapping(columns []*slot, cells []cell) error {
	raw := map[string]string{}
	for i, c := range cells {
		if columns[i] != nil {
			raw[columns[i].name] = c.text
		}
	}
	m := Slots{}
	for i, c := range cells {
		d := columns[i]
		if d == nil || c.text == "" {
			continue
		}
		values := []string{c.text}
		if d.many {
			values = splitValues(c.text)
		}
		for _, v := range values {
			v, err := p.value(d, v, p.composed(d, raw))
			if err != nil {
				return p.src.fail(c.line, c.column, d.name+": "+err.Error(), "")
			}
			m[d.name] = append(m[d.name], v)
		}
	}
	if missing := p.missing(m); missing != "" {
		return p.src.fail(cells[0].line, 1, "the mapping has no "+missing, "")
	}
	p.set.Mappings = append(p.set.Mappings, m)
	return nil
}

// composed says that a column holds expressions rather than identifiers in this row.
func (p *parser) composed(d *slot, row map[string]string) bool {
	side, ok := strings.CutSuffix(d.name, "_id")
	if !ok || side != "subject" && side != "object" {
		return false
	}
	name := side + "_type"
	return row[name] == composedType || row[name] == "" && p.set.Slots.One(name) == composedType
}

func (p *parser) value(d *slot, v string, verbatim bool) (string, error) {
	if d.kind == entity && !verbatim {
		return p.set.expand(v)
	}
	return d.value(v)
}

// missing names the first slot that a mapping needs and does not have.
func (p *parser) missing(m Slots) string {
	for _, name := range []string{"predicate_id", "mapping_justification"} {
		if m.One(name) == "" {
			return name
		}
	}
	for _, side := range []string{"subject", "object"} {
		need, kind := side+"_id", m.One(side+"_type")
		if kind == "" {
			kind = p.set.Slots.One(side + "_type")
		}
		if kind == literalType {
			need = side + "_label"
		}
		if m.One(need) == "" {
			return need
		}
	}
	return ""
}
