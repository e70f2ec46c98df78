package tabular

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// outOfBounds compares a value with the limits of its datatype: numbers by value, other things as text (which is right
// for dates of one form), lengths in characters.
func (d Datatype) outOfBounds(value string) string {
	for _, name := range sortedKeys(d.Bounds) {
		bound := d.Bounds[name]
		if strings.HasSuffix(strings.ToLower(name), "length") {
			limit, err := strconv.Atoi(bound)
			n := utf8.RuneCountInString(value)
			if err == nil && (name != "maxLength" && n < limit || name != "minLength" && n > limit) {
				return fmt.Sprintf("%q has %d characters, against a %s of %s", value, n, name, bound)
			}
			continue
		}
		c := compareValues(value, bound)
		switch {
		case c < 0 && (name == "minimum" || name == "minInclusive"),
			c <= 0 && name == "minExclusive",
			c > 0 && (name == "maximum" || name == "maxInclusive"),
			c >= 0 && name == "maxExclusive":
			return fmt.Sprintf("%s is outside the %s of %s", value, name, bound)
		}
	}
	return ""
}

func compareValues(a, b string) int {
	x, ok1 := new(big.Rat).SetString(a)
	y, ok2 := new(big.Rat).SetString(b)
	if ok1 && ok2 {
		return x.Cmp(y)
	}
	return strings.Compare(a, b)
}
