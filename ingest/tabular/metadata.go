package tabular

// Metadata is a CSVW metadata document: one table, or a group of them (CSVW metadata, sections 5.3 and 5.4).
type Metadata struct {
	Base        string // of the document; relative addresses in it start here
	ID          string // of the group, "" if it has none
	Tables      []*Schema
	Annotations map[string]any // of the group, by prefixed name
}

// Schema describes one table: the parts of CSVW's table and tableSchema that matter for reading it.
type Schema struct {
	URL         string // as written in the metadata
	ID          string // of the table, "" if it has none
	Dialect     Dialect
	Columns     []*Column
	AboutURL    string // template of the rows' subject
	PropertyURL string
	ValueURL    string
	PrimaryKey  []string
	ForeignKeys []ForeignKey
	RowTitles   []string
	Suppress    bool           // suppressOutput
	Annotations map[string]any // by prefixed name
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
	Annotations map[string]any // by prefixed name; csv2rdf makes no triples of them
}

// Datatype is the type of a cell's values.
type Datatype struct {
	Base   string // "string", "gYear", an absolute IRI ...
	ID     string // an IRI to use in place of the base's
	Format any
	Bounds map[string]string // minimum, maximum, minInclusive ..., length, minLength, maxLength

	ready   *checker        // what checker gives, made once by ParseMetadata
	numbers map[string]bool // the bounds that are JSON numbers
}

// Table finds the schema of a file: by its path, where the metadata name it relative to themselves, and else by the last
// part of the address, if no other table has the same. nil if there is none.
func (m *Metadata) Table(file string) *Schema {
	var near []*Schema
	file, sheet := splitSheet(file)
	for _, s := range m.Tables {
		address, its := splitSheet(s.URL)
		switch n := m.near(address, file); {
		case its != sheet:
		case n == 2:
			return s
		case n == 1:
			near = append(near, s)
		}
	}
	if len(near) != 1 {
		return nil
	}
	return near[0]
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
