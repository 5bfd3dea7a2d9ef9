package dev.fermata.fact.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.ledger.Line.Content;
import dev.fermata.value.Algorithm;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The lines of an exported ledger as JSON. There is one way to write each. */
@Algorithm("writes and reads the lines of an export")
public final class Lines {
  private static final int VERSION = 1;

  private Lines() {}

  public static String write(Line line) {
    ObjectNode tree = Json.object();
    switch (line) {
      case Line.Head head -> {
        ObjectNode at = tree.putObject("ledger").put("version", VERSION);
        at.put("whole", head.whole()).put("bodies", head.bodies());
        head.after().ifPresent(commit -> at.set("after", commit(commit)));
      }
      case Line.Entry entry -> entry(tree.putObject("entry"), entry);
      case Line.Other(var position, var digest) ->
          tree.putObject("other").put("position", position).put("digest", digest.value());
      case Line.Committed(var commit) -> tree.set("commit", commit(commit));
      case Line.Signed(var checkpoint) -> tree.set("checkpoint", checkpoint.tree());
      case Line.End(var entries, var commits, var checkpoints) ->
          tree.putObject("end")
              .put("entries", entries)
              .put("commits", commits)
              .put("checkpoints", checkpoints);
    }
    return tree.toString();
  }

  private static ObjectNode commit(Commit commit) {
    return Json.object()
        .put("id", commit.id())
        .put("first", commit.first())
        .put("last", commit.last())
        .put("digest", commit.digest().value());
  }

  private static void entry(ObjectNode tree, Line.Entry entry) {
    tree.put("position", entry.position()).put("stream", entry.stream().value());
    tree.put("number", entry.number()).put("at", entry.at().toString());
    var types = tree.putArray("types");
    entry.types().forEach(types::add);
    entry.previous().ifPresent(digest -> tree.put("previous", digest.value()));
    switch (entry.content()) {
      case Content.Whole(var salt, var body, var packed) -> {
        tree.put("salt", salt).put("body", body);
        packed.ifPresent(bytes -> tree.put("packed", bytes));
      }
      case Content.Sealed(var body) -> tree.put("bodyDigest", body.value());
    }
    tree.put("digest", entry.digest().value());
  }

  /** Reads a line; nothing if it is not exactly what {@link #write} writes. */
  public static Optional<Line> read(String text) {
    try {
      Line line = line(Json.parse(text));
      return write(line).equals(text) ? Optional.of(line) : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty(); // Whatever it is, it is none of ours.
    }
  }

  private static Line line(Json tree) {
    var only = tree.view().properties().iterator().next();
    JsonNode value = only.getValue();
    return switch (only.getKey()) {
      case "ledger" ->
          new Line.Head(
              Optional.ofNullable(value.get("after")).map(Lines::commit),
              value.required("whole").booleanValue(),
              value.required("bodies").booleanValue());
      case "entry" -> entry(value);
      case "other" ->
          new Line.Other(value.required("position").longValue(), digest(value, "digest"));
      case "commit" -> new Line.Committed(commit(value));
      case "checkpoint" -> new Line.Signed(Checkpoint.read(Json.of(value)));
      case "end" ->
          new Line.End(
              value.required("entries").longValue(),
              value.required("commits").longValue(),
              value.required("checkpoints").longValue());
      case String other -> throw new IllegalArgumentException("no line of ours: " + other);
    };
  }

  private static Commit commit(JsonNode tree) {
    return new Commit(
        tree.required("id").longValue(),
        tree.required("first").longValue(),
        tree.required("last").longValue(),
        digest(tree, "digest"));
  }

  private static Line.Entry entry(JsonNode tree) {
    List<String> types = new ArrayList<>();
    tree.required("types").forEach(type -> types.add(type.textValue()));
    return new Line.Entry(
        tree.required("position").longValue(),
        new StreamId(tree.required("stream").textValue()),
        tree.required("number").longValue(),
        Instant.parse(tree.required("at").textValue()),
        types,
        tree.has("previous") ? Optional.of(digest(tree, "previous")) : Optional.empty(),
        tree.has("bodyDigest")
            ? new Content.Sealed(digest(tree, "bodyDigest"))
            : new Content.Whole(
                base64(tree, "salt"),
                tree.required("body").textValue(),
                tree.has("packed") ? Optional.of(base64(tree, "packed")) : Optional.empty()),
        digest(tree, "digest"));
  }

  private static Digest digest(JsonNode tree, String name) {
    return new Digest(base64(tree, name));
  }

  /** Two texts may stand for the same bytes; only the one that we write counts. */
  private static String base64(JsonNode tree, String name) {
    String text = tree.required(name).textValue();
    byte[] bytes = Base64.getUrlDecoder().decode(text);
    if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
      throw new IllegalArgumentException("written in another way: " + text);
    }
    return text;
  }
}
