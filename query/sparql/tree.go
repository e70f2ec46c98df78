package sparql

import (
	"reflect"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// Tree shows a syntax tree (a *Query, an Element, an Expr ...) as what encoding/json prints well: an object per node with
// its type under "is", and its fields, those without a value left out. Terms and paths are written as SPARQL writes them.
func Tree(node any) any { return tree(reflect.ValueOf(node)) }

func tree(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		if p, ok := v.Interface().(Path); ok {
			return PathString(p)
		}
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case rdf.Term:
		return x.String()
	case Node:
		return nodeText(x)
	case Var:
		return varText(x)
	case Form:
		return x.String()
	}
	switch v.Kind() {
	case reflect.Slice:
		out := make([]any, v.Len())
		for i := range out {
			out[i] = tree(v.Index(i))
		}
		return out
	case reflect.Struct:
		return object(v)
	}
	return v.Interface()
}

func object(v reflect.Value) map[string]any {
	out := map[string]any{"is": v.Type().Name()}
	for i := range v.NumField() {
		f, x := v.Type().Field(i), v.Field(i)
		if x.IsZero() && f.Name != "Limit" && f.Name != "Form" || x.Kind() == reflect.Slice && x.Len() == 0 {
			continue
		}
		if f.Anonymous {
			for k, y := range object(x) {
				if k != "is" {
					out[k] = y
				}
			}
			continue
		}
		out[strings.ToLower(f.Name[:1])+f.Name[1:]] = tree(x)
	}
	if out["limit"] == int64(-1) {
		delete(out, "limit")
	}
	return out
}

func nodeText(n Node) string {
	if n.IsVar() {
		return varText(n.Var)
	}
	return n.Term.String()
}

func varText(v Var) string {
	if v.IsBlank() {
		return string(v)
	}
	return "?" + string(v)
}

// String is the form's keyword.
func (f Form) String() string {
	return [...]string{Select: "SELECT", Ask: "ASK", Construct: "CONSTRUCT", Describe: "DESCRIBE"}[f]
}
