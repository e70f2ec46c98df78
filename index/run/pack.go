package run

import (
	"math/bits"

	"w3id.org/concord/index"
)

// Packed numbers lie one after the other, lowest bit first, in 1 to 57 or in 64 bits each; 0 bits are all zero. Eight
// numbers of w bits fill w bytes. Reading may touch slack bytes after the last number.
const (
	widest = 57 // bits that one load of eight bytes gives at any bit of a byte
	slack  = 7
)

// widthOf gives the bits in which numbers up to most are packed.
func widthOf(most uint64) int {
	if w := bits.Len64(most); w <= widest {
		return w
	}
	return 64
}

func goodWidth(w int) bool { return w <= widest || w == 64 }

// packedSize is how many bytes n packed numbers fill.
func packedSize(n, w int) int { return (n*w + 7) / 8 }

// packer appends packed numbers.
type packer struct {
	b    []byte
	acc  uint64
	used int // bits of acc
}

func (p *packer) put(v uint64, w int) {
	p.acc |= v << p.used
	if p.used += w; p.used >= 64 {
		p.b = le.AppendUint64(p.b, p.acc)
		p.used -= 64
		p.acc = v >> (w - p.used)
	}
}

// flush pads the last byte with zeros.
func (p *packer) flush() []byte {
	for ; p.used > 0; p.used -= 8 {
		p.b = append(p.b, byte(p.acc))
		p.acc >>= 8
	}
	p.acc, p.used = 0, 0
	return p.b
}

// packed gives one number.
func packed(src []byte, w, i int) uint64 {
	if w == 64 {
		return le.Uint64(src[8*i:])
	}
	at := i * w
	return le.Uint64(src[at>>3:at>>3+8]) >> (at & 7) & (1<<w - 1)
}

// unpack writes base plus the numbers from the from-th on to dst.
func unpack(dst []index.ID, src []byte, w, from int, base index.ID) {
	switch {
	case w == 0:
		for i := range dst {
			dst[i] = base
		}
		return
	case w == 64:
		src = src[8*from:]
		for i := range dst {
			dst[i] = base + index.ID(le.Uint64(src[8*i:]))
		}
		return
	}
	i := min(len(dst), -from&7)
	unpackFew(dst[:i], src, w, from, base)
	whole := (len(dst) - i) &^ 7
	unpackWhole(dst[i:i+whole], src[(from+i)*w/8:], w, base)
	unpackFew(dst[i+whole:], src, w, from+i+whole, base)
}

func unpackFew(dst []index.ID, src []byte, w, from int, base index.ID) {
	for i := range dst {
		dst[i] = base + index.ID(packed(src, w, from+i))
	}
}

// sum writes the running sums of the numbers, begun with acc, to dst, from the first number on.
func sum(dst []index.ID, src []byte, w int, acc index.ID) {
	whole := len(dst) &^ 7
	if w == 0 || w == 64 {
		whole = 0
	} else {
		acc = sumWhole(dst[:whole], src, w, acc)
	}
	for i := whole; i < len(dst); i++ {
		if w > 0 {
			acc += index.ID(packed(src, w, i))
		}
		dst[i] = acc
	}
}

// width is a number of bits, as the length of an array: so the compiler makes unpack8 and sum8 once for each width,
// with all places and masks constant.
type width interface {
	[1]byte | [2]byte | [3]byte | [4]byte | [5]byte | [6]byte | [7]byte | [8]byte | [9]byte | [10]byte |
		[11]byte | [12]byte | [13]byte | [14]byte | [15]byte | [16]byte | [17]byte | [18]byte | [19]byte | [20]byte |
		[21]byte | [22]byte | [23]byte | [24]byte | [25]byte | [26]byte | [27]byte | [28]byte | [29]byte | [30]byte |
		[31]byte | [32]byte | [33]byte | [34]byte | [35]byte | [36]byte | [37]byte | [38]byte | [39]byte | [40]byte |
		[41]byte | [42]byte | [43]byte | [44]byte | [45]byte | [46]byte | [47]byte | [48]byte | [49]byte | [50]byte |
		[51]byte | [52]byte | [53]byte | [54]byte | [55]byte | [56]byte | [57]byte
}

// unpack8 writes base plus the first numbers to dst, whose length is a multiple of 8.
func unpack8[W width](dst []index.ID, src []byte, base index.ID) {
	var bits W
	w := len(bits)
	mask := index.ID(1)<<w - 1
	for len(dst) >= 8 {
		d := (*[8]index.ID)(dst)
		s := src[:w+slack]
		d[0] = base + index.ID(le.Uint64(s[0*w>>3:]))>>(0*w&7)&mask
		d[1] = base + index.ID(le.Uint64(s[1*w>>3:]))>>(1*w&7)&mask
		d[2] = base + index.ID(le.Uint64(s[2*w>>3:]))>>(2*w&7)&mask
		d[3] = base + index.ID(le.Uint64(s[3*w>>3:]))>>(3*w&7)&mask
		d[4] = base + index.ID(le.Uint64(s[4*w>>3:]))>>(4*w&7)&mask
		d[5] = base + index.ID(le.Uint64(s[5*w>>3:]))>>(5*w&7)&mask
		d[6] = base + index.ID(le.Uint64(s[6*w>>3:]))>>(6*w&7)&mask
		d[7] = base + index.ID(le.Uint64(s[7*w>>3:]))>>(7*w&7)&mask
		dst, src = dst[8:], src[w:]
	}
}

// sum8 writes running sums to dst, whose length is a multiple of 8, and returns the last.
func sum8[W width](dst []index.ID, src []byte, acc index.ID) index.ID {
	var bits W
	w := len(bits)
	mask := index.ID(1)<<w - 1
	for len(dst) >= 8 {
		d := (*[8]index.ID)(dst)
		s := src[:w+slack]
		acc += index.ID(le.Uint64(s[0*w>>3:])) >> (0 * w & 7) & mask
		d[0] = acc
		acc += index.ID(le.Uint64(s[1*w>>3:])) >> (1 * w & 7) & mask
		d[1] = acc
		acc += index.ID(le.Uint64(s[2*w>>3:])) >> (2 * w & 7) & mask
		d[2] = acc
		acc += index.ID(le.Uint64(s[3*w>>3:])) >> (3 * w & 7) & mask
		d[3] = acc
		acc += index.ID(le.Uint64(s[4*w>>3:])) >> (4 * w & 7) & mask
		d[4] = acc
		acc += index.ID(le.Uint64(s[5*w>>3:])) >> (5 * w & 7) & mask
		d[5] = acc
		acc += index.ID(le.Uint64(s[6*w>>3:])) >> (6 * w & 7) & mask
		d[6] = acc
		acc += index.ID(le.Uint64(s[7*w>>3:])) >> (7 * w & 7) & mask
		d[7] = acc
		dst, src = dst[8:], src[w:]
	}
	return acc
}
