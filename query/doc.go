// Package query answers SPARQL 1.1 queries and updates over an index.Store: Engine is the one entry point for everything
// that asks.
//
// It is not a protocol (that is cmd), not a result format (package results) and holds no state but the store.
//
// The main path: New, Engine.Query, Result.Next until io.EOF, Result.Close. A query passes package sparql (text to syntax
// tree), algebra (syntax tree to algebra), plan (algebra to physical plan) and exec (plan to batches of IDs); terms are
// made only for the rows that are returned. Explain prints every stage.
package query
