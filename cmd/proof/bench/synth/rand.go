package synth

import "math"

// Rand is a stream of random numbers (splitmix64, Steele, Lea and Flood 2014). A stream starts at the keys of one thing (a seed,
// a kind, a number), so everything about a thing can be worked out again without what came before it.
type Rand struct{ state uint64 }

// At starts the stream of the thing that the keys name.
func At(seed uint64, keys ...uint64) Rand {
	s := mix(seed + step)
	for _, k := range keys {
		s = mix(s ^ (k+1)*step)
	}
	return Rand{s}
}

const step = 0x9e3779b97f4a7c15

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Uint64 gives 64 random bits.
func (r *Rand) Uint64() uint64 {
	r.state += step
	return mix(r.state)
}

// N gives a number from 0 to n-1; 0 where n is less than 2.
func (r *Rand) N(n int) int {
	if n < 2 {
		return 0
	}
	return int(r.Uint64() >> 33 * uint64(n) >> 31)
}

// Float gives a number in [0, 1).
func (r *Rand) Float() float64 { return float64(r.Uint64()>>11) / (1 << 53) }

// Chance is true with probability p. It draws a number even where p is 0 or 1.
func (r *Rand) Chance(p float64) bool { return r.Float() < p }

// Normal gives a number near mean, with the deviation given: the sum of eight uniform numbers of 16 bits, so that it is the same
// number on every machine.
func (r *Rand) Normal(mean, deviation float64) float64 {
	var sum uint64
	for range 2 {
		b := r.Uint64()
		sum += b&0xffff + b>>16&0xffff + b>>32&0xffff + b>>48
	}
	unit := (float64(sum)/65536 - 4) * 1.224744871391589 // the variance of the sum is 8/12
	return mean + float64(unit*deviation)
}

// UpTo gives a number from 1 to most, normally distributed around the middle.
func (r *Rand) UpTo(most int) int {
	return min(max(int(math.Round(r.Normal(float64(most)/2, float64(most)/6))), 1), most)
}

// Zipf gives a number from 0 to n-1, the number i with a chance near 1/(i+1).
func (r *Rand) Zipf(n int) int {
	return min(int(math.Pow(float64(n)+1, r.Float()))-1, n-1)
}

// Power gives a number k from 1 to most; the chance of k or more is k^(1-exponent).
func (r *Rand) Power(exponent float64, most int) int {
	return int(min(math.Pow(1-r.Float(), 1/(1-exponent)), float64(most)))
}
