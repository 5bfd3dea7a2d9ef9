package dev.fermata.server.api.operation.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.HouseSignal;
import dev.fermata.house.Drafts.Shadow;
import dev.fermata.policy.Policy;
import dev.fermata.server.api.operation.Linter;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Optional;

/** Drafts of policies: tried on what is on record, or judging along without a say. */
public final class DraftActs {
  /** After that a backtest tells what it has found so far. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Means means;
  private final Linter linter;
  public final Act backtest = Act.of(Right.AUTHOR, this::backtest);
  public final Act list = Act.of(Right.SEE, this::list);
  public final Act shadow = Act.of(Right.AUTHOR, this::shadow);
  public final Act show = Act.of(Right.SEE, this::show);
  public final Act end = Act.of(Right.AUTHOR, this::end);

  public DraftActs(Means means) {
    this.means = means;
    this.linter = new Linter(means.documents());
  }

  private Reply backtest(Request request) {
    Body body = request.body("source", "since");
    Policy draft = linter.policy(body.need("source"));
    Instant since = body.text("since").map(DraftActs::instant).orElseGet(this::usual);
    var told =
        Backtests.of(means, PATIENCE)
            .of(means.engine().gate(), means.engine().house().policies().with(draft), since);
    return Reply.ok(Backtests.shown(told).put("policy", draft.rule()));
  }

  private Instant usual() {
    return means.surroundings().clock().instant().minus(Backtests.SINCE);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw Refusal.badRequest("'since' is no time; write it as 2026-01-31T09:00:00Z");
    }
  }

  private Reply list(Request request) {
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    means.engine().house().drafts().shadows().values().stream()
        .sorted(Comparator.comparing(s -> s.policy().name()))
        .forEach(shadow -> items.add(item(shadow)));
    return Reply.ok(tree);
  }

  private Reply shadow(Request request) {
    Body body = request.body("source", "why");
    String source = body.need("source");
    Policy draft = linter.policy(source);
    String why = body.text("why", PolicyActs.WHY_CHARS);
    means.tell(new HouseSignal.ShadowPolicy(draft, source, why, request.principal()));
    return Reply.created(item(named(draft.name())));
  }

  private Reply show(Request request) {
    Shadow shadow = named(request.name("policy"));
    return Reply.ok(item(shadow).put("source", shadow.source()));
  }

  private Reply end(Request request) {
    Shadow shadow = named(request.name("policy"));
    String why = request.body("why").text("why", PolicyActs.WHY_CHARS);
    means.tell(new HouseSignal.EndShadow(shadow.policy().name(), why, request.principal()));
    return Reply.ok(item(shadow));
  }

  private Shadow named(String name) {
    var shadows = means.engine().house().drafts().shadows();
    return Optional.ofNullable(shadows.get(name))
        .orElseThrow(() ->
            Refusal.notFound(
                "draft",
                "no draft '" + name + "' is in shadow." + Nearest.hint(name, shadows.keySet())));
  }

  /** A draft, and how often it would have said what. */
  private ObjectNode item(Shadow shadow) {
    ObjectNode tree =
        Json.object()
            .put("name", shadow.policy().name())
            .put("version", shadow.policy().version())
            .put("then", shadow.policy().then().word())
            .put("by", shadow.by())
            .put("since", shadow.at().toString())
            .put("why", shadow.why());
    ObjectNode said = tree.putObject("wouldHave");
    var counts = means.effects().shadowed(shadow.policy().rule());
    long changed = 0;
    for (String verdict : new String[] {"allow", "ask", "deny"}) {
      var count = counts.get(verdict);
      said.put(verdict, count == null ? 0 : count.count());
      changed += count == null ? 0 : count.changed();
    }
    return tree.put("changed", changed);
  }
}
