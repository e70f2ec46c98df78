package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

const holdBack = 256 << 10

// delayed holds back the beginning of an answer, so that an error in its first part still becomes an error status; what
// fails later cuts the connection, so that no client takes half an answer for a whole one.
type delayed struct {
	c       echo.Context
	buf     []byte
	started bool
}

func (s *Server) delayed(c echo.Context, contentType string) *delayed {
	c.Response().Header().Set("Content-Type", contentType)
	return &delayed{c: c}
}

func (d *delayed) Write(p []byte) (int, error) {
	if !d.started && len(d.buf)+len(p) <= holdBack {
		d.buf = append(d.buf, p...)
		return len(p), nil
	}
	if err := d.start(); err != nil {
		return 0, err
	}
	return d.c.Response().Write(p)
}

func (d *delayed) start() error {
	if d.started {
		return nil
	}
	d.started = true
	d.c.Response().WriteHeader(http.StatusOK)
	_, err := d.c.Response().Write(d.buf)
	return err
}

// finish ends the answer, with the error that stopped it if there is one.
func (d *delayed) finish(err error) error {
	if err == nil {
		return d.start()
	}
	if d.started {
		panic(http.ErrAbortHandler)
	}
	d.c.Response().Header().Del("Content-Disposition")
	return err
}
