package synth

import "sync"

// Words are made of syllables of our own, so that no list of words has to be shipped. Some syllables ("com", "con") are there for
// the queries that look for parts of words.
var syllables = []string{
	"com", "con", "ter", "pre", "sol", "van", "mar", "lin", "tor", "dis", "per", "gra", "met", "ric", "al", "en",
	"in", "or", "us", "is", "um", "na", "ve", "si", "ta", "lo", "ra", "mi", "do", "pe", "ku", "fi",
}

// vocabulary is how many words there are.
const vocabulary = 1 << 13

var words = sync.OnceValue(func() [][]byte {
	all := make([][]byte, vocabulary)
	for i := range all {
		r := At(0, uint64(i))
		for range 1 + r.N(3) + i>>12 {
			all[i] = append(all[i], syllables[r.N(len(syllables))]...)
		}
	}
	return all
})

// Words appends n words with a space between them; a few words come often, most rarely.
func (r *Rand) Words(b []byte, n int) []byte {
	all := words()
	for i := range n {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, all[min(r.N(vocabulary), r.N(vocabulary), r.N(vocabulary))]...)
	}
	return b
}

// Sentence is Words with a capital letter at its start.
func (r *Rand) Sentence(b []byte, n int) []byte {
	start := len(b)
	b = r.Words(b, n)
	if len(b) > start {
		b[start] -= 'a' - 'A'
	}
	return b
}

const (
	consonants = "bdfghjklmnprstvz"
	vowels     = "aeio"
)

// pairs appends n syllables of two letters that spell the lowest bits of v, six bits a syllable, the first one capital.
func pairs(b []byte, v uint64, n int) []byte {
	start := len(b)
	for range n {
		b = append(b, consonants[v&15], vowels[v>>4&3])
		v >>= 6
	}
	b[start] -= 'a' - 'A'
	return b
}

// Given appends the given name of person i: one of 4,096.
func Given(b []byte, i int) []byte { return pairs(b, scramble(i), 2) }

// Family appends the family name of person i: one of 262,144. No two of the first 2^30 persons share both names.
func Family(b []byte, i int) []byte { return pairs(b, scramble(i)>>12, 3) }

// scramble maps the numbers below 2^30 onto themselves, so that neighbours differ in all letters.
func scramble(i int) uint64 {
	const mask = 1<<30 - 1
	z := uint64(i) & mask
	z = z * 0x2545f491 & mask
	z ^= z >> 15
	z = z * 0x1b873593 & mask
	return z ^ z>>16
}
