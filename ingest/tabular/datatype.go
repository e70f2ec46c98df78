package tabular

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"

	"w3id.org/concord/ingest/tabular/workbook"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// CSVW is the namespace of the CSVW vocabulary.
const CSVW = "http://www.w3.org/ns/csvw#"

// kind is what a datatype's format means and how its values are compared.
type kind int

const (
	text     kind = iota // format is a regular expression; bounds are lengths
	number               // format is a number pattern; bounds are values
	boolean              // format is "yes|no"
	temporal             // format is a date pattern; bounds are values
	span                 // durations: format is a regular expression; bounds are values
	octets               // format is a regular expression; lengths are in bytes
	plain                // format is a regular expression; no bounds
)

// builtIn describes a datatype that CSVW knows by name (CSVW metadata, section 5.11.1).
type builtIn struct {
	iri  string
	kind kind
	keep bool // white space is part of the value
}

// builtIns holds every datatype by the name that CSVW gives it.
var builtIns = map[string]builtIn{
	"any": {iri: rdf.XSD + "anyAtomicType", keep: true}, "anyAtomicType": {iri: rdf.XSD + "anyAtomicType", keep: true},
	"string": {iri: rdf.XSDString, keep: true}, "normalizedString": {iri: rdf.XSD + "normalizedString"},
	"xml": {iri: rdf.NS + "XMLLiteral", kind: text, keep: true}, "html": {iri: rdf.NS + "HTML", keep: true}, "json": {iri: CSVW + "JSON", keep: true},
	"number": {iri: rdf.XSDDouble, kind: number}, "datetime": {iri: rdf.XSDDateTime, kind: temporal},
	"binary": {iri: rdf.XSD + "base64Binary", kind: octets}, "base64Binary": {iri: rdf.XSD + "base64Binary", kind: octets},
	"hexBinary": {iri: rdf.XSD + "hexBinary", kind: octets}, "boolean": {iri: rdf.XSDBoolean, kind: boolean},
}

func init() {
	for kind, names := range map[kind]string{
		text: "token language Name NMTOKEN anyURI QName",
		number: "decimal integer long int short byte nonNegativeInteger positiveInteger unsignedLong unsignedInt unsignedShort " +
			"unsignedByte nonPositiveInteger negativeInteger double float",
		temporal: "date dateTime dateTimeStamp time gDay gMonth gMonthDay gYear gYearMonth",
		span:     "duration dayTimeDuration yearMonthDuration",
	} {
		for _, name := range strings.Fields(names) {
			builtIns[name] = builtIn{iri: rdf.XSD + name, kind: kind}
		}
	}
}

// IRI of the datatype.
func (d Datatype) IRI() string {
	if d.ID != "" {
		return d.ID
	}
	if b, ok := builtIns[d.base()]; ok {
		return b.iri
	}
	return d.Base
}

// base is the name of the datatype that values are checked against: "string" where none is given, and for an IRI that
// is none of XSD.
func (d Datatype) base() string {
	local := strings.TrimPrefix(d.Base, rdf.XSD)
	switch {
	case local == "", rdf.HasScheme(local):
		return "string"
	}
	return local
}

// checker is a Datatype made ready to read values.
type checker struct {
	builtIn
	name    string // for messages
	id      string // datatype of the literals
	lexical func(string) bool
	pattern *regexp.Regexp
	number  *numberFormat
	date    *dateFormat
	yes, no string
	bounds  []bound
}

// checker makes the datatype ready, or says what is wrong with it.
func (d Datatype) checker() (*checker, error) {
	if d.ready != nil {
		return d.ready, nil
	}
	b, ok := builtIns[d.base()]
	if !ok {
		return nil, fmt.Errorf("there is no datatype %q%s; use one that CSVW names, or an absolute IRI", d.Base, didYouMean(d.Base, sortedKeys(builtIns)))
	}
	c := &checker{builtIn: b, name: d.describe(), id: d.IRI(), lexical: lexicalSpace(b)}
	if !rdf.HasScheme(c.id) {
		return nil, fmt.Errorf("the datatype's @id %q is no absolute IRI", c.id)
	}
	if err := c.setFormat(d.Format); err != nil {
		return nil, err
	}
	return c, c.setBounds(d)
}

// lexicalSpace gives the test for a datatype's lexical forms, nil where every text is one.
func lexicalSpace(b builtIn) func(string) bool {
	switch b.kind {
	case number, boolean, temporal, span:
		return func(s string) bool { return xsd.ParseLexical(s, b.iri).Kind != xsd.Error }
	}
	switch b.iri {
	case rdf.NS + "XMLLiteral":
		return wellFormed
	case CSVW + "JSON":
		return func(s string) bool { return json.Valid([]byte(s)) }
	case rdf.XSD + "anyURI":
		return func(s string) bool { return !strings.ContainsFunc(s, notInIRI) }
	case rdf.XSD + "hexBinary":
		return func(s string) bool { _, err := hex.DecodeString(s); return err == nil }
	case rdf.XSD + "base64Binary":
		return func(s string) bool { _, err := base64.StdEncoding.DecodeString(s); return err == nil }
	}
	if re := lexicalPatterns[strings.TrimPrefix(b.iri, rdf.XSD)]; re != nil {
		return re.MatchString
	}
	return nil
}

const nameStart, nameMore = `[\pL_]`, `[\pL\pM\pN._\-·]`

// lexicalPatterns are the lexical spaces of XSD (XML Schema 1.1, part 2) that are easiest told by a pattern.
var lexicalPatterns = map[string]*regexp.Regexp{
	"language": regexp.MustCompile(`^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$`),
	"Name":     regexp.MustCompile(`^(` + nameStart + `|:)(` + nameMore + `|:)*$`),
	"NMTOKEN":  regexp.MustCompile(`^(` + nameMore + `|:)+$`),
	"QName":    regexp.MustCompile(`^(` + nameStart + nameMore + `*:)?` + nameStart + nameMore + `*$`),
}

func notInIRI(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune("<>\"{}|^`\\", r) }

// wellFormed reports whether a text is balanced XML content without a document type.
func wellFormed(s string) bool {
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		token, err := d.Token()
		if err != nil {
			return err == io.EOF
		}
		if _, directive := token.(xml.Directive); directive {
			return false
		}
	}
}

// patternStart and patternEnd make a regular expression fit the whole of a value.
const patternStart, patternEnd = `\A(?:`, `)\z`

func (c *checker) setFormat(format any) error {
	parts, isObject := format.(map[string]any)
	pattern, isString := format.(string)
	var err error
	switch {
	case format == nil:
		if c.kind == number {
			c.number = &numberFormat{decimal: "."}
		}
	case c.kind == number && isObject:
		c.number, err = parseNumberFormat(parts)
	case !isString:
		return fmt.Errorf("the format %v of %s is no text", format, c.name)
	case c.kind == number:
		c.number, err = parseNumberFormat(map[string]any{"pattern": pattern})
	case c.kind == boolean:
		var ok bool
		if c.yes, c.no, ok = strings.Cut(pattern, "|"); !ok || c.yes == "" || c.no == "" || c.yes == c.no {
			return fmt.Errorf("the boolean format %q is not two texts with | between them, like yes|no", pattern)
		}
	case c.kind == temporal:
		c.date, err = parseDateFormat(pattern, c.iri)
	default:
		if c.pattern, err = regexp.Compile(patternStart + pattern + patternEnd); err != nil {
			err = fmt.Errorf("the format %q is no regular expression: %w", pattern, err)
		}
	}
	return err
}

// value turns a text into XSD's form of it, or says what is wrong with it.
func (c *checker) value(s string) (value, wrong string) {
	if c.pattern != nil && !c.pattern.MatchString(s) {
		return "", fmt.Sprintf("%q does not match the format %s", s, strings.TrimSuffix(strings.TrimPrefix(c.pattern.String(), patternStart), patternEnd))
	}
	value, ok := c.normalise(s)
	if !ok || c.lexical != nil && !c.lexical(value) {
		return "", fmt.Sprintf("%q is no %s", s, c.name)
	}
	return value, c.outOfBounds(value)
}

// normalise turns a value written in the column's own format into XSD's.
func (c *checker) normalise(s string) (string, bool) {
	switch {
	case c.number != nil:
		return c.number.parse(s)
	case c.date != nil:
		return c.date.parse(s)
	case c.yes == "":
		return s, true
	}
	switch s {
	case c.yes:
		return "true", true
	case c.no:
		return "false", true
	}
	return "", false
}

// space treats the white space of a cell as its datatype has it (Tabular Data Model, section 6.4, steps 1 to 4).
func (c *checker) space(s string) string {
	if c.keep || !strings.ContainsAny(s, " \t\r\n") {
		return s
	}
	if c.iri == rdf.XSD+"normalizedString" {
		return strings.NewReplacer("\t", " ", "\r", " ", "\n", " ").Replace(s)
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' }), " ")
}

// term makes the literal of one value, or says what is wrong with it.
func (c *Column) term(s string) (rdf.Term, string) {
	check, err := c.Datatype.checker()
	if err != nil {
		return rdf.Term{}, err.Error()
	}
	value, wrong := check.value(check.space(s))
	if wrong != "" {
		return rdf.Term{}, wrong
	}
	return check.literal(value, c.Lang), ""
}

func (c *checker) literal(value, lang string) rdf.Term {
	if c.id == rdf.XSDString {
		return rdf.NewLang(value, lang)
	}
	return rdf.NewTyped(value, c.id)
}

// describe names the datatype and its format in messages.
func (d Datatype) describe() string {
	name := d.Base
	if name == "" {
		name = "string"
	}
	switch f := d.Format.(type) {
	case string:
		return name + " of the format " + f
	case map[string]any:
		var parts []string
		for _, k := range sortedKeys(f) {
			parts = append(parts, fmt.Sprintf("%s %v", k, f[k]))
		}
		return name + " of the format " + strings.Join(parts, ", ")
	}
	return name
}

// held gives the value of a cell of a workbook that holds a number, moment or boolean where the column has such: what
// the cell shows depends on its format. ok is false where the text must do; wrong says why the value will not.
func (c *checker) held(cell Cell) (value, wrong string, ok bool) {
	switch {
	case cell.Kind == workbook.Number && c.kind == number, cell.Kind == workbook.Boolean && c.kind == boolean:
		value = cell.Value
	case cell.Kind == workbook.Moment && c.kind == temporal:
		if value = momentAs(cell.Value, strings.TrimPrefix(c.iri, rdf.XSD)); value == "" {
			return "", fmt.Sprintf("%s is no %s", cell.Value, c.name), true
		}
	default:
		return "", "", false
	}
	if c.lexical != nil && !c.lexical(value) {
		return "", fmt.Sprintf("%s is no %s", cell.Text, c.name), true
	}
	return value, c.outOfBounds(value), true
}

// momentAs writes a date and time as another type; "" if that would lose a part of it.
func momentAs(dateTime, as string) string {
	date, clock, _ := strings.Cut(dateTime, "T")
	midnight := clock == "" || clock == "00:00:00"
	switch {
	case as == "dateTime" && clock == "":
		return date + "T00:00:00"
	case as == "dateTime":
		return dateTime
	case as == "time" && strings.HasPrefix(date, "1899-12-3") || as == "time" && date == "1904-01-01":
		return clock
	case len(date) != 10 || !midnight:
		return ""
	}
	switch as {
	case "date":
		return date
	case "gYear":
		return date[:4]
	case "gYearMonth":
		return date[:7]
	case "gMonth":
		return "--" + date[5:7]
	case "gMonthDay":
		return "-" + date[4:]
	case "gDay":
		return "---" + date[8:]
	}
	return "" // dateTimeStamp: there is no time zone
}
