// Package annotate finds in a text the organisations, instruments and instrument words of a graph, says whose word each is,
// and checks a draft for the organisation that it is written for.
//
// It is a gazetteer with rules for context, not a parser of language, and it asserts nothing: an annotation is a proposal
// with its reason, a word that may mean several things stays open with all of them, and what a target organisation would
// say instead comes from the crosswalk of package harmonise, derived. DESIGN.md has the rules and their alternatives.
//
// The main path: Compile reads all names of a snapshot into an automaton, once per commit; Plain or HTML makes a
// Document; Gazetteer.Annotate gives a Result, whose offsets count code points; CheckDraft adds what a target
// organisation makes of it; WriteWebAnnotations and WritePage write it out.
package annotate
