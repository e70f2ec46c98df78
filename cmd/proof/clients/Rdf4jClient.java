import java.util.List;
import org.eclipse.rdf4j.model.Statement;
import org.eclipse.rdf4j.model.ValueFactory;
import org.eclipse.rdf4j.query.BindingSet;
import org.eclipse.rdf4j.query.MalformedQueryException;
import org.eclipse.rdf4j.query.QueryEvaluationException;
import org.eclipse.rdf4j.query.QueryResults;
import org.eclipse.rdf4j.repository.RepositoryConnection;
import org.eclipse.rdf4j.repository.sparql.SPARQLRepository;

/** Eclipse RDF4J: SPARQLRepository, with its own way to read and write statements over SPARQL. */
public class Rdf4jClient {
  static void check(boolean ok, String what) {
    if (!ok) throw new AssertionError("rdf4j: " + what);
  }

  public static void main(String[] args) {
    String url = System.getenv("CONCORD_URL");
    SPARQLRepository repository = new SPARQLRepository(url + "/sparql", url + "/update");
    repository.setUsernameAndPassword("anyone", System.getenv("CONCORD_TOKEN"));
    try (RepositoryConnection c = repository.getConnection()) {
      ValueFactory f = repository.getValueFactory();
      c.add(f.createIRI("urn:rdf4j"), f.createIRI("urn:p"), f.createLiteral("tête", "fr"), f.createIRI("urn:rdf4j-graph"));
      c.add(f.createIRI("urn:rdf4j"), f.createIRI("urn:p"), f.createLiteral(7), f.createIRI("urn:rdf4j-graph"));
      List<BindingSet> rows = QueryResults.asList(c.prepareTupleQuery("SELECT ?o { <urn:rdf4j> <urn:p> ?o }").evaluate());
      check(rows.size() == 2, "SELECT gives " + rows);
      check(c.prepareBooleanQuery("ASK { <urn:rdf4j> <urn:p> ?n FILTER(?n = 7) }").evaluate(), "ASK");
      check(QueryResults.asModel(c.prepareGraphQuery("CONSTRUCT WHERE { <urn:rdf4j> ?p ?o }").evaluate()).size() == 2, "CONSTRUCT");
      List<Statement> all = QueryResults.asList(c.getStatements(f.createIRI("urn:rdf4j"), null, null));
      check(all.size() == 2, "getStatements gives " + all);
      check(QueryResults.asList(c.getContextIDs()).toString().contains("urn:rdf4j-graph"), "getContextIDs");
      c.remove(f.createIRI("urn:rdf4j"), null, null, f.createIRI("urn:rdf4j-graph"));
      check(!c.hasStatement(f.createIRI("urn:rdf4j"), null, null, false), "remove");
      boolean refused = false;
      try { c.prepareTupleQuery("SELECT ?o { ?s <urn:p> ?o FILTER(?o > ) }").evaluate(); } catch (MalformedQueryException | QueryEvaluationException e) { refused = e.getMessage().contains("1:39"); }
      check(refused, "a broken query");
    }
    repository.shutDown();
    System.out.println("ok");
  }
}
