package tabular

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"slices"
	"strings"

	"w3id.org/concord/ontology/rdf"
)

// DefaultMaxKeys is how many keys of primary and foreign keys a Reader holds at most; a million take 37 to 56 MB.
const DefaultMaxKeys = 20_000_000

// keyHash stands for a key: 128 bits, so that two keys of a table will not meet in one.
type keyHash [2]uint64

var keySeeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

func hashKey(parts []string) (k keyHash) {
	for i, seed := range keySeeds {
		var h maphash.Hash
		h.SetSeed(seed)
		for _, p := range parts {
			h.WriteString(p)
			h.WriteByte(0xff) // in no UTF-8
		}
		k[i] = h.Sum64()
	}
	return k
}

// keySet holds keys and the row of each.
type keySet struct {
	rows map[keyHash]int32
}

// foreign is a foreign key made ready: the places of its columns and the keys of the other table.
type foreign struct {
	ForeignKey
	columns []int
	known   *keySet
}

func (t *Reader) columnsAt(names []string) []int {
	var out []int
	for _, name := range names {
		if i := slices.IndexFunc(t.plans, func(p plan) bool { return p.Name == name && !p.Virtual }); i >= 0 {
			out = append(out, i)
		}
	}
	return out
}

// findKeys finds the columns of the keys.
func (t *Reader) findKeys() {
	t.primary = t.columnsAt(t.schema.PrimaryKey)
	if len(t.primary) > 0 {
		t.keys = &keySet{map[keyHash]int32{}}
	}
	t.foreign = nil
	if t.options.Open == nil {
		return
	}
	for _, k := range t.schema.ForeignKeys {
		t.foreign = append(t.foreign, foreign{ForeignKey: k, columns: t.columnsAt(k.Columns)})
	}
}

// checkPrimary looks for an empty key and for a row with the same.
func (t *Reader) checkPrimary() error {
	if t.keys == nil {
		return nil
	}
	parts, empty := t.keyParts[:0], true
	for _, i := range t.primary {
		p := &t.plans[i]
		if p.left {
			return nil
		}
		for _, v := range p.values {
			parts, empty = append(parts, v.Value), false
		}
		parts = append(parts, "\x00")
	}
	t.keyParts = parts
	at := t.primary[len(t.primary)-1]
	if empty {
		if !t.plans[at].Required { // that was said before
			t.bad(at, "it is empty, and it is the key of the table")
		}
		return nil
	}
	key := hashKey(parts)
	if first, ok := t.keys.rows[key]; ok {
		t.bad(at, fmt.Sprintf("the key %s is also that of row %d", keyText(parts), first))
		return nil
	}
	t.keys.rows[key] = int32(t.source.row())
	return t.countKey()
}

func keyText(parts []string) string {
	var out []string
	for _, p := range parts {
		if p != "\x00" {
			out = append(out, fmt.Sprintf("%q", p))
		}
	}
	return strings.Join(out, ", ")
}

// countKey ends the reading before keys take all memory.
func (t *Reader) countKey() error {
	limit := t.options.MaxKeys
	if limit <= 0 {
		limit = DefaultMaxKeys
	}
	if t.held++; t.held > limit {
		return fmt.Errorf("reading %s: there are more than %d keys to hold; raise the limit, or leave out the primary and foreign keys", t.file, limit)
	}
	return nil
}

// checkForeign looks for values that the other table does not have.
func (t *Reader) checkForeign() {
	for i := range t.foreign {
		f := &t.foreign[i]
		if f.known == nil {
			continue
		}
		t.eachForeign(f, func(parts []string) {
			if _, ok := f.known.rows[hashKey(parts)]; !ok {
				t.bad(f.columns[0], fmt.Sprintf("%s is in no row of %s, column %s", keyText(parts), f.Table, strings.Join(f.Reference, ", ")))
			}
		})
	}
}

// eachForeign gives the keys that the current row refers to: each value of one column, or one value of each of several.
func (t *Reader) eachForeign(f *foreign, do func(parts []string)) {
	parts := t.keyParts[:0]
	for _, i := range f.columns {
		p := &t.plans[i]
		if p.left || len(p.values) == 0 {
			return
		}
		if len(f.columns) == 1 {
			for _, v := range p.values {
				do([]string{v.Value})
			}
			return
		}
		parts = append(parts, p.values[0].Value)
	}
	t.keyParts = parts
	do(parts)
}

// loadForeign reads the keys of the other tables, each table once.
func (t *Reader) loadForeign() error {
	read := map[string]bool{}
	for _, f := range t.foreign {
		if read[f.Table] {
			continue
		}
		read[f.Table] = true
		if err := t.loadTable(f.Table); err != nil {
			return fmt.Errorf("reading %s: the foreign key to %s: %w", t.file, f.Table, err)
		}
	}
	return nil
}

// loadTable fills the sets of all foreign keys to one table.
func (t *Reader) loadTable(url string) error {
	var schema *Schema
	if t.options.Metadata != nil {
		schema = t.options.Metadata.byURL(url)
	}
	if schema == nil && url == t.schema.URL {
		schema = t.schema
	}
	if schema == nil {
		return errors.New("the metadata describe no such table")
	}
	file, _ := splitSheet(url)
	in, err := t.options.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	bare := *schema // its own keys are not looked at here
	bare.PrimaryKey, bare.ForeignKeys = nil, nil
	other, err := NewReader(url, in, Options{Schema: &bare, Base: t.url, MaxBook: t.options.MaxBook})
	if err != nil {
		return err
	}
	defer other.Close()
	var sets []*foreign
	for i := range t.foreign {
		f := &t.foreign[i]
		if f.Table != url {
			continue
		}
		columns := other.columnsAt(f.Reference)
		if len(columns) != len(f.columns) {
			return fmt.Errorf("it has no column %s", strings.Join(f.Reference, ", "))
		}
		f.known = &keySet{map[keyHash]int32{}}
		sets = append(sets, &foreign{columns: columns, known: f.known})
	}
	var syntax *rdf.SyntaxError
	if err = t.fill(other, sets); url == t.schema.URL && errors.As(err, &syntax) {
		for i := range t.foreign { // this very table breaks off; it is read once more, and will say so then
			if t.foreign[i].Table == url {
				t.foreign[i].known = nil
			}
		}
		return nil
	}
	return err
}

func (t *Reader) fill(other *Reader, sets []*foreign) error {
	for {
		if err := other.nextRow(); err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		other.readCells()
		for _, f := range sets {
			var err error
			other.eachForeign(f, func(parts []string) {
				key := hashKey(parts)
				if _, ok := f.known.rows[key]; ok || err != nil {
					return
				}
				f.known.rows[key] = int32(other.source.row())
				err = t.countKey()
			})
			if err != nil {
				return err
			}
		}
	}
}

// byURL finds a table by its address as the metadata write it.
func (m *Metadata) byURL(url string) *Schema {
	for _, s := range m.Tables {
		if s.URL == url || rdf.ResolveIRI("file:///", s.URL) == rdf.ResolveIRI("file:///", url) {
			return s
		}
	}
	return nil
}
