package workbook

import (
	"encoding/xml"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// format is what of a cell's format matters to its value.
type format struct {
	date    bool
	percent bool
	digits  int // before the point, at least
	places  int // after the point, exactly; -1: as many as there are
}

// epoch says from which day dates count: true for 1904-01-01, false for 1900.
type epoch bool

// builtInDates are the numbers of the formats for dates and times that need no description.
func builtInDate(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id == 45 || id == 47 || id >= 50 && id <= 58
}

// loadFormats reads which format each cell style has.
func (b *Book) loadFormats() error {
	custom := map[int]format{}
	inCells := false
	err := b.each("xl/styles.xml", func(d *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			if id, err := strconv.Atoi(attr(e, "numFmtId")); err == nil {
				custom[id] = parseFormat(attr(e, "formatCode"))
			}
		case "cellXfs", "cellStyleXfs", "dxfs":
			inCells = e.Name.Local == "cellXfs"
		case "xf":
			id, _ := strconv.Atoi(attr(e, "numFmtId"))
			f, ok := custom[id]
			if !ok {
				f = builtIn(id)
			}
			if inCells {
				b.formats = append(b.formats, f)
			}
		}
		return nil
	})
	if err != nil && strings.Contains(err.Error(), errNoPart.Error()) {
		return nil
	}
	return err
}

func builtIn(id int) format {
	switch {
	case builtInDate(id):
		return format{date: true, places: -1}
	case id == 9, id == 10:
		return format{percent: true, places: -1}
	case id == 2:
		return format{digits: 1, places: 2}
	case id == 1:
		return format{digits: 1}
	}
	return format{places: -1}
}

// unshown is what in a format stands for itself, or for no character: quoted text, colours and conditions, padding.
var unshown = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.|_.|\*.`)

var zeros = regexp.MustCompile(`^(0+)(?:\.(0+))?$`)

func parseFormat(code string) format {
	if strings.EqualFold(code, "General") || strings.Contains(code, "[h") || strings.Contains(code, "[m]") || strings.Contains(code, "[s") {
		return format{places: -1} // elapsed time is a number of days
	}
	code, _, _ = strings.Cut(unshown.ReplaceAllString(code, ""), ";")
	f := format{places: -1, percent: strings.Contains(code, "%"), date: strings.ContainsAny(strings.ToLower(code), "ymdhs")}
	if m := zeros.FindStringSubmatch(code); m != nil {
		f.digits, f.places = len(m[1]), len(m[2])
	}
	return f
}

// number makes the cell of a number in a format.
func (b *Book) number(value string, f format) (Cell, error) {
	if value == "" {
		return Cell{}, nil
	}
	x, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return Cell{}, fmt.Errorf("%q is no number", value)
	}
	if f.date {
		if t, ok := b.from.moment(x); ok {
			return momentCell(t, x), nil
		}
	}
	c := Cell{Kind: Number, Value: plainNumber(x)}
	switch {
	case f.percent:
		c.Text = plainNumber(x*100) + "%"
	case f.places >= 0 && math.Abs(x) < 1e15:
		c.Text = padded(x, f)
	default:
		c.Text = c.Value
	}
	return c, nil
}

// plainNumber writes a number with the 15 digits that spreadsheets keep.
func plainNumber(x float64) string {
	x, _ = strconv.ParseFloat(strconv.FormatFloat(x, 'e', 14, 64), 64)
	if a := math.Abs(x); a != 0 && (a < 1e-15 || a >= 1e21) {
		return strconv.FormatFloat(x, 'E', -1, 64)
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

func padded(x float64, f format) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', f.places, 64)
	whole, _, _ := strings.Cut(s, ".")
	s = strings.Repeat("0", max(0, f.digits-len(whole))) + s
	if x < 0 {
		s = "-" + s
	}
	return s
}

// moment is the day and time that a number stands for, to the millisecond. The 29th of February 1900, which spreadsheets
// count, is none.
func (e epoch) moment(x float64) (time.Time, bool) {
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case x < 0 || x >= 2_958_466: // after the year 9999
		return start, false
	case bool(e):
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case x >= 60 && x < 61:
		return start, false
	case x < 60:
		start = start.AddDate(0, 0, 1)
	}
	day := math.Floor(x)
	return start.AddDate(0, 0, int(day)).Add(time.Duration(math.Round((x-day)*86_400_000)) * time.Millisecond), true
}

// momentCell shows a day, or a time of day, or both, as the number has them.
func momentCell(t time.Time, x float64) Cell {
	c := Cell{Kind: Moment, Value: t.Format("2006-01-02T15:04:05.999")}
	switch {
	case x < 1:
		c.Text = t.Format("15:04:05.999")
	case x == math.Floor(x):
		c.Text = t.Format("2006-01-02")
	default:
		c.Text = c.Value
	}
	return c
}
