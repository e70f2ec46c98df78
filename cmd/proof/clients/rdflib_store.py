"""rdflib: SPARQLStore and SPARQLUpdateStore behind a Graph."""
import os
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

url, token = os.environ["CONCORD_URL"], os.environ["CONCORD_TOKEN"]
s, p = URIRef("urn:rdflib"), URIRef("urn:p")

for method in ("GET", "POST", "POST_FORM"):
    store = SPARQLUpdateStore(url + "/sparql", url + "/update", method=method, autocommit=True, auth=("anyone", token))
    g = Graph(store, identifier=URIRef("urn:g"))
    g.add((s, p, Literal(method)))
    g.add((s, p, Literal("tête", lang="fr")))
    assert (s, p, Literal(method)) in g, method
    assert set(g.objects(s, p)) >= {Literal(method), Literal("tête", lang="fr")}, list(g)
    assert len(g) == 2, len(g)
    g.update("DELETE { ?s ?p ?o } INSERT { ?s <urn:q> ?o } WHERE { ?s ?p ?o }")
    assert len(list(g.triples((s, URIRef("urn:q"), None)))) == 2, list(g)
    g.remove((s, None, None))
    assert len(g) == 0, list(g)

readable = Graph(SPARQLStore(url + "/sparql"))
rows = list(readable.query("SELECT ?o { <urn:given> <urn:p> ?o } ORDER BY ?o"))
assert [r.o for r in rows] == [Literal(1), Literal(2)], rows
assert readable.query("ASK { <urn:given> ?p ?o }").askAnswer is True
made = readable.query("CONSTRUCT WHERE { <urn:given> ?p ?o }").graph
assert len(made) == 2, len(made)
names = {str(c) for c in SPARQLStore(url + "/sparql").contexts()}
assert "urn:named" in names, names
print("ok")
