package sssom

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
)

// Write writes a set in the canonical form of SSSOM/TSV: what all mappings share on the set, slots and columns in the
// order of the schema, rows sorted, prefixes that are not used left out. The set itself is not changed.
func (s *Set) Write(w io.Writer) error {
	out := &writer{set: s.condensed(), names: newCompactor(s)}
	rows, columns, err := out.table()
	if err != nil {
		return fmt.Errorf("write mappings: %w", err)
	}
	head, err := out.metadata()
	if err != nil {
		return fmt.Errorf("write mappings: %w", err)
	}
	b := bufio.NewWriter(w)
	out.prefixes(b, head)
	for i, c := range columns {
		columns[i] = quoted(c)
	}
	fmt.Fprintln(b, strings.Join(columns, "\t"))
	for _, row := range rows {
		for i, v := range row {
			row[i] = quoted(v)
		}
		fmt.Fprintln(b, strings.Join(row, "\t"))
	}
	return b.Flush()
}

type writer struct {
	set   *Set
	names *compactor
}

// form writes one value.
func (w *writer) form(d *slot, v string, verbatim bool) (string, error) {
	v = oneBreak(v)
	switch {
	case verbatim:
		w.names.mention(v)
	case d.kind == entity:
		return w.names.compact(v)
	case d.kind == number:
		return rounded(v), nil
	}
	return v, nil
}

// table gives the cells, sorted, and the names of the columns that hold something.
func (w *writer) table() (rows [][]string, columns []string, err error) {
	used := map[string]bool{}
	for _, m := range w.set.Mappings {
		for name, v := range m {
			used[name] = used[name] || len(v) > 0
		}
	}
	if len(w.set.Mappings) == 0 {
		used = map[string]bool{"subject_id": true, "predicate_id": true, "object_id": true, "mapping_justification": true}
	}
	var slots []*slot
	for _, d := range append(slices.Clone(mappingSlots), w.extensions()...) {
		if used[d.name] {
			slots, columns = append(slots, d), append(columns, d.name)
		}
	}
	for _, m := range w.set.Mappings {
		row := make([]string, len(slots))
		for i, d := range slots {
			if row[i], err = w.cell(d, m); err != nil {
				return nil, nil, err
			}
		}
		rows = append(rows, row)
	}
	sort.SliceStable(rows, func(i, j int) bool { return slices.Compare(rows[i], rows[j]) < 0 })
	return rows, columns, nil
}

func (w *writer) cell(d *slot, m Slots) (string, error) {
	var values []string
	for _, v := range m[d.name] {
		v, err := w.form(d, v, w.composed(d, m))
		if err != nil {
			return "", fmt.Errorf("%s: %w", d.name, err)
		}
		values = append(values, v)
	}
	if d.many {
		return joinValues(values), nil
	}
	if len(values) == 0 {
		return "", nil
	}
	return values[0], nil
}

// composed says that an identifier is an expression, to be written as it is.
func (w *writer) composed(d *slot, m Slots) bool {
	side, ok := strings.CutSuffix(d.name, "_id")
	return ok && (side == "subject" || side == "object") &&
		cmp.Or(m.One(side+"_type"), w.set.Slots.One(side+"_type")) == composedType
}

// extensions are the declared slots, by their properties.
func (w *writer) extensions() []*slot {
	list := slices.Clone(w.set.Extensions)
	slices.SortStableFunc(list, func(a, b Extension) int {
		return cmp.Or(strings.Compare(a.Property, b.Property), strings.Compare(a.Name, b.Name))
	})
	var out []*slot
	for _, e := range list {
		out = append(out, w.set.slot(nil, e.Name))
	}
	return out
}

// metadata gives the lines after curie_map and, for the version, the one before it.
func (w *writer) metadata() ([]string, error) {
	var lines []string
	if w.set.newer() {
		w.set.Slots["sssom_version"] = []string{"1.1"}
	}
	for _, name := range setOrder {
		more, err := w.setSlot(ofSet[name])
		if err != nil {
			return nil, err
		}
		lines = append(lines, more...)
	}
	definitions, err := w.definitions()
	if err != nil {
		return nil, err
	}
	lines = append(lines, definitions...)
	for _, d := range w.extensions() {
		more, err := w.setSlot(d)
		if err != nil {
			return nil, err
		}
		lines = append(lines, more...)
	}
	return lines, nil
}

func (w *writer) setSlot(d *slot) ([]string, error) {
	var out []string
	for _, v := range w.set.Slots[d.name] {
		v, err := w.form(d, v, false)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.name, err)
		}
		if !d.many {
			return []string{d.name + ": " + scalar(v, d.kind)}, nil
		}
		if out == nil {
			out = append(out, d.name+":")
		}
		out = append(out, "  - "+scalar(v, d.kind))
	}
	return out, nil
}

// definitions declares the extensions that are used.
func (w *writer) definitions() ([]string, error) {
	var out []string
	for _, d := range w.extensions() {
		if !w.uses(d.name) {
			continue
		}
		if out == nil {
			out = append(out, "extension_definitions:")
		}
		e := w.set.extension(d.name)
		out = append(out, "  - slot_name: "+scalar(e.Name, text))
		for _, line := range []struct{ key, iri string }{{"property", e.Property}, {"type_hint", e.TypeHint}} {
			if line.iri == "" {
				continue
			}
			curie, err := w.names.compact(line.iri)
			if err != nil {
				return nil, fmt.Errorf("extension %s: %w", e.Name, err)
			}
			out = append(out, "    "+line.key+": "+scalar(curie, text))
		}
	}
	return out, nil
}

func (w *writer) uses(name string) bool {
	return len(w.set.Slots[name]) > 0 || slices.ContainsFunc(w.set.Mappings, func(m Slots) bool { return len(m[name]) > 0 })
}

// prefixes writes the metadata; curie_map comes after the version and before all else.
func (w *writer) prefixes(b *bufio.Writer, lines []string) {
	if len(lines) > 0 && strings.HasPrefix(lines[0], "sssom_version:") {
		fmt.Fprintln(b, "#"+lines[0])
		lines = lines[1:]
	}
	var names []string
	for name := range w.set.Prefixes {
		if w.names.used[name] && builtin[name] == "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if len(names) > 0 {
		fmt.Fprintln(b, "#curie_map:")
	}
	for _, name := range names {
		fmt.Fprintf(b, "#  %s: %s\n", scalar(name, text), scalar(w.set.Prefixes[name], text))
	}
	for _, line := range lines {
		fmt.Fprintln(b, "#"+line)
	}
}
