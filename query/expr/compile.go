package expr

import (
	"errors"

	"w3id.org/concord/index"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// Program is a compiled expression: immutable and safe for concurrent use.
type Program struct {
	vars   []sparql.Var
	exists []*algebra.Exists
}

var errNotYet = errors.New("expressions are not implemented yet")

// Compile prepares an expression. Unknown functions compile and give an error value at run time.
func Compile(e sparql.Expr) (*Program, error) { return nil, errNotYet }

// Vars lists the variables the program reads, each once: the columns of a Batch.
func (p *Program) Vars() []sparql.Var { return p.vars }

// Exists lists the EXISTS nodes of the program, each once.
func (p *Program) Exists() []*algebra.Exists { return p.exists }

// Eval computes the expression for every row; dst[i] is 0 where evaluation is an error.
func (p *Program) Eval(c Context, b *Batch, dst []index.ID) error { return errNotYet }

// Test computes the effective boolean value for every row; an error counts as false.
func (p *Program) Test(c Context, b *Batch, keep []bool) error { return errNotYet }

// Aggregator computes one aggregate for many groups.
type Aggregator interface {
	// Add takes rows: groups[i] is the dense number of the row's group, col[i] the value, 0 where it is unbound or
	// an error. col is nil for COUNT(*).
	Add(c Context, groups []uint32, col []index.ID) error
	// Result writes the value of each group, 0 where it has none.
	Result(c Context, ngroups int, dst []index.ID) error
	// Bytes is the memory held, for the query's budget.
	Bytes() int64
}

// NewAggregator prepares an aggregate.
func NewAggregator(spec sparql.Aggregate) (Aggregator, error) { return nil, errNotYet }

// CompareOrder compares two columns in the order of ORDER BY, row by row: -1, 0 or 1 into dst.
func CompareOrder(c Context, a, b []index.ID, dst []int8) error { return errNotYet }
