package tabular

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// Mode is how much of a table becomes triples (csv2rdf, section 4).
type Mode int

// The modes of csv2rdf.
const (
	Minimal  Mode = iota // what the cells say
	Standard             // and the table, its rows and which row says what
)

// Options steer a Reader. The zero value reads a table without metadata, by its header.
type Options struct {
	Metadata *Metadata // from FindMetadata or ParseMetadata; the table is found in it by the file's name
	Schema   *Schema   // in place of Metadata: the schema of this table
	Base     string    // absolute address of the table; "" for file:/// and the name
	Mode     Mode
	Lenient  bool // a value that its datatype does not allow becomes a plain string, as csv2rdf has it, and no error
}

// Reader turns a table into quads of the default graph. It implements rdf.Reader and holds one row at a time, plus the
// keys it has seen where the metadata declare a primary key.
type Reader struct {
	scan    *Scanner
	schema  *Schema
	columns []*Column // with the virtual ones
	real    int       // how many are not virtual
	url     string    // of the table
	options Options

	keys    map[string]int
	fixed   map[*Column]string // properties without names in their templates
	row     int
	cells   []Cell
	queue   []rdf.Quad
	at      int
	blanks  int
	table   rdf.Term // standard mode
	started bool
	err     error
}

// NewReader reads the table in r. file names it in errors, decides the dialect (.tsv: tabs) where there are no
// metadata, and finds its description in Options.Metadata.
func NewReader(file string, r io.Reader, o Options) (*Reader, error) {
	t := &Reader{schema: o.Schema, options: o, url: o.Base, fixed: map[*Column]string{}}
	if t.schema == nil && o.Metadata != nil {
		if t.schema = o.Metadata.Table(file); t.schema == nil {
			return nil, fmt.Errorf("reading %s: the metadata %s describe no such table; name it in \"url\"", file, o.Metadata.Base)
		}
	}
	if t.url == "" {
		var b strings.Builder
		escape(&b, strings.TrimLeft(file, "/"), true)
		t.url = "file:///" + b.String()
	}
	dialect := DefaultDialect()
	if t.schema != nil {
		dialect = t.schema.Dialect
	} else if strings.HasSuffix(strings.ToLower(file), ".tsv") {
		dialect = TSVDialect()
	}
	if t.schema == nil {
		dialect.SkipBlankRows = true
	}
	t.scan = NewScanner(file, r, dialect)
	return t, t.header(dialect)
}

// header reads the header rows and settles the columns.
func (t *Reader) header(d Dialect) error {
	var titles []string
	for i := 0; i < d.HeaderRows; i++ {
		cells, err := t.scan.Next()
		if err == io.EOF {
			return t.scan.errorAt(0, "the file is empty", "a header row")
		}
		if err != nil {
			return err
		}
		if i > 0 {
			continue
		}
		if err := matchHeader(t.scan, cells, t.schema); err != nil {
			return err
		}
		for _, c := range cells {
			titles = append(titles, c.Text)
		}
	}
	if t.schema == nil {
		t.schema = &Schema{URL: t.url}
	}
	t.columns = t.schema.Columns
	if len(t.columns) == 0 {
		t.columns = defaultColumns(titles, t.schema)
	}
	for _, c := range t.columns {
		if !c.Virtual {
			t.real++
		}
	}
	if len(t.schema.PrimaryKey) > 0 {
		t.keys = map[string]int{}
	}
	return nil
}

// defaultColumns are those of a table that only its header describes: every cell is a string.
func defaultColumns(titles []string, s *Schema) []*Column {
	var out []*Column
	for i, title := range titles {
		name := escapeName(strings.TrimSpace(title))
		if name == "" {
			name = fmt.Sprintf("_col.%d", i+1)
		}
		out = append(out, &Column{Name: name, Titles: []string{title}, Datatype: Datatype{Base: "string"}, Null: []string{""},
			AboutURL: s.AboutURL, PropertyURL: s.PropertyURL, ValueURL: s.ValueURL})
	}
	return out
}

// Read returns the next quad, io.EOF after the last.
func (t *Reader) Read() (rdf.Quad, error) {
	for t.at >= len(t.queue) {
		if t.err == nil {
			t.queue, t.at = t.queue[:0], 0
			t.err = t.next()
		}
		if t.err != nil && t.at >= len(t.queue) {
			return rdf.Quad{}, t.err
		}
	}
	t.at++
	return t.queue[t.at-1], nil
}

// next fills the queue from the next row.
func (t *Reader) next() error {
	if !t.started {
		t.started = true
		t.tableTriples()
	}
	cells, err := t.scan.Next()
	if err != nil {
		return err
	}
	if len(t.columns) == 0 { // neither header nor metadata: the first row says how many columns there are
		t.columns = defaultColumns(make([]string, len(cells)), t.schema)
		t.real = len(cells)
	}
	if err := checkWidth(t.scan, cells, t.real); err != nil {
		return err
	}
	t.row++
	t.cells = cells
	if err := t.checkKey(); err != nil {
		return err
	}
	if t.schema.Suppress {
		return nil
	}
	return t.rowTriples()
}

// checkKey looks for a row with the same primary key.
func (t *Reader) checkKey() error {
	if t.keys == nil {
		return nil
	}
	parts := make([]string, 0, len(t.schema.PrimaryKey))
	at := t.cells[0]
	for _, name := range t.schema.PrimaryKey {
		for i, c := range t.columns {
			if c.Name == name && i < len(t.cells) {
				at = t.cells[i]
				parts = append(parts, at.Text)
			}
		}
	}
	key := strings.Join(parts, "\x00")
	if first, ok := t.keys[key]; ok {
		return t.scan.errorCell(at, fmt.Sprintf("the key %q is also that of line %d", strings.Join(parts, ", "), first), "a key that no other row has")
	}
	t.keys[key] = t.cells[0].Line
	return nil
}

// rowTriples makes the triples of the current row.
func (t *Reader) rowTriples() error {
	var fallback rdf.Term // the subject of cells without aboutUrl
	row := t.rowNode()
	described := map[rdf.Term]bool{}
	for i, c := range t.columns {
		cell := t.cells[min(i, len(t.cells)-1)]
		if !c.Virtual && i < len(t.cells) {
			cell = t.cells[i]
		}
		values, err := t.values(c, cell)
		if err != nil {
			return err
		}
		if c.Suppress || !c.Virtual && len(values) == 0 || c.Virtual && c.ValueURL == "" && len(values) == 0 {
			continue
		}
		s := fallback
		if c.AboutURL != "" {
			s = t.iri(c.AboutURL, c)
		} else if fallback.IsZero() {
			fallback = t.blank()
			s = fallback
		}
		if !row.IsZero() && !described[s] {
			described[s] = true
			t.emit(row, CSVW+"describes", s)
		}
		t.cellTriples(s, c, values)
	}
	return nil
}

// cellTriples makes the triples of one cell: one for each value, or one for the list of them.
func (t *Reader) cellTriples(s rdf.Term, c *Column, values []rdf.Term) {
	property := t.property(c)
	switch {
	case c.ValueURL != "" && c.Separator == "":
		t.emit(s, property, t.iri(c.ValueURL, c))
		return
	case c.ValueURL != "": // each value of a list has an address of its own
		for i := range values {
			values[i] = t.valueIRI(c, values[i].Value)
		}
	}
	if c.Separator != "" && c.Ordered {
		t.emit(s, property, t.list(values))
		return
	}
	for _, v := range values {
		t.emit(s, property, v)
	}
}

// property of a column: it is the same for every row unless its template has names.
func (t *Reader) property(c *Column) string {
	if p, ok := t.fixed[c]; ok {
		return p
	}
	p := t.url + "#" + escapeName2(c.Name)
	if c.PropertyURL != "" {
		p = t.iri(c.PropertyURL, c).Value
	}
	if !strings.Contains(c.PropertyURL, "{") {
		t.fixed[c] = p
	}
	return p
}

// values reads a cell: none where it is null.
func (t *Reader) values(c *Column, cell Cell) ([]rdf.Term, error) {
	parts := c.parts(cell.Text)
	if len(parts) == 0 && c.Required && !c.Virtual {
		return nil, t.scan.errorCell(cell, fmt.Sprintf("the column %q is empty", c.Name), "a value: the metadata require one")
	}
	out := make([]rdf.Term, 0, len(parts))
	for _, p := range parts {
		v, wrong := c.term(p)
		if wrong != "" && t.options.Lenient {
			v, wrong = rdf.NewLang(p, c.Lang), ""
		}
		if wrong != "" {
			return nil, t.scan.errorCell(cell, wrong, c.Datatype.describe())
		}
		out = append(out, v)
	}
	return out, nil
}

// parts are the texts of the values of a cell, in the order of the steps of the Tabular Data Model, section 6.4: white
// space, default, separator, null.
func (c *Column) parts(text string) []string {
	if check, err := c.Datatype.checker(); err == nil {
		text = check.space(text)
	}
	if c.Virtual || text == "" {
		text = c.Default
	}
	switch {
	case c.Separator != "":
		return c.split(text)
	case c.isNull(text):
		return nil
	}
	return []string{text}
}

// iri expands a template for the current row and resolves it against the table's address.
func (t *Reader) iri(template string, c *Column) rdf.Term {
	return t.resolve(expand(template, func(name string) (string, bool) { return t.variable(name, c) }))
}

// valueIRI is iri for one value of a list.
func (t *Reader) valueIRI(c *Column, value string) rdf.Term {
	return t.resolve(expand(c.ValueURL, func(name string) (string, bool) {
		if name == c.Name {
			return value, true
		}
		return t.variable(name, c)
	}))
}

func (t *Reader) resolve(ref string) rdf.Term {
	return rdf.NewIRI(rdf.ResolveIRI(t.url, full(ref)))
}

// variable is what a name in a template stands for.
func (t *Reader) variable(name string, current *Column) (string, bool) {
	switch name {
	case "_row":
		return strconv.Itoa(t.row), true
	case "_sourceRow":
		return strconv.Itoa(t.cells[0].Line), true
	case "_name":
		return current.Name, true
	}
	for i, c := range t.columns {
		if c.Name != name || i >= len(t.cells) {
			if c == current && name == "_column" {
				return strconv.Itoa(i + 1), true
			}
			continue
		}
		text := t.cells[i].Text
		if text == "" {
			text = c.Default
		}
		if c.isNull(text) {
			return "", false
		}
		if v, wrong := c.term(text); wrong == "" && c.Separator == "" {
			return v.Value, true
		}
		return text, true
	}
	return "", false
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
