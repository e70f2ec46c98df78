package tabular

import (
	"encoding/json"
	"fmt"
	"strings"
)

// properties says which properties an object of the metadata may have and of which JSON kinds their values are: s text,
// b boolean, n number, l list, o object, 0 null, * anything. A value that begins with ! says why a property is refused.
type properties map[string]string

// inherited are the properties that stand on a group, table, schema or column (CSVW metadata, section 5.7).
var inherited = properties{"aboutUrl": "s", "datatype": "so", "default": "s", "lang": "s", "null": "sl", "ordered": "b", "propertyUrl": "s",
	"required": "b", "separator": "s0", "textDirection": "s", "valueUrl": "s"}

const refuseTransformations = "!transformations are not carried out; query the loaded data instead"

var (
	groupProperties = properties{"@context": "*", "@id": "s", "@type": "s", "tables": "l", "dialect": "os", "notes": "l", "tableDirection": "s",
		"tableSchema": "os", "transformations": refuseTransformations}.with(inherited)
	tableProperties = properties{"@context": "*", "@id": "s", "@type": "s", "url": "s", "dialect": "os", "notes": "l", "suppressOutput": "b",
		"tableDirection": "s", "tableSchema": "os", "transformations": refuseTransformations}.with(inherited)
	schemaProperties = properties{"@context": "*", "@id": "s", "@type": "s", "columns": "l", "foreignKeys": "l", "primaryKey": "sl", "rowTitles": "sl"}.with(inherited)
	columnProperties = properties{"@id": "s", "@type": "s", "name": "s", "suppressOutput": "b", "titles": "slo", "virtual": "b"}.with(inherited)

	datatypeProperties = properties{"@id": "s", "@type": "s", "base": "s", "format": "so", "minimum": "sn", "maximum": "sn", "minInclusive": "sn",
		"maxInclusive": "sn", "minExclusive": "sn", "maxExclusive": "sn", "length": "n", "minLength": "n", "maxLength": "n"}
	formatProperties     = properties{"decimalChar": "s", "groupChar": "s", "pattern": "s"}
	foreignKeyProperties = properties{"columnReference": "sl", "reference": "o"}
	referenceProperties  = properties{"resource": "s", "columnReference": "sl",
		"schemaReference": "!name the table itself with \"resource\""}
	dialectProperties = properties{"@id": "s", "@type": "s", "commentPrefix": "s0", "delimiter": "s", "doubleQuote": "b", "encoding": "s",
		"header": "b", "headerRowCount": "n", "lineTerminators": "sl", "quoteChar": "s0", "skipBlankRows": "b", "skipColumns": "n",
		"skipInitialSpace": "b", "skipRows": "n", "trim": "bs"}
)

func (p properties) with(more properties) properties {
	for k, v := range more {
		p[k] = v
	}
	return p
}

// check refuses properties that are not known and values of the wrong kind. Names with a prefix and whole IRIs are
// annotations, where the object may have them.
func (p properties) check(object map[string]any, where string, annotated bool) error {
	for _, name := range sortedKeys(object) {
		kinds, known := p[name]
		value := object[name]
		switch {
		case !known && annotated && strings.Contains(name, ":"):
		case !known:
			return fmt.Errorf("%s: there is no property %q%s; a note of your own needs a prefix, like dc:%s", where, name, didYouMean(name, sortedKeys(p)), name)
		case strings.HasPrefix(kinds, "!"):
			return fmt.Errorf("%s: the property %q is not supported: %s", where, name, kinds[1:])
		case kinds != "*" && !strings.Contains(kinds, jsonKind(value)):
			return fmt.Errorf("%s: the property %q is %s; it must be %s", where, name, kindWords[jsonKind(value)], allowedKinds(kinds))
		}
	}
	return nil
}

var kindWords = map[string]string{"s": "a text", "b": "true or false", "n": "a number", "l": "a list", "o": "an object", "0": "null"}

func jsonKind(v any) string {
	switch v.(type) {
	case string:
		return "s"
	case bool:
		return "b"
	case json.Number:
		return "n"
	case []any:
		return "l"
	case map[string]any:
		return "o"
	}
	return "0"
}

func allowedKinds(kinds string) string {
	var words []string
	for _, k := range strings.Split(kinds, "") {
		words = append(words, kindWords[k])
	}
	return strings.Join(words, " or ")
}

// didYouMean names the candidate that differs least from a name, if it is near.
func didYouMean(name string, candidates []string) string {
	best, at := 3, ""
	for _, c := range candidates {
		if d := editDistance(strings.ToLower(name), strings.ToLower(c)); d < best && d < len(c) {
			best, at = d, c
		}
	}
	if at == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", at)
}

// editDistance counts the bytes to put in, take out or exchange; texts of some size are all the same far apart.
func editDistance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
