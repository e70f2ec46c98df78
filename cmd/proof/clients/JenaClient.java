import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.http.HttpClient;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdfconnection.RDFConnection;
import org.apache.jena.rdfconnection.RDFConnectionRemote;

/** Apache Jena: RDFConnection for queries, updates and graphs. */
public class JenaClient {
  static void check(boolean ok, String what) {
    if (!ok) throw new AssertionError("jena: " + what);
  }

  public static void main(String[] args) {
    String url = System.getenv("CONCORD_URL"), token = System.getenv("CONCORD_TOKEN");
    HttpClient http = HttpClient.newBuilder().authenticator(new Authenticator() {
      @Override protected PasswordAuthentication getPasswordAuthentication() {
        return new PasswordAuthentication("anyone", token.toCharArray());
      }
    }).build();
    try (RDFConnection c = RDFConnectionRemote.newBuilder().destination(url).httpClient(http)
        .queryEndpoint("sparql").updateEndpoint("update").gspEndpoint("graphs").build()) {
      c.update("INSERT DATA { <urn:jena> <urn:p> \"tête\"@fr , 7 }");
      int[] n = {0};
      c.querySelect("SELECT ?o { <urn:jena> <urn:p> ?o }", row -> n[0]++);
      check(n[0] == 2, "SELECT gives " + n[0]);
      check(c.queryAsk("ASK { <urn:jena> <urn:p> 7 }"), "ASK");
      check(c.queryConstruct("CONSTRUCT WHERE { <urn:jena> ?p ?o }").size() == 2, "CONSTRUCT");
      check(c.queryDescribe("DESCRIBE <urn:jena>").size() == 2, "DESCRIBE");

      Model m = ModelFactory.createDefaultModel();
      m.createResource("urn:a").addProperty(m.createProperty("urn:p"), "été");
      m.createResource().addProperty(m.createProperty("urn:p"), "blank");
      c.put("urn:jena-graph", m);
      check(c.fetch("urn:jena-graph").isIsomorphicWith(m), "PUT and GET of a graph");
      c.load("urn:jena-graph", m);
      check(c.fetch("urn:jena-graph").size() == 3, "POST adds a second blank node");
      c.delete("urn:jena-graph");
      boolean gone = false;
      try { gone = c.fetch("urn:jena-graph") == null; } catch (org.apache.jena.atlas.web.HttpException e) { gone = e.getStatusCode() == 404; }
      check(gone, "DELETE of a graph");
      boolean refused = false;
      try { c.update("INSERT DATA { <urn:jena> <urn:p> \"a\" } ; LOAD <http://example.org/secret>"); } catch (Exception e) { refused = true; }
      check(refused && !c.queryAsk("ASK { <urn:jena> <urn:p> \"a\" }"), "a request with a LOAD that is not allowed");
    }
    System.out.println("ok");
  }
}
