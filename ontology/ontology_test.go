package ontology

import "testing"

func TestQuadsParse(t *testing.T) {
	q, err := Quads()
	if err != nil {
		t.Fatal(err)
	}
	if len(q) < 2000 {
		t.Fatalf("only %d quads", len(q))
	}
	if _, err := Shapes(); err != nil {
		t.Fatal(err)
	}
}
