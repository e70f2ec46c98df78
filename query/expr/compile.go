package expr

import (
	"fmt"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// Program is a compiled expression: immutable and safe for concurrent use.
type Program struct {
	root   node
	vars   []sparql.Var
	exists []*algebra.Exists
	consts int       // how many constants have a place in an env
	pool   sync.Pool // of *env
}

// Compile prepares an expression; what depends on constants alone is computed here. An unknown function named by IRI
// compiles and gives an error value at run time; a built-in that does not exist or has the wrong number of arguments is an
// error here.
func Compile(e sparql.Expr) (*Program, error) {
	p := &Program{}
	c := compiler{p: p, slots: map[sparql.Var]int{}}
	root, _, err := c.compile(e)
	if err != nil {
		return nil, fmt.Errorf("compile expression: %w", err)
	}
	p.root = root
	return p, nil
}

// Vars lists the variables the program reads, each once: the columns of a Batch.
func (p *Program) Vars() []sparql.Var { return p.vars }

// Exists lists the EXISTS nodes of the program, each once.
func (p *Program) Exists() []*algebra.Exists { return p.exists }

// Eval computes the expression for every row; dst[i] is 0 where evaluation is an error.
func (p *Program) Eval(c Context, b *Batch, dst []index.ID) error {
	if v, ok := p.root.(*varNode); ok {
		if b.Cols[v.slot] == nil {
			clear(dst[:b.N])
			return nil
		}
		copy(dst[:b.N], b.Cols[v.slot])
		return nil
	}
	e := p.env(c, b)
	defer p.release(e)
	open, err := p.ids(e, dst)
	if err != nil || len(open) == 0 {
		return err
	}
	terms, err := p.root.terms(e, open)
	if err != nil {
		return err
	}
	if len(open) == b.N {
		return c.Intern(terms[:b.N], dst[:b.N])
	}
	return e.internRows(open, terms, dst)
}

// ids computes what IDs tell and gives the other rows, which are Taken in dst.
func (p *Program) ids(e *env, dst []index.ID) (open []int32, err error) {
	root, ok := p.root.(idNode)
	if !ok {
		return e.all, nil
	}
	ids, err := root.ids(e, e.all)
	if err != nil {
		return nil, err
	}
	copy(dst, ids[:e.b.N])
	open = e.rows()
	for r, id := range ids[:e.b.N] {
		if id == Taken {
			open = append(open, int32(r))
		}
	}
	return open, nil
}

// internRows gives some rows their IDs.
func (e *env) internRows(rows []int32, terms []rdf.Term, dst []index.ID) error {
	some, ids := make([]rdf.Term, len(rows)), make([]index.ID, len(rows))
	for i, r := range rows {
		some[i] = terms[r]
	}
	if err := e.c.Intern(some, ids); err != nil {
		return err
	}
	for i, r := range rows {
		dst[r] = ids[i]
	}
	return nil
}

// IsVar reports whether the expression is a variable and nothing else.
func (p *Program) IsVar() bool {
	_, ok := p.root.(*varNode)
	return ok
}

// Mixed computes the expression for an aggregate: as IDs where those of its operands tell; all other rows as values, Error where evaluation
// is an error, which it hands to use, whose rows are Taken in dst.
func (p *Program) Mixed(c Context, b *Batch, dst []index.ID, use func(row int32, v *xsd.Value)) error {
	e := p.env(c, b)
	defer p.release(e)
	open, err := p.ids(e, dst)
	if err != nil || len(open) == 0 {
		return err
	}
	vals, err := p.root.values(e, open)
	if err != nil {
		return err
	}
	for _, r := range open {
		use(r, &vals[r])
		dst[r] = Taken
	}
	return nil
}

// Test computes the effective boolean value for every row; an error counts as false.
func (p *Program) Test(c Context, b *Batch, keep []bool) error {
	e := p.env(c, b)
	defer p.release(e)
	verdicts, err := p.root.test(e, e.all)
	if err != nil {
		return err
	}
	for i, v := range verdicts[:b.N] {
		keep[i] = v == yes
	}
	return nil
}

// compiler builds the nodes of one program.
type compiler struct {
	p     *Program
	slots map[sparql.Var]int
	last  shape // of the expression compiled last
	plain bool  // no way by IDs, for tests
}

// shape is what decides whether an expression may be computed by IDs first and then, where those do not tell, by values: not if the
// second time would give something else, nor deep in a nest of expressions, where trying twice on each level would add up.
type shape struct {
	high   int
	varies bool
}

const fastHeight = 8

func (c *compiler) byID() bool { return !c.plain && !c.last.varies && c.last.high <= fastHeight }

// compile gives the node of an expression; constant says that its value never changes.
func (c *compiler) compile(e sparql.Expr) (n node, constant bool, err error) {
	c.last = shape{}
	switch e := e.(type) {
	case *sparql.ExprVar:
		return &varNode{slot: c.slot(e.Var)}, false, nil
	case *sparql.ExprTerm:
		return c.constant(e.Term), true, nil
	case *algebra.Exists:
		return c.existsNode(e), false, nil
	case *sparql.Unary:
		return c.operator(e.Op, unaries[e.Op], e.X)
	case *sparql.Binary:
		if e.Op == "&&" || e.Op == "||" {
			return c.operator(e.Op, binaries[e.Op], chain(e.Op, e, nil)...)
		}
		return c.operator(e.Op, binaries[e.Op], e.L, e.R)
	case *sparql.In:
		return c.in(e)
	case *sparql.Call:
		return c.call(e)
	case *sparql.Aggregate:
		return nil, false, fmt.Errorf("the aggregate %s stands where only the algebra's Group may compute it", e.Name)
	case *sparql.ExistsGroup:
		return nil, false, fmt.Errorf("EXISTS has not been translated to algebra")
	}
	return nil, false, fmt.Errorf("an expression of type %T is not known", e)
}

func (c *compiler) slot(v sparql.Var) int {
	i, ok := c.slots[v]
	if !ok {
		i = len(c.p.vars)
		c.slots[v] = i
		c.p.vars = append(c.p.vars, v)
	}
	return i
}

func (c *compiler) constant(t rdf.Term) *constNode {
	c.p.consts++
	return newConst(t, c.p.consts-1)
}

func (c *compiler) existsNode(x *algebra.Exists) node {
	at := len(c.p.exists)
	for i, known := range c.p.exists {
		if known == x {
			at = i
		}
	}
	if at == len(c.p.exists) {
		c.p.exists = append(c.p.exists, x)
	}
	return testNode(func(e *env, rows []int32) ([]truth, error) {
		out := e.truths()
		for _, r := range rows {
			out[r] = truthOf(e.b.Exists[at][r])
		}
		return out, nil
	})
}

// builder makes a node of the nodes of its operands.
type builder func(args []node) node

// operator compiles the operands and folds the node if all of them are constant.
func (c *compiler) operator(name string, build builder, operands ...sparql.Expr) (node, bool, error) {
	if build == nil {
		return nil, false, fmt.Errorf("operator %q with %d operands is not known", name, len(operands))
	}
	args, constant, err := c.compileAll(operands)
	if err != nil {
		return nil, false, err
	}
	n := build(args)
	if c.byID() && !constant {
		n = arithmeticIDs(n, name, args)
	}
	return c.fold(n, constant)
}

func (c *compiler) compileAll(list []sparql.Expr) (args []node, constant bool, err error) {
	args, constant = make([]node, len(list)), true
	all := shape{}
	for i, x := range list {
		n, fixed, err := c.compile(x)
		if err != nil {
			return nil, false, err
		}
		args[i], constant = n, constant && fixed
		all = shape{max(all.high, c.last.high), all.varies || c.last.varies}
	}
	c.last = shape{all.high + 1, all.varies}
	return args, constant, nil
}

// fold evaluates a node that depends on constants alone.
func (c *compiler) fold(n node, constant bool) (node, bool, error) {
	if !constant {
		return n, false, nil
	}
	e := c.p.env(nil, &Batch{N: 1})
	terms, err := n.terms(e, e.all)
	if err != nil {
		return nil, false, err
	}
	return c.constant(terms[0]), true, nil
}
