package index

import (
	"errors"
	"fmt"
	"io/fs"
)

// The kinds of error a store returns, to be tested with errors.Is.
var (
	ErrCorrupt  = errors.New("stored data are damaged")                             // a checksum or an invariant failed
	ErrLocked   = errors.New("the store is open in another process that writes")    // one writing process at a time
	ErrClosed   = errors.New("the store, snapshot or transaction is closed")        // used after its end
	ErrReadOnly = errors.New("the store takes no writes")                           // opened so, or after a failed fsync
	ErrNoOrder  = errors.New("the store cannot scan in that order")                 // see Caps.Orders
	ErrForeign  = errors.New("that ID was not given out by this store")             // KindQuery and the like
	ErrVersion  = errors.New("the store was written by another version of Concord") // format number differs
)

// CorruptError says where damaged bytes were met. errors.Is(err, ErrCorrupt) holds.
type CorruptError struct {
	File  string
	Block int64 // number of the block in the file, -1 if the damage is not in a block
	Why   string
}

// Error names file, block and reason, and what to do.
func (e *CorruptError) Error() string {
	where := e.File
	if e.Block >= 0 {
		where = fmt.Sprintf("%s, block %d", e.File, e.Block)
	}
	return fmt.Sprintf("%s: %v: %s; restore the store from a backup or load it again", where, ErrCorrupt, e.Why)
}

// Is makes errors.Is(err, ErrCorrupt) hold.
func (e *CorruptError) Is(target error) bool { return target == ErrCorrupt }

// IsCorrupt reports whether err says that stored data are damaged.
func IsCorrupt(err error) bool { return errors.Is(err, ErrCorrupt) }

// FileError tells what it means that a file of a store could not be opened: one that is missing is damage. Anything else, a
// failing disk, a missing permission or too many open files, is said as it is: the data may be whole.
func FileError(file string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &CorruptError{File: file, Block: -1, Why: "the file is missing"}
	}
	return fmt.Errorf("read %s: %w", file, err)
}
