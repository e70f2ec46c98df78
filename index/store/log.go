package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"sync/atomic"

	"w3id.org/concord/index/vfs"
)

// The log is a header and records, each with a seal. A record is one commit, or several that shared a sync. The seal is written after the record was synced: it says
// that its commits were acknowledged, so that a damaged last record is told from one that a crash cut short.
const (
	logMagic   = "CONCLOG1"
	recordMark = 0x44524352 // "RCRD"
	sealMark   = 0x4C414553 // "SEAL"

	logHeaderSize = 20 // magic, salt, CRC
	recordHeader  = 16 // mark, length, CRC of the payload, CRC of these three
	sealSize      = 16 // mark, sequence number, CRC of both

	mostPayload = 1 << 31 // of a record

	sector = 512 // a crash loses what was not synced in units of at least this, at multiples of it
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

var le = binary.LittleEndian

// salt is a random number in the log's header that all its checksums begin with, so that no text that somebody
// stores can look like a record.
type salt uint64

func (s salt) checksum(b []byte) uint32 {
	var first [8]byte
	le.PutUint64(first[:], uint64(s))
	return crc32.Update(checksum(first[:]), castagnoli, b)
}

// log appends to the log file.
type log struct {
	file   vfs.File
	salt   salt
	size   atomic.Int64
	failed error // a seal could not be written: the commit stands, but nothing may follow it
}

func (s salt) header() []byte {
	b := le.AppendUint64([]byte(logMagic), uint64(s))
	return le.AppendUint32(b, checksum(b))
}

// createLog makes a durable empty log; the name becomes durable with the folder.
func createLog(fs vfs.FS, name string) (*log, error) {
	f, err := fs.Create(name)
	if err != nil {
		return nil, err
	}
	l := &log{file: f, salt: salt(rand.Uint64())}
	l.size.Store(logHeaderSize)
	if _, err = f.Write(l.salt.header()); err == nil {
		err = f.Sync()
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return l, nil
}

// append makes commits durable: when it returns nil, the record is on the disk.
func (l *log) append(c commitRecord) error {
	if l.failed != nil {
		return l.failed
	}
	b := l.salt.appendRecord(nil, c.payload)
	if _, err := l.file.Write(b); err != nil {
		return fmt.Errorf("write to the log: %w", err)
	}
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("sync the log: %w", err)
	}
	l.size.Add(int64(len(b)))
	l.failed = l.seal(c.seq)
	return nil
}

// write appends a commit and its seal without making them durable: for a log that does not count yet.
func (l *log) write(c commitRecord) error {
	b := l.salt.appendSeal(l.salt.appendRecord(nil, c.payload), c.seq)
	l.size.Add(int64(len(b)))
	if _, err := l.file.Write(b); err != nil {
		return fmt.Errorf("write to the log: %w", err)
	}
	return nil
}

// seal marks the last record as acknowledged. It is not synced: it reaches the disk with the next record, with Close,
// or when the system writes it.
func (l *log) seal(seq uint64) error {
	if _, err := l.file.Write(l.salt.appendSeal(nil, seq)); err != nil {
		return fmt.Errorf("write to the log: %w", err)
	}
	l.size.Add(sealSize)
	return nil
}

func (s salt) appendRecord(dst, payload []byte) []byte {
	at := len(dst)
	dst = le.AppendUint32(dst, recordMark)
	dst = le.AppendUint32(dst, uint32(len(payload)))
	dst = le.AppendUint32(dst, s.checksum(payload))
	dst = le.AppendUint32(dst, s.checksum(dst[at:]))
	return append(dst, payload...)
}

func (s salt) appendSeal(dst []byte, seq uint64) []byte {
	at := len(dst)
	dst = le.AppendUint32(dst, sealMark)
	dst = le.AppendUint64(dst, seq)
	return le.AppendUint32(dst, s.checksum(dst[at:]))
}

func (l *log) close() error {
	err := l.file.Sync()
	if e := l.file.Close(); err == nil {
		err = e
	}
	return err
}

// commitRecord is commits as bytes, one after the other; seq is that of the last.
type commitRecord struct {
	seq     uint64
	payload []byte
}

// encodeCommit writes down what a transaction changed: sequence number, blank nodes, new terms, steps.
func encodeCommit(w *writer) commitRecord {
	first := w.base.late.Len()
	room := 64 + w.st.late.Bytes() - w.base.late.Bytes() + 4*(w.st.late.Len()-first) + changeSize*len(w.changes)
	b := binary.AppendUvarint(make([]byte, 0, room), w.st.seq)
	b = binary.AppendUvarint(b, w.st.blanks)
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

func appendChange(b []byte, c row) []byte {
	sign := byte(0)
	if c.del {
		sign = 1
	}
	b = append(b, sign)
	for _, id := range c.key {
		b = le.AppendUint64(b, uint64(id))
	}
	return b
}

const changeSize = 33
