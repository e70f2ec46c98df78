package sssom

import (
	"bytes"
	"cmp"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"w3id.org/concord/ontology/rdf"
)

const small = `#curie_map:
#  X: https://example.org/x/
#  Unused: https://example.org/unused/
#license: https://creativecommons.org/licenses/by/4.0/
#mapping_set_id: https://example.org/set
#subject_source: X:all
#creator_label: One
object_id	subject_id	predicate_id	mapping_justification	confidence	author_label	comment	surplus
X:2	X:1	skos:closeMatch	semapv:ManualMappingCuration	0.12349	A\|B|C\\D	"two
lines, ""quoted"""	x
X:1	X:1	skos:broadMatch	semapv:ManualMappingCuration	1.0
`

const smallCanonical = `#curie_map:
#  X: https://example.org/x/
#mapping_set_id: https://example.org/set
#creator_label:
#  - One
#license: https://creativecommons.org/licenses/by/4.0/
#subject_source: X:all
subject_id	predicate_id	object_id	mapping_justification	author_label	confidence	comment
X:1	skos:broadMatch	X:1	semapv:ManualMappingCuration		1	
X:1	skos:closeMatch	X:2	semapv:ManualMappingCuration	A\|B|C\\D	0.123	"two
lines, ""quoted"""
`

func read(t interface{ Fatal(...any) }, text string) *Set {
	s, err := Read(strings.NewReader(text), Options{File: "t.tsv"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func written(t interface{ Fatal(...any) }, s *Set) string {
	var b bytes.Buffer
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestCanonicalForm(t *testing.T) {
	s := read(t, small)
	m := s.Mappings[0]
	if got := m["author_label"]; !slices.Equal(got, []string{"A|B", `C\D`}) {
		t.Errorf("bars and backslashes: %q", got)
	}
	if m.One("subject_id") != "https://example.org/x/1" || m.One("subject_source") != "https://example.org/x/all" || s.Slots.One("subject_source") != "" {
		t.Errorf("identifiers are expanded and shared values handed down: %v, set %v", m, s.Slots)
	}
	if m.One("comment") != "two\nlines, \"quoted\"" || !slices.Equal(s.Ignored, []string{"surplus"}) {
		t.Errorf("comment %q, ignored %q", m.One("comment"), s.Ignored)
	}
	if diff := gocmp.Diff(smallCanonical, written(t, s)); diff != "" {
		t.Error(diff)
	}
	if crlf := written(t, read(t, strings.ReplaceAll(small, "\n", "\r\n"))); crlf != smallCanonical {
		t.Errorf("with CRLF:\n%s", crlf)
	}
	if problems := s.Check(); problems != nil {
		t.Errorf("a good set: %q", problems)
	}
}

// TestSuite reads every example of the standard, writes it, reads it back as the same, and writes the same bytes again.
func TestSuite(t *testing.T) {
	suites := os.Getenv("CONCORD_SUITES")
	if suites == "" {
		t.Skip("CONCORD_SUITES names no folder with the suites")
	}
	files, err := filepath.Glob(filepath.Join(suites, "sssom", "examples", "*", "*.sssom.tsv"))
	if err != nil || len(files) < 20 {
		t.Fatalf("%d examples in %s, %v", len(files), suites, err)
	}
	mappings := 0
	for _, file := range files {
		s := readFile(t, file)
		mappings += len(s.Mappings)
		first := written(t, s)
		again := read(t, first)
		if diff := gocmp.Diff(ordered(s), ordered(again), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s is not read back the same:\n%s", file, diff)
		}
		if second := written(t, again); second != first {
			t.Errorf("%s is not written the same again:\n%s", file, gocmp.Diff(first, second))
		}
		if problems := s.Check(); len(problems) > 0 && filepath.Base(file) != "version.sssom.tsv" { // that one has no id
			t.Errorf("%s: %q", file, problems)
		}
	}
	t.Logf("%d examples with %d mappings", len(files), mappings)
}

func readFile(t *testing.T, file string) *Set {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	o := Options{File: file}
	if yml := strings.TrimSuffix(file, ".tsv") + ".yml"; strings.Contains(file, "external") {
		m, err := os.Open(yml)
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		o.Metadata, o.MetadataFile = m, yml
	}
	s, err := Read(f, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ordered is a set as it is written: condensed, sorted, only with what is used.
func ordered(s *Set) *Set {
	out := s.condensed()
	for _, m := range append(out.Mappings, out.Slots) {
		for name, values := range m {
			for i, v := range values {
				if d := out.slot(ofMapping, name); d != nil && d.kind == number {
					m[name] = slices.Clone(values)
					m[name][i] = rounded(v)
				}
			}
		}
	}
	slices.SortFunc(out.Mappings, func(a, b Slots) int {
		return slices.CompareFunc(mappingSlots, mappingSlots, func(d, _ *slot) int {
			return cmp.Or(slices.Compare(a[d.name], b[d.name]))
		})
	})
	out.Prefixes, out.Ignored = nil, nil
	if out.newer() {
		out.Slots["sssom_version"] = []string{"1.1"}
	}
	w := &writer{set: out}
	out.Extensions = slices.DeleteFunc(slices.Clone(out.Extensions), func(e Extension) bool { return !w.uses(e.Name) })
	slices.SortFunc(out.Extensions, func(a, b Extension) int { return strings.Compare(a.Property, b.Property) })
	return out
}

// TestErrors: what is malformed is refused with its place.
func TestErrors(t *testing.T) {
	head := "#curie_map:\n#  X: https://example.org/x/\n#license: https://example.org/l\n"
	table := "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\n"
	for _, c := range []struct{ text, where, what string }{
		{head + table + "X:1\tskos:exactMatch\tY:2\tsemapv:LexicalMatching\n", "5:21:", `prefix "Y" is not declared`},
		{head + table + "X:1\tskos:exactMatch\thttps://example.org/x/2\tsemapv:LexicalMatching\n", "5:21:", "is an IRI"},
		{head + table + "X:1\tskos:exactMatch\ttwo\tsemapv:LexicalMatching\n", "5:21:", "no CURIE"},
		{head + table + "X:1\tskos:exactMatch\tX:2\tsemapv:LexicalMatching\t1.5\n", "5:48:", "no number from 0 to 1"},
		{head + table + "X:1\tskos:exactMatch\tX:2\tsemapv:LexicalMatching\tNaN\n", "5:48:", "no number"},
		{head + table + "X:1\tskos:exactMatch\tX:2\n", "5:1:", "no mapping_justification"},
		{head + table + "X:1\tskos:exactMatch\tX:2\tsemapv:LexicalMatching\t1\tmore\n", "5:50:", "6 cells for 5 columns"},
		{head + table + "\"X:1\tskos:exactMatch\n", "5:1:", "never closed"},
		{head + table + "\"X:1\"2\tskos:exactMatch\n", "5:6:", "after the closing quote"},
		{head + "subject_id\tsubject_id\n", "4:12:", "stands twice"},
		{head, "4:1:", "table of mappings is missing"},
		{"", "1:1:", "table of mappings is missing"},
		{"#license: nowhere\n" + table, "1:11:", "no absolute address"},
		{"#mapping_date: 2026-13-01\n" + table, "1:16:", "no date"},
		{"#license: [https://a.example/, https://b.example/]\n" + table, "1:11:", "takes one value"},
		{"#license: &a https://a.example/\n" + table, "1:11:", "anchors"},
		{"#license: !!str https://a.example/\n" + table, "1:11:", "tags"},
		{"#curie_map:\n#  skos: https://example.org/\n" + table, "2:10:", "built in"},
		{"#curie_map:\n#  X: nothing\n" + table, "2:7:", "no absolute IRI"},
		{"# A comment that does not belong here\n#license: https://a.example/\n" + table, "2:1:", "no YAML"},
		{"#- a\n" + table, "1:2:", "no list of slots"},
		{"\ufeff" + head + table, "1:1:", "byte order mark"},
		{head + table + "X:\xff\n", "5:", "not UTF-8"},
	} {
		_, err := Read(strings.NewReader(c.text), Options{File: "t.tsv"})
		var syntax *rdf.SyntaxError
		if !errors.As(err, &syntax) || !strings.HasPrefix(err.Error(), "t.tsv:"+c.where) || !strings.Contains(err.Error(), c.what) {
			t.Errorf("%q\n  gives %v, not %s ... %s", c.text, err, c.where, c.what)
		}
	}
	if _, err := Read(strings.NewReader(small), Options{MaxBytes: 10}); err == nil {
		t.Error("a file beyond the limit was read")
	}
}

func TestRounding(t *testing.T) {
	for in, want := range map[string]string{"1": "1", "0.1": "0.1", "0.0005": "0.001", "0.00049": "0", "0.9999": "1", "-0.9995": "-0.999", "-0.0004": "0", "0.12": "0.12", "0.5": "0.5", "0": "0"} {
		if got := rounded(in); got != want {
			t.Errorf("%s is rounded to %s, not %s", in, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	s := &Set{Slots: Slots{"license": {"no address"}, "nonsense": {"x"}}, Mappings: []Slots{
		{"subject_id": {"https://a.example/1"}, "record_id": {"https://a.example/r"}, "review_date": {"2026-01-01"}, "mapping_justification": {"https://a.example/m"}},
		{"subject_id": {NoTermFound}, "object_id": {"https://a.example/1"}, "predicate_id": {"https://a.example/1"}, "mapping_justification": {"x"}, "comment": {"a", "b"}},
	}}
	got := strings.Join(s.Check(), "\n")
	for _, want := range []string{"no mapping_set_id", "license: ", "nonsense that nothing declares", "mapping 1 has no predicate_id", "by nobody", "in which subject_source", "several values of comment", "some have none"} {
		if !strings.Contains(got, want) {
			t.Errorf("Check does not say %q:\n%s", want, got)
		}
	}
	bad := &Set{Mappings: []Slots{{"subject_id": {"urn:nowhere"}}}}
	if err := bad.Write(&bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "no prefix") {
		t.Errorf("an identifier without a prefix was written: %v", err)
	}
}

var (
	anyText = rapid.OneOf(rapid.StringN(1, 12, -1), rapid.StringMatching(`[ -~\t\n|\\"#:]{1,12}`),
		rapid.SampledFrom([]string{"null", "1.0", "yes", "2026-01-01", "- x", "#", "a: b", "'", "~", "0x1f", "1:30", "|", `\`, `\|`, "…", "é"}))
	anyID = rapid.SampledFrom([]string{"https://a.example/1", "https://a.example/b/2", "https://c.example/#x", "http://www.w3.org/2004/02/skos/core#closeMatch"})
)

// anySet draws a set with values in every kind of slot.
func anySet(t *rapid.T) *Set {
	s := &Set{Prefixes: map[string]string{"a": "https://a.example/", "b": "https://a.example/b/", "c": "https://c.example/#", "unused": "https://u.example/"},
		Extensions: []Extension{{"ext_z", "https://a.example/p", ""}, {"ext_a", "https://c.example/#q", TypeEntity}}}
	s.Slots = anySlots(t, s, ofSet, []string{"mapping_set_id", "license"})
	delete(s.Slots, "sssom_version")
	for range rapid.IntRange(0, 4).Draw(t, "n") {
		s.Mappings = append(s.Mappings, anySlots(t, s, ofMapping, []string{"subject_id", "object_id", "predicate_id", "mapping_justification", "subject_label", "object_label"}))
	}
	return s
}

func anySlots(t *rapid.T, s *Set, table map[string]*slot, always []string) Slots {
	out := Slots{}
	for _, name := range append(slices.Sorted(maps.Keys(table)), "ext_z", "ext_a") {
		if !slices.Contains(always, name) && rapid.IntRange(0, 4).Draw(t, name) > 0 {
			continue
		}
		d, n := s.slot(table, name), 1
		if d.many {
			n = rapid.IntRange(1, 3).Draw(t, "many")
		}
		for range n {
			out[name] = append(out[name], anyValue(t, d))
		}
	}
	return out
}

func anyValue(t *rapid.T, d *slot) string {
	switch d.kind {
	case entity:
		return anyID.Draw(t, "id")
	case uri:
		return "https://a.example/" + rapid.StringMatching(`[a-z?=&#:]{0,6}`).Draw(t, "uri")
	case date:
		return rapid.SampledFrom([]string{"2026-01-01", "1999-12-31"}).Draw(t, "date")
	case enum:
		return rapid.SampledFrom(d.choices).Draw(t, "enum")
	case number:
		return rapid.SampledFrom([]string{"0", "0.5", "1", "0.125"}).Draw(t, "number")
	}
	return oneBreak(anyText.Draw(t, "text"))
}

// TestRoundTrip: any set is written, read back as the same, and written as the same bytes.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySet(t)
		first := written(t, s)
		back, err := Read(strings.NewReader(first), Options{})
		if err != nil {
			t.Fatalf("%v\n%s", err, first)
		}
		if diff := gocmp.Diff(ordered(s), ordered(back), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("not the same:\n%s\n%s", diff, first)
		}
		if second := written(t, back); second != first {
			t.Fatalf("not written the same:\n%s", gocmp.Diff(first, second))
		}
	})
}

// FuzzRead: whatever comes in, the reader gives a set that can be written, or says what is wrong.
func FuzzRead(f *testing.F) {
	f.Add(small)
	f.Add(smallCanonical)
	f.Add("#a: [\n\tb")
	f.Fuzz(func(t *testing.T, in string) {
		s, err := Read(strings.NewReader(in), Options{})
		if err != nil {
			return
		}
		first := written(t, s)
		if second := written(t, read(t, first)); second != first {
			t.Fatalf("%q is written as\n%q\nand then as\n%q", in, first, second)
		}
	})
}
