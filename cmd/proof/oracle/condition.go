package oracle

import "fmt"

// condition writes what a FILTER asks.
func (w *writer) condition(depth int) string {
	if depth == 0 {
		return w.comparison()
	}
	sub := func() string { return "(" + w.condition(depth-1) + ")" }
	switch w.r.IntN(13) {
	case 0:
		return "!" + sub()
	case 1:
		return sub() + " && " + sub()
	case 2:
		return sub() + " || " + sub()
	case 3:
		return "BOUND(" + w.variable() + ")"
	case 4, 5:
		return w.exists(depth)
	case 6:
		return w.variable() + w.pick(" IN ", " NOT IN ") + "(" + w.constant() + ", " + w.constant() + ", " + w.variable() + ")"
	case 7:
		return w.pick("isIRI", "isBlank", "isLiteral", "isNumeric") + "(" + w.expr(1) + ")"
	case 8:
		return w.expr(2)
	case 9:
		return w.pick("CONTAINS", "STRSTARTS", "STRENDS", "sameTerm") + "(" + w.expr(1) + ", " + w.constant() + ")"
	case 10:
		return `REGEX(` + w.expr(1) + `, ` + w.pick(`"a"`, `"^a"`, `"e+$"`, `"[0-9]"`) + `)`
	}
	return w.comparison()
}

func (w *writer) exists(depth int) string {
	was := w.inExists
	w.inExists = true
	defer func() { w.inExists = was }()
	return w.pick("EXISTS ", "NOT EXISTS ") + w.group(depth-1)
}

func (w *writer) comparison() string {
	right := w.variable()
	if w.one(2) {
		right = w.constant()
	}
	return w.expr(w.r.IntN(2)) + w.pick(" = ", " = ", " != ", " != ", " < ", " > ", " <= ", " >= ") + right
}

// expr writes an expression that gives a term.
func (w *writer) expr(depth int) string {
	if depth == 0 {
		if w.one(4) {
			return w.constant()
		}
		return w.variable()
	}
	sub := func() string { return w.expr(depth - 1) }
	switch w.r.IntN(21) {
	case 16:
		return "SUBSTR(" + sub() + ", " + w.pick("1", "2", "0", "-1", "3") + w.pick("", ", 1", ", 2", ", 0", ", -1") + ")"
	case 17:
		return "REPLACE(" + sub() + ", " + w.pick(`"a"`, `"[nt]+"`, `"(.)t"`, `"e$"`) + ", " + w.pick(`"x"`, `""`, `"-$1-"`) + ")"
	case 18:
		return w.pick("MD5", "SHA1", "SHA256", "SHA384", "SHA512", "ENCODE_FOR_URI") + "(" + sub() + ")"
	case 19, 20:
		return w.pick("YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TZ", "TIMEZONE") + "(" + w.pick(w.moment(), w.variable()) + ")"
	case 9:
		return w.pick("CEIL", "FLOOR", "ROUND") + "(" + sub() + ")"
	case 10:
		return w.pick("STRBEFORE", "STRAFTER") + "(" + sub() + ", " + w.pick(`"n"`, `"e"`, `""`, `"n"@en`) + ")"
	case 11:
		return fmt.Sprintf(w.pick(`STRDT(%s, xsd:integer)`, `STRLANG(%s, "en")`, `langMatches(LANG(%s), "EN")`, `langMatches(LANG(%s), "*")`), sub())
	case 0:
		return "(" + sub() + w.pick(" + ", " - ", " * ", " / ") + sub() + ")"
	case 1:
		return "IF(" + w.condition(depth-1) + ", " + sub() + ", " + sub() + ")"
	case 2:
		return "COALESCE(" + sub() + ", " + sub() + ")"
	case 3:
		return w.pick("STR", "LANG", "DATATYPE") + "(" + sub() + ")"
	case 4:
		return w.pick("STRLEN", "UCASE", "LCASE", "ABS") + "(" + sub() + ")"
	case 5:
		return "CONCAT(" + sub() + ", " + sub() + ")"
	case 6:
		return w.pick("xsd:integer", "xsd:decimal", "xsd:string", "xsd:boolean", "xsd:double") + "(" + sub() + ")"
	case 7:
		return "(" + w.condition(depth-1) + ")"
	case 8:
		return "(-" + sub() + ")"
	}
	return w.expr(0)
}

// moment is a dateTime with and without a zone and a fraction.
func (w *writer) moment() string {
	return w.pick(`"2001-02-03T04:05:06Z"`, `"2001-02-03T04:05:06"`, `"1999-12-31T23:59:07.250-05:30"`) + "^^xsd:dateTime"
}
