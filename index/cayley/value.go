package cayley

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/cayleygraph/quad"

	"w3id.org/concord/ontology/rdf"
)

// blankPrefix begins the IRIs that stand for blank nodes which keep their names (RDF 1.1 Concepts, 3.5).
const blankPrefix = "urn:concord:blank:"

// toTerm gives the RDF term of a value; native values become typed literals with a full datatype IRI.
func toTerm(v quad.Value, typed bool) rdf.Term {
	switch v := v.(type) {
	case quad.IRI:
		return rdf.NewIRI(string(v))
	case quad.BNode:
		if typed {
			return rdf.NewIRI(blankPrefix + string(v))
		}
		return rdf.NewBlank(string(v))
	case quad.String:
		return rdf.NewString(string(v))
	case quad.LangString:
		return rdf.NewLang(string(v.Value), v.Lang)
	case quad.TypedString:
		return rdf.NewTyped(string(v.Value), string(v.Type.Full())) // Cayley writes xsd:integer and means the IRI
	case quad.Int:
		return rdf.NewTyped(strconv.FormatInt(int64(v), 10), rdf.XSDInteger)
	case quad.Float:
		return rdf.NewTyped(printFloat(float64(v)), rdf.XSDDouble)
	case quad.Bool:
		return rdf.NewTyped(strconv.FormatBool(bool(v)), rdf.XSDBoolean)
	case quad.Time:
		return rdf.NewTyped(printTime(time.Time(v)), rdf.XSDDateTime)
	}
	return rdf.Term{}
}

// toValue gives the value of a term: never a native one, except with typed, where it prints the same again.
func toValue(t rdf.Term, typed bool) quad.Value {
	switch {
	case t.Kind == rdf.Blank:
		return quad.BNode(t.Value)
	case t.Kind == rdf.IRI:
		if name, ok := strings.CutPrefix(t.Value, blankPrefix); ok && typed {
			return quad.BNode(name)
		}
		return quad.IRI(t.Value)
	case t.Lang != "":
		return quad.LangString{Value: quad.String(t.Value), Lang: t.Lang}
	case t.Datatype == rdf.XSDString:
		return quad.String(t.Value)
	}
	if typed {
		if v := native(t); v != nil && toTerm(v, true) == t {
			return v
		}
	}
	return quad.TypedString{Value: quad.String(t.Value), Type: quad.IRI(t.Datatype)}
}

// native reads a literal as one of Cayley's native values, nil if it is none.
func native(t rdf.Term) quad.Value {
	switch t.Datatype {
	case rdf.XSDInteger:
		if n, err := strconv.ParseInt(t.Value, 10, 64); err == nil {
			return quad.Int(n)
		}
	case rdf.XSDDouble:
		if f, err := strconv.ParseFloat(t.Value, 64); err == nil {
			return quad.Float(f)
		}
	case rdf.XSDBoolean:
		if b, err := strconv.ParseBool(t.Value); err == nil {
			return quad.Bool(b)
		}
	case rdf.XSDDateTime:
		if x, err := time.Parse(time.RFC3339Nano, t.Value); err == nil {
			return quad.Time(x)
		}
	}
	return nil
}

// printFloat writes a double as XSD does (XML Schema 1.1 Part 2, 3.3.5): INF and NaN have names of their own.
func printFloat(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "INF"
	case math.IsInf(f, -1):
		return "-INF"
	case math.IsNaN(f):
		return "NaN"
	}
	return strings.Replace(strconv.FormatFloat(f, 'E', -1, 64), "E+", "E", 1)
}

// printTime writes an instant in UTC, so that equal instants are one node.
func printTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
