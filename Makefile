# Concord: "make run" serves the catalogue, "make test" proves the house. Both need Go and nothing else.
# "make test FUZZ=20s" lets every reader of RDF, tables and queries be fuzzed for so long besides.
FUZZ :=
READERS := ./ontology/rdf/turtle:FuzzTurtle ./ontology/rdf/turtle:FuzzLines ./ontology/rdf/rdfxml/xmltok:FuzzTokens ./ontology/rdf/rdfxml:FuzzRDFXML \
	./ontology/rdf/jsonld:FuzzJSONLD ./ontology/sssom:FuzzRead ./ingest/tabular:FuzzReader ./ingest/tabular:FuzzMetadata ./ingest/tabular:FuzzTable \
	./ingest/tabular:FuzzWorkbook ./query/sparql:FuzzParseQuery

.PHONY: build run test fuzz clean

build:
	go build -o bin/concord ./cmd/concord

run: build
	./bin/concord serve

test:
	go vet ./...
	go test ./...
	$(if $(FUZZ),$(MAKE) fuzz FUZZ=$(FUZZ))

# Before Go 1.27 a target can fail as its time ends though nothing was found (go.dev/issue/75804), so one that fails is run again: an input that
# fails was written to testdata, and fails first of all.
fuzzed = go test $(firstword $(subst :, ,$(1))) -run '^$$' -fuzz '^$(lastword $(subst :, ,$(1)))$$' -fuzztime $(or $(FUZZ),20s)

fuzz:
	$(foreach r,$(READERS),{ $(call fuzzed,$(r)) || $(call fuzzed,$(r)); } && ) true

clean:
	rm -rf bin
