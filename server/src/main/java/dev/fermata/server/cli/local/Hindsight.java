package dev.fermata.server.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.batch.Rows;
import dev.fermata.server.cli.client.Server;
import dev.fermata.value.Json;

/** Reports what came of a demo's loans, where the file of applications knows it. */
final class Hindsight {
  private static final int CHUNK = 500;

  private Hindsight() {}

  /** Runs that have not ended are left out; a later demo reports them. */
  static void report(Server server, String batch, String file, JsonNode schema) {
    ArrayNode rows = Json.object().putArray("rows");
    try (Rows source = Rows.open(file, schema)) {
      for (var row = source.next(); row.isPresent(); row = source.next())
        if (row.get() instanceof Rows.Row.Input(_, var object) && object.has("outcome"))
          rows.add(report(batch, object));
    }
    for (int from = 0; from < rows.size(); from += CHUNK) {
      ObjectNode body = Json.object();
      ArrayNode chunk = body.putArray("rows");
      for (int i = from; i < Math.min(rows.size(), from + CHUNK); i++) chunk.add(rows.get(i));
      server.post("/outcomes", body);
    }
  }

  private static ObjectNode report(String batch, JsonNode application) {
    String outcome = application.path("outcome").asText();
    ObjectNode report = Json.object().put("batch", batch);
    report.put("subject", application.path("application_id").asText());
    return report.put("outcome", outcome).put("good", outcome.equals("good"));
  }
}
