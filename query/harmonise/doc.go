// Package harmonise carries terms between vocabularies. Its first room is Lookup: from a word, as anyone writes it, to
// the things that are called so, whose word it is, and why it was found.
//
// A query is also read in other ways than by its letters (reading.go): an organisation named in it, and names of one thing
// that stand for each other.
//
// It finds nothing itself: package text (behind index.Text) finds literals, and this package knows which properties
// make a literal the name of a thing, in any SKOS, SKOS-XL, Dublin Core or RDFS graph. It imports no index of its own and
// keeps no state.
//
// The second room is the matrix: types of a hub by organisations or languages, each cell with its terms or with the reason
// why it is empty (NewMatrix). It reads the graph alone.
//
// The third is the crosswalk: what another organisation calls the nearest thing and what changes on the way
// (MakeCrosswalk), by the table Outcomes that CROSSWALK.md explains; and what a word does to those who meet it
// (MakeWordCard). Both read the graph alone, and what they say is derived, never asserted.
//
// The fourth tells where words agree and where they deceive: how the terms of a word or a type vary (Variations), which
// words name another thing elsewhere (FalseFriends), and which different words are coded alike (HiddenTwins). It goes over
// the spokes, all terms in one reading (ReadSpokes).
//
// The fifth describes a type by the coded features of its terms: where they part (NewDifferences), how far organisations agree
// and how far each stands from the others (NewConsensus), as CONSENSUS.md explains, never of fewer than five. The sixth puts two
// organisations, types or terms side by side, life cycle included (MakeComparison).
//
// The main path: Lookup asks the text index for literals, reads in batches which things they label, adds the kind of
// the label to the score, keeps the best label of each thing, and describes the first ones.
package harmonise
