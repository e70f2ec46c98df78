package expr

import "w3id.org/concord/ontology/xsd"

func buildArithmetic(op func(a, b xsd.Value) xsd.Value) builder {
	return func(args []node) node {
		return valueNode(func(e *env, rows []int32) ([]xsd.Value, error) {
			m := e.mark()
			left, err := args[0].values(e, rows)
			if err != nil {
				return nil, err
			}
			right, err := args[1].values(e, rows)
			if err != nil {
				return nil, err
			}
			e.reset(m)
			out := e.values()
			for _, r := range rows {
				out[r] = op(left[r], right[r])
			}
			return out, nil
		})
	}
}

func buildNegate(args []node) node { return mapValues(args[0], xsd.Neg) }

func buildPlus(args []node) node {
	return mapValues(args[0], func(v xsd.Value) xsd.Value {
		switch {
		case v.Kind == xsd.Integer: // of a derived type, perhaps
			return xsd.Add(v, xsd.NewInteger(0))
		case v.Kind.Numeric():
			return v
		}
		return xsd.Value{}
	})
}

func mapValues(arg node, f func(xsd.Value) xsd.Value) node {
	return valueNode(func(e *env, rows []int32) ([]xsd.Value, error) {
		m := e.mark()
		in, err := arg.values(e, rows)
		if err != nil {
			return nil, err
		}
		e.reset(m)
		out := e.values()
		for _, r := range rows {
			out[r] = f(in[r])
		}
		return out, nil
	})
}
