// Package text is full-text search over the literals of a store, on Bleve: it finds a literal by its exact text, by its
// beginning, by the stems of its words in its language, and in spite of typing errors, always in that order.
//
// It knows literals and ordinals, not triples: whose label a literal is, package harmonise says. It is a cache outside
// the promise of durability: it lives in its own folder, is made again when it is missing, damaged or belongs to
// another store, and what it does not hold yet is searched directly.
//
// The main path: Attach wraps a store; its commits wake a goroutine that reads the new literals with
// Snapshot.LiteralsSince, ordinal by ordinal, and adds them with the stamp (Through) in one batch. Search asks Bleve for
// candidates, mode by mode, and the matcher of this package says of each candidate, and of each literal younger than the
// stamp, whether and how well it matches. So there is one definition of a match and of its score, whoever found it.
package text
