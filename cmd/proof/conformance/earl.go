package conformance

import (
	"fmt"
	"io"
	"time"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
)

const (
	nsEARL  = "http://www.w3.org/ns/earl#"
	nsDOAP  = "http://usefulinc.com/ns/doap#"
	nsDC    = "http://purl.org/dc/terms/"
	subject = "https://w3id.org/concord/software"
)

// EARL writes the outcomes in Turtle, in the vocabulary of the W3C's Evaluation and Report Language: an earl:Assertion for
// each test. Tests that are known to fail have failed.
func (r *Report) EARL(w io.Writer, when time.Time) error {
	out, err := codec.NewWriter(rdf.Turtle, w, codec.Options{Prefixes: []rdf.Prefix{{Name: "earl", IRI: nsEARL}, {Name: "doap", IRI: nsDOAP},
		{Name: "dc", IRI: nsDC}, {Name: "xsd", IRI: rdf.XSD}}})
	if err != nil {
		return err
	}
	for _, q := range r.earlQuads(when) {
		if err := out.Write(q); err != nil {
			return err
		}
	}
	return out.Close()
}

func (r *Report) earlQuads(when time.Time) (quads []rdf.Quad) {
	add := func(s rdf.Term, p string, o rdf.Term) { quads = append(quads, rdf.Quad{S: s, P: rdf.NewIRI(p), O: o}) }
	earl := func(local string) rdf.Term { return rdf.NewIRI(nsEARL + local) }
	software := rdf.NewIRI(subject)
	for _, class := range []string{nsDOAP + "Project", nsEARL + "Software", nsEARL + "TestSubject"} {
		add(software, rdf.RDFType, rdf.NewIRI(class))
	}
	add(software, nsDOAP+"name", rdf.NewString("Concord"))
	add(software, nsDOAP+"programming-language", rdf.NewString("Go"))
	date := rdf.NewTyped(when.Format(time.DateOnly), rdf.XSDDate)
	for i, o := range r.Outcomes {
		assertion, result := rdf.NewBlank(fmt.Sprint("a", i)), rdf.NewBlank(fmt.Sprint("r", i))
		add(assertion, rdf.RDFType, earl("Assertion"))
		add(assertion, nsEARL+"assertedBy", software)
		add(assertion, nsEARL+"subject", software)
		add(assertion, nsEARL+"test", rdf.NewIRI(o.IRI))
		add(assertion, nsEARL+"mode", earl("automatic"))
		add(assertion, nsEARL+"result", result)
		add(result, rdf.RDFType, earl("TestResult"))
		add(result, nsEARL+"outcome", earl(o.earl()))
		add(result, nsDC+"date", date)
	}
	return quads
}

// earl is the outcome in the words of the vocabulary.
func (o *Outcome) earl() string {
	switch {
	case o.NotRun:
		return "untested"
	case o.Err != nil:
		return "failed"
	}
	return "passed"
}
