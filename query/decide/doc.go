// Package decide is where people judge what the program only proposes. It proposes matches between the vocabularies of
// organisations, each with a score whose named parts can be read (Propose); it records what reviewers decide (Record); it
// makes review sheets for a secretariat and reads the answers (NewSheet, Sheet.Read); and it shows a graph as it was at an
// earlier date (AsOf).
//
// It decides nothing itself, and it changes nothing that others wrote. Decisions are an append-only log in a named graph
// of its own (Graph), as PROV-O activities and SSSOM mappings: a later decision on the same matter refers to the earlier
// one and takes its place, nothing is deleted. What the decisions in force assert stands in a second graph (InForceGraph)
// that is computed from the log alone, so that a mapping can be withdrawn while the log of it stays, and so that the state
// of any earlier date can be computed again.
//
// The main path: Read gives the Log of a snapshot; Log.At that of an earlier date; Log.State the quads that it asserts;
// Record adds decisions in one commit.
package decide
