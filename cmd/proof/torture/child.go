package torture

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"w3id.org/concord/cmd/concord/httpd"
	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/index/store/storetest"
	"w3id.org/concord/index/text"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
)

// childEnv names the store that this process is to serve and be killed for.
const childEnv = "CONCORD_TORTURE_STORE"

// token allows changes; the server is reachable from this machine only.
const token = "torture-torture-torture"

// Child serves a store if this process was started for that: it does not return then. It is the first thing that main, or the
// test's main, calls.
func Child() {
	dir := os.Getenv(childEnv)
	if dir == "" {
		return
	}
	if err := serve(dir, os.Stdout); err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// serve opens a store as "concord serve" does, says where it listens and how long the opening took, and serves until the
// process is killed. Two addresses more than the real server's: /torture/load makes a bulk load, /torture/compact a compaction.
func serve(dir string, out io.Writer) error {
	opened := storetest.StartOpening()
	s, err := store.Open(dir, store.Options{})
	if err != nil {
		return err
	}
	took := opened()
	indexed, err := text.Attach(s, filepath.Join(dir, "text"), text.Options{})
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "serving", ln.Addr(), took.Clock.Microseconds(), took.Processors.Microseconds())
	return http.Serve(ln, handler(s, indexed))
}

func handler(s *store.Store, indexed index.Store) http.Handler {
	server := httpd.New(httpd.Options{Store: indexed, Engine: query.New(indexed, query.Options{DefaultGraph: query.Union, Timeout: time.Minute}), Token: token})
	mux := http.NewServeMux()
	mux.Handle("/", server.Handler())
	mux.HandleFunc("/torture/compact", func(w http.ResponseWriter, r *http.Request) { answer(w, s.Compact(context.Background())) })
	mux.HandleFunc("/torture/load", func(w http.ResponseWriter, r *http.Request) {
		version, _ := strconv.Atoi(r.FormValue("version"))
		_, err := storetest.Load(indexed, index.BulkOptions{}, loadQuads(version))
		answer(w, err)
	})
	return mux
}

func answer(w http.ResponseWriter, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func iri(s string) rdf.Term { return rdf.NewIRI("http://example.org/" + s) }

// loadQuads is what the bulk load with that number adds; loads add up.
func loadQuads(version int) (quads []rdf.Quad) {
	for i := range 60 {
		quads = append(quads, rdf.Quad{S: iri(fmt.Sprint("load", version)), P: iri("row"), O: rdf.NewString(fmt.Sprint("row ", i, " of load ", version)), G: iri("loads")})
	}
	return quads
}

// keyQuads is what a client's key holds at a version: marks in several graphs, so that half a change would show.
func keyQuads(client, version int) (quads []rdf.Quad) {
	if version == 0 {
		return nil
	}
	for i := range 20 {
		quads = append(quads, rdf.Quad{S: iri(fmt.Sprint("key", client)), P: iri("is"), O: rdf.NewString(fmt.Sprint("version ", version, " of ", client, ", mark ", i)), G: iri(fmt.Sprint("g", i%5))})
	}
	return quads
}
