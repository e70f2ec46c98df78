package sparql

import "unicode/utf8"

// The character classes of grammar rules 164 to 173.

// isBase is PN_CHARS_BASE.
func isBase(r rune) bool {
	switch {
	case r < 0x80:
		return r|0x20 >= 'a' && r|0x20 <= 'z'
	case r < 0x300:
		return r >= 0xC0 && r != 0xD7 && r != 0xF7
	}
	return r >= 0x370 && r <= 0x37D || r >= 0x37F && r <= 0x1FFF || r == 0x200C || r == 0x200D ||
		r >= 0x2070 && r <= 0x218F || r >= 0x2C00 && r <= 0x2FEF || r >= 0x3001 && r <= 0xD7FF ||
		r >= 0xF900 && r <= 0xFDCF || r >= 0xFDF0 && r <= 0xFFFC || r == 0xFFFD || r >= 0x10000 && r <= 0xEFFFF
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// isVarStart is PN_CHARS_U or a digit: what a variable's name and a blank node's label begin with.
func isVarStart(r rune) bool { return isBase(r) || r == '_' || isDigit(r) }

// isVarChar is what a variable's name goes on with.
func isVarChar(r rune) bool {
	return isVarStart(r) || r == 0xB7 || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040
}

// isNameChar is PN_CHARS.
func isNameChar(r rune) bool { return isVarChar(r) || r == '-' }

func isHex(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// span returns the end of the run of characters from i for which ok holds.
func span(s string, i int, ok func(rune) bool) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !ok(r) {
			break
		}
		i += n
	}
	return i
}

// spanDotted is span where dots may stand inside, not at the end.
func spanDotted(s string, i int, ok func(rune) bool) int {
	end := i
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r != '.' && !ok(r) {
			break
		}
		i += n
		if r != '.' {
			end = i
		}
	}
	return end
}
