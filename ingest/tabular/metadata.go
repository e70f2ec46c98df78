package tabular

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"
)

// Metadata is a CSVW metadata document: one table, or a group of them (CSVW metadata, sections 5.3 and 5.4).
type Metadata struct {
	Base   string // of the document; relative addresses in it start here
	Tables []*Schema
}

// Schema describes one table: the parts of CSVW's table and tableSchema that matter for reading it.
type Schema struct {
	URL         string // as written in the metadata
	Dialect     Dialect
	Columns     []*Column
	AboutURL    string // template of the rows' subject
	PropertyURL string
	ValueURL    string
	PrimaryKey  []string
	ForeignKeys []ForeignKey
	RowTitles   []string
	Suppress    bool // suppressOutput
	Annotations map[string]any
}

// ForeignKey says that the values of Columns stand in other table's columns.
type ForeignKey struct {
	Columns   []string
	Table     string // the URL of the other table, as written
	Reference []string
}

// Column describes one column.
type Column struct {
	Name        string
	Titles      []string
	Datatype    Datatype
	Lang        string
	Separator   string   // the cell is a list
	Null        []string // texts that mean "no value"
	Default     string
	Required    bool
	Virtual     bool
	Suppress    bool
	Ordered     bool // a list keeps its order, as an rdf:List
	AboutURL    string
	PropertyURL string
	ValueURL    string
}

// Datatype is the type of a cell's values.
type Datatype struct {
	Base   string // "string", "gYear", an absolute IRI ...
	ID     string // an IRI to use in place of the base's
	Format any
	Bounds map[string]string // minimum, maximum, minInclusive ..., length, minLength, maxLength
}

// ParseMetadata reads a metadata document; base is its own address.
func ParseMetadata(doc []byte, base string) (*Metadata, error) {
	var top map[string]any
	if err := json.Unmarshal(doc, &top); err != nil {
		return nil, fmt.Errorf("reading the table metadata %s: %w; correct the JSON", base, err)
	}
	m := &Metadata{Base: base}
	inherited := inherit(Column{Datatype: Datatype{Base: "string"}, Null: []string{""}}, top)
	inherited.Lang = contextLang(top, inherited.Lang)
	dialect := DefaultDialect()
	dialect.set(top["dialect"])
	tables, group := top["tables"].([]any)
	if !group {
		tables = []any{top}
	}
	for _, t := range tables {
		table, ok := t.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("reading the table metadata %s: an entry of \"tables\" is no object; see CSVW metadata, section 5.3", base)
		}
		s, err := parseTable(table, inherited, dialect)
		if err != nil {
			return nil, fmt.Errorf("reading the table metadata %s: %w", base, err)
		}
		m.Tables = append(m.Tables, s)
	}
	return m, nil
}

// Table finds the schema of a file by the last part of its address, nil if there is none.
func (m *Metadata) Table(file string) *Schema {
	for _, s := range m.Tables {
		if path.Base(s.URL) == path.Base(file) {
			return s
		}
	}
	return nil
}

func parseTable(t map[string]any, inherited Column, d Dialect) (*Schema, error) {
	s := &Schema{Dialect: d, Annotations: map[string]any{}}
	s.URL, _ = t["url"].(string)
	s.Suppress, _ = t["suppressOutput"].(bool)
	s.Dialect.set(t["dialect"])
	for k, v := range t {
		if strings.Contains(k, ":") {
			s.Annotations[k] = v
		}
	}
	inherited = inherit(inherited, t)
	schema, _ := t["tableSchema"].(map[string]any)
	inherited = inherit(inherited, schema)
	s.AboutURL, s.PropertyURL, s.ValueURL = inherited.AboutURL, inherited.PropertyURL, inherited.ValueURL
	s.PrimaryKey = stringsOf(schema["primaryKey"])
	s.RowTitles = stringsOf(schema["rowTitles"])
	if err := s.parseColumns(schema["columns"], inherited); err != nil {
		return nil, err
	}
	return s, s.parseForeignKeys(schema["foreignKeys"])
}

func (s *Schema) parseColumns(v any, inherited Column) error {
	list, _ := v.([]any)
	for i, x := range list {
		props, ok := x.(map[string]any)
		if !ok {
			return fmt.Errorf("table %s: column %d is no object", s.URL, i+1)
		}
		c := inherit(inherited, props)
		c.Name, _ = props["name"].(string)
		c.Virtual, _ = props["virtual"].(bool)
		c.Suppress, _ = props["suppressOutput"].(bool)
		c.Titles = titlesOf(props["titles"])
		if c.Name == "" && len(c.Titles) > 0 {
			c.Name = escapeName(c.Titles[0])
		}
		if c.Name == "" {
			c.Name = fmt.Sprintf("_col.%d", i+1)
		}
		if s.Column(c.Name) != nil {
			return fmt.Errorf("table %s: two columns are named %q", s.URL, c.Name)
		}
		s.Columns = append(s.Columns, &c)
	}
	return nil
}

func (s *Schema) parseForeignKeys(v any) error {
	list, _ := v.([]any)
	for _, x := range list {
		props, _ := x.(map[string]any)
		ref, _ := props["reference"].(map[string]any)
		k := ForeignKey{Columns: stringsOf(props["columnReference"]), Reference: stringsOf(ref["columnReference"])}
		k.Table, _ = ref["resource"].(string)
		if k.Table == "" || len(k.Columns) == 0 || len(k.Columns) != len(k.Reference) {
			return fmt.Errorf("table %s: a foreign key needs columnReference and a reference with resource and as many columns", s.URL)
		}
		for _, c := range k.Columns {
			if s.Column(c) == nil {
				return fmt.Errorf("table %s: the foreign key names the column %q, which is not described", s.URL, c)
			}
		}
		s.ForeignKeys = append(s.ForeignKeys, k)
	}
	return nil
}

// Column finds a column by its name, nil if there is none.
func (s *Schema) Column(name string) *Column {
	for _, c := range s.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// inherit copies the inherited properties (CSVW metadata, section 5.7) that props set over those of c.
func inherit(c Column, props map[string]any) Column {
	c.AboutURL = stringOr(props["aboutUrl"], c.AboutURL)
	c.PropertyURL = stringOr(props["propertyUrl"], c.PropertyURL)
	c.ValueURL = stringOr(props["valueUrl"], c.ValueURL)
	c.Lang = stringOr(props["lang"], c.Lang)
	c.Separator = stringOr(props["separator"], c.Separator)
	c.Default = stringOr(props["default"], c.Default)
	if v, ok := props["required"].(bool); ok {
		c.Required = v
	}
	if v, ok := props["ordered"].(bool); ok {
		c.Ordered = v
	}
	if v, ok := props["null"]; ok {
		c.Null = stringsOf(v)
	}
	if v, ok := props["datatype"]; ok {
		c.Datatype = parseDatatype(v)
	}
	return c
}

func parseDatatype(v any) Datatype {
	if s, ok := v.(string); ok {
		return Datatype{Base: s}
	}
	props, _ := v.(map[string]any)
	d := Datatype{Base: stringOr(props["base"], "string"), ID: stringOr(props["@id"], ""), Format: props["format"], Bounds: map[string]string{}}
	for _, k := range []string{"minimum", "maximum", "minInclusive", "maxInclusive", "minExclusive", "maxExclusive", "length", "minLength", "maxLength"} {
		if b, ok := props[k]; ok {
			d.Bounds[k] = fmt.Sprint(b)
		}
	}
	return d
}

// set takes over what a dialect description says.
func (d *Dialect) set(v any) {
	props, ok := v.(map[string]any)
	if !ok {
		return
	}
	if s := stringOr(props["delimiter"], ""); s != "" {
		d.Delimiter = s[0]
	}
	if q, ok := props["quoteChar"]; ok {
		d.Quote = 0
		if s := stringOr(q, ""); s != "" {
			d.Quote = s[0]
		}
	}
	d.Comment = stringOr(props["commentPrefix"], d.Comment)
	d.DoubleQuote = boolOr(props["doubleQuote"], d.DoubleQuote)
	d.SkipBlankRows = boolOr(props["skipBlankRows"], d.SkipBlankRows)
	d.SkipInitialSpace = boolOr(props["skipInitialSpace"], d.SkipInitialSpace)
	d.Trim = boolOr(props["trim"], d.Trim) || props["trim"] == "true"
	if h, ok := props["header"].(bool); ok {
		d.HeaderRows = 0
		if h {
			d.HeaderRows = 1
		}
	}
	d.HeaderRows = intOr(props["headerRowCount"], d.HeaderRows)
	d.SkipRows = intOr(props["skipRows"], d.SkipRows)
	d.SkipColumns = intOr(props["skipColumns"], d.SkipColumns)
}

func stringOr(v any, or string) string {
	if s, ok := v.(string); ok {
		return s
	}
	return or
}

func boolOr(v any, or bool) bool {
	if b, ok := v.(bool); ok {
		return b
	}
	return or
}

func intOr(v any, or int) int {
	if f, ok := v.(float64); ok && f >= 0 {
		return int(f)
	}
	return or
}

// stringsOf reads a string or a list of them.
func stringsOf(v any) []string {
	if s, ok := v.(string); ok {
		return []string{s}
	}
	var out []string
	list, _ := v.([]any)
	for _, x := range list {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// titlesOf reads titles: a string, a list, or an object from languages to those.
func titlesOf(v any) []string {
	byLang, ok := v.(map[string]any)
	if !ok {
		return stringsOf(v)
	}
	var out []string
	for _, lang := range sortedKeys(byLang) {
		out = append(out, stringsOf(byLang[lang])...)
	}
	return out
}

// contextLang is the @language of the @context, if it says one.
func contextLang(top map[string]any, or string) string {
	list, _ := top["@context"].([]any)
	for _, x := range list {
		if m, ok := x.(map[string]any); ok {
			or = stringOr(m["@language"], or)
		}
	}
	return or
}
