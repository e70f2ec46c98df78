# Concord: "make run" serves the catalogue, "make test" proves the house. Both need Go and nothing else.
.PHONY: build run test clean

build:
	go build -o bin/concord ./cmd/concord

run: build
	./bin/concord serve

test:
	go vet ./...
	go test ./...

clean:
	rm -rf bin
