#!/bin/sh
# curl: query by GET, form and direct; update; graph store; formats; errors with a status.
set -eu
u=$CONCORD_URL
auth="Authorization: Bearer $CONCORD_TOKEN"
fail() { echo "curl: $1" >&2; exit 1; }
q='SELECT ?o { <urn:s> <urn:p> ?o }'

curl -sf -H "$auth" --data-urlencode 'update=INSERT DATA { <urn:s> <urn:p> "curl é" }' "$u/update" >/dev/null || fail "update by form"
curl -sf -H "$auth" -H 'Content-Type: application/sparql-update' --data 'INSERT DATA { <urn:s> <urn:q> 1 }' "$u/update" >/dev/null || fail "update direct"
curl -sf -G --data-urlencode "query=$q" "$u/sparql" | grep -q '"value":"curl é"' || fail "JSON without Accept"
curl -sf -H 'Accept: text/csv' --data-urlencode "query=$q" "$u/sparql" | grep -q '^curl é' || fail "CSV by form"
curl -sf -H 'Accept: application/sparql-results+xml' -H 'Content-Type: application/sparql-query' --data "$q" "$u/sparql" | grep -q '<literal>curl é</literal>' || fail "XML direct"
curl -sf --compressed -H 'Accept: text/turtle' --data-urlencode 'query=CONSTRUCT WHERE { ?s ?p ?o }' "$u/sparql" | grep -q 'curl é' || fail "Turtle, compressed"
[ "$(curl -s -o /dev/null -w '%{http_code}' --data-urlencode 'query=SELECT nonsense' "$u/sparql")" = 400 ] || fail "a broken query"
[ "$(curl -s -o /dev/null -w '%{http_code}' --data-urlencode 'update=CLEAR ALL' "$u/update")" = 401 ] || fail "an update without the token"
[ "$(curl -s -o /dev/null -w '%{http_code}' -X PUT -H "$auth" -H 'Content-Type: text/turtle' --data '<urn:a> <urn:b> <urn:c> .' "$u/graphs?graph=urn:curl")" = 201 ] || fail "PUT of a graph"
curl -sf -H 'Accept: application/n-triples' "$u/graphs?graph=urn:curl" | grep -q '^<urn:a> <urn:b> <urn:c> \.$' || fail "GET of a graph"
[ "$(curl -s -o /dev/null -w '%{http_code}' -X DELETE -H "$auth" "$u/graphs?graph=urn:curl")" = 204 ] || fail "DELETE of a graph"
tag=$(curl -sf -D - -o /dev/null -G --data-urlencode "query=$q" "$u/sparql" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
[ "$(curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $tag" -G --data-urlencode "query=$q" "$u/sparql")" = 304 ] || fail "304 for a known answer"
echo ok
