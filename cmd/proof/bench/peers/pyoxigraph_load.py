# Loads files of N-Triples into an empty store: python pyoxigraph_load.py FOLDER FILE ...
import sys
from pyoxigraph import RdfFormat, Store

store = Store(sys.argv[1])
for name in sys.argv[2:]:
    store.bulk_load(path=name, format=RdfFormat.N_TRIPLES)
store.flush()
