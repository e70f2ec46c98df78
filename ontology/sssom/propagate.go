package sssom

import "slices"

// propagate gives to each mapping what the set holds for all of them. A slot that any mapping has of its own stays where
// it is.
func (s *Set) propagate() {
	if len(s.Mappings) == 0 {
		return
	}
	for _, name := range setOrder {
		values := s.Slots[name]
		if !ofSet[name].shared || len(values) == 0 || s.anyHas(name) {
			continue
		}
		for _, m := range s.Mappings {
			m[name] = values
		}
		delete(s.Slots, name)
	}
}

func (s *Set) anyHas(name string) bool {
	return slices.ContainsFunc(s.Mappings, func(m Slots) bool { return len(m[name]) > 0 })
}

// condensed is the reverse, on a copy: what all mappings share stands once, on the set.
func (s *Set) condensed() *Set {
	out := *s
	out.Slots = s.Slots.clone()
	out.Mappings = make([]Slots, len(s.Mappings))
	for i, m := range s.Mappings {
		out.Mappings[i] = m.clone()
	}
	for _, name := range setOrder {
		if !ofSet[name].shared || !out.agree(name) {
			continue
		}
		out.Slots[name] = out.Mappings[0][name]
		for _, m := range out.Mappings {
			delete(m, name)
		}
	}
	return &out
}

// agree reports whether all mappings have the same values, and the set none or these.
func (s *Set) agree(name string) bool {
	if len(s.Mappings) == 0 || len(s.Mappings[0][name]) == 0 {
		return false
	}
	first := s.Mappings[0][name]
	if own := s.Slots[name]; len(own) > 0 && !slices.Equal(own, first) {
		return false
	}
	return !slices.ContainsFunc(s.Mappings, func(m Slots) bool { return !slices.Equal(m[name], first) })
}

// newer reports whether a slot is used that came with version 1.1.
func (s *Set) newer() bool {
	for name, d := range ofSet {
		if d.newer && name != "sssom_version" && len(s.Slots[name]) > 0 {
			return true
		}
	}
	for name, d := range ofMapping {
		if d.newer && s.anyHas(name) {
			return true
		}
	}
	return false
}
