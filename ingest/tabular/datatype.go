package tabular

import (
	"fmt"
	"regexp"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// CSVW is the namespace of the CSVW vocabulary.
const CSVW = "http://www.w3.org/ns/csvw#"

// datatypeIRIs are the names of CSVW that are not names of XSD.
var datatypeIRIs = map[string]string{
	"number": rdf.XSDDouble, "any": rdf.XSD + "anyAtomicType", "binary": rdf.XSD + "base64Binary", "datetime": rdf.XSDDateTime,
	"xml": rdf.NS + "XMLLiteral", "html": rdf.NS + "HTML", "json": CSVW + "JSON",
}

// IRI of the datatype.
func (d Datatype) IRI() string {
	if d.ID != "" {
		return d.ID
	}
	if iri := datatypeIRIs[d.Base]; iri != "" {
		return iri
	}
	if rdf.HasScheme(d.Base) {
		return d.Base
	}
	return rdf.XSD + d.Base
}

const zone = `(Z|[+-](0\d|1[0-4]):[0-5]\d)?`

// lexical holds the lexical spaces of XSD (XML Schema 1.1, part 2) that a cell is checked against.
var lexical = map[string]*regexp.Regexp{}

func init() {
	year, month, day, clock := `-?([1-9]\d{3,}|0\d{3})`, `(0[1-9]|1[0-2])`, `(0[1-9]|[12]\d|3[01])`, `(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)`
	double := `[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN`
	for names, pattern := range map[string]string{
		"integer long int short byte":                               `[+-]?\d+`,
		"nonNegativeInteger unsignedLong unsignedInt unsignedShort": `\+?\d+|-0+`,
		"unsignedByte":       `\+?\d+|-0+`,
		"positiveInteger":    `\+?0*[1-9]\d*`,
		"negativeInteger":    `-0*[1-9]\d*`,
		"nonPositiveInteger": `-\d+|\+?0+`,
		"decimal":            `[+-]?(\d+(\.\d*)?|\.\d+)`,
		"double float":       double,
		"boolean":            `true|false|0|1`,
		"date":               year + `-` + month + `-` + day + zone,
		"dateTime":           year + `-` + month + `-` + day + `T` + clock + zone,
		"dateTimeStamp":      year + `-` + month + `-` + day + `T` + clock + strings.TrimSuffix(zone, "?"),
		"time":               clock + zone,
		"gYear":              year + zone,
		"gYearMonth":         year + `-` + month + zone,
		"gMonth":             `--` + month + zone,
		"gMonthDay":          `--` + month + `-` + day + zone,
		"gDay":               `---` + day + zone,
		"duration":           `-?P(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?`,
		"hexBinary":          `([0-9a-fA-F]{2})*`,
		"language":           `[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*`,
	} {
		for _, name := range strings.Fields(names) {
			lexical[rdf.XSD+name] = regexp.MustCompile(`^(` + pattern + `)$`)
		}
	}
}

// term makes the literal of one value, or says what is wrong with it.
func (c *Column) term(text string) (rdf.Term, string) {
	d := c.Datatype
	switch d.Base {
	case "string", "":
		if d.ID != "" {
			return rdf.NewTyped(text, d.ID), c.wrongString(text)
		}
		return rdf.NewLang(text, c.Lang), c.wrongString(text)
	case "xml", "html", "json":
		return rdf.NewTyped(text, d.IRI()), ""
	case "anyURI", "normalizedString", "token":
		return rdf.NewTyped(strings.TrimSpace(text), d.IRI()), ""
	}
	base := Datatype{Base: d.Base}.IRI()
	value, ok := d.normalise(strings.TrimSpace(text), base)
	if re := lexical[base]; !ok || re != nil && !re.MatchString(value) {
		return rdf.Term{}, fmt.Sprintf("%q is no %s", text, d.describe())
	}
	if wrong := d.outOfBounds(value); wrong != "" {
		return rdf.Term{}, wrong
	}
	return rdf.NewTyped(value, d.IRI()), ""
}

// wrongString checks the length and the pattern that the datatype sets for strings.
func (c *Column) wrongString(text string) string {
	if pattern, ok := c.Datatype.Format.(string); ok {
		if re, err := regexp.Compile(`^(` + pattern + `)$`); err == nil && !re.MatchString(text) {
			return fmt.Sprintf("%q does not match %s", text, pattern)
		}
	}
	return c.Datatype.outOfBounds(text)
}

func (d Datatype) describe() string {
	switch f := d.Format.(type) {
	case string:
		return d.Base + " of the format " + f
	case map[string]any:
		return fmt.Sprintf("%s of the format %v", d.Base, f)
	}
	return d.Base
}

// normalise turns a value written in the column's own format into XSD's.
func (d Datatype) normalise(text, base string) (string, bool) {
	switch f := d.Format.(type) {
	case string:
		return d.byFormat(text, base, f)
	case map[string]any:
		return number(text, stringOr(f["decimalChar"], "."), stringOr(f["groupChar"], ",")), true
	}
	if d.Base == "number" || base == rdf.XSDDecimal || base == rdf.XSDDouble {
		return percent(text), true
	}
	return text, true
}

func (d Datatype) byFormat(text, base, format string) (string, bool) {
	switch {
	case base == rdf.XSDBoolean:
		yes, no, _ := strings.Cut(format, "|")
		switch text {
		case yes:
			return "true", true
		case no:
			return "false", true
		}
		return "", false
	case strings.HasPrefix(base, rdf.XSD+"date") || base == rdf.XSD+"time" || strings.HasPrefix(base, rdf.XSD+"g"):
		return parseDate(text, format, base)
	}
	return number(text, ".", ","), true // a number pattern: only its characters matter here
}

// number removes the group separators and writes the decimal point as a full stop.
func number(text, decimal, group string) string {
	if group != "" {
		text = strings.ReplaceAll(text, group, "")
	}
	if decimal != "." && decimal != "" {
		text = strings.Replace(text, decimal, ".", 1)
	}
	return percent(text)
}

// percent divides a number with a percent or per mille sign, by moving its point.
func percent(text string) string {
	places := 0
	if s, ok := strings.CutSuffix(text, "%"); ok {
		text, places = s, 2
	} else if s, ok := strings.CutSuffix(text, "‰"); ok {
		text, places = s, 3
	}
	if places == 0 || strings.ContainsAny(text, "eE") {
		return text
	}
	sign := ""
	if text != "" && (text[0] == '-' || text[0] == '+') {
		sign, text = text[:1], text[1:]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	whole = strings.Repeat("0", places) + whole
	at := len(whole) - places
	out := strings.TrimLeft(whole[:at], "0")
	if out == "" {
		out = "0"
	}
	if f := strings.TrimRight(whole[at:]+fraction, "0"); f != "" {
		out += "." + f
	}
	return sign + out
}
