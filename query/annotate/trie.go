package annotate

// automaton finds all names in a text in one pass (Aho and Corasick, 1975), over the ids of words. Its nodes are the
// beginnings of names.
type automaton struct {
	next  map[uint64]int32 // node and word -> node
	nodes []node
}

type node struct {
	word          int32 // that leads here
	child, sister int32 // the last child; the child of the parent before this one
	fail          int32 // the longest proper ending of this that is a beginning too
	output        int32 // the nearest of the endings at which names end, 0 if none
	depth         int32
	names         []int32 // that end here
}

func newAutomaton() *automaton {
	return &automaton{next: map[uint64]int32{}, nodes: make([]node, 1)}
}

func edge(n, word int32) uint64 { return uint64(n)<<32 | uint64(uint32(word)) }

// add puts in a name.
func (a *automaton) add(words []int32, name int32) {
	at := int32(0)
	for _, w := range words {
		to, ok := a.next[edge(at, w)]
		if !ok {
			to = int32(len(a.nodes))
			a.nodes = append(a.nodes, node{word: w, sister: a.nodes[at].child, depth: a.nodes[at].depth + 1})
			a.nodes[at].child = to
			a.next[edge(at, w)] = to
		}
		at = to
	}
	a.nodes[at].names = append(a.nodes[at].names, name)
}

// link makes the links to the endings, from the shortest beginnings to the longest.
func (a *automaton) link() {
	queue := make([]int32, 1, len(a.nodes))
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for c := a.nodes[at].child; c != 0; c = a.nodes[c].sister {
			n := &a.nodes[c]
			if at != 0 {
				n.fail = a.step(a.nodes[at].fail, n.word)
			}
			if n.output = n.fail; n.fail != 0 && len(a.nodes[n.fail].names) == 0 {
				n.output = a.nodes[n.fail].output
			}
			queue = append(queue, c)
		}
	}
}

// step goes on from a node by a word.
func (a *automaton) step(at, word int32) int32 {
	if word == 0 {
		return 0
	}
	for {
		if to, ok := a.next[edge(at, word)]; ok {
			return to
		}
		if at == 0 {
			return 0
		}
		at = a.nodes[at].fail
	}
}

// ends calls yield with every node at which names end when a text has led here, the longest first.
func (a *automaton) ends(at int32, yield func(*node)) {
	if len(a.nodes[at].names) > 0 {
		yield(&a.nodes[at])
	}
	for at = a.nodes[at].output; at != 0; at = a.nodes[at].output {
		yield(&a.nodes[at])
	}
}
