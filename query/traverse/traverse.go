// Package traverse answers questions of the graph as a network: what is beside a thing (Neighbours), what lies between
// two things (Find), what can be reached from one (Reach). It walks with Cayley paths over a view of one snapshot in
// which all graphs are merged.
//
// It is not the property paths of SPARQL (package exec has them) and it measures nothing. It is not tied to the shipped
// catalogue: Options.Steps say what a step is; their default is coordination among organisations.
//
// The main path: Find searches level by level (network.search, network.expand), remembers every way into a node, and
// then writes the routes out (network.write).
package traverse

import (
	"context"
	"errors"
	"fmt"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
)

// Step is one way to go on from a node: along predicates, against predicates, or both; only to nodes of a class, if one
// is named.
type Step struct {
	Along   []string // predicates followed from subject to object
	Against []string // predicates followed from object to subject
	Class   string   // IRI of the class that the next node has by rdf:type; "" for any
}

// Coordination is the step between organisations: to an arrangement in which one takes part, and to the others in it.
// The two Steps together are one hop.
var Coordination = []Step{
	{Against: []string{ontology.PROVWasAssociatedWith}, Class: ontology.IOCoordination},
	{Along: []string{ontology.PROVWasAssociatedWith}},
}

// Options steer a traversal. The zero value has the defaults.
type Options struct {
	Steps      []Step   // one hop takes all of them in turn; nil: Coordination
	MaxHops    int      // 0: 32
	MaxRoutes  int      // routes that are written out; 0: 1,000
	MaxVisited int      // nodes that are visited before ErrTooMany; 0: 1,000,000
	Langs      []string // languages of the names, the best first; nil: English
}

// ErrTooMany says that a traversal was given up at Options.MaxVisited.
var ErrTooMany = errors.New("the traversal visits too many nodes")

// ErrUnknown says that a thing is not in the graph.
var ErrUnknown = errors.New("not in the graph")

func (o Options) withDefaults() Options {
	if len(o.Steps) == 0 {
		o.Steps = Coordination
	}
	if o.MaxHops <= 0 {
		o.MaxHops = 32
	}
	if o.MaxRoutes <= 0 {
		o.MaxRoutes = 1000
	}
	if o.MaxVisited <= 0 {
		o.MaxVisited = 1000000
	}
	if o.Langs == nil {
		o.Langs = []string{"en"}
	}
	return o
}

// Node is a thing that a traversal meets. Name is its label in the language asked for, else the end of its IRI.
type Node struct {
	IRI   string `json:"iri"`
	Name  string `json:"name"`
	Short string `json:"short,omitempty"` // an acronym, where it has one
}

// Routes are all shortest routes between two things.
type Routes struct {
	From, To  Node
	Hops      int // hops of each route; 0 where From is To, or where there is no route
	Count     int // how many there are, also those beyond MaxRoutes
	Routes    []Route
	Truncated bool // MaxRoutes was reached
}

// Found reports whether there is a route.
func (r *Routes) Found() bool { return r.Count > 0 }

// Route is one route, hop by hop.
type Route struct{ Hops []Hop }

// Hop leads from one stop to the next; Via are the nodes between them (an arrangement, for Coordination), none where a
// hop is a single step.
type Hop struct {
	From, To Node
	Via      []Via
	Links    []Link // the triples walked, one per step
}

// Via is a node between two stops, with what the graph says of it.
type Via struct {
	Node
	Since, Until     string // io:since and io:until as written; "" where not known
	FromRole, ToRole string // names of the roles in which the two stops take part; "" where not known
}

// Link is a triple that was walked; Against says from object to subject.
type Link struct {
	Subject, Predicate, Object string
	Against                    bool
}

// guard turns a panic inside Cayley into an error: what it does with an unforeseen value is not ours to crash on.
func guard(op string, err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%s: Cayley gave up: %v", op, r)
	}
}

// Find gives all shortest routes from one IRI to another. No route is no error; an IRI that the graph does not know is
// ErrUnknown.
func Find(ctx context.Context, snap index.Snapshot, from, to string, o Options) (found *Routes, err error) {
	defer guard("routes", &err)
	n, err := newNetwork(ctx, snap, o.withDefaults(), from, to)
	if err != nil {
		return nil, err
	}
	levels, err := n.search(from, to)
	if err != nil {
		return nil, fmt.Errorf("routes: %w", err)
	}
	return n.write(levels, from, to)
}
