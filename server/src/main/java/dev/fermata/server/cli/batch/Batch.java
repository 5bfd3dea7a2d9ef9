package dev.fermata.server.cli.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Patience;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Progress;
import dev.fermata.value.Json;
import dev.fermata.value.turn.Priority;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a run for each row of a file. Every row's start key is made of the batch's id and the
 * row's number, so whatever is sent again, after a crash of either side, starts nothing twice.
 */
public final class Batch {
  private static final int CHUNK_ROWS = 500;

  /** Half of what the server takes in one request. */
  private static final int CHUNK_BYTES = 4 << 20;

  /** So many rejected rows are told one by one; the rest is counted. */
  private static final int TOLD_LIMIT = 20;

  private final Server server;
  private final Patience patience;
  private final Progress progress;
  private final List<Rejected> rejected = new ArrayList<>();
  private int read;
  private int started;
  private int rows;

  public Batch(Server server, Patience patience, Progress progress) {
    this.server = server;
    this.patience = patience;
    this.progress = progress;
  }

  /**
   * What to do.
   *
   * @param schema the workflow's input schema; missing if it has none
   */
  public record Order(String workflow, String id, String file, JsonNode schema, String priority) {}

  /** A row that started no run, and why. */
  public record Rejected(String row, String reason) {}

  /** Sends all rows; those that cannot start are told and counted, and stop nothing. */
  public void send(Order order) {
    rows = Rows.count(order.file(), order.schema());
    try (Rows source = Rows.open(order.file(), order.schema())) {
      var chunk = new Chunk();
      for (var row = source.next(); row.isPresent(); row = source.next()) {
        read++;
        switch (row.get()) {
          case Rows.Row.Rejected(int number, String reason) ->
              reject(Integer.toString(number), reason);
          case Rows.Row.Input(int number, JsonNode object) -> {
            if (!chunk.add(number, object)) {
              send(order, chunk);
              chunk = new Chunk();
              chunk.add(number, object);
            }
          }
        }
      }
      send(order, chunk);
    }
  }

  public List<Rejected> rejected() {
    return List.copyOf(rejected);
  }

  /** How many rows the file turned out to have. */
  public int read() {
    return read;
  }

  private void send(Order order, Chunk chunk) {
    if (chunk.rows.isEmpty()) return;
    ObjectNode body = Json.object().put("workflow", order.workflow());
    if (!order.priority().equals(Priority.NORMAL.word())) body.put("priority", order.priority());
    body.set("rows", chunk.rows);
    JsonNode answer =
        patience.with(() -> server.post(Server.path("/batches", order.id(), "rows"), body));
    for (JsonNode each : answer.path("results")) {
      JsonNode problem = each.path("problem");
      if (problem.isMissingNode()) started++;
      else
        reject(
            each.path("row").asText(),
            problem.path("detail").asText(problem.path("title").asText()));
    }
    progress.show(started + rejected.size(), Math.max(rows, read), "rows sent");
  }

  private void reject(String row, String reason) {
    rejected.add(new Rejected(row, reason));
    if (rejected.size() <= TOLD_LIMIT) progress.note("row " + row + ": " + reason);
    if (rejected.size() == TOLD_LIMIT)
      progress.note("Further rejected rows are only counted here.");
  }

  /** The rows of one request. */
  private static final class Chunk {
    final ArrayNode rows = Json.object().arrayNode();
    private int bytes;

    /** Whether there was room. */
    boolean add(int number, JsonNode input) {
      int length = input.toString().length();
      boolean full = rows.size() >= CHUNK_ROWS || bytes + length > CHUNK_BYTES;
      if (full && !rows.isEmpty()) return false;
      bytes += length;
      rows.addObject().put("row", Integer.toString(number)).set("input", input);
      return true;
    }
  }
}
