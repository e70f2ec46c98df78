package bench

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"

	"w3id.org/concord/ontology/rdf"
)

var mixedPrefixes = []rdf.Prefix{
	{Name: "d", IRI: "http://example.org/data/"},
	{Name: "v", IRI: "http://example.org/vocabulary#"},
	{Name: "rdf", IRI: rdf.NS},
	{Name: "xsd", IRI: rdf.XSD},
}

// mixed writes N-Triples with a little of everything: ten triples a subject, among them labels in three languages and scripts, numbers,
// dates, escapes, a link to an earlier subject and a blank node with two triples of its own.
func mixed(w io.Writer, n int) error {
	m := mixer{w: bufio.NewWriterSize(w, 1<<20), left: n, rnd: rand.New(rand.NewPCG(20, 26))}
	for subject := 0; m.left > 0 && m.err == nil; subject++ {
		m.subject(subject)
	}
	if m.err != nil {
		return m.err
	}
	return m.w.Flush()
}

type mixer struct {
	w    *bufio.Writer
	left int
	rnd  *rand.Rand
	line []byte
	err  error
}

var mixedWords = []string{
	"treaty", "standard", "guideline", "recommendation", "declaration", "code", "protocol", "convention", "review", "notification",
	"d\u00e9cision", "r\u00e8glement", "directrices", "\u0446\u0435\u043b\u044c", "\u6807\u51c6", "na\\\"me", "tab\\tbed", "back\\\\slash",
}

func (m *mixer) subject(i int) {
	s := "<http://example.org/data/item" + strconv.Itoa(i) + ">"
	b := "_:b" + strconv.Itoa(i)
	m.triple(s, rdfType, "<http://example.org/vocabulary#Class"+strconv.Itoa(m.rnd.IntN(20))+">")
	m.triple(s, v("label"), `"`+m.words(3)+`"@en`)
	m.triple(s, v("label"), `"`+m.words(3)+`"@`+[]string{"fr", "es", "zh-Hans"}[m.rnd.IntN(3)])
	m.triple(s, v("note"), `"`+m.words(12)+`"`)
	m.triple(s, v("count"), `"`+strconv.Itoa(m.rnd.IntN(100000))+`"`+xsd("integer"))
	m.triple(s, v("date"), fmt.Sprintf(`"%d-%02d-%02d"`, 1950+m.rnd.IntN(76), 1+m.rnd.IntN(12), 1+m.rnd.IntN(28))+xsd("date"))
	m.triple(s, v("related"), "<http://example.org/data/item"+strconv.Itoa(m.rnd.IntN(i+1))+">")
	m.triple(s, v("measure"), b)
	m.triple(b, v("value"), fmt.Sprintf(`"%d.%02d"`, m.rnd.IntN(1000), m.rnd.IntN(100))+xsd("decimal"))
	m.triple(b, v("unit"), v("unit"+strconv.Itoa(m.rnd.IntN(8))))
}

const rdfType = "<" + rdf.NS + "type>"

func v(name string) string   { return "<http://example.org/vocabulary#" + name + ">" }
func xsd(name string) string { return "^^<" + rdf.XSD + name + ">" }

func (m *mixer) triple(s, p, o string) {
	if m.left == 0 || m.err != nil {
		return
	}
	m.left--
	m.line = append(m.line[:0], s...)
	m.line = append(append(m.line, ' '), p...)
	m.line = append(append(m.line, ' '), o...)
	m.line = append(m.line, " .\n"...)
	_, m.err = m.w.Write(m.line)
}

func (m *mixer) words(n int) string {
	var b []byte
	for i := range n {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, mixedWords[m.rnd.IntN(len(mixedWords))]...)
	}
	return string(b)
}
