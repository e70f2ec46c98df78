# Serves a store of pyoxigraph as a SPARQL endpoint, where the program oxigraph is not to be had:
#     python pyoxigraph_serve.py FOLDER PORT SECONDS
# A connection is a process of its own, which the alarm clock ends when a query takes longer than the seconds given.
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ForkingMixIn
from urllib.parse import parse_qs

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store

FOLDER, PORT, SECONDS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store = None

    def do_POST(self):
        if Handler.store is None:
            Handler.store = Store.read_only(FOLDER)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        signal.alarm(SECONDS)
        try:
            status, answer = 200, self.answer(parse_qs(body)["query"][0])
        except Exception as e:
            status, answer = 400, str(e).encode()
        signal.alarm(0)
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def answer(self, query):
        result = Handler.store.query(query)
        if isinstance(result, QuerySolutions):
            return result.serialize(format=QueryResultsFormat.TSV)
        if hasattr(result, "serialize") and "triples" in self.headers["Accept"]:
            return result.serialize(format=RdfFormat.N_TRIPLES)
        return result.serialize(format=QueryResultsFormat.JSON)

    def log_message(self, *args):
        pass


class Server(ForkingMixIn, HTTPServer):
    max_children = 64


Server(("127.0.0.1", PORT), Handler).serve_forever()
