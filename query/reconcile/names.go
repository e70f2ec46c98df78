package reconcile

import (
	"context"
	"errors"

	"w3id.org/concord/index"
)

// maxNames bounds the names that are kept in memory, some 500 bytes each. Graphs with more are asked through the text
// index.
var maxNames = 200_000

// Names are the names of all things of one state of a store. They are safe for concurrent use.
type Names struct {
	seq    uint64
	whole  bool // false: the graph has too many names, the text index must be asked
	things []*thing
	names  []name
	byIRI  map[string]int32
	exact  map[string][]int32 // numbers of names by key
	grams  map[gram][]int32   // the same by three letters
	sizes  []int32            // how many grams each name has
	begins map[string]bool    // how the words of the names begin
	types  map[string]bool    // the kinds that there are
}

// thing is something that can be meant.
type thing struct {
	iri, kind  string
	name, lang string
	org        int32 // number of the organisation, -1 for none
	acronym    string
}

// name is one label of a thing, and how it is compared.
type name struct {
	thing      int32
	kind, lang string
	text, key  string
	tokens     string // the words of key in order, without those that only join
}

// withOrganisation is the kind of a name that is put together: "OECD Decision". No graph has it.
const withOrganisation = "with organisation"

// Seq is the commit that the names were read from.
func (n *Names) Seq() uint64 { return n.seq }

// Len is how many names are known.
func (n *Names) Len() int { return len(n.names) }

// ReadNames reads the names of a snapshot.
func ReadNames(ctx context.Context, snap index.Snapshot) (*Names, error) {
	n := &Names{seq: snap.Seq(), whole: true, byIRI: map[string]int32{}, exact: map[string][]int32{}, grams: map[gram][]int32{}, begins: map[string]bool{}, types: map[string]bool{}}
	r := &reader{ctx: ctx, snap: snap}
	rows, err := r.labels()
	if errors.Is(err, errTooMany) {
		n.whole = false
		return n, nil
	}
	if err != nil {
		return nil, err
	}
	if err := n.fill(r, rows); err != nil {
		return nil, err
	}
	n.index()
	return n, nil
}

// errEnough ends a scan.
var errEnough = errors.New("enough")

var errTooMany = errors.New("read names: there are more than are kept in memory")
