// Package reconcile finds, for texts in the tables of others ("OECD", "Recomendacion", "Decision of the OECD"), the
// things of the graph that they mean, and says how sure that is and why. It is what the Reconciliation Service API 0.2
// asks (queries, suggestions, data extension), without HTTP, and works on any graph that names its things.
//
// It asserts nothing: what it gives are candidates. It is no full-text search either; package harmonise has that, and
// finds the candidates here wherever a graph has more names than ReadNames keeps in memory.
//
// The main path: ReadNames once per state of the store, New for the work on one snapshot, then Match with a batch of
// queries, each distinct one worked out once and all on several cores. RECONCILE.md says how candidates are scored and
// when one is called a match.
package reconcile
