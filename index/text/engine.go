package text

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// engine is an open Bleve index. Of Bleve it uses the segments and the searchers; documents are made here, field by
// field, from words that are already folded and stemmed:
//
//	key   the whole literal, folded; short literals only
//	word  its words; short literals only
//	first the first of them
//	stem.L its stems by the analysis of language L
//	tag   its language tag, and every shorter tag it belongs to
//	text  stored: tag, a zero byte, text
type engine struct {
	b      bleve.Index
	path   string     // "" in memory
	failed chan error // what a goroutine of Bleve died of
	gone   chan struct{}
}

func newEngine(path string) *engine {
	e := &engine{path: path, failed: make(chan error, 1), gone: make(chan struct{})}
	if path != "" {
		failures.Store(path, e.failed)
	}
	return e
}

// The internal keys: the stamp, the last literal that was indexed, and the version of the documents' make-up.
var (
	keyThrough = []byte("concord.through")
	keyLast    = []byte("concord.last")
	keyFormat  = []byte("concord.format")
)

// format changes when literals are folded, stemmed or laid out otherwise; an index of another format is made again.
const format = "2"

const asyncName = "concord"

// failures leads the errors of Bleve's goroutines to the engine with that path.
var failures sync.Map

func init() {
	scorch.RegistryAsyncErrorCallbacks[asyncName] = func(err error, path string) {
		if c, ok := failures.Load(filepath.Dir(path)); ok {
			select {
			case c.(chan error) <- err:
			default:
			}
		}
	}
}

// lockWait is how long Bleve waits for another process to let go of the index.
const lockWait = "1ms"

var errLocked = errors.New("another process has the text index open")

func newMemory() (*engine, error) {
	e := newEngine("")
	var err error
	if e.b, err = bleve.NewUsing("", bleve.NewIndexMapping(), scorch.Name, scorch.Name, nil); err != nil {
		return nil, fmt.Errorf("make the text index: %w", err)
	}
	return e, nil
}

// openEngine opens what is there; errLocked, or any other error if it must be made again.
func openEngine(dir string, readOnly bool) (*engine, error) {
	e := newEngine(dir)
	err := guard(func() (err error) {
		if err := verifyRoot(dir); err != nil {
			return err
		}
		e.b, err = bleve.OpenUsing(dir, map[string]any{"bolt_timeout": lockWait, "read_only": readOnly, "asyncErrorCallbackName": asyncName})
		return err
	})
	if err == nil {
		err = verify(dir) // only now: another process may be writing while it has the lock
		if err == nil {
			return e, nil
		}
		return nil, errors.Join(err, e.close())
	}
	failures.Delete(dir)
	if strings.Contains(err.Error(), "timeout") {
		return nil, errLocked
	}
	return nil, fmt.Errorf("open the text index: %w", err)
}

// makeEngine makes an empty index in the place of what is there.
func makeEngine(dir string) (*engine, error) {
	if err := os.RemoveAll(dir); err != nil {
		return nil, fmt.Errorf("remove the old text index: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return nil, err
	}
	e := newEngine(dir)
	err := guard(func() (err error) {
		e.b, err = bleve.NewUsing(dir, bleve.NewIndexMapping(), scorch.Name, scorch.Name,
			map[string]any{"bolt_timeout": lockWait, "asyncErrorCallbackName": asyncName})
		return err
	})
	if err != nil {
		failures.Delete(dir)
		return nil, fmt.Errorf("make the text index: %w", err)
	}
	return e, nil
}

// guard turns a panic over damaged bytes, and a fault on a mapped page that is not there, into an error.
func guard(f func() error) (err error) {
	old := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(old)
		if r := recover(); r != nil {
			err = fmt.Errorf("text index: %v", r)
		}
	}()
	return f()
}

// closeWait is how long Bleve may take to close. One of its goroutines that died over damaged bytes in the middle of a
// transaction leaves a lock behind that nobody opens any more.
const closeWait = 10 * time.Second

func (e *engine) close() error {
	failures.Delete(e.path)
	close(e.gone)
	done := make(chan error, 1)
	go func() { done <- guard(e.b.Close) }()
	select {
	case err := <-done:
		return err
	case <-time.After(closeWait):
		return errors.New("close the text index: Bleve does not let go of it; it is made anew when it is needed")
	}
}

// stamp reads how far the index goes, and the last literal in it.
func (e *engine) stamp() (through uint64, last *literal, err error) {
	made, err := e.b.GetInternal(keyFormat)
	if err != nil {
		return 0, nil, err
	}
	if made == nil {
		return 0, nil, nil // empty
	}
	if string(made) != format {
		return 0, nil, fmt.Errorf("the text index has format %q, not %q", made, format)
	}
	b, err := e.b.GetInternal(keyThrough)
	if err == nil && len(b) == 8 {
		through = binary.BigEndian.Uint64(b)
		b, err = e.b.GetInternal(keyLast)
	}
	if err != nil {
		return 0, nil, err
	}
	if len(b) > 8 {
		tag, text, _ := bytes.Cut(b[8:], []byte{0})
		last = &literal{ord: binary.BigEndian.Uint64(b), text: string(text), tag: string(tag)}
	}
	return through, last, nil
}

// add indexes literals and sets the stamp, all or nothing.
func (e *engine) add(lits []*literal, through uint64) error {
	b := e.b.NewBatch()
	for _, l := range lits {
		if err := b.IndexAdvanced(documentOf(l)); err != nil {
			return err
		}
	}
	b.SetInternal(keyThrough, binary.BigEndian.AppendUint64(nil, through))
	b.SetInternal(keyFormat, []byte(format))
	if len(lits) > 0 {
		l := lits[len(lits)-1]
		b.SetInternal(keyLast, append(binary.BigEndian.AppendUint64(nil, l.ord), stored(l)...))
	}
	return e.run(b)
}

// run runs a batch, which would wait for ever after a goroutine of Bleve has died or the index was closed under it.
func (e *engine) run(b *bleve.Batch) error {
	done := make(chan error, 1)
	go func() { done <- guard(func() error { return e.b.Batch(b) }) }()
	select {
	case err := <-done:
		return err
	case err := <-e.failed:
		return fmt.Errorf("write the text index: %w", err)
	case <-e.gone:
		return errors.New("write the text index: it was closed")
	}
}

func stored(l *literal) []byte { return []byte(l.tag + "\x00" + l.text) }

// separated is the analyzer of fields whose terms are ready, set apart by a byte that no word holds.
type separated struct{}

const separator = "\x1f"

// Analyze cuts at the separators.
func (separated) Analyze(text []byte) analysis.TokenStream {
	if len(text) == 0 {
		return nil
	}
	var out analysis.TokenStream
	for t := range bytes.SplitSeq(text, []byte(separator)) {
		out = append(out, &analysis.Token{Term: t, Position: len(out) + 1, End: len(t), Type: analysis.AlphaNumeric})
	}
	return out
}

func documentOf(l *literal) *document.Document {
	d := document.NewDocument(string(binary.BigEndian.AppendUint64(nil, l.ord)))
	terms := func(field, joined string) {
		if joined != "" {
			d.AddField(document.NewTextFieldCustom(field, nil, []byte(joined), bleveindex.IndexField, separated{}))
		}
	}
	if !l.long {
		terms("key", l.key())
		terms("word", join(l.words))
		terms("first", join(l.words[:min(1, len(l.words))]))
	}
	terms("stem."+l.lang.name, join(l.stems()))
	terms("tag", tags(l.tag))
	return d.AddField(document.NewTextFieldCustom("text", nil, stored(l), bleveindex.StoreField, nil))
}

func join(words []word) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(w.fold)
	}
	return b.String()
}

// tags lists a language tag and what it is a kind of: en-gb, en.
func tags(tag string) string {
	tag = strings.ToLower(tag)
	all := []string{tag}
	for i := strings.LastIndexByte(tag, '-'); i > 0; i = strings.LastIndexByte(tag[:i], '-') {
		all = append(all, tag[:i])
	}
	return strings.Join(all, separator)
}
