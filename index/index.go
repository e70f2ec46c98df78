// Package index is the seam between what is stored and what is asked: the contract that every store fulfils and the
// only thing that ingest and query know of one. It holds IDs, orders, the interfaces and their errors, and no
// implementation: package store is the native one, package cayley adapts Cayley's back-ends.
//
// It is not a query language and not a parser; terms come in and go out as rdf.Term, everything between is ID.
//
// The main path out: Store.Snapshot, Snapshot.IDs for the constants, Snapshot.Scan for rows of IDs in batches of
// columns, Snapshot.Terms for the rows that are shown. The main path in: Store.Begin, Writer.Intern, Writer.Add,
// Writer.Commit; or Store.Bulk for many millions.
//
// Every call that touches stored bytes can return an error that IsCorrupt recognises; the answer is then not to be
// used. The conformance suite of this contract is package indextest.
package index

import (
	"context"

	"w3id.org/concord/ontology/rdf"
)

// Store is a durable (or in-memory) dataset with snapshots. It is safe for concurrent use.
type Store interface {
	// Snapshot returns the newest committed state. The caller closes it; that releases its files.
	Snapshot() (Snapshot, error)
	// Begin starts the one write transaction, waiting for the one before it to end or for ctx.
	Begin(ctx context.Context) (Writer, error)
	// Bulk starts a load of many quads that become visible all at once. It excludes Begin like a transaction.
	Bulk(ctx context.Context, o BulkOptions) (Loader, error)
	// Text is the full-text index over the store's literals; it follows commits. nil if the store has none.
	Text() Text
	// Close ends the store. Open snapshots stay readable until they are closed.
	Close() error
}

// BulkOptions steer a bulk load.
type BulkOptions struct {
	Quads  uint64 // how many are expected, 0 if unknown; a hint
	Memory uint64 // bytes it may use before it spills, 0 for the store's default
}

// Loader collects the parts of a bulk load. Parts may be filled concurrently, each by one goroutine.
type Loader interface {
	// Part opens a further part. Blank-node labels are scoped to the part.
	Part() (PartWriter, error)
	// Commit makes the quads of all parts, which must be closed, visible and durable, and returns the new Seq.
	Commit(ctx context.Context) (uint64, error)
	// Abort drops everything; the store is as it was. Harmless after Commit.
	Abort() error
}

// PartWriter takes quads as indexes into the terms of the same call: subject, predicate, object, graph. Terms and
// quads may be reused by the caller after Add returns, and so may the bytes that the terms' strings lie in: who keeps a
// string copies it. A term may be there twice. The zero Term is the default graph.
type PartWriter interface {
	Add(terms []rdf.Term, quads [][4]uint32) error
	Close() error
}

// Snapshot is one immutable committed state. It is safe for concurrent use.
type Snapshot interface {
	// Seq is the number of the commit this is the state of; it only grows.
	Seq() uint64
	Caps() Caps
	// Scan opens a cursor over the rows that match.
	Scan(ctx context.Context, s Scan) (Cursor, error)
	// Count returns how many rows Scan would give (Limit ignored); exact says whether that is a promise.
	Count(ctx context.Context, s Scan) (n uint64, exact bool, err error)
	// Split cuts a scan into at most parts disjoint key ranges of about equal size, in key order.
	Split(s Scan, parts int) ([]Scan, error)
	// IDs looks terms up; dst gets 0 where a term is not in the store and for the zero Term. A value that would be
	// inlined has its ID whether or not any quad uses it.
	IDs(ctx context.Context, terms []rdf.Term, dst []ID) error
	// Terms gives the terms of stored IDs in any order; 0 gives the zero Term. They stay valid until Close.
	Terms(ctx context.Context, ids []ID, dst []rdf.Term) error
	// Compare compares a[i] with b[i] in the total order of SPARQL's ORDER BY (SPARQL 1.1, 15.1) and writes -1, 0
	// or 1 to dst[i]. Stored IDs only: terms made by a query are compared by the query's own dictionary.
	Compare(a, b []ID, dst []int8) error
	// Ordinals turns text-index ordinals into IDs of this snapshot; 0 for those it does not know.
	Ordinals(ords []uint64, dst []ID) error
	// LiteralsSince scans the IDs of the literals whose text ordinal is ord or above, in ordinal order: two
	// columns, ordinal (as an ID without meaning) and literal ID.
	LiteralsSince(ord uint64) (Cursor, error)
	// Range gives the IDs for which "x op v" is true, kind by kind. ok is false where the store cannot say: the
	// caller then compares values.
	Range(op Op, v rdf.Term) (ranges []IDRange, ok bool, err error)
	Stats() Stats
	Close() error
}

// Numbered is what a snapshot also is whose state has a number. Snapshots of the same number, of whatever store of this process, hold the same
// rows under the same IDs and answer everything alike.
type Numbered interface {
	State() uint64 // never 0
}

// Caps says what a snapshot can do.
type Caps struct {
	Orders      uint16 // bit 1<<Order for each order that can be scanned
	Sorted      bool   // cursors yield rows sorted by the order, Seek works
	ExactCounts bool   // Count is exact for every prefix
	OrderedIDs  uint16 // bit Kind.Bit() for each kind whose IDs are ordered as their values are
	Durable     bool   // commits survive the process
	Pattern     bool   // the snapshot is a PatternSource
}

// Has reports whether order o can be scanned.
func (c Caps) Has(o Order) bool { return c.Orders&(1<<o) != 0 }

// GraphMode says which graphs a scan reads.
type GraphMode uint8

const (
	Unnamed   GraphMode = iota // only the unnamed graph
	Union                      // the unnamed graph and all named graphs
	Set                        // the graphs listed in GraphSet.Graphs (0 is the unnamed graph)
	EachNamed                  // all named graphs, the unnamed one left out
)

// GraphSet is the choice of graphs of a scan.
type GraphSet struct {
	Mode   GraphMode
	Graphs []ID // Set only; sorted, without repetition
}

// One is the set of one graph; g = 0 is the unnamed graph.
func One(g ID) GraphSet { return GraphSet{Mode: Set, Graphs: []ID{g}} }

// Has reports whether rows of graph g belong to the scan.
func (s GraphSet) Has(g ID) bool {
	switch s.Mode {
	case Unnamed:
		return g == 0
	case Union:
		return true
	case EachNamed:
		return g != 0
	}
	for _, x := range s.Graphs {
		if x == g {
			return true
		}
	}
	return false
}

// Scan asks for the rows of one order that begin with Prefix.
type Scan struct {
	Order    Order
	Prefix   []ID     // values of the first columns of the order
	From, To []ID     // bound the columns after the prefix: From inclusive, To exclusive, compared as keys; nil: open
	Cols     uint8    // bit 1<<i: column i of the order's sequence is wanted
	Graphs   GraphSet // which graphs to read
	Distinct bool     // rows equal in Cols come once
	Limit    int      // hint, 0 = none
}

// AllCols asks for the whole row.
const AllCols uint8 = 0xF

// Cursor yields the rows of a scan in batches of columns. It belongs to one goroutine.
type Cursor interface {
	// Next fills dst, one slice per bit of Scan.Cols in the order's sequence, with at most len(dst[0]) rows and
	// returns how many; 0 and io.EOF at the end. With no columns asked for it is an error.
	Next(dst [][]ID) (n int, err error)
	// Seek moves forward to the first row whose columns after the prefix are >= key (a key may be shorter than the
	// columns that are left); never back.
	Seek(key []ID) error
	// Kinds is a mask of the kinds the last batch holds in column i of dst; it may claim too many, never too few.
	Kinds(i int) uint16
	Close() error
}

// Writer is the one open transaction. It belongs to one goroutine.
type Writer interface {
	// NewBlank makes a blank node that is in no other transaction.
	NewBlank() ID
	// Intern gives each term its ID, making one where it has none. A blank node with a label the store itself gives
	// out ("b12") is that node; any other label names one new node per transaction.
	Intern(terms []rdf.Term, dst []ID) error
	// Add and Remove take quads as subject, predicate, object, graph. Adding what is there and removing what is not
	// are no errors; the last word on a quad within the transaction counts.
	Add(q [][4]ID) error
	Remove(q [][4]ID) error
	// ClearGraph removes all quads of a graph; 0 is the unnamed one.
	ClearGraph(g ID) error
	// Snapshot sees the committed state with this transaction's own changes so far. It is closed before the
	// transaction goes on.
	Snapshot() (Snapshot, error)
	// Commit makes the changes visible and durable and returns the new Seq. On error nothing has changed.
	Commit() (uint64, error)
	// Rollback drops the changes. Harmless after Commit.
	Rollback() error
}

// Op is a comparison.
type Op uint8

// The comparisons of Range.
const (
	Less Op = iota
	LessEqual
	Equal
	GreaterEqual
	Greater
)

// Stats are counts for planning and for people.
type Stats struct {
	Quads      uint64 // all rows
	Triples    uint64 // distinct triples over all graphs
	Unnamed    uint64 // rows of the unnamed graph
	Subjects   uint64 // distinct, over all graphs; 0 beside rows: not known
	Objects    uint64 // distinct, over all graphs; 0 beside rows: not known
	Terms      uint64 // terms of the dictionary, without inlined values
	Graphs     []GraphStats
	Predicates []PredicateStats
	Stars      *Stars // of the base: not kept up by later commits; may be missing
}

// GraphStats counts one named graph.
type GraphStats struct {
	Graph ID
	Quads uint64
}

// PredicateStats counts one predicate over all graphs (rows, not distinct triples).
type PredicateStats struct {
	Predicate ID
	Quads     uint64
	Subjects  uint64 // distinct
	Objects   uint64 // distinct
}

// Ranker is a snapshot that has ranks for the terms of its dictionary, also where Caps.OrderedIDs does not have their kind because
// some came after the others were sorted.
type Ranker interface {
	// Ranks gives numbers, above 0, that are in the order of ORDER BY as the terms of ids are, equal for equal IDs only; 0 for
	// 0. ok is false where the IDs are not all of one kind that has ranks.
	Ranks(ids []ID, dst []uint64) (ok bool, err error)
}

// PatternSource is a snapshot that can answer a whole basic graph pattern itself (a SQL back-end, say).
type PatternSource interface {
	// Pattern opens a cursor with one column per variable, in the order of the variables returned.
	Pattern(ctx context.Context, p Pattern) (Cursor, []Var, error)
}

// Texts is a Snapshot that shows texts without making terms of them, for conditions that look at very many.
type Texts interface {
	// Texts calls use with the texts of IDs in pieces in any sequence, the first of a piece being that of ids[from]: IRIs and the lexical
	// forms of strings with and without language. The IDs must be of these kinds. The texts are valid during the call of
	// use. Ascending IDs are quickest.
	Texts(ctx context.Context, ids []ID, use func(from int, texts []string)) error
}

// TermReader is a Snapshot that shows terms one after the other without keeping them, for those who write very many.
type TermReader interface {
	// EachTerm calls use with the term of ids[at], for each that is not 0, in any sequence. The term is valid during the call
	// of use only, and so are the bytes that its strings lie in.
	EachTerm(ctx context.Context, ids []ID, use func(at int, t *rdf.Term)) error
}

// Var numbers a variable within a Pattern, from 1.
type Var uint32

// NumberReader is a Snapshot that gives the numbers of literals without their terms, for those who compute with very many.
type NumberReader interface {
	// Numbers writes the number of ids[i] to dst[i]. It takes all stored IDs and 0; ascending IDs are quickest.
	Numbers(ctx context.Context, ids []ID, dst []Number) error
}

// Number is the number of a literal.
type Number struct {
	N      int64 // of Double and Float the bits of the double, else N x 10^-Places
	Places uint8 // 0 to 18; of Integer 0
	Type   NumberType
}

// NumberType is what a literal is by its number.
type NumberType uint8

// The types of numbers, in the sequence in which XPath promotes them.
const (
	NoNumber NumberType = iota // no number, or a literal that is ill-typed
	Integer
	Decimal
	Float
	Double
	Large // an integer or decimal that does not fit: its term tells
)

// Pattern is a basic graph pattern over stored IDs; all its triples are matched in the same choice of graphs.
type Pattern struct {
	Triples []TriplePattern
	Graphs  GraphSet
}

// TriplePattern has an ID or, where it is 0, a variable in each place.
type TriplePattern struct {
	ID  [3]ID
	Var [3]Var
}
