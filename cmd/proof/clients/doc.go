// Package clients holds one script for each program that people use against a SPARQL endpoint. Its test serves a small
// store on loopback and runs every script whose client is installed; the others are skipped, with the reason.
//
// A script is told where the server is by CONCORD_URL and how to write by CONCORD_TOKEN, sent as the password of any user
// or as a bearer. It ends with an error unless it got what it asked for. Where clients lie is told by CONCORD_PYTHON (an
// interpreter), CONCORD_NODE_PATH (a node_modules folder), CONCORD_JENA_LIB and CONCORD_RDF4J_LIB (folders of jars).
//
// It is not a library: there is nothing to import.
package clients
