package store

import (
	"encoding/binary"
	"fmt"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
)

// logReader reads a log file from memory.
type logReader struct {
	name    string
	salt    salt
	data    []byte
	at      int // end of what was read whole
	number  int64
	logged  int64 // bytes that are there for certain
	sealed  bool  // the last record read was followed by its seal
	lastSeq uint64
	steps   []row // of the commits replayed, if they are gathered
	gather  bool  // for plant, instead of being applied one by one
}

// corrupt says that the record being read is damaged.
func (r *logReader) corrupt(why string) error {
	return &index.CorruptError{File: r.name, Block: r.number, Why: why}
}

func (r *logReader) header() error {
	if len(r.data) >= logHeaderSize {
		r.salt = salt(le.Uint64(r.data[len(logMagic):]))
	}
	if len(r.data) < logHeaderSize || string(r.data[:logHeaderSize]) != string(r.salt.header()) {
		return &index.CorruptError{File: r.name, Block: -1, Why: "the header of the log is not right"}
	}
	if int64(len(r.data)) < r.logged {
		return &index.CorruptError{File: r.name, Block: -1, Why: fmt.Sprintf("the log was cut short: it has %d bytes of %d", len(r.data), r.logged)}
	}
	r.at = logHeaderSize
	return nil
}

// next gives the payload of the next record; nil at the end, which may be one that a crash left torn.
func (r *logReader) next() ([]byte, error) {
	rest := r.data[r.at:]
	if len(rest) == 0 {
		return nil, nil
	}
	payload, why := r.salt.parseRecord(rest)
	if why != "" {
		if int64(r.at) < r.logged || r.acknowledgedAfter(r.at) {
			return nil, r.corrupt(why)
		}
		return nil, nil
	}
	r.at += recordHeader + len(payload)
	return payload, nil
}

func (s salt) parseRecord(b []byte) (payload []byte, why string) {
	if len(b) < recordHeader {
		return nil, "a record header is cut short"
	}
	if le.Uint32(b) != recordMark || le.Uint32(b[12:]) != s.checksum(b[:12]) {
		return nil, "a record header is damaged"
	}
	n := int(le.Uint32(b[4:]))
	if len(b) < recordHeader+n {
		return nil, "a record is cut short"
	}
	payload = b[recordHeader : recordHeader+n]
	if le.Uint32(b[8:]) != s.checksum(payload) {
		return nil, "the checksum of a record does not match"
	}
	return payload, ""
}

// seal reads the seal of the record just read. It may be missing, whole or by sectors, where a crash came before it
// was synced.
func (r *logReader) seal(seq uint64) error {
	r.lastSeq = seq
	want := r.salt.appendSeal(nil, seq)
	have := r.data[r.at:min(len(r.data), r.at+sealSize)]
	if r.sealed = string(have) == string(want); !r.sealed && !lostInPart(have, want, r.at) {
		return r.corrupt("the seal of a record is damaged")
	}
	if !r.sealed && len(have) == sealSize && r.acknowledgedAfter(r.at+sealSize-1) {
		r.sealed = true // what follows was written after the record was synced
	}
	if r.sealed {
		r.at += sealSize
	}
	return nil
}

// lostInPart reports whether each sector's part of a seal is either right or zeros.
func lostInPart(have, want []byte, at int) bool {
	for i := 0; i < len(have); {
		n := min(len(have)-i, sector-(at+i)%sector)
		if string(have[i:i+n]) != string(want[i:i+n]) && !zero(have[i:i+n]) {
			return false
		}
		i += n
	}
	return true
}

func zero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

// acknowledgedAfter looks for a record or seal after a place that cannot be read: if there is one, what stands there
// was acknowledged.
func (r *logReader) acknowledgedAfter(at int) bool {
	for i := at + 1; i+sealSize <= len(r.data); i++ {
		b := r.data[i:]
		switch le.Uint32(b) {
		case sealMark:
			if le.Uint32(b[12:]) == r.salt.checksum(b[:12]) && le.Uint64(b[4:]) > r.lastSeq {
				return true
			}
		case recordMark:
			if payload, why := r.salt.parseRecord(b); why == "" && followsOn(payload, r.lastSeq) {
				return true
			}
		}
	}
	return false
}

// followsOn reports whether a record is of a later commit than seq; a literal may hold anything, even a record.
func followsOn(payload []byte, seq uint64) bool {
	n, size := binary.Uvarint(payload)
	return size > 0 && n > seq
}

// replay applies a record to a state, commit by commit.
func (r *logReader) replay(st *state, payload []byte) error {
	d := decoder{b: payload}
	for first := true; first || len(d.b) > 0; first = false {
		if err := r.replayCommit(st, &d); err != nil {
			return err
		}
		if d.bad {
			return r.corrupt("a record has the wrong length")
		}
	}
	return nil
}

func (r *logReader) replayCommit(st *state, d *decoder) error {
	seq, blanks, terms := d.uvarint(), d.uvarint(), d.uvarint()
	if d.bad || seq != st.seq+1 || blanks < st.blanks {
		return r.corrupt(fmt.Sprintf("commit %d comes after commit %d", seq, st.seq))
	}
	st.seq, st.blanks = seq, blanks
	for ; terms > 0 && !d.bad; terms-- {
		k, term := index.Kind(d.byte()), d.bytes(d.uvarint())
		if k < index.KindIRI || k > index.KindOrdered || st.lex.late.Find(k, term) >= 0 {
			return r.corrupt("a new term is not new")
		}
		if !dict.IsKey(k, term) {
			return r.corrupt("a term cannot be read")
		}
		st.addTerm(k, term)
	}
	for n := d.uvarint(); n > 0 && !d.bad; n-- {
		if err := r.step(st, d); err != nil {
			return err
		}
	}
	if r.gather || d.bad {
		return nil
	}
	ok, err := st.repeat(r.steps)
	if err == nil && !ok {
		err = r.corrupt("a step of a commit changes nothing")
	}
	r.steps = nil
	return err
}

// lastCommit gives the number of the last commit of a record that follows commit seq.
func lastCommit(payload []byte, seq uint64) (uint64, error) {
	d := decoder{b: payload}
	for first := true; first || len(d.b) > 0; first = false {
		n, _ := d.commit()
		if d.bad || n != seq+1 {
			return 0, fmt.Errorf("the commits of a record do not follow commit %d", seq)
		}
		seq = n
	}
	return seq, nil
}

// commit skips a commit and gives its number and its steps.
func (d *decoder) commit() (seq uint64, steps []byte) {
	seq = d.uvarint()
	d.uvarint()
	for terms := d.uvarint(); terms > 0 && !d.bad; terms-- {
		d.byte()
		d.bytes(d.uvarint())
	}
	n := d.uvarint()
	if n > uint64(len(d.b)) { // so that the product cannot overflow
		d.bad = true
	}
	return seq, d.bytes(n * changeSize)
}

func (r *logReader) step(st *state, d *decoder) error {
	b := d.bytes(changeSize)
	if d.bad {
		return nil
	}
	var q key
	for i := range q {
		q[i] = index.ID(le.Uint64(b[1+8*i:]))
		if !st.valid(q[i]) && (q[i] != 0 || index.Column(i) != index.Graph) {
			return r.corrupt("a quad holds an ID that names no term")
		}
	}
	r.steps = append(r.steps, row{q, b[0] == 1})
	return nil
}

// decoder reads numbers and bytes; bad is set once it runs out.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.bad = true
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) byte() byte {
	if b := d.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) bytes(n uint64) []byte {
	if d.bad || n > uint64(len(d.b)) {
		d.bad = true
		return nil
	}
	b := d.b[:n]
	d.b = d.b[n:]
	return b
}
