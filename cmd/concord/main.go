// Command concord is the one binary: it loads, serves and queries a knowledge graph of international rule-making, or
// any other RDF data. Commands here are thin: they read flags, call a package below, and print.
package main

func main() {}
