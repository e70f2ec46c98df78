package clients

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/cmd/concord/httpd"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
)

const token = "a-token-of-many-letters"

// client is a program, how it is run, and what must be there for that: a command that succeeds where the client is installed.
type client struct {
	name     string
	run      []string
	needs    []string
	settings string // the variable that says where it lies, "" if it is on the path
}

func clients() []client {
	python := os.Getenv("CONCORD_PYTHON")
	if python == "" {
		python = "python3"
	}
	jena, rdf4j, node := os.Getenv("CONCORD_JENA_LIB"), os.Getenv("CONCORD_RDF4J_LIB"), os.Getenv("CONCORD_NODE_PATH")
	return []client{
		{"curl", []string{"sh", "curl.sh"}, []string{"curl", "--version"}, ""},
		{"SPARQLWrapper", []string{python, "wrapper.py"}, []string{python, "-c", "import SPARQLWrapper"}, ""},
		{"rdflib", []string{python, "rdflib_store.py"}, []string{python, "-c", "import rdflib"}, ""},
		{"Comunica", []string{"node", "comunica.mjs"}, []string{"test", "-d", filepath.Join(node, "@comunica", "query-sparql")}, "CONCORD_NODE_PATH"},
		{"Jena", []string{"java", "-cp", filepath.Join(jena, "*"), "JenaClient.java"}, []string{"test", "-d", jena}, "CONCORD_JENA_LIB"},
		{"RDF4J", []string{"java", "-cp", filepath.Join(rdf4j, "*"), "Rdf4jClient.java"}, []string{"test", "-d", rdf4j}, "CONCORD_RDF4J_LIB"},
	}
}

// TestClients runs the script of each client that is installed against a server of its own.
func TestClients(t *testing.T) {
	for _, c := range clients() {
		t.Run(c.name, func(t *testing.T) {
			if c.settings != "" && os.Getenv(c.settings) == "" {
				t.Skipf("%s is not set: it says where %s lies", c.settings, c.name)
			}
			if err := exec.Command(c.needs[0], c.needs[1:]...).Run(); err != nil {
				t.Skipf("%s is not installed (%s: %v)", c.name, strings.Join(c.needs, " "), err)
			}
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, c.run[0], c.run[1:]...)
			cmd.Env = append(os.Environ(), "CONCORD_URL="+serve(t), "CONCORD_TOKEN="+token)
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Run(); err != nil || !strings.HasSuffix(strings.TrimSpace(out.String()), "ok") {
				t.Errorf("%v\n%s", err, out.String())
			}
		})
	}
}

// serve starts a server on loopback with a few statements in it.
func serve(t *testing.T) string {
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var quads []rdf.Quad
	for _, n := range []string{"1", "2"} {
		quads = append(quads, rdf.Quad{S: rdf.NewIRI("urn:given"), P: rdf.NewIRI("urn:p"), O: rdf.NewTyped(n, rdf.XSDInteger)})
	}
	quads = append(quads, rdf.Quad{S: rdf.NewIRI("urn:named"), P: rdf.NewIRI("urn:holds"), O: rdf.NewTyped("2", rdf.XSDInteger), G: rdf.NewIRI("urn:named")})
	if err := indextest.Load(s, quads); err != nil {
		t.Fatal(err)
	}
	server := httpd.New(httpd.Options{Store: s, Token: token, Version: "test", Engine: query.New(s, query.Options{DefaultGraph: query.Union, Timeout: 20 * time.Second})})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); server.Serve(ctx, ln) }()
	t.Cleanup(func() { stop(); <-ended; s.Close() })
	return "http://" + ln.Addr().String()
}
