package dev.fermata.store;

import dev.fermata.effect.Caller;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The world outside, which no crash takes back: what was done to it, and what it was told. It marks
 * everything the moment it happens, and complains of every broken promise. Safe for use by many
 * threads.
 */
final class Outside implements Caller {
  /**
   * What was done or said.
   *
   * @param key the effect's key; empty for an acknowledgement
   * @param position of the journal, which must hold so much from then on
   */
  record Mark(String key, String digest, Json output, long position) {
    String line() {
      var tree = Json.object();
      tree.put("key", key).put("digest", digest).put("position", position);
      tree.set("output", output.view());
      return Json.adopt(tree) + "\n";
    }

    static Mark of(String line) {
      Json tree = Json.parse(line);
      return new Mark(
          tree.text("key").orElseThrow(),
          tree.text("digest").orElseThrow(),
          Json.of(tree.view().get("output")),
          tree.view().get("position").longValue());
    }
  }

  private final Consumer<Mark> marks;
  private final Map<String, Mark> done = new HashMap<>();
  private final List<String> complaints = new ArrayList<>();
  private volatile LongSupplier position = () -> 0;
  private int count;

  private Outside(Consumer<Mark> marks) {
    this.marks = marks;
  }

  static Outside marking(Consumer<Mark> marks) {
    return new Outside(marks);
  }

  /** As it is after these marks. */
  static Outside after(List<Mark> marks) {
    var outside = new Outside(mark -> {});
    marks.stream().filter(mark -> !mark.key().isEmpty()).forEach(outside::happens);
    return outside;
  }

  void watching(LongSupplier journal) {
    position = journal;
  }

  /** A command was answered: what it rests on must never be lost. */
  void told(String command) {
    marks.accept(new Mark("", command, Json.NULL, position.getAsLong()));
  }

  @Override
  public Reply call(Attempt attempt) {
    var output = Json.object();
    output.put("call", 1).put("same", true).put("by", attempt.name() + "." + attempt.work());
    var mark =
        new Mark(
            attempt.key().toString(),
            Digest.of(attempt.name() + " " + attempt.work() + " " + attempt.input()).toString(),
            Json.adopt(output),
            position.getAsLong());
    happens(mark);
    marks.accept(mark);
    return new Reply.Answered(mark.output(), Json.NULL, Usage.NONE);
  }

  private synchronized void happens(Mark mark) {
    Mark before = done.putIfAbsent(mark.key(), mark);
    if (before == null) {
      count++;
      return;
    }
    if (!before.digest().equals(mark.digest())) {
      complaints.add(mark.key() + " was first asked for one thing and then for another");
    }
    if (harms(mark)) {
      complaints.add(mark.key() + " was done twice, and cannot be undone");
    }
  }

  private static boolean harms(Mark mark) {
    String by = mark.output().text("by").orElseThrow();
    return by.startsWith("mailer.") || by.equals("bank.book");
  }

  /** What a person finds out who asks around whether it happened. */
  synchronized Optional<Json> found(EffectKey key) {
    return Optional.ofNullable(done.get(key.toString())).map(Mark::output);
  }

  synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** How many different things were done. */
  synchronized int count() {
    return count;
  }

  @Override
  public void close() {}
}
