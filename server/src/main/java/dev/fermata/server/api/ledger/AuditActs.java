package dev.fermata.server.api.ledger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.sqlite.Transcript;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.ledger.Checkpoint;
import dev.fermata.server.api.operation.Ids;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Query;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.brief.Blindfold;
import dev.fermata.server.ledger.Retention;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Who did what; whether the ledger is as it was written; a copy of it to take away. */
public final class AuditActs {
  private static final int PAGE = 50;
  private static final int MOST = 500;

  /** Entries that are read at once. */
  private static final int ENTRIES = 500;

  /** How many entries one request looks at; the answer says where the next goes on. */
  private static final int LOOKED = 5_000;

  private final Means means;
  private final Path folder;
  private final Verifying verifying;
  public final Act list =
      Act.of(Right.SEE, this::list, "of", "who", "what", "subject", "before", "limit");
  public final Act state = Act.of(Right.SEE, request -> state());
  public final Act verify = Act.of(Right.AUDIT, this::verify);
  public final Act export = Act.of(Right.AUDIT, this::export, "run", "since", "until", "bodies");

  public AuditActs(Means means) {
    this.means = means;
    this.folder = means.documents().folder();
    this.verifying = new Verifying(folder, means.surroundings().clock());
  }

  /** Where a reading backwards is. */
  private static final class Back {
    final ArrayNode items;
    long before;
    int looked;
    Optional<Instant> until = Optional.empty();

    Back(ArrayNode items, long before) {
      this.items = items;
      this.before = before;
    }
  }

  private Reply list(Request request) {
    Query query = request.query();
    int limit = query.number("limit", 1, MOST).orElse((long) PAGE).intValue();
    Predicate<Deeds.Deed> wanted = wanted(query);
    boolean house =
        switch (query.text("of").orElse("all")) {
          case "house" -> true;
          case "all" -> false;
          default -> throw Refusal.badRequest("'of' is neither all nor house");
        };
    long end = query.number("before", 1, Long.MAX_VALUE).orElseGet(() -> end(house));
    ObjectNode tree = Json.object();
    var back = new Back(tree.putArray("items"), end);
    while (back.before > 1 && back.items.size() < limit && back.looked < LOOKED) {
      read(back, house, wanted, limit);
    }
    if (back.before > 1) {
      tree.put("next", String.valueOf(back.before));
    }
    back.until.ifPresent(at -> tree.put("lookedBackTo", at.toString()));
    return Reply.ok(tree);
  }

  private static Predicate<Deeds.Deed> wanted(Query query) {
    Set<String> who = new HashSet<>(query.texts("who"));
    Set<String> what = new HashSet<>(query.texts("what"));
    String subject = query.text("subject").orElse("");
    return deed ->
        (who.isEmpty() || who.contains(deed.by()))
            && (what.isEmpty() || what.contains(deed.what()))
            && deed.subject().contains(subject);
  }

  private long end(boolean house) {
    Fermata engine = means.engine();
    return house ? behindLast(engine) : means.effects().position() + ENTRIES;
  }

  /** The number behind the last entry of the house. */
  private static long behindLast(Fermata engine) {
    long high = 1;
    while (!engine.facts(StreamId.HOUSE, high, 1).isEmpty()) {
      high *= 2;
    }
    long low = high / 2;
    while (low + 1 < high) {
      long middle = (low + high) / 2;
      if (engine.facts(StreamId.HOUSE, middle, 1).isEmpty()) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /** Reads the entries just before, and takes them from the last on. */
  private void read(Back back, boolean house, Predicate<Deeds.Deed> wanted, int limit) {
    long from = Math.max(1, back.before - ENTRIES);
    int count = (int) (back.before - from);
    List<Stored> page =
        house
            ? means.engine().facts(StreamId.HOUSE, from, count)
            : means.engine().tail(from - 1, count);
    for (Stored entry : page.reversed()) {
      long at = house ? entry.number() : entry.position();
      if (at >= back.before) {
        continue;
      }
      if (back.items.size() >= limit) {
        return;
      }
      Deeds.of(entry).reversed().stream()
          .filter(wanted)
          .forEach(deed -> back.items.add(Deeds.shown(entry, deed)));
      back.before = at;
      back.looked++;
      back.until = Optional.of(entry.at());
    }
    back.before = from;
  }

  private Reply state() {
    ObjectNode tree = Json.object().put("position", means.effects().position());
    tree.put("signs", means.ledger().signs());
    means.ledger().last().ifPresent(last -> tree.set("checkpoint", shown(last)));
    ObjectNode retention = tree.putObject("retention").put("days", means.ledger().days());
    Retention.allowed(means.engine()).ifPresent(days -> retention.put("allowed", days));
    retention.put("least", Retention.DAYS_LEAST);
    tree.set("verification", verifying.tree());
    return Reply.ok(tree);
  }

  private static ObjectNode shown(Checkpoint last) {
    return Json.object()
        .put("number", last.number())
        .put("at", last.at().toString())
        .put("last", last.commit().last())
        .put("key", last.key());
  }

  private Reply verify(Request request) {
    request.body();
    verifying.begin(request.principal().name());
    return state().withStatus(202);
  }

  private Reply export(Request request) {
    Query query = request.query();
    boolean bodies = query.flag("bodies");
    if (bodies) {
      // What the roster's files say stands in full in them, with whatever their owners put there.
      Act.require(request, Right.ADMINISTER);
      means.briefs().blindfold().owed(request.principal()).ifPresent(AuditActs::owed);
    }
    Optional<RunId> run = query.text("run").map(r -> Ids.run(means.engine().views(), r).id());
    var wanted = new Transcript.Wanted(run, time(query, "since"), time(query, "until"), bodies);
    String name = "fermata-ledger" + run.map(r -> "-" + r).orElse("") + ".jsonl";
    return Reply.download(
        "application/jsonl",
        name,
        out ->
            Transcript.of(
                folder,
                wanted,
                line -> {
                  out.write(line.getBytes(StandardCharsets.UTF_8));
                  out.write('\n');
                }));
  }

  /**
   * The bodies of facts tell what others say, and a line of the ledger stands whole or not at all.
   */
  private static void owed(Task task) {
    throw Refusal.conflict(
        "blind-first",
        "Your own answer comes first",
        "the bodies hold opinions that are "
            + Blindfold.WHY
            + "; answer "
            + task.id()
            + ", or export without bodies");
  }

  private static Optional<Instant> time(Query query, String name) {
    try {
      return query.text(name).map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw Refusal.badRequest("'" + name + "' is no time; write it as 2026-01-31T09:00:00Z");
    }
  }
}
