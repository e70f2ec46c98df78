package httpd

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/glossary"
	"w3id.org/concord/query/harmonise"
)

// mappingsFile sends the mappings as SSSOM/TSV.
func (s *Server) mappingsFile(c echo.Context) error {
	return s.sendVocabulary(c, "/export/sssom.tsv", func(ctx context.Context, snap index.Snapshot, q glossary.Query, e glossary.Edition) ([]byte, string, error) {
		set, err := glossary.Mappings(ctx, snap, q, e)
		if err != nil {
			return nil, "", err
		}
		var buf bytes.Buffer
		err = set.Write(&buf)
		c.Response().Header().Set("Content-Disposition", `attachment; filename="concord.sssom.tsv"`)
		return buf.Bytes(), withCharset(typeTSV), err
	})
}

// skosFile sends the vocabulary as SKOS.
func (s *Server) skosFile(c echo.Context) error {
	f := rdf.FormatByName(c.Param("ext"))
	if f == nil {
		return notFound("There is no such format; try /export/skos.ttl, .nt, .rdf or .jsonld.")
	}
	return s.sendVocabulary(c, "/export/skos"+f.Extensions[0], func(ctx context.Context, snap index.Snapshot, q glossary.Query, e glossary.Edition) ([]byte, string, error) {
		quads, err := glossary.SKOS(ctx, snap, q, e)
		if err != nil {
			return nil, "", err
		}
		var buf bytes.Buffer
		err = answer.Quads(&buf, quads, f)
		return buf.Bytes(), withCharset(f.MediaTypes[0]), err
	})
}

type makeVocabulary func(context.Context, index.Snapshot, glossary.Query, glossary.Edition) (data []byte, mediaType string, err error)

// sendVocabulary answers with what is made for other vocabulary systems.
func (s *Server) sendVocabulary(c echo.Context, path string, make makeVocabulary) error {
	q, err := documentQuery(c)
	if err != nil {
		return err
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		if s.unchanged(c, dayTag(snap)) {
			return nil
		}
		ctx := c.Request().Context()
		e, err := glossary.ReadEdition(ctx, snap, time.Now(), glossary.Address(s.site(c)+path, q))
		if err != nil {
			return err
		}
		data, mediaType, err := make(ctx, snap, q, e)
		var unknown *harmonise.UnknownError
		var broken *glossary.IntegrityError
		switch {
		case errors.As(err, &unknown):
			return badRequest("%s.", capital(unknown.Error()))
		case errors.As(err, &broken):
			return echo.NewHTTPError(http.StatusConflict, capital(broken.Error()))
		case err != nil:
			return err
		}
		return c.Blob(http.StatusOK, mediaType, data)
	})
}
