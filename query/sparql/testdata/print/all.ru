PREFIX : <http://e/>
INSERT DATA { :a :b [ :c _:x ] . GRAPH :g { :a :b 1 . :a :b 2 } :d :e ( 1 ) } ;
DELETE DATA { GRAPH :g { :a :b 1 } } ;
PREFIX q: <http://q/>
DELETE WHERE { ?s q:p ?o . GRAPH ?g { ?s ?p ?o } } ;
WITH :g DELETE { ?s ?p ?o } INSERT { ?s ?p [ :of ?o ] GRAPH :h { ?s ?p _:y } } USING :u USING NAMED :n WHERE { ?s ?p ?o FILTER(?o > 1) } ;
INSERT { ?s ?p ?o } WHERE { ?s ?p ?o } ;
DELETE { } WHERE { } ;
LOAD SILENT <http://x> INTO GRAPH :g ; LOAD <http://y> ;
CLEAR DEFAULT ; CLEAR SILENT NAMED ; DROP ALL ; DROP GRAPH :g ; CREATE SILENT GRAPH :g ;
ADD DEFAULT TO :g ; MOVE SILENT :g TO DEFAULT ; COPY GRAPH :a TO GRAPH :b ;
