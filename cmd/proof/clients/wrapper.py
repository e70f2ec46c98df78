"""SPARQLWrapper: update, every return format that it asks for, GET, POST and direct POST, errors."""
import os
from SPARQLWrapper import (SPARQLWrapper, SPARQLExceptions, JSON, XML, CSV, TSV, TURTLE, N3, RDFXML, JSONLD,
                           GET, POST, POSTDIRECTLY, URLENCODED, BASIC)

url, token = os.environ["CONCORD_URL"], os.environ["CONCORD_TOKEN"]

update = SPARQLWrapper(url + "/update")
update.setHTTPAuth(BASIC)
update.setCredentials("anyone", token)
update.setMethod(POST)
for how in (URLENCODED, POSTDIRECTLY):
    update.setRequestMethod(how)
    update.setQuery('INSERT DATA { <urn:w> <urn:p> "%s", "tête"@fr }' % how)
    update.query()

endpoint = SPARQLWrapper(url + "/sparql")
for method in (GET, POST):
    for how in (URLENCODED, POSTDIRECTLY) if method == POST else (URLENCODED,):
        endpoint.setMethod(method)
        endpoint.setRequestMethod(how)
        endpoint.setQuery("SELECT ?o { <urn:w> <urn:p> ?o } ORDER BY ?o")
        endpoint.setReturnFormat(JSON)
        rows = endpoint.query().convert()["results"]["bindings"]
        assert {r["o"]["value"] for r in rows} == {"urlencoded", "postdirectly", "tête"}, rows
        assert [r["o"].get("xml:lang") for r in rows].count("fr") == 1, rows

endpoint.setMethod(GET)
endpoint.setRequestMethod(URLENCODED)
endpoint.setReturnFormat(XML)
assert len(endpoint.query().convert().getElementsByTagName("result")) == 3
for f in (CSV, TSV):
    endpoint.setReturnFormat(f)
    assert "tête".encode() in endpoint.query().convert(), f
endpoint.setReturnFormat(JSON)
endpoint.setQuery("ASK { <urn:w> ?p ?o }")
assert endpoint.query().convert()["boolean"] is True
for f in (TURTLE, N3, RDFXML, JSONLD):
    endpoint.setQuery("CONSTRUCT { ?s ?p ?o } WHERE { ?s <urn:p> ?o . ?s ?p ?o FILTER(?s = <urn:w>) }")
    endpoint.setReturnFormat(f)
    answer = endpoint.query().convert()
    assert (len(answer) == 3) if hasattr(answer, "triples") else ("tête" in answer.decode()), (f, answer)
endpoint.setReturnFormat(XML)
endpoint.setQuery("DESCRIBE <urn:w>")
assert len(endpoint.query().convert()) >= 3
endpoint.setQuery("SELECT nonsense")
try:
    endpoint.query()
    raise SystemExit("a broken query was answered")
except SPARQLExceptions.QueryBadFormed as e:
    assert "1:" in str(e), e
print("ok")
