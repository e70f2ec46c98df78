package xsd

import (
	"hash/maphash"
	"math"
)

var equalSeed = maphash.MakeSeed()

// EqualKey is a number that values have in common if Equal calls them equal, for joining by = through a hash table. Others may share
// it: numbers that differ by little, all points in time of a kind, all durations, tags of languages. It differs from run
// to run.
func EqualKey(v Value) uint64 {
	switch {
	case v.Kind.Numeric(): // every promotion of Equal keeps what is the same as a float the same
		f, _ := v.Float64()
		return NumberKey(f)
	case v.Kind.Temporal():
		return uint64(v.Kind)
	case v.Kind.IsDuration():
		return uint64(Duration)
	case v.Kind == Lang:
		return maphash.String(equalSeed, v.a)
	}
	h := maphash.Comparable(equalSeed, [2]uint64{uint64(v.Kind), uint64(v.n)})
	return h ^ maphash.String(equalSeed, v.a) ^ maphash.String(equalSeed, v.b)<<1
}

// NumberKey is the EqualKey of a number whose Float64 is f.
func NumberKey(f float64) uint64 {
	return 1<<32 | uint64(math.Float32bits(float32(f)+0)) // + 0: both zeros are one
}
