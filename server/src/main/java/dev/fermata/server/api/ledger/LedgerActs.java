package dev.fermata.server.api.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.HouseSignal.ErasePayload;
import dev.fermata.fact.Journal;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views;
import dev.fermata.fact.ledger.Checkpoint;
import dev.fermata.server.api.operation.Ids;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.ledger.Retention;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the API does with the ledger itself. */
public final class LedgerActs {
  /** How many runs of a subject one request erases; the answer says how many are left. */
  private static final int RUNS_LIMIT = 10_000;

  private static final int SUBJECT_CHARS = 1_000;

  private final Means means;
  public final Act sign = Act.of(Right.OPERATE, this::sign);
  public final Act allowRetention = Act.of(Right.ADMINISTER, this::allowRetention);
  public final Act erase = Act.of(Right.ADMINISTER, this::erase);

  public LedgerActs(Means means) {
    this.means = means;
  }

  private Reply sign(Request request) {
    request.body();
    Checkpoint signed =
        means
            .ledger()
            .sign()
            .orElseThrow(() ->
                Refusal.conflict(
                    "not-signed",
                    "Nothing was signed",
                    "this server has no key to sign with; start it with --ledger-key"));
    return Reply.ok((ObjectNode) Json.parse(signed.toString()).view().deepCopy());
  }

  private Reply allowRetention(Request request) {
    Body body = request.body("days", "why");
    int days = body.whole("days", 1, Retention.DAYS);
    String why = Means.why(body, true);
    means.tell(new HouseSignal.AllowRetention(days, why, request.principal()));
    return Reply.ok(Json.object().put("days", days).put("why", why));
  }

  private Reply erase(Request request) {
    Body body = request.body("run", "subject", "why");
    String why = Means.why(body, true);
    String subject = body.text("subject", SUBJECT_CHARS);
    if (body.has("run") == !subject.isEmpty()) {
      throw Refusal.badRequest("give either 'run' or 'subject'");
    }
    List<RunRow> left = new ArrayList<>();
    List<RunId> ended = new ArrayList<>();
    if (subject.isEmpty()) {
      ended.add(atRest(Ids.run(means.engine().views(), body.name("run"))).id());
    } else {
      ofSubject(subject, ended, left);
    }
    for (int from = 0; from < ended.size(); from += ErasePayload.RUNS_LIMIT) {
      var some = ended.subList(from, Math.min(ended.size(), from + ErasePayload.RUNS_LIMIT));
      means.tell(new ErasePayload(some, why, request.principal()));
    }
    ObjectNode tree = Json.object();
    var erased = tree.putArray("erased");
    ended.forEach(run -> erased.add(run.value()));
    var still = tree.putArray("left");
    left.forEach(row -> still.addObject().put("run", row.id().value()).put("why", waits(row)));
    return Reply.ok(tree);
  }

  private void ofSubject(String subject, List<RunId> ended, List<RunRow> left) {
    Optional<RunId> before = Optional.empty();
    List<RunRow> page;
    do {
      page =
          means
              .engine()
              .views()
              .runs(new Views.RunFilter(Set.of(), "", "", subject, before, Views.PAGE_LIMIT));
      for (RunRow row : page) {
        if (row.atRest()) {
          ended.add(row.id());
        } else {
          left.add(row);
        }
        before = Optional.of(row.id());
      }
    } while (page.size() == Views.PAGE_LIMIT && ended.size() + left.size() < RUNS_LIMIT);
  }

  private RunRow atRest(RunRow row) {
    if (!row.atRest()) {
      throw Refusal.conflict(
              "not-at-rest", "Run " + row.id() + " still needs its facts", waits(row))
          .withHint("cancel it, or settle what it waits for; then erase it");
    }
    List<Journal.Stored> first = means.engine().facts(StreamId.of(row.id()), 1, 1);
    if (first.stream().anyMatch(entry -> entry.body().length == 0)) {
      throw Refusal.conflict(
          "erased", "Nothing to erase", "run " + row.id() + " is erased already");
    }
    return row;
  }

  private static String waits(RunRow row) {
    if (!row.status().ended()) {
      return "run " + row.id() + " is " + row.status().word();
    }
    return row.inDoubt() > 0
        ? "run " + row.id() + " has ended, but something it did is in doubt"
        : "run " + row.id() + " has ended, but a task of it is open";
  }
}
