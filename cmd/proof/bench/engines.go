package bench

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed peers/pyoxigraph_parse.py
var pyoxigraphParse string

//go:embed peers/n3_parse.cjs
var n3Parse string

// parseEngine is a command that parses a file.
type parseEngine struct {
	name    string
	formats string // by comma
	peer    bool   // must be installed
	command func(ctx context.Context, file string) *exec.Cmd
}

// parseEngines are our own, and the peers that environment variables or the path lead to; absent says what is missing.
func parseEngines() (engines []parseEngine, absent []string) {
	engines = append(engines,
		own("Concord, parse", "parse", "nt,ttl,trig,rdf"), own("Concord, parse to ids", "ids", "nt,ttl,trig,rdf"),
		own("Concord, one thread", "read", "nt,ttl,trig,rdf"), own("knakk/rdf", "knakk", "nt,ttl,rdf"), own("Cayley nquads", "quad", "nt"))
	add := func(found string, missing string, e parseEngine) {
		if e.peer = true; found == "" {
			absent = append(absent, e.name+": "+missing)
			return
		}
		engines = append(engines, e)
	}
	oxttl := os.Getenv("CONCORD_OXTTL")
	add(oxttl, "CONCORD_OXTTL names the program made of peers/oxttl", peer("Oxigraph, oxttl and oxrdfxml (Rust)", "nt,ttl,trig,rdf", oxttl))
	python := os.Getenv("CONCORD_PYTHON")
	add(python, "CONCORD_PYTHON names a Python that has pyoxigraph", peer("Oxigraph, pyoxigraph", "nt,ttl,trig,rdf", python, "-c", pyoxigraphParse))
	node := os.Getenv("CONCORD_NODE_PATH")
	add(node, "CONCORD_NODE_PATH names a node_modules that has n3", withEnv(peer("N3.js", "nt,ttl,trig", "node", "-e", n3Parse), "NODE_PATH="+node))
	jena := os.Getenv("CONCORD_JENA_LIB")
	add(jena, "CONCORD_JENA_LIB names a folder with the jars of Jena", peer("Jena riot", "nt,ttl,trig,rdf", "java", "-cp", filepath.Join(jena, "*"), "riotcmd.riot", "--sink"))
	rapper, _ := exec.LookPath("rapper")
	add(rapper, "not on the path", rapperEngine(rapper))
	return engines, absent
}

// own starts this program again with "bench one".
func own(name, parser, formats string) parseEngine {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	return peer(name, formats, self, "bench", "one", parser)
}

// peer is a command that takes the file as its last argument.
func peer(name, formats, program string, args ...string) parseEngine {
	return parseEngine{name: name, formats: formats, command: func(ctx context.Context, file string) *exec.Cmd {
		return exec.CommandContext(ctx, program, append(append([]string{}, args...), file)...)
	}}
}

func withEnv(e parseEngine, env string) parseEngine {
	command := e.command
	e.command = func(ctx context.Context, file string) *exec.Cmd {
		c := command(ctx, file)
		c.Env = append(os.Environ(), env)
		return c
	}
	return e
}

// rapperEngine tells rapper the format, which it does not see by itself.
func rapperEngine(program string) parseEngine {
	names := map[string]string{".nt": "ntriples", ".ttl": "turtle", ".trig": "trig", ".rdf": "rdfxml"}
	return parseEngine{name: "rapper (raptor2)", formats: "nt,ttl,trig,rdf", command: func(ctx context.Context, file string) *exec.Cmd {
		return exec.CommandContext(ctx, program, "-q", "-c", "-i", names[filepath.Ext(file)], file)
	}}
}

// measure runs the command on the file and on an empty one, and says what the file cost. A command that prints a number must have
// counted what the file holds.
func (e parseEngine) measure(ctx context.Context, file, empty string, triples int) (cost, error) {
	idle, _, err := spend(e.command(ctx, empty))
	if err != nil {
		return cost{}, err
	}
	c, out, err := spend(e.command(ctx, file))
	if err != nil {
		return cost{}, err
	}
	if out = strings.TrimSpace(out); out != "" && out != fmt.Sprint(triples) {
		return cost{}, fmt.Errorf("%w: %s for %d", errCount, out, triples)
	}
	c.wall, c.cpu = c.wall-idle.wall, c.cpu-idle.cpu
	return c, nil
}
