package oracle

import (
	"math"
	"math/big"
	"strings"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

func ceiling(a []rdf.Term) rdf.Term {
	return opposite(whole(math.Floor, 0)([]rdf.Term{opposite(a[0])}))
}

func nearest(f float64) float64 { return math.Floor(f + 0.5) }

func opposite(t rdf.Term) rdf.Term { return arithmetic("*", t, integer(-1)) }

// whole goes down to a whole number of the same type, after adding half for exact numbers.
func whole(float func(float64) float64, half float64) func([]rdf.Term) rdf.Term {
	return func(a []rdf.Term) rdf.Term {
		n, ok := numberOf(a[0])
		if !ok {
			return rdf.Term{}
		}
		if n.exact != nil {
			x := new(big.Rat).Add(n.exact, new(big.Rat).SetFloat64(half))
			down := new(big.Int).Div(x.Num(), x.Denom()) // Euclidean: towards -infinity for a positive divisor
			return xsd.ParseLexical(down.String(), ranks[n.rank]).Term()
		}
		if n.rank == 2 {
			return xsd.NewFloat(float(n.float)).Term()
		}
		return xsd.NewDouble(float(n.float)).Term()
	}
}

// parted gives a part of a text around another: with the first one's language if the other is in it, else "".
func parted(choose func(before, after string) string) func([]rdf.Term) rdf.Term {
	return func(a []rdf.Term) rdf.Term {
		if !isText(a[0]) || !isText(a[1]) || a[1].Lang != "" && a[1].Lang != a[0].Lang {
			return rdf.Term{}
		}
		before, after, found := strings.Cut(a[0].Value, a[1].Value)
		if !found {
			return rdf.NewString("")
		}
		out := a[0]
		out.Value = choose(before, after)
		return out
	}
}

// langMatches is basic filtering of RFC 4647 on plain strings.
func langMatches(a []rdf.Term) rdf.Term {
	if a[0].Datatype != rdf.XSDString || a[1].Datatype != rdf.XSDString {
		return rdf.Term{}
	}
	tag, reach := strings.ToLower(a[0].Value), strings.ToLower(a[1].Value)
	if reach == "*" {
		return truthOf(tag != "").term()
	}
	return truthOf(tag == reach || strings.HasPrefix(tag, reach+"-")).term()
}

func typed(a []rdf.Term) rdf.Term {
	if a[0].Datatype != rdf.XSDString || a[1].Kind != rdf.IRI {
		return rdf.Term{}
	}
	return rdf.NewTyped(a[0].Value, a[1].Value)
}

func tagged(a []rdf.Term) rdf.Term {
	if a[0].Datatype != rdf.XSDString || a[1].Datatype != rdf.XSDString {
		return rdf.Term{}
	}
	return rdf.NewLang(a[0].Value, a[1].Value)
}
