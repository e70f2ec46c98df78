import sys
import pyoxigraph as ox

formats = {"nt": ox.RdfFormat.N_TRIPLES, "ttl": ox.RdfFormat.TURTLE, "trig": ox.RdfFormat.TRIG, "rdf": ox.RdfFormat.RDF_XML}
name = sys.argv[1]
count = 0
for _ in ox.parse(path=name, format=formats[name.rsplit(".", 1)[1]]):
    count += 1
print(count)
