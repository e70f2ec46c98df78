// Package xsd gives literals their values: parsing, comparing, arithmetic and printing for the datatypes of XML Schema
// that SPARQL 1.1 knows, and the total order of ORDER BY over all terms.
//
// It does not evaluate expressions (package expr does) and never changes a term: values come from terms and make new
// ones.
//
// The main path: Parse a term into a Value, use Equal, Compare, Add ..., and print with Value.Term.
package xsd

import "w3id.org/concord/ontology/rdf"

// Order is the total order of ORDER BY.
func Order(a, b rdf.Term) int { return rdf.Compare(a, b) }
