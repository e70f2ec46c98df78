package expr

import (
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/sparql"
)

var prefixes = []rdf.Prefix{{Name: "xsd", IRI: rdf.XSD}, {Name: "rdf", IRI: rdf.NS}, {Name: "", IRI: "http://example.org/"}}

// parse reads an expression.
func parse(t testing.TB, text string) sparql.Expr {
	t.Helper()
	q, err := sparql.ParseQuery("SELECT ("+text+" AS ?result) {}", sparql.Options{Prefixes: prefixes, Base: "http://example.org/query/"})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return q.Items[0].Expr
}

// term reads a constant; "" is unbound.
func term(t testing.TB, text string) rdf.Term {
	t.Helper()
	if text == "" {
		return rdf.Term{}
	}
	return parse(t, text).(*sparql.ExprTerm).Term
}

// check evaluates an expression over one row for both kinds of store, as it is and with its constants as variables.
func check(t *testing.T, text, want string) {
	t.Helper()
	expected := rdf.Term{}
	if want != "error" {
		expected = term(t, want)
	}
	for _, inline := range []bool{false, true} {
		for _, e := range []sparql.Expr{parse(t, text), nil} {
			row := map[sparql.Var]rdf.Term{}
			if e == nil {
				e = lift(parse(t, text), row)
			}
			got, _, err := run(newMemory(inline), e, []map[sparql.Var]rdf.Term{row})
			if err != nil {
				t.Errorf("%s: %v", text, err)
			} else if got[0] != expected {
				t.Errorf("%s (inlined %v, %d variables): got %v, want %v", text, inline, len(row), got[0], expected)
			}
		}
	}
}

// lift puts variables into the place of constants.
func lift(e sparql.Expr, row map[sparql.Var]rdf.Term) sparql.Expr {
	all := func(list []sparql.Expr) []sparql.Expr {
		out := make([]sparql.Expr, len(list))
		for i, x := range list {
			out[i] = lift(x, row)
		}
		return out
	}
	switch e := e.(type) {
	case *sparql.ExprTerm:
		v := sparql.Var("v" + string(rune('a'+len(row))))
		row[v] = e.Term
		return &sparql.ExprVar{Var: v}
	case *sparql.Unary:
		return &sparql.Unary{Op: e.Op, X: lift(e.X, row)}
	case *sparql.Binary:
		return &sparql.Binary{Op: e.Op, L: lift(e.L, row), R: lift(e.R, row)}
	case *sparql.In:
		return &sparql.In{Not: e.Not, X: lift(e.X, row), List: all(e.List)}
	case *sparql.Call:
		return &sparql.Call{Name: e.Name, IRI: e.IRI, Args: all(e.Args)}
	}
	return e
}

func TestOperators(t *testing.T) {
	for text, want := range map[string]string{
		// 17.2: the table of three-valued logic, ?u being an error
		"true || true": "true", "true || false": "true", "false || false": "false", "true || ?u": "true", "?u || true": "true", "false || ?u": "error", "?u || false": "error", "?u || ?u": "error",
		"true && true": "true", "true && false": "false", "true && ?u": "error", "?u && true": "error", "false && ?u": "false", "?u && false": "false", "?u && ?u": "error",
		"!true": "false", "!?u": "error", "!\"\"": "true", "!\"x\"@en": "false", "!0": "true", "!0.0": "true", "!(0e0)": "true", "!\"NaN\"^^xsd:double": "true", "!<http://x/>": "error",
		"!\"abc\"^^xsd:integer": "true", "!\"x\"^^xsd:dateTime": "error", "!\"2024-01-01\"^^xsd:date": "error", "\"a\" || \"\"": "true",
		"1 = 1.0": "true", "1 = 1e0": "true", "1 != 2": "true", "1 < 2.5": "true", "2.5 >= 1": "true", "1e0 <= 0.5": "false", "\"a\" < \"b\"": "true", "\"a\" = \"a\"@en": "false",
		"\"x\"@en = \"x\"@EN": "true", "1 = \"1\"": "error", "1 != \"1\"": "error", "<http://x/> = <http://x/>": "true", "<http://x/> = \"x\"": "false", "<http://x/> != 1": "true", "<http://x/> < <http://y/>": "error",
		"true > false": "true", "true = \"1\"^^xsd:boolean": "true", "\"a\"^^:t = \"a\"^^:t": "true", "\"a\"^^:t = \"b\"^^:t": "error", "?u = 1": "error", "1 = ?u": "error", "?u != ?u": "error",
		"\"2024-01-01T00:00:00Z\"^^xsd:dateTime < \"2024-01-01T00:00:01Z\"^^xsd:dateTime": "true", "\"2024-01-01T00:00:00Z\"^^xsd:dateTime = \"2024-01-01T00:00:00\"^^xsd:dateTime": "error",
		"\"2024-01-01\"^^xsd:date < \"2024-01-02\"^^xsd:date": "true", "\"NaN\"^^xsd:double = \"NaN\"^^xsd:double": "false", "\"NaN\"^^xsd:double != \"NaN\"^^xsd:double": "true", "1 < \"NaN\"^^xsd:double": "false",
		"1 + 2": "3", "1 + 2.5": "3.5", "1 + 1e0": "2.0E0", "7 / 2": "3.5", "1 / 0": "error", "1.0 / 0": "error", "1e0 / 0": "\"INF\"^^xsd:double", "2 * 3.5": "\"7\"^^xsd:decimal", "-(2)": "-2", "+(\"x\")": "error", "1 + \"1\"": "error",
		"1 - 2 - 3": "-4", "2 + 3 * 4": "14", "\"1\"^^xsd:byte + \"1\"^^xsd:int": "2", "\"1.5\"^^xsd:float * 2": "\"3.0E0\"^^xsd:float", "-\"1.5\"^^xsd:decimal": "-1.5",
		"2 IN (1, 2, 3)": "true", "2 IN ()": "false", "2 IN (<http://x/>, \"str\", 2.0)": "true", "2 IN (1/0, 2)": "true", "2 IN (2, 1/0)": "true", "2 IN (3, 1/0)": "error", "2 NOT IN ()": "true", "2 NOT IN (1, 2)": "false",
		"2 NOT IN (3, 1/0)": "error", "<http://x/> IN (<http://a/>, <http://b/>, <http://c/>, <http://x/>)": "true", "3 IN (<http://a/>, <http://b/>, <http://c/>, <http://x/>)": "false",
	} {
		check(t, text, want)
	}
}

// The examples of sections 17.4 and 17.5, and the edges of each function.
func TestFunctions(t *testing.T) {
	for text, want := range map[string]string{
		"IF(true, 1, 2)": "1", "IF(false, 1, 2)": "2", "IF(?u, 1, 2)": "error", "IF(true, 1, 1/0)": "1", "IF(1 < 2, \"01\"^^xsd:integer, 2)": "\"01\"^^xsd:integer", "IF(\"\", 1, 2) + 1": "3",
		"COALESCE(1/0, 2)": "2", "COALESCE(?u, ?w)": "error", "COALESCE(\"x\"@en, 1)": "\"x\"@en", "COALESCE()": "error", "COALESCE(?u, 5, 1/0)": "5", "BOUND(?u)": "false",
		"SAMETERM(1, 1)": "true", "SAMETERM(1, 1.0)": "false", "SAMETERM(\"a\", \"a\"@en)": "false", "SAMETERM(?u, 1)": "error", "SAMETERM(1 + 1, 2)": "true",
		"ISIRI(<http://x/>)": "true", "ISURI(\"x\")": "false", "ISBLANK(BNODE())": "true", "ISLITERAL(1)": "true", "ISLITERAL(<http://x/>)": "false", "ISNUMERIC(\"1\"^^xsd:byte)": "true", "ISNUMERIC(\"300\"^^xsd:byte)": "false",
		"ISNUMERIC(\"1\")": "false", "ISNUMERIC(?u)": "error", "ISLITERAL(\"x\"^^:t)": "true",
		"STR(<http://x/>)": "\"http://x/\"", "STR(01.50)": "\"01.50\"", "STR(\"x\"@en)": "\"x\"", "STR(BNODE())": "error", "LANG(\"x\"@en-GB)": "\"en-GB\"", "LANG(\"x\")": "\"\"", "LANG(<http://x/>)": "error",
		"DATATYPE(1)": "xsd:integer", "DATATYPE(\"x\")": "xsd:string", "DATATYPE(\"x\"@en)": "rdf:langString", "DATATYPE(\"1\"^^xsd:byte)": "xsd:byte", "DATATYPE(<http://x/>)": "error", "DATATYPE(xsd:byte(\"1\"))": "xsd:byte",
		"IRI(\"a\")": "<http://example.org/base/a>", "IRI(<http://x/>)": "<http://x/>", "URI(\"http://y/z\")": "<http://y/z>", "IRI(\"a b\")": "error", "IRI(1)": "error", "IRI(\"x\"@en)": "error",
		"STRDT(\"123\", xsd:integer)": "123", "STRDT(\"iiii\", :romanNumeral)": "\"iiii\"^^:romanNumeral", "STRDT(\"01\", xsd:integer)": "\"01\"^^xsd:integer", "STRDT(\"x\"@en, xsd:string)": "error", "STRDT(\"1\", xsd:integer) + 1": "2",
		"STRLANG(\"chat\", \"en\")": "\"chat\"@en", "STRLANG(\"chat\"@en, \"en\")": "error", "STRLANG(\"chat\", \"\")": "error", "STRLANG(\"chat\", \"a b\")": "error",
		"STRLEN(\"chat\")": "4", "STRLEN(\"chat\"@en)": "4", "STRLEN(\"食べ物😀\")": "4", "STRLEN(1)": "error",
		"SUBSTR(\"foobar\", 4)": "\"bar\"", "SUBSTR(\"foobar\"@en, 4)": "\"bar\"@en", "SUBSTR(\"foobar\", 4, 1)": "\"b\"", "SUBSTR(\"食べ物\", 2, 1)": "\"べ\"", "SUBSTR(\"foobar\", 0, 3)": "\"fo\"", "SUBSTR(\"foobar\", 10)": "\"\"",
		"SUBSTR(\"12345\", 1.5, 2.6)": "\"234\"", "SUBSTR(\"12345\", -42, 1e6)": "\"12345\"", "SUBSTR(\"12345\", \"NaN\"^^xsd:double)": "\"\"", "SUBSTR(\"x\", \"1\")": "error",
		"UCASE(\"foo\"@en)": "\"FOO\"@en", "LCASE(\"BAR\")": "\"bar\"", "UCASE(1)": "error",
		"STRSTARTS(\"foobar\", \"foo\")": "true", "STRSTARTS(\"foobar\"@en, \"foo\"@en)": "true", "STRSTARTS(\"foobar\"@en, \"foo\")": "true", "STRSTARTS(\"foobar\", \"foo\"@en)": "error", "STRSTARTS(\"foobar\"@en, \"foo\"@fr)": "error",
		"STRENDS(\"foobar\"@en, \"bar\")": "true", "CONTAINS(\"foobar\", \"oba\")": "true", "CONTAINS(\"foobar\"@en, \"x\"@EN)": "false", "CONTAINS(\"foobar\", 1)": "error",
		"STRBEFORE(\"abc\", \"b\")": "\"a\"", "STRBEFORE(\"abc\"@en, \"bc\")": "\"a\"@en", "STRBEFORE(\"abc\"@en, \"b\"@cy)": "error", "STRBEFORE(\"abc\", \"\")": "\"\"", "STRBEFORE(\"abc\", \"xyz\")": "\"\"", "STRBEFORE(\"abc\"@en, \"z\"@en)": "\"\"",
		"STRBEFORE(\"abc\"@en, \"z\")": "\"\"", "STRBEFORE(\"abc\"@en, \"\"@en)": "\"\"@en", "STRBEFORE(\"abc\"@en, \"\")": "\"\"@en",
		"STRAFTER(\"abc\", \"b\")": "\"c\"", "STRAFTER(\"abc\"@en, \"ab\")": "\"c\"@en", "STRAFTER(\"abc\"@en, \"b\"@cy)": "error", "STRAFTER(\"abc\", \"\")": "\"abc\"", "STRAFTER(\"abc\", \"xyz\")": "\"\"", "STRAFTER(\"abc\"@en, \"z\")": "\"\"", "STRAFTER(\"abc\"@en, \"\"@en)": "\"abc\"@en",
		"ENCODE_FOR_URI(\"Los Angeles\")": "\"Los%20Angeles\"", "ENCODE_FOR_URI(\"Los Angeles é~\"@en)": "\"Los%20Angeles%20%C3%A9~\"",
		"CONCAT(\"foo\", \"bar\")": "\"foobar\"", "CONCAT(\"foo\"@en, \"bar\"@en)": "\"foobar\"@en", "CONCAT(\"foo\"@en, \"bar\")": "\"foobar\"", "CONCAT(\"foo\"@en, \"bar\"@es)": "\"foobar\"", "CONCAT()": "\"\"", "CONCAT(\"x\"@en)": "\"x\"@en", "CONCAT(\"x\", 1)": "error",
		"LANGMATCHES(\"de-DE-1996\", \"de-DE\")": "true", "LANGMATCHES(\"de\", \"de-DE\")": "false", "LANGMATCHES(\"fr-BE\", \"FR\")": "true", "LANGMATCHES(\"french\", \"fr\")": "false", "LANGMATCHES(\"\", \"*\")": "false", "LANGMATCHES(\"fr\", \"*\")": "true", "LANGMATCHES(1, \"*\")": "error",
		"REGEX(\"Alice\", \"^ali\", \"i\")": "true", "REGEX(\"Alice\", \"^ali\")": "false", "REGEX(\"a.b\", \".b\", \"q\")": "true", "REGEX(\"axb\", \".b\", \"q\")": "false", "REGEX(\"A.B\", \".b\", \"qi\")": "true", "REGEX(\"hello\\nworld\", \"hello.world\", \"s\")": "true",
		"REGEX(\"hello\\nworld\", \"hello.world\")": "false", "REGEX(\"hello\\nworld\", \"^world$\", \"m\")": "true", "REGEX(\"helloworld\", \"hello [ ]*world\", \"x\")": "true", "REGEX(\"x\", \"(\")": "error", "REGEX(\"x\", \"x\", \"w\")": "error", "REGEX(1, \"1\")": "error",
		"REGEX(\"x\"@en, \"x\")": "true", "REGEX(\"x\", \"x\"@en)": "error", "REGEX(\"a1\", \"^\\\\w\\\\d$\")": "true", "REGEX(\"é\", \"^\\\\w$\")": "true", "REGEX(\"-\", \"^[\\\\w-]$\")": "true", "REGEX(\"aa\", \"(a)\\\\1\")": "error", "REGEX(\"x\", ?u)": "error", "REGEX(\"b\", \"[a-c-[b]]\")": "error",
		"REPLACE(\"abcd\", \"b\", \"Z\")": "\"aZcd\"", "REPLACE(\"abab\", \"B\", \"Z\", \"i\")": "\"aZaZ\"", "REPLACE(\"abab\"@en, \"B.\", \"Z\", \"i\")": "\"aZb\"@en", "REPLACE(\"abracadabra\", \"bra\", \"*\")": "\"a*cada*\"", "REPLACE(\"abracadabra\", \"a.*?a\", \"*\")": "\"*c*bra\"",
		"REPLACE(\"abracadabra\", \"a(.)\", \"a$1$1\")": "\"abbraccaddabbra\"", "REPLACE(\"abracadabra\", \".*?\", \"$1\")": "error", "REPLACE(\"AAAA\", \"A+\", \"b\")": "\"b\"", "REPLACE(\"darted\", \"^(.*?)d(.*)$\", \"$1c$2\")": "\"carted\"", "REPLACE(\"a\", \"a\", \"\\\\$\")": "\"$\"", "REPLACE(\"a\", \"a\", \"$\")": "error",
		"REPLACE(\"a\", \"a\", \"\\\\n\")": "error", "REPLACE(\"a.c\", \".\", \"$\", \"q\")": "\"a$c\"", "REPLACE(\"ab\", \"(a)\", \"[$12]\")": "\"[a2]b\"", "REPLACE(1, \"1\", \"2\")": "error",
		"ABS(-1.5)": "1.5", "ABS(-3)": "3", "ABS(\"x\")": "error", "ROUND(2.4999)": "\"2\"^^xsd:decimal", "ROUND(2.5)": "\"3\"^^xsd:decimal", "ROUND(-2.5)": "\"-2\"^^xsd:decimal", "CEIL(10.5)": "\"11\"^^xsd:decimal", "CEIL(-10.5)": "\"-10\"^^xsd:decimal", "FLOOR(10.5)": "\"10\"^^xsd:decimal", "FLOOR(-10.5)": "\"-11\"^^xsd:decimal",
		"NOW()": "\"2024-02-29T12:30:15.5Z\"^^xsd:dateTime", "YEAR(NOW())": "2024", "MONTH(\"2011-01-10T14:45:13.815-05:00\"^^xsd:dateTime)": "1", "DAY(\"2011-01-10T14:45:13.815-05:00\"^^xsd:dateTime)": "10", "HOURS(\"2011-01-10T14:45:13.815-05:00\"^^xsd:dateTime)": "14",
		"MINUTES(\"2011-01-10T14:45:13.815-05:00\"^^xsd:dateTime)": "45", "SECONDS(\"2011-01-10T14:45:13.815-05:00\"^^xsd:dateTime)": "13.815", "TIMEZONE(\"2011-01-10T14:45:13.815-05:00\"^^xsd:dateTime)": "\"-PT5H\"^^xsd:dayTimeDuration", "TIMEZONE(\"2011-01-10T14:45:13.815Z\"^^xsd:dateTime)": "\"PT0S\"^^xsd:dayTimeDuration",
		"TIMEZONE(\"2011-01-10T14:45:13.815\"^^xsd:dateTime)": "error", "TZ(\"2011-01-10T14:45:13.815-05:00\"^^xsd:dateTime)": "\"-05:00\"", "TZ(\"2011-01-10T14:45:13.815Z\"^^xsd:dateTime)": "\"Z\"", "TZ(\"2011-01-10T14:45:13.815\"^^xsd:dateTime)": "\"\"", "YEAR(\"x\")": "error",
		"MD5(\"abc\")": "\"900150983cd24fb0d6963f7d28e17f72\"", "SHA1(\"abc\")": "\"a9993e364706816aba3e25717850c26c9cd0d89d\"", "SHA256(\"abc\")": "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"", "MD5(1)": "error",
		"SHA384(\"abc\")":   "\"cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7\"",
		"SHA512(\"abc\")":   "\"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f\"",
		"STRLEN(STRUUID())": "36", "REGEX(STR(UUID()), \"^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$\")": "true", "RAND() < 1": "true", "RAND() >= 0": "true", "DATATYPE(RAND())": "xsd:double", "SAMETERM(UUID(), UUID())": "false",
		"xsd:integer(\"12\")": "12", "xsd:integer(\"x\")": "error", "xsd:string(1e0)": "\"1\"", "xsd:string(<http://x/>)": "\"http://x/\"", "xsd:boolean(\"1\")": "true", "xsd:dateTime(\"2024-01-01T00:00:00Z\")": "\"2024-01-01T00:00:00Z\"^^xsd:dateTime", "xsd:decimal(1.5e0)": "1.5", "xsd:double(1)": "1.0E0",
		":unknown(1)": "error", "COALESCE(:unknown(1, 2), 3)": "3", "xsd:nosuch(1)": "error", "ISIRI(?u)": "error",
	} {
		check(t, text, want)
	}
}

func TestErrors(t *testing.T) {
	for _, e := range []sparql.Expr{
		&sparql.Call{Name: "NOSUCH"}, &sparql.Call{Name: "STRLEN"}, &sparql.Call{Name: "BOUND", Args: []sparql.Expr{&sparql.Binary{Op: "+", L: &sparql.ExprVar{Var: "x"}, R: &sparql.ExprVar{Var: "y"}}}},
		&sparql.Binary{Op: "^", L: &sparql.ExprVar{Var: "x"}, R: &sparql.ExprVar{Var: "y"}}, &sparql.Aggregate{Name: "SUM"}, &sparql.ExistsGroup{}, nil,
	} {
		if _, err := Compile(e); err == nil || !strings.HasPrefix(err.Error(), "compile expression: ") {
			t.Errorf("%#v: error %v", e, err)
		}
	}
}

func TestBlankNodes(t *testing.T) {
	c, row := newMemory(true), []map[sparql.Var]rdf.Term{{"x": rdf.NewString("a")}, {"x": rdf.NewString("a")}}
	got, _, err := run(c, parse(t, "SAMETERM(BNODE(?x), BNODE(\"a\"))"), row)
	if err != nil || got[0] != rdf.NewTyped("true", rdf.XSDBoolean) {
		t.Errorf("the same label in one row: %v %v", got, err)
	}
	if got, _, _ = run(c, parse(t, "BNODE(?x)"), row); got[0] == got[1] {
		t.Error("one label in two rows gives two nodes")
	}
	if got, _, _ = run(c, parse(t, "BNODE()"), row); got[0] == got[1] {
		t.Error("BNODE() is fresh in every row")
	}
	if got, _, _ = run(c, parse(t, "SAMETERM(BNODE(\"\"), BNODE(\"\"))"), row); got[0] != rdf.NewTyped("true", rdf.XSDBoolean) {
		t.Error("the empty label is a label too")
	}
}
