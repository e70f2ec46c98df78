package turtle

// The classes of bytes, as bits of a table: one lookup per byte in the inner loops.
const (
	inIRI    = 1 << iota // may stand in an IRIREF as it is
	inString             // may stand in a short string as it is (both quotes excluded)
	inName               // ASCII of PN_CHARS
	inLang               // letters
	isDigit
	isHex
	isSpecial // may follow a backslash in a local name
)

var class = makeClasses()

func makeClasses() (t [256]uint8) {
	for c := 0; c < 256; c++ {
		b := byte(c)
		letter := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
		digit := b >= '0' && b <= '9'
		set := func(on bool, bit uint8) {
			if on {
				t[c] |= bit
			}
		}
		set(b > 0x20 && !has("<>\"{}|^`\\", b), inIRI)
		set(!has("\"'\\\n\r", b), inString)
		set(letter || digit || b == '_' || b == '-', inName)
		set(letter, inLang)
		set(digit, isDigit)
		set(digit || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F', isHex)
		set(has("_~.-!$&'()*+,;=/?#@%", b), isSpecial)
	}
	return t
}

// isSpace is WS of the Turtle grammar.
var isSpace = [256]bool{' ': true, '\t': true, '\n': true, '\r': true}

func has(set string, b byte) bool {
	for i := 0; i < len(set); i++ {
		if set[i] == b {
			return true
		}
	}
	return false
}

// isNameStart is PN_CHARS_BASE of the Turtle grammar.
func isNameStart(r rune) bool {
	switch {
	case r < 0x80:
		return class[byte(r)]&inLang != 0
	case r < 0x300:
		return r >= 0xC0 && r != 0xD7 && r != 0xF7
	case r < 0x2000:
		return r >= 0x370 && r != 0x37E
	case r < 0x3001:
		return r == 0x200C || r == 0x200D || r >= 0x2070 && r <= 0x218F || r >= 0x2C00 && r <= 0x2FEF
	case r < 0x10000:
		return r <= 0xD7FF || r >= 0xF900 && r <= 0xFDCF || r >= 0xFDF0 && r <= 0xFFFD
	}
	return r <= 0xEFFFF
}

// isNameChar is PN_CHARS of the Turtle grammar.
func isNameChar(r rune) bool {
	if r < 0x80 {
		return class[byte(r)]&inName != 0
	}
	return isNameStart(r) || r == 0xB7 || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040
}
