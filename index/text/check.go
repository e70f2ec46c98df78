package text

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"w3id.org/concord/index"
)

// State is what an index in a folder is to a store.
type State struct {
	Missing bool   // there is none
	Busy    bool   // another process has it open
	Unfit   error  // why it cannot be used: it is damaged, or was made from another store
	Waiting uint64 // literals that are not in it yet, where it fits
}

// Check compares the stamp of an index with the store it should be of. Nothing is written. An index that does not fit is no error: it
// is made anew when the store is opened for writing, and never costs an answer.
func Check(ctx context.Context, s index.Store, dir string) (st State, err error) {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return State{Missing: true}, nil
	}
	eng, err := openEngine(dir, true)
	if errors.Is(err, errLocked) {
		return State{Busy: true}, nil
	}
	if err != nil {
		return State{Unfit: err}, nil
	}
	defer eng.close()
	through, err := (&Index{store: s}).fits(ctx, eng)
	if index.IsCorrupt(err) || ctx.Err() != nil {
		return st, err
	}
	if err != nil {
		return State{Unfit: err}, nil
	}
	st.Waiting, err = literalsSince(ctx, s, through)
	return st, err
}

// Waiting counts the literals of a store that its open text index does not hold yet; 0 where the store has none. Searches read them
// directly.
func Waiting(ctx context.Context, s index.Store) (uint64, error) {
	a, ok := s.(*Attached)
	if !ok {
		return 0, nil
	}
	return literalsSince(ctx, s, a.ix.Through())
}

// literalsSince counts the literals from an ordinal on.
func literalsSince(ctx context.Context, s index.Store, ord uint64) (n uint64, err error) {
	sn, err := s.Snapshot()
	if err != nil {
		return 0, err
	}
	defer sn.Close()
	cur, err := sn.LiteralsSince(ord)
	if err != nil {
		return 0, err
	}
	defer cur.Close()
	dst := [][]index.ID{make([]index.ID, batchSize), make([]index.ID, batchSize)}
	for {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		k, err := cur.Next(dst)
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		n += uint64(k)
	}
}
