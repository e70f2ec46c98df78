package httpd

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/query/reconcile"
)

// reconcilePageRoutes adds the steps of the page.
func (s *Server) reconcilePageRoutes() {
	s.echo.POST("/reconcile/table", s.reconcileTable)
	s.get("/reconcile/table", func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/reconcile") })
}

const (
	maxTable     = 2 << 20  // bytes of a table that the page takes; it travels in the form, a third longer
	maxUnpacked  = 64 << 20 // bytes that a workbook unpacks to
	shownRows    = 5        // of the table, when the column is chosen
	shownMatches = 300      // distinct values with their matches
	matchedAtOne = 1000     // rows
)

// upload is a table on its way through the steps. Nothing of it stays on the server: the form carries it.
type upload struct {
	name    string
	data    []byte
	columns []string
	rows    [][]string
}

// workbook reports whether the table is an XLSX file: those are ZIP archives.
func (u *upload) workbook() bool { return bytes.HasPrefix(u.data, []byte("PK\x03\x04")) }

// reconcilePage is what the page shows: the first form, the choice of the column, or the matches.
type reconcilePage struct {
	Page                 web.Page
	Name, Data           string
	Head                 []string
	First                [][]string
	Columns, Kinds, Orgs []web.Option
	By                   []web.Option // the column that holds the organisation
	Counts               string
	Matches              []matchRow
	More                 int
	MaxKiB               int
	Asked, Chosen        bool
}

// matchRow is a distinct value with its best candidates.
type matchRow struct {
	Value, Verdict, Word string
	Times                int
	Best                 *linkTo
	Kind, About          string
	Score, Why           string
	Second               *linkTo
	SecondScore          string
	Picks                []web.Option // to choose among, where there is a choice
}

func (s *Server) reconcileStart(c echo.Context) error {
	return s.render(c, "reconcile", reconcilePage{Page: s.page(c, "Reconcile a table", "/reconcile"), MaxKiB: maxTable >> 10})
}

// reconcileTable takes the table of a form through its steps.
func (s *Server) reconcileTable(c echo.Context) error {
	u, err := readUpload(c)
	if err != nil {
		return err
	}
	if u == nil {
		return badRequest("The form holds no table: choose a file, or paste one.")
	}
	if err := u.read(); err != nil {
		return badRequest("%s.", capital(err.Error()))
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), s.Timeout)
	defer cancel()
	return s.withSnapshot(func(snap index.Snapshot) error {
		names, err := s.namesOf(ctx, snap)
		if err != nil {
			return err
		}
		m := &answer.Matching{Service: reconcile.New(snap, s.Store.Text(), names), Kind: c.FormValue("kind"), Picks: readPicks(c)}
		chosen, err := u.choose(ctx, c, m, names)
		if err != nil {
			return err
		}
		switch do := c.FormValue("do"); {
		case chosen && do == "download":
			return u.download(ctx, c, m)
		case chosen && do == "json":
			return u.json(ctx, c, m)
		}
		return s.reconcileSteps(ctx, c, snap, u, m, names, chosen)
	})
}

// readUpload reads the file, the pasted text or what an earlier step carried on; nil if there is none.
func readUpload(c echo.Context) (*upload, error) {
	if mediaType, _, _ := mime.ParseMediaType(c.Request().Header.Get("Content-Type")); mediaType != "multipart/form-data" {
		return nil, echo.NewHTTPError(http.StatusUnsupportedMediaType, "Send a form with a file (multipart/form-data).")
	}
	if _, err := c.MultipartForm(); err != nil {
		var tooBig *http.MaxBytesError
		if errors.As(err, &tooBig) {
			return nil, tooLarge()
		}
		return nil, badRequest("The form cannot be read: %v.", err)
	}
	u := &upload{name: filepath.Base(strings.ReplaceAll(c.FormValue("name"), `\`, "/"))}
	var err error
	if file, ferr := c.FormFile("file"); ferr == nil && file.Filename != "" {
		u.name = filepath.Base(strings.ReplaceAll(file.Filename, `\`, "/"))
		f, err := file.Open()
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if u.data, err = io.ReadAll(f); err != nil {
			return nil, err
		}
	} else if data := c.FormValue("data"); data != "" {
		if u.data, err = base64.StdEncoding.DecodeString(data); err != nil {
			return nil, badRequest("What the form carries on is damaged; begin again at /reconcile.")
		}
	} else if text := c.FormValue("text"); strings.TrimSpace(text) != "" {
		u.name, u.data = "pasted.csv", []byte(text)
	}
	if u.name == "." || u.name == "/" {
		u.name = "table.csv"
	}
	switch {
	case len(u.data) == 0:
		return nil, nil
	case len(u.data) > maxTable:
		return nil, tooLarge()
	}
	return u, nil
}

func tooLarge() error {
	return echo.NewHTTPError(http.StatusRequestEntityTooLarge, fmt.Sprintf("The table is larger than %d KiB, which is what this page takes. The command line takes any size: concord reconcile FILE --column C.", maxTable>>10))
}

// read takes the table apart.
func (u *upload) read() error {
	if u.workbook() {
		tables, err := sheet.ReadXLSX(bytes.NewReader(u.data), maxUnpacked)
		if err != nil {
			return err
		}
		if len(tables) == 0 || len(tables[0].Columns) == 0 {
			return errors.New("the first sheet of the workbook is empty")
		}
		u.columns, u.rows = tables[0].Columns, tables[0].Rows
		return nil
	}
	k, err := sheet.Keep(bytes.NewReader(u.data), 0)
	if err != nil {
		return err
	}
	u.columns = k.Columns
	for head := true; ; {
		row, err := k.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if row.Blank() {
			continue
		}
		if !head {
			u.rows = append(u.rows, row.Cells)
		}
		head = false
	}
}

// choose reads which columns to match and against what; false if no column is chosen yet. Columns go by their number.
func (u *upload) choose(ctx context.Context, c echo.Context, m *answer.Matching, names *reconcile.Names) (bool, error) {
	column := c.FormValue("column")
	if column == "" {
		return false, nil
	}
	var err error
	if m.Column, err = u.column(column); err != nil {
		return false, err
	}
	if by := c.FormValue("by"); by != "" {
		at, err := u.column(by)
		if err != nil {
			return false, err
		}
		m.Properties = append(m.Properties, answer.ColumnProperty{Property: "organisation", Column: at})
	}
	if m.Kind != "" && !names.HasType(m.Kind) {
		return false, badRequest("There are no things of the kind %q.", m.Kind)
	}
	if org := c.FormValue("org"); org != "" {
		var unknown *reconcile.UnknownError
		if m.Org, err = m.Service.Organisation(ctx, org); errors.As(err, &unknown) {
			return false, badRequest("%s.", capital(err.Error()))
		}
	}
	return true, err
}

// readPicks reads what a person chose among the candidates: an address, and what it was chosen for.
func readPicks(c echo.Context) map[string]string {
	out := map[string]string{}
	for _, p := range c.Request().MultipartForm.Value["pick"] {
		if id, key, ok := strings.Cut(p, " "); ok {
			out[key] = id
		}
	}
	return out
}

func (u *upload) column(number string) (int, error) {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(u.columns) {
		return 0, badRequest("The table has no column number %q; it has %d.", number, len(u.columns))
	}
	return n - 1, nil
}

// download sends the table with the columns of the matches.
func (u *upload) download(ctx context.Context, c echo.Context, m *answer.Matching) error {
	var buf bytes.Buffer
	mediaType := "text/csv"
	if u.workbook() {
		mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		err := sheet.Widen(&buf, bytes.NewReader(u.data), maxUnpacked, "", func(t sheet.Table) ([][]string, error) { return m.Workbook(ctx, t) })
		if err != nil {
			return err
		}
	} else {
		k, err := sheet.Keep(bytes.NewReader(u.data), 0)
		if err != nil {
			return err
		}
		if _, err := m.Table(ctx, &buf, k); err != nil {
			return err
		}
	}
	ext := filepath.Ext(u.name)
	name := strings.TrimSuffix(u.name, ext) + "-matched" + ext
	c.Response().Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	return c.Blob(http.StatusOK, mediaType, buf.Bytes())
}

// json sends a line of JSON for each row, with all candidates.
func (u *upload) json(ctx context.Context, c echo.Context, m *answer.Matching) error {
	var buf bytes.Buffer
	m.JSON = &buf
	if _, err := m.Workbook(ctx, sheet.Table{Columns: u.columns, Rows: u.rows}); err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "application/x-ndjson", buf.Bytes())
}
