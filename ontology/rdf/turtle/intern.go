package turtle

import "hash/maphash"

// interner gives recurring IRIs, labels and short literals the same string, so that most terms cost no allocation. It
// forgets: a slot holds the last string that fell on it, so memory stays bounded whatever the document.
type interner struct {
	seed  maphash.Seed
	slots []string
	fresh arena
}

const internSlots = 1 << 13 // 128 KiB of slots

func (t *interner) string(b []byte) string {
	if t.slots == nil {
		t.seed, t.slots = maphash.MakeSeed(), make([]string, internSlots)
	}
	slot := &t.slots[maphash.Bytes(t.seed, b)%internSlots]
	if *slot != string(b) { // the comparison does not allocate
		*slot = t.fresh.string(b)
	}
	return *slot
}
