package index

import "context"

// Text is full-text search over the literals of a store. It speaks of literals by ordinal, a number that never
// changes once given; Snapshot.Ordinals turns ordinals into IDs. It is a cache: it may be behind the store (its
// Through says how far it is) and may hold literals that no triple uses any more, which then join with nothing.
type Text interface {
	// Search returns the hits, best first.
	Search(ctx context.Context, q TextQuery) ([]Hit, error)
	// Estimate guesses the number of hits of a search without running it.
	Estimate(q TextQuery) uint64
	// Through is the ordinal below which every literal is in the index.
	Through() uint64
}

// TextMode is one way for a query to match a literal.
type TextMode uint8

// The modes, as bits; a hit says which one found it. They are listed from the best to the weakest.
const (
	MatchExact  TextMode = 1 << iota // the whole literal, case and accents folded
	MatchPrefix                      // the literal, or a word of it, begins with the query
	MatchStem                        // every word of the query by its stem in the literal's language
	MatchFuzzy                       // every word of the query with a small number of typing errors
	MatchAll    = MatchExact | MatchPrefix | MatchStem | MatchFuzzy
)

// TextQuery is a search.
type TextQuery struct {
	Text  string
	Lang  string   // only literals whose tag is this or begins with this and "-"; "" for all
	Modes TextMode // 0 means MatchAll
	Limit int      // 0 means 100
}

// Hit is a literal that was found.
type Hit struct {
	Ordinal uint64
	Score   float64 // the sum of Parts
	Parts   []ScorePart
	Mode    TextMode // the best mode that matched
	Lang    string   // the literal's tag as it was written
	Text    string   // the literal as it was indexed; long ones are cut
	Spans   [][2]int // matched places in Text, in bytes; may be empty
}

// ScorePart is one named term of a score.
type ScorePart struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}
