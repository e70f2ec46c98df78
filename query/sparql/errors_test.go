package sparql

import (
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
)

// place is "line:column: message", without what was expected.
func place(err error) string {
	e, ok := err.(*rdf.SyntaxError)
	if !ok {
		return "no syntax error"
	}
	msg, _, _ := strings.Cut(e.Error(), "; expected")
	return msg
}

func TestUpdateErrors(t *testing.T) {
	for text, want := range map[string]string{
		"INSERT DATA { ?s <p> <o> }":                            "1:15: the variable ?s cannot stand in data",
		"INSERT DATA { GRAPH ?g { <s> <p> <o> } }":              "1:21: the variable ?g cannot stand in data",
		"DELETE DATA { <s> ?p <o> }":                            "1:19: the variable ?p cannot stand in data",
		"DELETE DATA { _:b <p> <o> }":                           "1:15: a blank node cannot stand in what is to be deleted",
		"DELETE WHERE { ?s <p> [] }":                            "1:23: a blank node cannot stand in what is to be deleted",
		"DELETE { ?s <p> (1) } WHERE { ?s ?p ?o }":              "1:17: a blank node cannot stand in what is to be deleted",
		"INSERT { ?s <p>/<q> ?o } WHERE { ?s ?p ?o }":           "1:16: a property path cannot stand in a template or in data",
		"INSERT { ?s ^<p> ?o } WHERE { ?s ?p ?o }":              "1:13: a property path cannot stand in a template or in data",
		"INSERT DATA { _:a <p> 1 } ; INSERT DATA { _:a <p> 2 }": "1:43: the blank node _:a also stands in another operation",
		"CLEAR GRAPH":                "1:12: the text ends too early",
		"CLEAR <g>":                  "1:7: unexpected “<g>”",
		"INSRT DATA { <s> <p> <o> }": "1:1: unexpected “INSRT” (did you mean INSERT?)",
		"INSERT DATA { <s> <p> <o> } DELETE DATA { <s> <p> <o> }": "1:29: unexpected “DELETE”",
		"INSERT { ?s ?p ?o }": "1:20: the text ends too early",
		"WITH <g> CLEAR ALL":  "1:10: unexpected “CLEAR”",
		"INSERT DATA { GRAPH <g> { GRAPH <h> { <s> <p> <o> } } }": "1:27: unexpected “GRAPH”",
		"INSERT DATA { <s> <p> <o> ":                              "1:27: the “{” of line 1, column 13 is not closed",
		"DELETE DATA { { <s> <p> <o> } }":                         "1:15: unexpected “{”",
		"ADD <a> <b>":                                             "1:9: unexpected “<b>”",
		"SELECT * { ?s ?p ?o }":                                   "1:1: SELECT begins a query, this is an update",
		"BASE <http://e/> PREFIX x <y>":                           "1:25: unexpected “x”",
		"DELETE { ?s ?p ?o } INSERT WHERE { ?s ?p ?o }":           "1:28: unexpected “WHERE”",
		"DELETE { ?s ?p ?o } USING <g> { ?s ?p ?o }":              "1:31: unexpected “{”",
	} {
		_, err := ParseUpdate(text, Options{})
		if err == nil {
			t.Errorf("%s: no error", text)
		} else if got := place(err); got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestMoreErrors(t *testing.T) {
	for text, want := range map[string]string{
		"SELECT * { ?s ?p ?o } GROUP BY ?s":                      "1:1: SELECT * cannot be used with GROUP BY or an aggregate",
		"SELECT (?o AS ?s) { ?s ?p ?o }":                         "1:8: ?s after AS is already in use in this SELECT",
		"SELECT (1 AS ?x) (2 AS ?x) { }":                         "1:18: ?x after AS is already in use in this SELECT",
		"SELECT (COUNT(SUM(?o)) AS ?n) { ?s ?p ?o }":             "1:15: an aggregate cannot stand in another aggregate",
		"SELECT * { ?s ?p ?o FILTER (COUNT(?o) > 1) }":           "1:29: the aggregate COUNT cannot stand here",
		"SELECT (?o + 1 AS ?n) { ?s ?p ?o } GROUP BY ?s":         "1:8: ?o is neither in GROUP BY nor inside an aggregate",
		"SELECT ?n { ?s ?p ?o } GROUP BY (STR(?s) AS ?o)":        "1:33: ?o is already bound in the pattern",
		"ASK { _:a ?p ?o OPTIONAL { _:a ?q ?r } }":               "1:28: the blank node _:a also stands in another group of triples",
		"ASK { ?s ?p ?o . { _:a ?p ?o } _:a ?p ?o }":             "1:32: the blank node _:a also stands in another group of triples",
		"ASK { VALUES (?a ?b) { (1) } }":                         "1:24: this row of VALUES has 1 values",
		"ASK { VALUES (?a ?a) { (1 2) } }":                       "1:18: ?a stands twice in VALUES",
		"ASK { ?s ?p ?o FILTER <f> }":                            "1:23: an IRI alone is no condition",
		"ASK { FILTER(BOUND(1)) }":                               "1:14: BOUND needs a variable",
		"ASK { FILTER(?a = ?b = ?c) }":                           "1:22: unexpected “=”",
		"PREFIX a: <b> INSERT DATA { }":                          "1:15: INSERT begins an update, this is a query",
		"SELECT { ?s ?p ?o }":                                    "1:8: unexpected “{”",
		"SELECT ?x WHERE ?s ?p ?o":                               "1:17: unexpected “?s”",
		"ASK { ?s ?p ?o } LIMIT -1":                              "1:24: unexpected “-1”",
		"ASK { ?s ?p \"x\"@ }":                                   "1:16: a language tag needs letters after “@”",
		"ASK { ?s ?p '\\q' }":                                    "1:14: unknown escape in a string",
		"ASK { ?s ?p '''x' }":                                    "1:13: the string is not closed",
		"ASK { $ ?p ?o }":                                        "1:7: a variable needs a name after “$”",
		"ASK { _: ?p ?o }":                                       "1:7: a blank node needs a label after “_:”",
		"ASK { ?s ?p ?o } ~":                                     "1:18: unexpected character “~”",
		"ASK { ?s ?p \xff }":                                     "1:13: the text is not UTF-8",
		"ASK { ?s ?p 'é' , \u00d7 }":                             "1:19: unexpected character “×”",
		"CONSTRUCT { ?s <p>* ?o } { ?s ?p ?o }":                  "1:19: a property path cannot stand in a template or in data",
		"CONSTRUCT WHERE { ?s ?p ?o OPTIONAL { } }":              "1:28: unexpected “OPTIONAL”",
		"DESCRIBE WHERE { ?s ?p ?o }":                            "1:10: unexpected “WHERE”",
		"ASK { GRAPH 'x' { } }":                                  "1:13: unexpected “'x'”",
		"ASK { ?s ?p ?o } ORDER BY":                              "1:26: the text ends too early",
		"ASK { ?s ?p ?o FILTER(GROUP_CONCAT(?x; SEPARATOR=1)) }": "1:23: the aggregate GROUP_CONCAT cannot stand here",
		"SELECT (GROUP_CONCAT(?x; SEPARATOR=1) AS ?y) { }":       "1:36: unexpected “1”",
		"ASK { ?s ?p ?o . . }":                                   "1:18: unexpected “.”",
		"ASK { ?s (<p> ?o }":                                     "1:15: unexpected “?o”",
		"ASK { ?s ?p [ <q> 1 }":                                  "1:21: unexpected “}”",
	} {
		_, err := ParseQuery(text, Options{})
		if err == nil {
			t.Errorf("%s: no error", text)
		} else if got := place(err); got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
}

// The variables that a group makes visible, and those it does not (section 18.2.1).
func TestVisible(t *testing.T) {
	q, err := ParseQuery(`SELECT * { ?a ?b [] . GRAPH ?c { ?d <p> 1 } OPTIONAL { ?e <p> 1 } { ?f <p> 1 } UNION { ?g <p> 1 } MINUS { ?no1 <p> 1 }
		FILTER EXISTS { ?no2 <p> 1 } BIND(?no3 AS ?h) VALUES ?i { 1 } { SELECT ?j (1 AS ?k) { ?j <p> ?no4 } } SERVICE ?l { ?m <p> 1 } }`, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range q.Where.Visible() {
		got = append(got, string(v))
	}
	if s := strings.Join(got, ""); s != "abcdefghijklm" {
		t.Errorf("visible: %s", s)
	}
	if s := q.Where.Elements[1].(*GraphPattern).Group.String(); s != "{\n  ?d <p> 1 .\n}" {
		t.Errorf("the group prints as %s", s)
	}
}
