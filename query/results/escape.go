package results

import "unicode/utf8"

// place is where a text stands, which decides on what must be escaped.
type place uint8

const (
	inJSON place = 1 << iota
	inXML
	inAttribute // of XML
	inCSV
)

// special holds for each byte the places in which it cannot stand as it is. Bytes beyond ASCII are looked at in those formats
// that must be UTF-8.
var special = func() (t [256]place) {
	for c := range 256 {
		control := c < 0x20
		markup := c == '&' || c == '<' || c == '>' || c == '\r'
		for p, needed := range map[place]bool{
			inJSON:      control || c == 0x7f || c == '"' || c == '\\' || c >= utf8.RuneSelf,
			inXML:       control && c != '\n' && c != '\t' || markup || c >= utf8.RuneSelf,
			inAttribute: control || markup || c == '"' || c >= utf8.RuneSelf,
			inCSV:       c == '"' || c == ',' || c == '\r' || c == '\n',
		} {
			if needed {
				t[c] |= p
			}
		}
	}
	return t
}()

// asIs is the length of the beginning of s that can stand as it is. It looks at eight bytes at a time.
func asIs(s string, in place) int {
	i := 0
	for ; i+8 <= len(s); i += 8 {
		e := s[i : i+8]
		if (special[e[0]]|special[e[1]]|special[e[2]]|special[e[3]]|special[e[4]]|special[e[5]]|special[e[6]]|special[e[7]])&in != 0 {
			break
		}
	}
	for ; i < len(s) && special[s[i]]&in == 0; i++ {
	}
	return i
}
