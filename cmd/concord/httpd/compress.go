package httpd

import (
	"net/http"

	"github.com/klauspost/compress/gzhttp"
)

// compressed sends answers of some size gzipped to clients that take them so. What is compressed already (workbooks,
// icons) goes out as it is.
func compressed(h http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(4), gzhttp.EnableZstd(false))
	if err != nil {
		panic(err) // the options are constants
	}
	return wrap(h)
}
