package groups

import (
	"cmp"
	"fmt"
	"slices"

	"w3id.org/concord/ontology"
)

// Network is a drawing of who takes part in what: hard arrangements at the left, organisations in the middle, soft ones
// and those without a formality at the right. A tie joins an organisation to an arrangement, never two organisations.
type Network struct {
	Left, Middle, Right []*Node
	Ties                []Tie
	Height              float64
}

// Node is an organisation or an arrangement in a drawing.
type Node struct {
	Value
	Kind   string // hard, soft, unknown; organisation
	Degree int    // ties
	Y      float64

	near  []*Node
	place int // Y in small steps: sums of whole numbers do not depend on their order
}

// Tie is a participation.
type Tie struct {
	Arrangement, Organisation *Node
	Roles                     []Value
}

// The distances of a drawing.
const (
	nodeHeight = 16.0 // of the fullest column
	margin     = 24.0
	sweeps     = 12
)

// network draws the rows of participations. The drawing depends on them alone: not on chance, nor on their order.
func (m *Maker) network(r *rows) *Network {
	n := &Network{}
	organisations := map[string]*Node{}
	for _, b := range r.things() {
		arrangement := &Node{Value: m.value(b.key), Kind: kindOf(r, b)}
		if arrangement.Kind == "hard" {
			n.Left = append(n.Left, arrangement)
		} else {
			n.Right = append(n.Right, arrangement)
		}
		for _, t := range r.distinct(b.rows, "organisation") {
			o := organisations[t.Value]
			if o == nil {
				o = &Node{Value: m.value(t), Kind: "organisation"}
				organisations[t.Value] = o
				n.Middle = append(n.Middle, o)
			}
			join(arrangement, o)
			n.Ties = append(n.Ties, Tie{arrangement, o, m.roles(r, b, o.IRI)})
		}
	}
	n.arrange()
	return n
}

func kindOf(r *rows, b bundle) string {
	for _, t := range r.distinct(b.rows, "formality") {
		switch t {
		case ontology.Thing("formality", "hard"):
			return "hard"
		case ontology.Thing("formality", "soft"):
			return "soft"
		}
	}
	return "unknown"
}

func (m *Maker) roles(r *rows, b bundle, organisation string) []Value {
	rows := b.rows[:0:0]
	for _, row := range b.rows {
		if r.get(row, "organisation").Value == organisation {
			rows = append(rows, row)
		}
	}
	return m.values(r.distinct(rows, "role"))
}

func join(a, b *Node) {
	a.near, b.near = append(a.near, b), append(b.near, a)
	a.Degree++
	b.Degree++
}

// arrange places the nodes: by name first, then each column by the mean place of its neighbours, again and again, so
// that fewer ties cross.
func (n *Network) arrange() {
	columns := [][]*Node{n.Left, n.Middle, n.Right}
	n.Height = 2 * margin
	for _, c := range columns {
		slices.SortFunc(c, func(a, b *Node) int { return compare(a.Value, b.Value) })
		n.Height = max(n.Height, 2*margin+nodeHeight*float64(len(c)))
	}
	for _, c := range columns {
		n.space(c)
	}
	for range sweeps {
		for _, i := range []int{1, 0, 2} {
			order(columns[i])
			n.space(columns[i])
		}
	}
}

// space spreads a column over the height.
func (n *Network) space(column []*Node) {
	step := (n.Height - 2*margin) / float64(max(len(column), 1))
	for i, node := range column {
		node.Y = margin + step*(float64(i)+.5)
		node.place = int(node.Y * 64)
	}
}

// order sorts a column by the mean place of the neighbours.
func order(column []*Node) {
	mean := map[*Node]float64{}
	for _, node := range column {
		if mean[node] = float64(node.place); len(node.near) == 0 {
			continue
		}
		sum := 0
		for _, o := range node.near {
			sum += o.place
		}
		mean[node] = float64(sum) / float64(len(node.near))
	}
	slices.SortStableFunc(column, func(a, b *Node) int { return cmp.Or(cmp.Compare(mean[a], mean[b]), compare(a.Value, b.Value)) })
}

// Describe says in words what the drawing shows.
func (n *Network) Describe() string {
	soft, unknown := 0, 0
	for _, a := range n.Right {
		if a.Kind == "soft" {
			soft++
		} else {
			unknown++
		}
	}
	text := fmt.Sprintf("%d organisations in the middle, %d hard arrangements at the left and %d soft ones at the right, joined by %d participations.", len(n.Middle), len(n.Left), soft, len(n.Ties))
	if unknown > 0 {
		text += fmt.Sprintf(" %d arrangements at the right have no recorded formality.", unknown)
	}
	if len(n.Middle) > 0 {
		most := slices.MaxFunc(n.Middle, func(a, b *Node) int {
			return cmp.Or(cmp.Compare(a.Degree, b.Degree), compare(b.Value, a.Value))
		})
		text += fmt.Sprintf(" Most participations: %s, %d.", most.Name(true), most.Degree)
	}
	return text
}
