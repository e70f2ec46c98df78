package sssom

import (
	"fmt"
	"slices"
)

// Check lists what the standard demands and the set does not have. A set that was read may still miss its id or its
// license; a set that is built may miss more.
func (s *Set) Check() []string {
	var out []string
	for _, name := range []string{"mapping_set_id", "license"} {
		if s.Slots.One(name) == "" {
			out = append(out, "the set has no "+name)
		}
	}
	p := &parser{set: s}
	withID := 0
	for i, m := range s.Mappings {
		if missing := p.missing(m); missing != "" {
			out = append(out, fmt.Sprintf("mapping %d has no %s", i+1, missing))
		}
		if m.One("record_id") != "" {
			withID++
		}
		reviewed := m.One("review_date") != "" || m.One("reviewer_agreement") != ""
		if reviewed && m.One("reviewer_id") == "" && m.One("reviewer_label") == "" {
			out = append(out, fmt.Sprintf("mapping %d was reviewed, but by nobody that is named", i+1))
		}
		for _, side := range []string{"subject", "object"} {
			if m.One(side+"_id") == NoTermFound && m.One(side+"_source") == "" {
				out = append(out, fmt.Sprintf("mapping %d says that no term was found, but not in which %s_source", i+1, side))
			}
		}
		out = append(out, s.wrongValues(i, m)...)
	}
	if withID > 0 && withID < len(s.Mappings) {
		out = append(out, "some mappings have a record_id and some have none")
	}
	return append(out, s.wrongValues(-1, s.Slots)...)
}

// wrongValues lists values that their slots do not take.
func (s *Set) wrongValues(i int, slots Slots) []string {
	table, where := ofMapping, fmt.Sprintf("mapping %d", i+1)
	if i < 0 {
		table, where = ofSet, "the set"
	}
	var out []string
	for _, name := range sortedNames(slots) {
		d := s.slot(table, name)
		if d == nil {
			out = append(out, fmt.Sprintf("%s has a slot %s that nothing declares", where, name))
			continue
		}
		if len(slots[name]) > 1 && !d.many {
			out = append(out, fmt.Sprintf("%s has several values of %s", where, name))
		}
		for _, v := range slots[name] {
			if _, err := d.value(v); err != nil {
				out = append(out, fmt.Sprintf("%s: %s: %v", where, name, err))
			}
		}
	}
	return out
}

func sortedNames(s Slots) []string {
	names := make([]string, 0, len(s))
	for name := range s {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
