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

fuzz:
	$(foreach r,$(READERS),go test $(firstword $(subst :, ,$(r))) -run '^$$' -fuzz '^$(lastword $(subst :, ,$(r)))$$' -fuzztime $(or $(FUZZ),20s) && ) true

clean:
	rm -rf bin
