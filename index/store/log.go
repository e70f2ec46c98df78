package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/index/vfs"
)

// The log is a header and, per commit, a record and a seal. The seal is written after the record was synced: it says
// that the commit was acknowledged, so that a damaged last record is told from one that a crash cut short.
const (
	logMagic   = "CONCLOG1"
	recordMark = 0x44524352 // "RCRD"
	sealMark   = 0x4C414553 // "SEAL"

	recordHeader = 16 // mark, length, CRC of the payload, CRC of these three
	sealSize     = 16 // mark, sequence number, CRC of both
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

var le = binary.LittleEndian

// log appends to the log file.
type log struct {
	file   vfs.File
	size   int64
	failed error // a seal could not be written: the commit stands, but nothing may follow it
}

func logHeader() []byte { return le.AppendUint32([]byte(logMagic), checksum([]byte(logMagic))) }

// createLog makes a durable empty log; the name becomes durable with the folder.
func createLog(fs vfs.FS, name string) (*log, error) {
	f, err := fs.Create(name)
	if err != nil {
		return nil, err
	}
	h := logHeader()
	if _, err = f.Write(h); err == nil {
		err = f.Sync()
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &log{file: f, size: int64(len(h))}, nil
}

// append makes a commit durable: when it returns nil, the record is on the disk.
func (l *log) append(c commitRecord) error {
	if l.failed != nil {
		return l.failed
	}
	b := appendRecord(nil, c.payload)
	if _, err := l.file.Write(b); err != nil {
		return fmt.Errorf("write to the log: %w", err)
	}
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("sync the log: %w", err)
	}
	l.size += int64(len(b))
	l.failed = l.seal(c.seq)
	return nil
}

// seal marks the last record as acknowledged. It is not synced: it reaches the disk with the next record, with Close,
// or when the system writes it.
func (l *log) seal(seq uint64) error {
	if _, err := l.file.Write(appendSeal(nil, seq)); err != nil {
		return fmt.Errorf("write to the log: %w", err)
	}
	l.size += sealSize
	return nil
}

func appendRecord(dst, payload []byte) []byte {
	at := len(dst)
	dst = le.AppendUint32(dst, recordMark)
	dst = le.AppendUint32(dst, uint32(len(payload)))
	dst = le.AppendUint32(dst, checksum(payload))
	dst = le.AppendUint32(dst, checksum(dst[at:]))
	return append(dst, payload...)
}

func appendSeal(dst []byte, seq uint64) []byte {
	at := len(dst)
	dst = le.AppendUint32(dst, sealMark)
	dst = le.AppendUint64(dst, seq)
	return le.AppendUint32(dst, checksum(dst[at:]))
}

func (l *log) close() error {
	err := l.file.Sync()
	if e := l.file.Close(); err == nil {
		err = e
	}
	return err
}

// commitRecord is a commit as bytes.
type commitRecord struct {
	seq     uint64
	payload []byte
}

// encodeCommit writes down what a transaction changed: sequence number, blank nodes, new terms, steps.
func encodeCommit(w *writer) commitRecord {
	b := binary.AppendUvarint(nil, w.st.seq)
	b = binary.AppendUvarint(b, w.st.blanks)
	first := w.base.late.Len()
	b = binary.AppendUvarint(b, uint64(w.st.late.Len()-first))
	for i := first; i < w.st.late.Len(); i++ {
		k, term := w.st.late.Key(i)
		b = append(b, byte(k))
		b = binary.AppendUvarint(b, uint64(len(term)))
		b = append(b, term...)
	}
	b = binary.AppendUvarint(b, uint64(len(w.changes)))
	for _, c := range w.changes {
		b = appendChange(b, c)
	}
	return commitRecord{w.st.seq, b}
}

func appendChange(b []byte, c change) []byte {
	sign := byte(0)
	if c.del {
		sign = 1
	}
	b = append(b, sign)
	for _, id := range c.quad {
		b = le.AppendUint64(b, uint64(id))
	}
	return b
}

const changeSize = 33

// logReader reads a log file from memory.
type logReader struct {
	name    string
	data    []byte
	at      int // end of what was read whole
	number  int64
	sealed  bool // the last record read was followed by its seal
	lastSeq uint64
}

// corrupt says that the record being read is damaged.
func (r *logReader) corrupt(why string) error {
	return &index.CorruptError{File: r.name, Block: r.number, Why: why}
}

func (r *logReader) header() error {
	h := logHeader()
	if len(r.data) < len(h) || string(r.data[:len(h)]) != string(h) {
		return &index.CorruptError{File: r.name, Block: -1, Why: "the header of the log is not right"}
	}
	r.at = len(h)
	return nil
}

// next gives the payload of the next record; nil at the end, which may be one that a crash left torn.
func (r *logReader) next() ([]byte, error) {
	rest := r.data[r.at:]
	if len(rest) == 0 {
		return nil, nil
	}
	payload, why := parseRecord(rest)
	if why != "" {
		if r.acknowledgedAfter(r.at) {
			return nil, r.corrupt(why)
		}
		return nil, nil
	}
	r.at += recordHeader + len(payload)
	return payload, nil
}

func parseRecord(b []byte) (payload []byte, why string) {
	if len(b) < recordHeader {
		return nil, "a record header is cut short"
	}
	if le.Uint32(b) != recordMark || le.Uint32(b[12:]) != checksum(b[:12]) {
		return nil, "a record header is damaged"
	}
	n := int(le.Uint32(b[4:]))
	if len(b) < recordHeader+n {
		return nil, "a record is cut short"
	}
	payload = b[recordHeader : recordHeader+n]
	if le.Uint32(b[8:]) != checksum(payload) {
		return nil, "the checksum of a record does not match"
	}
	return payload, ""
}

// seal reads the seal of the record just read, if it is there.
func (r *logReader) seal(seq uint64) error {
	rest := r.data[r.at:]
	want := appendSeal(nil, seq)
	r.lastSeq = seq
	if r.sealed = len(rest) >= sealSize && string(rest[:sealSize]) == string(want); r.sealed {
		r.at += sealSize
		return nil
	}
	if len(rest) >= sealSize && !zero(rest[:sealSize]) || r.acknowledgedAfter(r.at) {
		return r.corrupt("the seal of a record is damaged")
	}
	return nil
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
			if le.Uint32(b[12:]) == checksum(b[:12]) && le.Uint64(b[4:]) > r.lastSeq {
				return true
			}
		case recordMark:
			if payload, why := parseRecord(b); why == "" && followsOn(payload, r.lastSeq) {
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

// replay applies a record to a state.
func (r *logReader) replay(st *state, payload []byte) error {
	d := decoder{b: payload}
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
		if _, ok := dict.Term(k, string(term)); !ok {
			return r.corrupt("a term cannot be read")
		}
		st.addTerm(k, term)
	}
	for n := d.uvarint(); n > 0 && !d.bad; n-- {
		if err := r.step(st, &d); err != nil {
			return err
		}
	}
	if d.bad || len(d.b) > 0 {
		return r.corrupt("a record has the wrong length")
	}
	return nil
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
	changed, err := st.change(q, b[0] == 1)
	if err == nil && !changed {
		err = r.corrupt("a step of a commit changes nothing")
	}
	return err
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
