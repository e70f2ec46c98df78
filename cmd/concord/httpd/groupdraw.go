package httpd

import (
	"fmt"
	"math"

	"w3id.org/concord/query/groups"
)

// drawing is a network in the units of an SVG image.
type drawing struct {
	Title, Text   string
	Width, Height float64
	Nodes         []drawnNode
	Ties          []drawnTie
	Heads         []drawnText
}

type drawnNode struct {
	X, Y, R       float64
	TextX         float64
	Anchor        string // of the label: start, middle, end
	Label, Title  string
	Kind          string
	BoxX, BoxW, H float64 // organisations: the plate under the label
}

type drawnTie struct{ Path, Title, Kind string }

type drawnText struct {
	X      float64
	Anchor string
	Text   string
}

// The columns of a drawing.
const (
	drawWidth = 1120.0
	leftX     = 330.0
	middleX   = drawWidth / 2
	rightX    = drawWidth - leftX
	plate     = 92.0 // width of the plate of an organisation
	labelMost = 44   // characters of the label of an arrangement
)

func drawNetwork(n *groups.Network) *drawing {
	d := &drawing{Title: "Network of organisations and arrangements", Text: n.Describe(), Width: drawWidth, Height: n.Height + 20}
	d.Heads = []drawnText{{leftX, "end", fmt.Sprintf("hard (%d)", len(n.Left))}, {middleX, "middle", fmt.Sprintf("organisations (%d)", len(n.Middle))},
		{rightX, "start", fmt.Sprintf("soft (%d)", len(n.Right))}}
	for _, t := range n.Ties {
		d.Ties = append(d.Ties, drawTie(t))
	}
	for _, a := range n.Left {
		d.Nodes = append(d.Nodes, drawnNode{X: leftX, Y: drawY(a), R: radius(a), TextX: leftX - 12, Anchor: "end", Label: brief(a.Text, labelMost), Title: nodeTitle(a, "organisations"), Kind: a.Kind})
	}
	for _, a := range n.Right {
		d.Nodes = append(d.Nodes, drawnNode{X: rightX, Y: drawY(a), R: radius(a), TextX: rightX + 12, Anchor: "start", Label: brief(a.Text, labelMost), Title: nodeTitle(a, "organisations"), Kind: a.Kind})
	}
	for _, o := range n.Middle {
		d.Nodes = append(d.Nodes, drawnNode{X: middleX, Y: drawY(o), TextX: middleX, Anchor: "middle", Label: brief(o.Name(true), 12), Title: nodeTitle(o, "arrangements"), Kind: o.Kind,
			BoxX: middleX - plate/2, BoxW: plate, H: 14})
	}
	return d
}

// drawY leaves room for the headings of the columns.
func drawY(n *groups.Node) float64 { return math.Round(n.Y*10)/10 + 20 }

// radius grows with the number of ties, by area.
func radius(n *groups.Node) float64 {
	return math.Round(min(2.2+math.Sqrt(float64(n.Degree)), 7)*10) / 10
}

func nodeTitle(n *groups.Node, what string) string {
	return fmt.Sprintf("%s: %d %s", n.Text, n.Degree, what)
}

func drawTie(t groups.Tie) drawnTie {
	from, to, bend := leftX, middleX-plate/2, 70.0
	if t.Arrangement.Kind != "hard" {
		from, to, bend = rightX, middleX+plate/2, -70.0
	}
	title := t.Organisation.Name(true) + ", " + t.Arrangement.Text
	for i, role := range t.Roles {
		if i == 0 {
			title += ":"
		}
		title += " " + role.Text
	}
	a, o := drawY(t.Arrangement), drawY(t.Organisation)
	return drawnTie{Path: fmt.Sprintf("M%g %gC%g %g %g %g %g %g", from, a, from+bend, a, to-bend, o, to, o), Title: title, Kind: t.Arrangement.Kind}
}

// brief cuts a label.
func brief(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}
