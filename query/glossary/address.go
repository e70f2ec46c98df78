package glossary

import (
	"net/url"
	"strconv"

	"w3id.org/concord/query/harmonise"
)

// Values is the query as parameters of an address, those that are not set left out.
func (q Query) Values() url.Values {
	v := harmonise.MatrixQuery{Orgs: q.Orgs, Types: q.Types, Family: q.Family}.Values()
	if q.Examples > 0 && q.Examples != ExamplesEach {
		v.Set("examples", strconv.Itoa(q.Examples))
	}
	return v
}

// QueryFrom reads the parameters of an address.
func QueryFrom(v url.Values) Query {
	m := harmonise.MatrixQueryFrom(v)
	q := Query{Orgs: m.Orgs, Types: m.Types, Family: m.Family}
	q.Examples, _ = strconv.Atoi(v.Get("examples")) // what is no number is the standard
	return q
}

// Address is where the document of a query is had: the page with its parameters.
func Address(page string, q Query) string {
	if v := q.Values(); len(v) > 0 {
		return page + "?" + v.Encode()
	}
	return page
}

// Narrowed reports whether the query chooses anything.
func (q Query) Narrowed() bool {
	return len(q.Orgs) > 0 || len(q.Types) > 0 || q.Family != ""
}
