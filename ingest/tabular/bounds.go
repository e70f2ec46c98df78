package tabular

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"w3id.org/concord/ontology/xsd"
)

// bound is one limit of a datatype: of a value, or of a length.
type bound struct {
	name   string // as CSVW names it
	text   string // as it was written
	value  xsd.Value
	length int // -1: this is a limit of the value
}

// boundNames are the properties of a datatype that set limits.
var boundNames = []string{"minimum", "maximum", "minInclusive", "maxInclusive", "minExclusive", "maxExclusive", "length", "minLength", "maxLength"}

// setBounds reads the limits. Those of values are written as the column writes its values, or as XSD does.
func (c *checker) setBounds(d Datatype) error {
	for _, name := range sortedKeys(d.Bounds) {
		b := bound{name: name, text: d.Bounds[name], length: -1}
		var err error
		switch isLength := strings.HasSuffix(strings.ToLower(name), "length"); {
		case isLength && c.kind != text && c.kind != octets, !isLength && c.kind != number && c.kind != temporal && c.kind != span:
			return fmt.Errorf("%s says nothing about a %s", name, c.name)
		case isLength:
			if b.length, err = strconv.Atoi(b.text); err != nil || b.length < 0 {
				return fmt.Errorf("the %s %q is no length", name, b.text)
			}
		default:
			if b.value, err = c.boundValue(b.text, d.numbers[name]); err != nil {
				return fmt.Errorf("the %s %q is no %s", name, b.text, c.name)
			}
		}
		c.bounds = append(c.bounds, b)
	}
	return nil
}

// boundValue reads a limit; asXSD says that it is a number of the metadata's JSON and not a text.
func (c *checker) boundValue(text string, asXSD bool) (xsd.Value, error) {
	if lexical, ok := c.normalise(text); ok && !asXSD {
		if v := xsd.ParseLexical(lexical, c.iri); v.Kind != xsd.Error {
			return v, nil
		}
	}
	if v := xsd.ParseLexical(text, c.iri); v.Kind != xsd.Error {
		return v, nil
	}
	return xsd.Value{}, fmt.Errorf("no value")
}

// outOfBounds compares a value, in XSD's form, with the limits of its datatype: numbers, times and durations by value,
// lengths in characters or, for binary data, bytes.
func (c *checker) outOfBounds(value string) string {
	if len(c.bounds) == 0 {
		return ""
	}
	n, unit := utf8.RuneCountInString(value), "characters"
	if c.kind == octets {
		n, unit = c.bytes(value), "bytes"
	}
	v := xsd.ParseLexical(value, c.iri)
	for _, b := range c.bounds {
		if b.length >= 0 {
			if b.name != "maxLength" && n < b.length || b.name != "minLength" && n > b.length {
				return fmt.Sprintf("%q has %d %s, against a %s of %s", value, n, unit, b.name, b.text)
			}
			continue
		}
		order, ordered, ok := xsd.Compare(v, b.value)
		if !ok || !ordered {
			return fmt.Sprintf("%s cannot be compared with the %s of %s", value, b.name, b.text)
		}
		if b.excludes(order) {
			return fmt.Sprintf("%s is outside the %s of %s", value, b.name, b.text)
		}
	}
	return ""
}

func (b bound) excludes(order int) bool {
	switch b.name {
	case "minimum", "minInclusive":
		return order < 0
	case "minExclusive":
		return order <= 0
	case "maximum", "maxInclusive":
		return order > 0
	}
	return order >= 0 // maxExclusive
}

func (c *checker) bytes(value string) int {
	if strings.HasSuffix(c.iri, "hexBinary") {
		return len(value) / 2
	}
	data, _ := base64.StdEncoding.DecodeString(value) // it was decoded before
	return len(data)
}
