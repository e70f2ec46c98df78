package text

import (
	"context"
	"errors"
	"io"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// young holds the literals that are not in the index yet, ready to be matched: those with ordinals from the stamp to
// end. More than maxYoung are not held; searches then wait a while for the index.
type young struct {
	lits    []*literal
	end     uint64 // below it, all literals are here or in the index
	commits uint64 // the state that was read
	short   bool   // there are more
}

// maxYoung bounds what is searched directly, and batchSize what is read and indexed at once.
const (
	maxYoung  = 50_000
	batchSize = 2_000
)

// ready waits until the index is open and the young literals are known.
func (ix *Index) ready(ctx context.Context) error {
	limit := time.NewTimer(ix.opts.Wait)
	defer limit.Stop()
	select {
	case <-ix.opened:
	case <-limit.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		moved, short, err := ix.refresh(ctx)
		if err != nil || !short {
			return err
		}
		select {
		case <-moved:
		case <-limit.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// refresh reads the literals of commits since the last time.
func (ix *Index) refresh(ctx context.Context) (moved chan struct{}, short bool, err error) {
	ix.refreshing.Lock()
	defer ix.refreshing.Unlock()
	ix.mu.RLock()
	y, closed, moved := ix.young, ix.closed, ix.moved
	ix.mu.RUnlock()
	commits := ix.commits.Load()
	if closed || y.commits == commits && !y.short {
		return moved, false, nil
	}
	from := max(y.end, ix.Through())
	lits, end, more, err := ix.read(ctx, from, maxYoung-len(y.lits))
	if err != nil {
		return nil, false, err
	}
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.young.end == y.end { // not thrown away meanwhile, because the index was damaged
		ix.young = young{append(ix.young.lits, lits...), end, commits, more}
		ix.young.drop(ix.Through())
	}
	return ix.moved, ix.young.short, nil
}

// drop lets go of what is in the index now.
func (y *young) drop(through uint64) {
	n := 0
	for n < len(y.lits) && y.lits[n].ord < through {
		n++
	}
	if n > 0 {
		y.lits = append([]*literal(nil), y.lits[n:]...)
	}
}

// read reads at most limit literals from an ordinal on and analyses those that are text. end is the ordinal to go on
// from; more says that there are more.
func (ix *Index) read(ctx context.Context, from uint64, limit int) (lits []*literal, end uint64, more bool, err error) {
	if limit <= 0 {
		return nil, from, true, nil
	}
	sn, err := ix.store.Snapshot()
	if err != nil {
		return nil, from, false, err
	}
	defer sn.Close()
	cur, err := sn.LiteralsSince(from)
	if err != nil {
		return nil, from, false, err
	}
	defer cur.Close()
	dst := [][]index.ID{make([]index.ID, batchSize), make([]index.ID, batchSize)}
	end = from
	for count := 0; count < limit; {
		room := min(batchSize, limit-count)
		n, err := cur.Next([][]index.ID{dst[0][:room], dst[1][:room]})
		if errors.Is(err, io.EOF) {
			return lits, end, false, nil
		}
		if err == nil {
			lits, err = ix.collect(ctx, sn, dst[0][:n], dst[1][:n], lits)
		}
		if err != nil {
			return nil, from, false, err
		}
		count += n
		end = uint64(dst[0][n-1]) + 1
	}
	return lits, end, true, nil
}

// collect adds the plain and the language-tagged strings among some literals.
func (ix *Index) collect(ctx context.Context, sn index.Snapshot, ords, ids []index.ID, lits []*literal) ([]*literal, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	keep := 0
	for i, id := range ids {
		if k := id.Kind(); k == index.KindString || k == index.KindLang {
			ords[keep], ids[keep] = ords[i], id // the last ordinal stays where it is if any is left out
			keep++
		}
	}
	terms := make([]rdf.Term, keep)
	if err := sn.Terms(ctx, ids[:keep], terms); err != nil {
		return nil, err
	}
	for i, t := range terms {
		lits = append(lits, ix.analyse(uint64(ords[i]), t.Value, t.Lang))
	}
	return lits, nil
}
