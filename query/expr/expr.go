// Package expr compiles the expressions of a query and evaluates them over batches of columns of IDs: operators,
// functions, casts and aggregates of SPARQL 1.1 Query, chapters 17 and 18.5.1.
//
// It does not read data: what it needs of the store and of the query comes through Context, and EXISTS is answered by
// the executor. It knows nothing of plans.
//
// The main path: Compile once per expression of a plan; then per batch Program.Eval for a new column of IDs or
// Program.Test for a filter. Aggregates have NewAggregator, ORDER BY has CompareOrder.
package expr

import (
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// Context is what evaluation needs of the query it belongs to.
type Context interface {
	// Terms gives the terms of stored and query-made IDs; 0 gives the zero Term.
	Terms(ids []index.ID, dst []rdf.Term) error
	// Intern gives each term its ID: that of the store if the store has the term, else one of index.KindQuery.
	// Equal terms get equal IDs; the zero Term gives 0.
	Intern(terms []rdf.Term, dst []index.ID) error
	// Now is the time of the query, the same for all of it.
	Now() time.Time
	// Base is the base IRI that IRI() resolves against; "" for none.
	Base() string
	// Blank is the blank node of BNODE(): a fresh one where label is "", else the same for the same label and row.
	Blank(label string, row int64) rdf.Term
}

// Batch holds the columns an expression reads.
type Batch struct {
	N      int          // rows
	Cols   [][]index.ID // Cols[i] is the column of Vars()[i]; nil where the variable is never bound
	Exists [][]bool     // Exists[i] is the truth of Exists()[i] row by row, its Not taken into account
	Row    int64        // number of the first row in its stream, for BNODE with a label
}
