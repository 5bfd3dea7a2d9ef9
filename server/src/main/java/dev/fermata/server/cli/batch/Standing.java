package dev.fermata.server.cli.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.value.Json;

/**
 * How the runs of a batch stand, each counted once.
 *
 * @param waiting for a person, or paused by one
 * @param held until what holds it is gone, such as a switch that somebody has thrown
 * @param inDoubt waiting for nothing but somebody to say whether an effect happened
 */
public record Standing(
    long running,
    long completed,
    long waiting,
    long held,
    long faulted,
    long cancelled,
    long inDoubt) {

  private static final Standing NOTHING = new Standing(0, 0, 0, 0, 0, 0, 0);

  /** Nothing stands there before the first run of a batch started. */
  public static Standing of(Server server, String batch) {
    JsonNode counts;
    try {
      counts = server.get(Server.path("/batches", batch));
    } catch (Trouble trouble) {
      if (trouble.exit() == Exit.NOT_FOUND) return NOTHING;
      throw trouble;
    }
    long doubtful = counts.path("inDoubt").asLong() == 0 ? 0 : doubtful(server, batch);
    return new Standing(
        counts.path("running").asLong() + counts.path("ending").asLong(),
        counts.path("completed").asLong(),
        counts.path("waiting").asLong() + counts.path("paused").asLong() - doubtful,
        counts.path("held").asLong(),
        counts.path("faulted").asLong(),
        counts.path("cancelled").asLong(),
        doubtful);
  }

  /** Runs that wait and have no open task but those about what is in doubt. */
  private static long doubtful(Server server, String batch) {
    String waiting = "/runs?status=waiting,paused&batch=" + Server.quoted(batch);
    long count = 0;
    for (JsonNode run : server.pages(waiting, "before", Integer.MAX_VALUE).path("items")) {
      int doubts = run.path("inDoubt").asInt();
      if (doubts > 0 && run.path("openTasks").asInt() <= doubts) count++;
    }
    return count;
  }

  public long started() {
    return running + completed + waiting + held + faulted + cancelled + inDoubt;
  }

  /** Those that go no further by themselves. */
  public long settled() {
    return started() - running;
  }

  /** {@code 12 completed, 3 waiting}. */
  public String words() {
    var words = new java.util.StringJoiner(", ");
    json(0)
        .properties()
        .forEach(each -> {
          long count = each.getValue().asLong();
          boolean told = count > 0 && !each.getKey().equals("total");
          if (told) words.add(count + " " + word(each.getKey()));
        });
    return words.length() == 0 ? "nothing yet" : words.toString();
  }

  private static String word(String member) {
    return switch (member) {
      case "waiting" -> "waiting for a person";
      case "inDoubt" -> "in doubt";
      case "rejectedRows" -> "rows rejected";
      default -> member;
    };
  }

  /** Total is the sum of all others. */
  public ObjectNode json(long rejectedRows) {
    ObjectNode tree = Json.object();
    tree.put("total", started() + rejectedRows);
    if (running > 0) tree.put("running", running);
    if (held > 0) tree.put("held", held);
    return tree.put("completed", completed)
        .put("waiting", waiting)
        .put("faulted", faulted)
        .put("cancelled", cancelled)
        .put("inDoubt", inDoubt)
        .put("rejectedRows", rejectedRows);
  }
}
