package tabular

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// ParseMetadata reads a metadata document; base is its own address. It refuses what it does not understand: see the
// package's GUIDE.md for the properties. A schema in another file is found by FindMetadata only.
func ParseMetadata(doc []byte, base string) (*Metadata, error) { return parseMetadata(doc, base, nil) }

// parseMetadata reads a document; open gives the text of a schema in another file.
func parseMetadata(doc []byte, base string, open func(name string) ([]byte, error)) (*Metadata, error) {
	top, err := decode(doc)
	if err == nil {
		p := &metadataParser{m: &Metadata{Base: base, Annotations: map[string]any{}}, open: open}
		if err = p.document(top); err == nil {
			err = p.m.checkReferences()
		}
		if err == nil {
			return p.m, nil
		}
	}
	return nil, fmt.Errorf("reading the table metadata %s: %w", base, err)
}

// decode reads a JSON object; numbers keep their digits.
func decode(doc []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	var top map[string]any
	if err := d.Decode(&top); err != nil {
		return nil, fmt.Errorf("%w; correct the JSON", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("there is more after the end of the JSON object")
	}
	if top == nil {
		return nil, errors.New("it is no JSON object")
	}
	return top, nil
}

// metadataParser holds what is read of one document.
type metadataParser struct {
	m    *Metadata
	open func(name string) ([]byte, error)
}

func (p *metadataParser) document(top map[string]any) error {
	inherited := Column{Datatype: Datatype{Base: "string"}, Null: []string{""}}
	inherited.Lang = contextLang(top, inherited.Lang)
	dialect := DefaultDialect()
	list, group := top["tables"].([]any)
	if !group {
		if top["tables"] != nil {
			return errors.New("\"tables\" is no list")
		}
		return p.table(top, inherited, dialect, nil)
	}
	where := "the group"
	if err := groupProperties.check(top, where, true); err != nil {
		return err
	}
	inherited, err := inherit(inherited, top, where)
	if err != nil {
		return err
	}
	if err := dialect.set(top["dialect"], where); err != nil {
		return err
	}
	p.m.ID = stringOr(top["@id"], "")
	annotations(p.m.Annotations, top)
	for i, t := range list {
		table, ok := t.(map[string]any)
		if !ok {
			return fmt.Errorf("entry %d of \"tables\" is no object; see CSVW metadata, section 5.3", i+1)
		}
		if err := p.table(table, inherited, dialect, top["tableSchema"]); err != nil {
			return err
		}
	}
	return nil
}

// checkReferences looks for the tables and columns that foreign keys name.
func (m *Metadata) checkReferences() error {
	var urls []string
	for _, s := range m.Tables {
		urls = append(urls, s.URL)
	}
	for _, s := range m.Tables {
		for _, k := range s.ForeignKeys {
			other := m.byURL(k.Table)
			if other == nil {
				return fmt.Errorf("table %s: a foreign key names the table %q, which is not described here%s", s.URL, k.Table, didYouMean(k.Table, urls))
			}
			for _, c := range k.Reference {
				if len(other.Columns) > 0 && other.Column(c) == nil {
					return fmt.Errorf("table %s: a foreign key names the column %q of %s, which is not described%s", s.URL, c, k.Table, didYouMean(c, other.names()))
				}
			}
		}
	}
	return nil
}

// annotations takes over the properties that are not CSVW's own.
func annotations(to, from map[string]any) {
	for k, v := range from {
		if strings.Contains(k, ":") {
			to[k] = v
		}
	}
}

func (p *metadataParser) table(t map[string]any, inherited Column, d Dialect, shared any) error {
	s := &Schema{Dialect: d, Annotations: map[string]any{}, ID: stringOr(t["@id"], "")}
	s.URL, _ = t["url"].(string)
	where := "table " + s.URL
	if err := tableProperties.check(t, where, true); err != nil {
		return err
	}
	s.Suppress, _ = t["suppressOutput"].(bool)
	if err := s.Dialect.set(t["dialect"], where); err != nil {
		return err
	}
	annotations(s.Annotations, t)
	inherited, err := inherit(inherited, t, where)
	if err != nil {
		return err
	}
	if v, said := t["tableSchema"]; said {
		shared = v
	}
	schema, err := p.schema(shared, where)
	if err != nil {
		return err
	}
	if inherited, err = inherit(inherited, schema, where); err != nil {
		return err
	}
	s.AboutURL, s.PropertyURL, s.ValueURL = inherited.AboutURL, inherited.PropertyURL, inherited.ValueURL
	s.PrimaryKey, s.RowTitles = stringsOf(schema["primaryKey"]), stringsOf(schema["rowTitles"])
	if err := s.parseColumns(schema["columns"], inherited); err != nil {
		return err
	}
	for _, name := range append(slices.Clone(s.PrimaryKey), s.RowTitles...) {
		if c := s.Column(name); len(s.Columns) > 0 && (c == nil || c.Virtual) {
			return fmt.Errorf("%s: the key or row title names the column %q, which is not described%s", where, name, didYouMean(name, s.names()))
		}
	}
	if err := s.parseForeignKeys(schema["foreignKeys"]); err != nil {
		return err
	}
	p.m.Tables = append(p.m.Tables, s)
	return s.checkTemplates()
}

// schema is the tableSchema of a table, perhaps from another file.
func (p *metadataParser) schema(v any, where string) (map[string]any, error) {
	if name, ok := v.(string); ok {
		if p.open == nil || rdf.HasScheme(name) {
			return nil, fmt.Errorf("%s: the tableSchema %s is in another place; only files beside the metadata are read, nothing is fetched", where, name)
		}
		doc, err := p.open(name)
		if err != nil {
			return nil, fmt.Errorf("%s: opening the tableSchema: %w", where, err)
		}
		if v, err = decode(doc); err != nil {
			return nil, fmt.Errorf("%s: reading the tableSchema %s: %w", where, name, err)
		}
		where += ", " + name
	}
	schema, _ := v.(map[string]any)
	return schema, schemaProperties.check(schema, where+", tableSchema", true)
}

func (s *Schema) parseColumns(v any, inherited Column) error {
	list, _ := v.([]any)
	virtual := false
	for i, x := range list {
		where := fmt.Sprintf("table %s, column %d", s.URL, i+1)
		props, ok := x.(map[string]any)
		if !ok {
			return fmt.Errorf("%s is no object", where)
		}
		where += nameOf(props)
		if err := columnProperties.check(props, where, true); err != nil {
			return err
		}
		c, err := inherit(inherited, props, where)
		if err != nil {
			return err
		}
		c.Name, _ = props["name"].(string)
		c.Virtual, _ = props["virtual"].(bool)
		c.Suppress, _ = props["suppressOutput"].(bool)
		c.Titles, c.Annotations = titlesOf(props["titles"]), map[string]any{}
		annotations(c.Annotations, props)
		if c.Name == "" && len(c.Titles) > 0 {
			c.Name = escapeName(c.Titles[0])
		}
		if c.Name == "" {
			c.Name = fmt.Sprintf("_col.%d", i+1)
		}
		switch {
		case s.Column(c.Name) != nil:
			return fmt.Errorf("table %s: two columns are named %q", s.URL, c.Name)
		case virtual && !c.Virtual:
			return fmt.Errorf("%s stands behind a virtual one; virtual columns come last", where)
		}
		virtual = c.Virtual
		s.Columns = append(s.Columns, &c)
	}
	return nil
}

// nameOf is what a column calls itself, for messages.
func nameOf(props map[string]any) string {
	if name := stringOr(props["name"], ""); name != "" {
		return fmt.Sprintf(" (%s)", name)
	}
	if titles := titlesOf(props["titles"]); len(titles) > 0 {
		return fmt.Sprintf(" (%s)", titles[0])
	}
	return ""
}

func (s *Schema) parseForeignKeys(v any) error {
	list, _ := v.([]any)
	for i, x := range list {
		where := fmt.Sprintf("table %s, foreign key %d", s.URL, i+1)
		props, _ := x.(map[string]any)
		ref, _ := props["reference"].(map[string]any)
		if err := foreignKeyProperties.check(props, where, false); err != nil {
			return err
		}
		if err := referenceProperties.check(ref, where, false); err != nil {
			return err
		}
		k := ForeignKey{Columns: stringsOf(props["columnReference"]), Reference: stringsOf(ref["columnReference"])}
		k.Table, _ = ref["resource"].(string)
		if k.Table == "" || len(k.Columns) == 0 || len(k.Columns) != len(k.Reference) {
			return fmt.Errorf("%s needs columnReference and a reference with resource and as many columns", where)
		}
		for _, c := range k.Columns {
			if s.Column(c) == nil {
				return fmt.Errorf("%s names the column %q, which is not described%s", where, c, didYouMean(c, s.names()))
			}
		}
		s.ForeignKeys = append(s.ForeignKeys, k)
	}
	return nil
}

// checkTemplates refuses templates that name columns which are not described: they would quietly give nothing.
func (s *Schema) checkTemplates() error {
	for _, c := range s.Columns {
		for property, template := range map[string]string{"aboutUrl": c.AboutURL, "propertyUrl": c.PropertyURL, "valueUrl": c.ValueURL} {
			names, err := templateNames(template)
			if err != nil {
				return fmt.Errorf("table %s, column %s: the %s %q %w", s.URL, c.Name, property, template, err)
			}
			for _, name := range names {
				if !strings.HasPrefix(name, "_") && s.Column(name) == nil {
					return fmt.Errorf("table %s, column %s: the %s names {%s}, and no column has that name%s", s.URL, c.Name, property, name, didYouMean(name, s.names()))
				}
			}
		}
	}
	return nil
}

func (s *Schema) names() []string {
	var out []string
	for _, c := range s.Columns {
		out = append(out, c.Name)
	}
	return out
}
