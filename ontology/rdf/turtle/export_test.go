package turtle

// WithoutScan makes the reader read every statement token by token.
func WithoutScan(l *LineReader) { l.tokens = true }

// WithoutPlain makes the reader read every term token by token.
func WithoutPlain(t *TurtleReader) { t.tokens = true }
