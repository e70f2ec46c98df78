package race

import (
	"fmt"
	"html"
	"io"
	"math"
	"time"
)

const (
	rowHeight  = 16
	labelWidth = 330
	plotWidth  = 640
	headHeight = 60
)

var colours = []string{"#0b6e4f", "#c1440e", "#3b5ba5", "#8a5a9e", "#777777", "#c99700"}

// SVG draws a row per query: a dot per engine on a logarithmic axis of time, a cross at the right end where it failed, a ring where
// its answer differs.
func (r *Report) SVG(w io.Writer) error {
	height := headHeight + rowHeight*len(r.Rounds) + 20
	out := &printer{w: w}
	out.f(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">`+"\n", labelWidth+plotWidth+40, height)
	out.f(`<rect width="100%%" height="100%%" fill="white"/>` + "\n")
	for i, e := range r.Engines {
		x := labelWidth + i*130
		out.f(`<circle cx="%d" cy="16" r="5" fill="%s"/><text x="%d" y="20">%s</text>`+"\n", x, colour(i), x+10, html.EscapeString(e.Name))
	}
	r.axis(out, height)
	for n, round := range r.Rounds {
		y := headHeight + n*rowHeight
		out.f(`<text x="%d" y="%d" text-anchor="end">%s</text>`+"\n", labelWidth-10, y+4, html.EscapeString(round.Query.Set+" "+round.Query.Name))
		for i := range r.Engines {
			r.dot(out, round, i, y)
		}
	}
	out.f("</svg>\n")
	return out.err
}

func colour(engine int) string { return colours[engine%len(colours)] }

// shortest is where the axis begins.
const shortest = 100 * time.Microsecond

func (r *Report) x(d time.Duration) float64 {
	span := math.Log(float64(r.Timeout) / float64(shortest))
	return labelWidth + plotWidth*min(max(math.Log(float64(d)/float64(shortest))/span, 0), 1)
}

func (r *Report) axis(out *printer, height int) {
	for d := shortest; d <= r.Timeout; d *= 10 {
		x := r.x(d)
		out.f(`<line x1="%.1f" x2="%.1f" y1="%d" y2="%d" stroke="#dddddd"/><text x="%.1f" y="42" text-anchor="middle">%v</text>`+"\n",
			x, x, headHeight-12, height-20, x, d)
	}
}

func (r *Report) dot(out *printer, round Round, engine, y int) {
	t := round.Timings[engine]
	if t.Err != nil {
		out.f(`<text x="%d" y="%d" fill="%s">×</text>`+"\n", labelWidth+plotWidth+8+engine*8, y+4, colour(engine))
		return
	}
	fill := colour(engine)
	if r.differs(round, engine) {
		fill = "none"
	}
	out.f(`<circle cx="%.1f" cy="%d" r="4" fill="%s" stroke="%s"><title>%s: %v</title></circle>`+"\n",
		r.x(t.Median()), y, fill, colour(engine), html.EscapeString(r.Engines[engine].Name), t.Median())
}

// printer keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) f(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}
