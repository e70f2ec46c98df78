package expr

import (
	"fmt"
	"math/rand/v2"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/sparql"
)

// function is a built-in: exactly one of of and ofTerms is set. Both give the zero Value for an error.
type function struct {
	min, max int // number of arguments; max -1 for any
	of       func(e *env, a []xsd.Value) xsd.Value
	ofTerms  func(e *env, row int32, a []rdf.Term) xsd.Value // where the lexical form matters
	varies   bool                                            // not the same for the same arguments: never folded
}

// functions are the built-ins that are called row by row; BOUND, IF, COALESCE and sameTerm have nodes of their own.
var functions map[string]function

func init() {
	functions = map[string]function{
		"STR": {1, 1, nil, strTerm, false}, "LANG": {1, 1, nil, langOf, false}, "DATATYPE": {1, 1, nil, datatypeOf, false},
		"IRI": {1, 1, iri, nil, true}, "URI": {1, 1, iri, nil, true}, "BNODE": {0, 1, nil, bnode, true},
		"STRLANG": {2, 2, strLang, nil, false},
		"ISIRI":   kindTest(xsd.IRI, xsd.IRI), "ISURI": kindTest(xsd.IRI, xsd.IRI), "ISBLANK": kindTest(xsd.Blank, xsd.Blank),
		"ISLITERAL": kindTest(xsd.Other, xsd.DayTimeDuration), "ISNUMERIC": kindTest(xsd.Integer, xsd.Double),
		"ABS": unary(xsd.Abs), "CEIL": unary(xsd.Ceil), "FLOOR": unary(xsd.Floor), "ROUND": unary(xsd.Round),
		"RAND":   {0, 0, func(*env, []xsd.Value) xsd.Value { return xsd.NewDouble(rand.Float64()) }, nil, true},
		"STRLEN": {1, 1, strLen, nil, false}, "SUBSTR": {2, 3, substr, nil, false}, "UCASE": {1, 1, ucase, nil, false}, "LCASE": {1, 1, lcase, nil, false},
		"STRSTARTS": textTest(hasPrefix), "STRENDS": textTest(hasSuffix), "CONTAINS": textTest(contains),
		"STRBEFORE": {2, 2, strBefore, nil, false}, "STRAFTER": {2, 2, strAfter, nil, false}, "ENCODE_FOR_URI": {1, 1, encodeForURI, nil, false},
		"CONCAT": {0, -1, concat, nil, false}, "LANGMATCHES": {2, 2, langMatches, nil, false},
		"REGEX": {2, 3, regex, nil, false}, "REPLACE": {3, 4, replace, nil, false},
		"NOW":  {0, 0, func(e *env, _ []xsd.Value) xsd.Value { return xsd.FromTime(e.c.Now()) }, nil, true},
		"YEAR": part(xsd.YearPart), "MONTH": part(xsd.MonthPart), "DAY": part(xsd.DayPart), "HOURS": part(xsd.HoursPart),
		"MINUTES": part(xsd.MinutesPart), "SECONDS": part(xsd.SecondsPart), "TIMEZONE": unary(xsd.Zone), "TZ": unary(zoneText),
		"MD5": hashOf(md5Sum), "SHA1": hashOf(sha1Sum), "SHA256": hashOf(sha256Sum), "SHA384": hashOf(sha384Sum), "SHA512": hashOf(sha512Sum),
		"UUID":    {0, 0, func(*env, []xsd.Value) xsd.Value { return xsd.NewIRI("urn:uuid:" + newUUID()) }, nil, true},
		"STRUUID": {0, 0, func(*env, []xsd.Value) xsd.Value { return xsd.NewString(newUUID()) }, nil, true},
	}
}

func unary(f func(xsd.Value) xsd.Value) function {
	return function{min: 1, max: 1, of: func(_ *env, a []xsd.Value) xsd.Value { return f(a[0]) }}
}

func part(p xsd.Part) function {
	return unary(func(v xsd.Value) xsd.Value { return xsd.Component(v, p) })
}

func zoneText(v xsd.Value) xsd.Value {
	s, ok := xsd.ZoneText(v)
	if !ok {
		return xsd.Value{}
	}
	return xsd.NewString(s)
}

// kindTest is a predicate on the kind of a value; an unbound argument is an error.
func kindTest(from, to xsd.Kind) function {
	return unary(func(v xsd.Value) xsd.Value {
		if v.IsError() {
			return v
		}
		return xsd.NewBoolean(v.Kind >= from && v.Kind <= to)
	})
}

// call compiles a built-in, a cast or a function named by IRI.
func (c *compiler) call(x *sparql.Call) (node, bool, error) {
	args, constant, err := c.compileAll(x.Args)
	if err != nil {
		return nil, false, err
	}
	if x.Name == "" {
		n := namedFunction(x.IRI, args)
		if c.byID() && !constant && len(args) == 1 {
			n = castIDs(n, args[0], x.IRI)
		}
		return c.fold(n, constant)
	}
	switch x.Name {
	case "BOUND", "IF", "COALESCE", "SAMETERM", "STRDT":
		n, err := special(x.Name, args)
		if err != nil {
			return nil, false, err
		}
		if c.byID() && !constant {
			n = specialIDs(n, x.Name, args)
		}
		return c.fold(n, constant)
	}
	f, ok := functions[x.Name]
	switch {
	case !ok:
		return nil, false, fmt.Errorf("the function %s is not known", x.Name)
	case len(args) < f.min || f.max >= 0 && len(args) > f.max:
		return nil, false, fmt.Errorf("%s takes %s, not %d", x.Name, arity(f.min, f.max), len(args))
	case x.Name == "REGEX":
		if n := constantRegex(args); n != nil {
			return c.fold(n, constant)
		}
	}
	c.last.varies = c.last.varies || f.varies
	n := rowByRow(f, args)
	if c.byID() && !constant {
		n = functionIDs(n, x.Name, args)
	}
	return c.fold(n, constant && !f.varies)
}

func arity(min, max int) string {
	switch {
	case max == min && max == 1:
		return "1 argument"
	case max == min:
		return fmt.Sprintf("%d arguments", min)
	}
	return fmt.Sprintf("%d to %d arguments", min, max)
}

// special are the functions that do not look at the values of all their arguments.
func special(name string, args []node) (node, error) {
	wrong := func(want string) (node, error) {
		return nil, fmt.Errorf("%s takes %s, not %d", name, want, len(args))
	}
	switch name {
	case "BOUND":
		if len(args) != 1 {
			return wrong("1 variable")
		}
		switch v := args[0].(type) {
		case *varNode:
			return bound(v), nil
		case *constNode: // a variable for which a constant has been put
			return testNode(func(e *env, rows []int32) ([]truth, error) {
				return repeated(nil, truthOf(!v.term.IsZero()), e.b.N), nil
			}), nil
		}
		return nil, fmt.Errorf("BOUND takes a variable, not an expression")
	case "IF":
		if len(args) != 3 {
			return wrong("3 arguments")
		}
		return &ifNode{args[0], args[1], args[2]}, nil
	case "SAMETERM":
		if len(args) != 2 {
			return wrong("2 arguments")
		}
		return sameTerm(args), nil
	case "STRDT":
		if len(args) != 2 {
			return wrong("2 arguments")
		}
		return strDT(args), nil
	}
	return coalesce(args), nil
}

// specialIDs adds the way by IDs.
func specialIDs(n node, name string, args []node) node {
	switch name {
	case "IF":
		return ifIDs(n.(*ifNode))
	case "COALESCE":
		return coalesceIDs(n, args)
	}
	return n
}

// namedFunction is a cast or, for any other IRI, a function that fails in every row.
func namedFunction(iri string, args []node) node {
	if len(args) == 1 && castable(iri) {
		return mapValues(args[0], func(v xsd.Value) xsd.Value { return xsd.Cast(v, iri) })
	}
	return valueNode(func(e *env, rows []int32) ([]xsd.Value, error) {
		out := e.values()
		for _, r := range rows {
			out[r] = xsd.Value{}
		}
		return out, nil
	})
}

func castable(iri string) bool {
	return len(iri) > len(rdf.XSD) && iri[:len(rdf.XSD)] == rdf.XSD
}

const inlineArgs = 4 // calls with no more arguments need no allocation

// rowByRow fetches the columns of the arguments and calls a function for each row.
func rowByRow(f function, args []node) node {
	if f.of == nil {
		return termRows(f, args)
	}
	return valueNode(func(e *env, rows []int32) ([]xsd.Value, error) {
		var fixed [inlineArgs][]xsd.Value
		m := e.mark()
		cols, err := columns(e, rows, args, fixed[:0], node.values)
		if err != nil {
			return nil, err
		}
		e.reset(m)
		out, a := e.values(), make([]xsd.Value, len(args))
		for _, r := range rows {
			for i := range cols {
				a[i] = cols[i][r]
			}
			out[r] = f.of(e, a)
		}
		return out, nil
	})
}

func termRows(f function, args []node) node {
	return valueNode(func(e *env, rows []int32) ([]xsd.Value, error) {
		var fixed [inlineArgs][]rdf.Term
		m := e.mark()
		cols, err := columns(e, rows, args, fixed[:0], node.terms)
		if err != nil {
			return nil, err
		}
		e.reset(m)
		out, a := e.values(), make([]rdf.Term, len(args))
		for _, r := range rows {
			for i := range cols {
				a[i] = cols[i][r]
			}
			out[r] = f.ofTerms(e, r, a)
		}
		return out, nil
	})
}

func columns[T any](e *env, rows []int32, args []node, cols [][]T, get func(node, *env, []int32) ([]T, error)) ([][]T, error) {
	for _, arg := range args {
		col, err := get(arg, e, rows)
		if err != nil {
			return nil, err
		}
		cols = append(cols, col)
	}
	return cols, nil
}
