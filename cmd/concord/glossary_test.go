package main

import (
	"bytes"
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/skos"
	"w3id.org/concord/ontology/sssom"
	"w3id.org/concord/query/glossary"
	"w3id.org/concord/query/harmonise"
)

func catalogueEdition(t *testing.T, sn index.Snapshot, address string) glossary.Edition {
	t.Helper()
	e, err := glossary.ReadEdition(context.Background(), sn, time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC), address)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestGlossaryOfTheCatalogue: an entry for each type, with all its terms; at most two examples of an organisation, and with
// code and year before those without.
func TestGlossaryOfTheCatalogue(t *testing.T) {
	sn := catalogueSnapshot(t)
	g, err := glossary.Make(context.Background(), sn, glossary.Query{}, catalogueEdition(t, sn, "https://site.example/glossary"))
	if err != nil {
		t.Fatal(err)
	}
	spokes, err := harmonise.ReadSpokes(context.Background(), sn, false)
	if err != nil {
		t.Fatal(err)
	}
	entries, uses, examples, differing := map[string]bool{}, 0, 0, 0
	for _, e := range g.Entries {
		entries[e.IRI] = true
		uses += len(e.Uses)
		if e.Definition == "" || e.Check == "unknown" {
			t.Errorf("%s has no definition with evidence", e.IRI)
		}
		for _, x := range e.Examples {
			if len(x.Listed) > glossary.ExamplesEach || len(x.Listed) > x.Known || len(x.Listed) == 0 {
				t.Errorf("%s: %d of %d examples of %s", e.IRI, len(x.Listed), x.Known, x.Organisation)
			}
			examples += len(x.Listed)
		}
		if e.Variations != nil {
			differing += len(e.Variations.Differing)
		}
	}
	if uses != len(spokes.Terms) {
		t.Errorf("%d terms, the graph has %d", uses, len(spokes.Terms))
	}
	for iri := range spokes.Types {
		if !entries[iri] {
			t.Errorf("no entry for %s", iri)
		}
	}
	t.Logf("%d entries, %d terms, %d examples, %d differences", len(g.Entries), uses, examples, differing)
}

// TestSKOSOfTheCatalogue: the whole, and each organisation's part, hold the conditions of SKOS.
func TestSKOSOfTheCatalogue(t *testing.T) {
	sn := catalogueSnapshot(t)
	spokes, err := harmonise.ReadSpokes(context.Background(), sn, false)
	if err != nil {
		t.Fatal(err)
	}
	queries := []glossary.Query{{}}
	for _, o := range spokes.Organisations {
		queries = append(queries, glossary.Query{Orgs: []string{o.IRI}})
	}
	total := 0
	for _, q := range queries {
		quads, err := glossary.SKOS(context.Background(), sn, q, catalogueEdition(t, sn, "https://site.example/skos"))
		if err != nil {
			t.Errorf("%v: %v", q.Orgs, err)
		}
		if found := skos.Check(quads); len(found) > 0 {
			t.Errorf("%v: %v", q.Orgs, found)
		}
		schemes := 0
		for _, x := range quads {
			if x.P.Value == ontology.RDFType && x.O.Value == ontology.SKOSConceptScheme {
				schemes++
			}
		}
		if len(q.Orgs) == 1 && schemes != 2 {
			t.Errorf("%v: %d schemes, not the hub and its own", q.Orgs, schemes)
		}
		total += len(quads)
	}
	t.Logf("%d exports, %d statements", len(queries), total)
}

// catalogueMappings writes the mappings of the catalogue as SSSOM/TSV.
func catalogueMappings(t *testing.T) []byte {
	t.Helper()
	sn := catalogueSnapshot(t)
	set, err := glossary.Mappings(context.Background(), sn, glossary.Query{}, catalogueEdition(t, sn, "https://site.example/export/sssom.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := set.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// TestMappingsOfTheCatalogue: every term is mapped, with justification, confidence, author and predicate; false friends
// are negative; what is written is read back and written the same.
func TestMappingsOfTheCatalogue(t *testing.T) {
	first := catalogueMappings(t)
	set, err := sssom.Read(bytes.NewReader(first), sssom.Options{})
	if err != nil {
		t.Fatal(err)
	}
	terms, negative := map[string]bool{}, 0
	for _, m := range set.Mappings {
		for _, slot := range []string{"subject_id", "predicate_id", "object_id", "mapping_justification", "confidence", "author_id", "record_id", "subject_label", "check_state"} {
			if m.One(slot) == "" && !(slot == "subject_label" && strings.Contains(m.One("object_id"), "wikidata")) {
				t.Errorf("%s has no %s", m.One("record_id"), slot)
			}
		}
		if m.One("predicate_modifier") == "Not" {
			negative++
		} else {
			terms[m.One("subject_id")] = true
		}
	}
	spokes, err := harmonise.ReadSpokes(context.Background(), catalogueSnapshot(t), false)
	if err != nil {
		t.Fatal(err)
	}
	for _, term := range spokes.Terms {
		if !terms[term.IRI] {
			t.Errorf("%s is not mapped", term.IRI)
		}
	}
	if negative == 0 {
		t.Error("no false friend is a negative mapping")
	}
	var second bytes.Buffer
	if err := set.Write(&second); err != nil || !bytes.Equal(first, second.Bytes()) {
		t.Errorf("not written the same again: %v", err)
	}
	t.Logf("%d mappings, %d of them negative", len(set.Mappings), negative)
}

// unknownSlot is what sssom-py says of extension slots, which its schema does not have; it is a warning.
var unknownSlot = regexp.MustCompile(`^No attr for (check_state|fit) \[\d+ instances\]$`)

// TestSssomPyAcceptsTheExport runs the validator of the standard's own tools, where it is installed: "pip install sssom",
// and its folder in PATH or the program in CONCORD_SSSOM.
func TestSssomPyAcceptsTheExport(t *testing.T) {
	program, err := exec.LookPath(cmp.Or(os.Getenv("CONCORD_SSSOM"), "sssom"))
	if err != nil {
		t.Skip("sssom-py is not installed: no program sssom in PATH, none in CONCORD_SSSOM")
	}
	file := filepath.Join(t.TempDir(), "catalogue.sssom.tsv")
	if err := os.WriteFile(file, catalogueMappings(t), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "validate", file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lines := slices.DeleteFunc(strings.Split(strings.TrimSpace(string(out)), "\n"), func(l string) bool { return l == "" || unknownSlot.MatchString(l) })
	if len(lines) > 0 {
		t.Errorf("sssom validate says:\n%s", strings.Join(lines, "\n"))
	}
	// It reads all mappings back, not fewer.
	turtle := filepath.Join(t.TempDir(), "out.ttl")
	if out, err := exec.Command(program, "convert", file, "-O", "rdf", "-o", turtle).CombinedOutput(); err != nil {
		t.Fatalf("convert: %v\n%s", err, out)
	}
	data, err := os.ReadFile(turtle)
	if err != nil {
		t.Fatal(err)
	}
	set, err := sssom.Read(bytes.NewReader(catalogueMappings(t)), sssom.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(data), "owl:annotatedTarget"); got != len(set.Mappings) {
		t.Errorf("sssom-py converts %d mappings of %d", got, len(set.Mappings))
	}
}
