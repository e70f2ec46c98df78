package plan

import "w3id.org/concord/query/sparql"

// equality is a condition that two variables are equal. Where they come from the two sides of a join, the join is hashed on it instead
// of trying all pairs.
type equality struct{ a, b Var }

// equalities finds the equalities that a condition implies.
func equalities(e sparql.Expr) []equality {
	switch e := e.(type) {
	case *sparql.Binary:
		switch e.Op {
		case "&&":
			return append(equalities(e.L), equalities(e.R)...)
		case "=":
			return equalityOf(e.L, e.R)
		}
	case *sparql.Call:
		if e.Name == "SAMETERM" && len(e.Args) == 2 { // the same term is equal to itself, or in error
			return equalityOf(e.Args[0], e.Args[1])
		}
	}
	return nil
}

func equalityOf(l, r sparql.Expr) []equality {
	a, left := l.(*sparql.ExprVar)
	b, right := r.(*sparql.ExprVar)
	if !left || !right || a.Var == b.Var {
		return nil
	}
	return []equality{{a.Var, b.Var}}
}

// equalKeys are the keys by which two plans that share no certain variable can be joined.
func equalKeys(l, r Node, eqs []equality) (keys []Key) {
	for _, k := range keysOf(l, r) {
		if k.Certain {
			return nil
		}
	}
	for _, e := range eqs {
		for _, e := range [2]equality{e, {e.b, e.a}} {
			if l.Out().IsCertain(e.a) && r.Out().IsCertain(e.b) && l.Out().Col(e.b) < 0 && r.Out().Col(e.a) < 0 {
				keys = append(keys, Key{Var: e.a, With: e.b, Left: l.Out().Col(e.a), Right: r.Out().Col(e.b), Certain: true})
			}
		}
	}
	return keys
}

// onRight is the name of a key's variable on the right side.
func (k *Key) onRight() Var {
	if k.With != "" {
		return k.With
	}
	return k.Var
}

// settles reports whether a join has taken the rows that a condition leaves already into account.
func settles(n Node, cond sparql.Expr) bool {
	j, ok := n.(*Join)
	return ok && settledBy(j.Keys, cond)
}

func settledBy(keys []Key, cond sparql.Expr) bool {
	if len(keys) == 0 {
		return false
	}
	eqs := equalities(cond)
	for _, k := range keys {
		for _, e := range eqs {
			if e == (equality{k.Var, k.With}) || e == (equality{k.With, k.Var}) {
				return true
			}
		}
	}
	return false
}
