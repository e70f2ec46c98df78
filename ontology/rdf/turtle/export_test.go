package turtle

// WithoutScan makes the reader read every statement token by token.
func WithoutScan(l *LineReader) { l.tokens = true }
