package query

import (
	"io"

	"w3id.org/concord/query/encode"
	"w3id.org/concord/query/exec"
	"w3id.org/concord/query/results"
	"w3id.org/concord/query/sparql"
)

// WriteRows lays out all rows of a SELECT that are left and gives them to write, many at once, with Layout.Rows between them. It
// returns how many there were. Terms are not made but written straight from where the store decodes them, and blocks of large
// results are written beside each other.
func (r *Result) WriteRows(l *results.Layout, write func(rows int, text []byte) error) (n int64, err error) {
	begin := r.count
	if r.form != sparql.Select || r.err != nil {
		return 0, r.ended()
	}
	for r.kept != nil || r.keep != nil { // an answer that is there, or that is to be kept while it is small
		rows, err := r.Next()
		if err == io.EOF {
			return r.count - begin, nil
		}
		if err != nil {
			return r.count - begin, err
		}
		var text []byte
		for i, row := range rows {
			if i > 0 {
				text = append(text, l.Rows...)
			}
			text = l.AppendRow(text, row)
		}
		if err := write(len(rows), text); err != nil {
			return r.count - begin, err
		}
	}
	r.err = r.writeBlocks(l, write)
	if r.err == nil {
		r.err = io.EOF
	}
	return r.count - begin, r.ended()
}

// ended is the error that ended the rows, nil at their end.
func (r *Result) ended() error {
	if r.err == io.EOF {
		return nil
	}
	return r.err
}

// blockRows is how many rows are encoded at once at most: so many that their terms lie close together, so few that they stay in
// the caches.
const blockRows = 16 << 10

func (r *Result) writeBlocks(l *results.Layout, write func(rows int, text []byte) error) (err error) {
	defer func() { err = endOf(r.ctx, err) }()
	defer guard(&err)
	pipe := encode.NewPipe(r.ctx, l, write)
	defer pipe.Stop()
	held := int64(0)
	defer func() { r.decode.Hold(-held) }()
	terms := encode.Terms(r.run.Snapshot())
	for {
		b := pipe.Block(len(r.vars))
		r.want = min(max(4*r.want, exec.BatchRows), blockRows)
		if b.Rows, err = r.rows.FillUpTo(r.want, r.decode.Cols(), b.Cols); err != nil {
			return err
		}
		if b.Rows == 0 {
			return pipe.Flush()
		}
		if err := r.counted(b.Rows); err != nil {
			return err
		}
		if err := pipe.Put(r.run.Reader(terms)); err != nil {
			return err
		}
		more := pipe.Held() - held
		held += more
		if err := r.decode.Hold(more); err != nil {
			return err
		}
	}
}
