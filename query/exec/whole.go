package exec

// readWhole tells an operator, before it is read, that all its rows are wanted before any is used. So it need not find the first ones
// soon: what is gathered to be looked up, and the windows of fed joins, are as large as they may become from the beginning.
func readWhole(op operator) {
	switch op := op.(type) {
	case *counted:
		readWhole(op.operator)
	case *lookup:
		op.more.want = op.more.most
		readWhole(op.in)
	case *join:
		if op.window != nil {
			op.window.size = largeWindow
		}
		readWhole(op.in)
	case *unionAll:
		op.whole = true
	case *filter:
		readWhole(op.in)
	case *extend:
		readWhole(op.in)
	case *project:
		readWhole(op.in)
	}
}
