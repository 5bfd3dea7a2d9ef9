package dev.fermata.watch.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Call;
import dev.fermata.effect.Target;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One thing in the world outside that is written to, and who wrote to it last. */
final class Thing {
  /** Writes that lie further apart have nothing to do with each other. */
  static final Duration NEAR = Duration.ofHours(1);

  private static final int WRITES = 4;
  private final String where;
  private final List<Write> writes = new ArrayList<>();

  /**
   * @param by the workflow and the step
   * @param what the digest of what was written
   */
  record Write(String by, String what, RunId run, Instant at) {
    String workflow() {
      return by.substring(0, by.indexOf('#'));
    }
  }

  /** Who is at odds, and how. */
  record Odds(String one, String other, boolean undo) {}

  /**
   * @param where for people: the tool server or host
   */
  Thing(String where) {
    this.where = where;
  }

  static Thing of(JsonNode kept) {
    var thing = new Thing(kept.path("where").asText());
    kept.path("writes")
        .forEach(w ->
            thing.writes.add(
                new Write(
                    w.path(0).asText(),
                    w.path(1).asText(),
                    new RunId(w.path(2).asText()),
                    Instant.ofEpochMilli(w.path(3).asLong()))));
    return thing;
  }

  ObjectNode kept() {
    ObjectNode tree = Json.object().put("where", where);
    ArrayNode list = tree.putArray("writes");
    writes.forEach(w ->
        list.addArray().add(w.by()).add(w.what()).add(w.run().value()).add(w.at().toEpochMilli()));
    return tree;
  }

  String where() {
    return where;
  }

  Instant last() {
    return writes.isEmpty() ? Instant.EPOCH : writes.getLast().at();
  }

  List<RunId> runs() {
    return writes.stream().map(Write::run).toList().reversed();
  }

  /** The name of the thing that a call writes to: a digest; empty if it cannot be told. */
  static Optional<String> name(Call call, String subject) {
    String where = where(call.target());
    return where.isEmpty()
        ? Optional.empty()
        : id(call)
            .or(() -> Optional.of(subject).filter(s -> !s.isEmpty()))
            .map(id -> Digest.of(where + "\n" + id).value().substring(0, 24));
  }

  static String where(Target target) {
    return switch (target) {
      case Target.Tool t -> t.server();
      case Target.Http t -> t.host();
      case Target.Agent _, Target.Model _, Target.Workflow _ -> "";
    };
  }

  /** The first argument that names something; for HTTP the address, but where one adds to it. */
  private static Optional<String> id(Call call) {
    if (call.target() instanceof Target.Http(var method, _)) {
      return method.equals("POST")
          ? Optional.empty()
          : Optional.of(call.arguments().view().path("endpoint").asText());
    }
    for (Map.Entry<String, JsonNode> each : call.arguments().view().properties()) {
      String name = each.getKey();
      boolean names =
          name.toLowerCase(Locale.ROOT).matches("id|key|uri|url|number|.*_id")
              || name.endsWith("Id");
      if (names && each.getValue().isValueNode() && !each.getValue().isNull()) {
        return Optional.of(name + "=" + each.getValue().asText());
      }
    }
    return Optional.empty();
  }

  /** Who is at odds once this is written; empty if nobody is. */
  Optional<Odds> write(Write write) {
    writes.removeIf(w -> w.at().plus(NEAR).isBefore(write.at()));
    writes.add(write);
    if (writes.size() > WRITES) {
      writes.removeFirst();
    }
    if (writes.size() < 2) {
      return Optional.empty();
    }
    Write before = writes.get(writes.size() - 2);
    if (before.by().equals(write.by())) {
      return Optional.empty();
    }
    boolean undo = writes.size() == WRITES;
    for (int i = 2; undo && i < WRITES; i++) {
      undo =
          writes.get(i).by().equals(writes.get(i - 2).by())
              && writes.get(i).what().equals(writes.get(i - 2).what());
    }
    undo &= !before.what().equals(write.what());
    // Steps of one workflow are meant to follow each other; to and fro they are not.
    if (!undo && before.workflow().equals(write.workflow())) {
      return Optional.empty();
    }
    boolean first = before.by().compareTo(write.by()) < 0;
    return Optional.of(
        new Odds(first ? before.by() : write.by(), first ? write.by() : before.by(), undo));
  }
}
