package rdf

import (
	"strconv"
	"strings"
)

// The labels of blank nodes that a document names and of those that a reader makes up come from two disjoint sets, so
// that "_:b1 <p> [] ." never reads back as one node. Labels that documents use stay as they are, except for the few
// that begin with generatedPrefix.
const generatedPrefix = "anon"

// UserLabel gives the label under which a Reader hands out the blank node that a document labels so. It is injective
// and never gives a GeneratedLabel.
func UserLabel(label string) string {
	if strings.HasPrefix(label, generatedPrefix) {
		return generatedPrefix + "u" + label[len(generatedPrefix):]
	}
	return label
}

// GeneratedLabel gives the label of the n-th blank node that a Reader makes for a node without a label.
func GeneratedLabel(n uint64) string { return string(AppendGeneratedLabel(nil, n)) }

// AppendGeneratedLabel appends GeneratedLabel(n) to dst.
func AppendGeneratedLabel(dst []byte, n uint64) []byte {
	return strconv.AppendUint(append(dst, generatedPrefix...), n, 10)
}
