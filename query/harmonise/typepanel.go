package harmonise

import (
	"context"
	"net/url"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
)

// TypeQuery chooses the terms of a hub type that differences and consensus look at.
type TypeQuery struct {
	Type     string `json:"type"`               // address, end of the address, or a name
	Narrower bool   `json:"narrower,omitempty"` // with the terms of all narrower types
	Near     bool   `json:"near,omitempty"`     // count terms that are only near the type, or wider, as well
}

// Values is the question as parameters of an address.
func (q TypeQuery) Values() url.Values {
	v := url.Values{"type": {q.Type}}
	if q.Narrower {
		v.Set("narrower", "yes")
	}
	if q.Near {
		v.Set("near", "yes")
	}
	return v
}

// TypeQueryFrom reads the parameters of an address.
func TypeQueryFrom(v url.Values) TypeQuery {
	return TypeQuery{Type: strings.TrimSpace(v.Get("type")), Narrower: v.Get("narrower") == "yes", Near: v.Get("near") == "yes"}
}

// typePanel is a type with its terms: those that count, and all.
type typePanel struct {
	hub        Owner
	definition string
	all        []*panelTerm
	counted    *panel
}

// readTypePanel reads the terms of a type. With a clear answer to q.Type it puts the one name of the type into q.
func readTypePanel(ctx context.Context, s index.Snapshot, q *TypeQuery, wording bool) (*typePanel, error) {
	e, err := newEntries(ctx, s)
	if err != nil {
		return nil, err
	}
	e.brief = !wording
	out := &typePanel{}
	if out.hub, err = e.hubType(q.Type); err != nil {
		return nil, err
	}
	n, err := e.node(out.hub.IRI)
	if err != nil {
		return nil, err
	}
	q.Type, out.definition = handle(out.hub.IRI), bestText(n[ontology.SKOSDefinition]).Value
	if out.all, err = e.termsOnAll(out.hub.IRI, q.Narrower); err != nil {
		return nil, err
	}
	var counted []*panelTerm
	for _, t := range out.all {
		if q.Near || holds(kindOfType, knownFit(t.Fit)) {
			counted = append(counted, t)
		}
	}
	out.counted = newPanel(counted)
	return out, nil
}

// handle is the one way to name a thing in an address: the end of its IRI where it is Concord's, else the IRI.
func handle(iri string) string {
	c := concept{iri: iri}
	return c.handle()
}
