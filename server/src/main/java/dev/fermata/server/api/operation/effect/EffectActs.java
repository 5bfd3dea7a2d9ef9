package dev.fermata.server.api.operation.effect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.EffectList;
import dev.fermata.effect.EffectList.EffectFilter;
import dev.fermata.effect.EffectRow;
import dev.fermata.effect.EffectStatus;
import dev.fermata.fact.Journal;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.StreamId;
import dev.fermata.server.api.operation.Ids;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Query;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.brief.Blindfold;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import dev.fermata.value.RunId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Effects: what was judged how, what was done, and what came of it. */
public final class EffectActs {
  private static final int PAGE = 100;

  /** Entries that are read at once. */
  private static final int ENTRIES = 500;

  private static final List<String> CLASSES =
      Arrays.stream(EffectClass.values()).map(EffectClass::word).toList();

  private final Means means;
  public final Act list =
      Act.of(
          Right.SEE,
          this::list,
          "run",
          "workflow",
          "class",
          "target",
          "status",
          "rule",
          "since",
          "before",
          "limit");
  public final Act show = Act.of(Right.SEE, this::show, "key");

  public EffectActs(Means means) {
    this.means = means;
  }

  private Reply list(Request request) {
    Query query = request.query();
    Set<EffectClass> classes = new LinkedHashSet<>();
    query.texts("class").forEach(w -> classes.add(EffectClass.values()[at("class", w, CLASSES)]));
    Set<EffectStatus> statuses = new LinkedHashSet<>();
    List<String> words = EffectStatus.words();
    query.texts("status").forEach(w -> statuses.add(EffectStatus.values()[at("status", w, words)]));
    int limit = query.number("limit", 1, EffectList.PAGE_LIMIT).orElse((long) PAGE).intValue();
    var filter =
        new EffectFilter(
            query.text("run").map(r -> Ids.run(means.engine().views(), r).id().value()).orElse(""),
            query.text("workflow").orElse(""),
            classes,
            query.text("target").orElse(""),
            statuses,
            query.text("rule").orElse(""),
            query.text("since").map(EffectActs::instant),
            query.number("before", 1, Long.MAX_VALUE).orElse(Long.MAX_VALUE),
            limit);
    List<EffectRow> rows = means.effects().effects(filter);
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    rows.forEach(row -> items.add(row(row)));
    tree.put("position", means.effects().position());
    if (rows.size() == limit) {
      tree.put("next", String.valueOf(rows.getLast().number()));
    }
    return Reply.ok(tree);
  }

  static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw Refusal.badRequest("'since' is no time; write it as 2026-01-31T09:00:00Z");
    }
  }

  private static int at(String what, String word, List<String> words) {
    int at = words.indexOf(word);
    if (at < 0) {
      throw Refusal.badRequest(
          "'"
              + word
              + "' is no "
              + what
              + "; it is one of "
              + String.join(", ", words)
              + "."
              + Nearest.hint(word, words));
    }
    return at;
  }

  private static ObjectNode row(EffectRow row) {
    ObjectNode tree =
        Json.object()
            .put("key", row.key().toString())
            .put("run", row.key().run().value())
            .put("workflow", row.workflow())
            .put("class", row.effect().word())
            .put("target", row.target())
            .put("verdict", row.verdict())
            .put("rule", row.rule())
            .put("status", row.status().word())
            .put("attempts", row.attempts())
            .put("first", row.first().toString())
            .put("last", row.last().toString());
    row.digest().ifPresent(digest -> tree.put("digest", digest.value()));
    if (row.house() > 0) {
      tree.put("house", row.house());
    }
    row.cost()
        .ifPresent(cost ->
            tree.putObject("cost").put("amount", cost.amount()).put("currency", cost.currency()));
    if (row.erased()) {
      tree.put("erased", true);
    }
    return tree;
  }

  private Reply show(Request request) {
    String text = request.query().text("key").orElse("");
    EffectKey key = key(text);
    var story = new EffectStory(key);
    StreamId stream = StreamId.of(key.run());
    boolean erased = false;
    long number = 1;
    List<Journal.Stored> page;
    do {
      page = means.engine().facts(stream, number, ENTRIES);
      for (Journal.Stored entry : page) {
        erased |= entry.body().length == 0;
        entry
            .facts()
            .forEach(fact -> {
              if (fact instanceof RunFact.OfEffect of) {
                story.take(of, entry.at());
              }
            });
        number = entry.number() + 1;
      }
    } while (page.size() == ENTRIES);
    ObjectNode tree = story.tree().orElseGet(() -> bare(key)).put("erased", erased);
    if (means.briefs().blindfold().of(key.run(), request.principal()).hides(key.place())) {
      Blindfold.Cover.veil(tree);
    }
    return Reply.ok(tree);
  }

  /** A key whose run's id may be cut short. */
  private EffectKey key(String text) {
    try {
      EffectKey key = EffectKey.parse(text);
      RunRow run = Ids.run(means.engine().views(), key.run().value());
      return new EffectKey(run.id(), key.place(), key.ordinal());
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(
          "'key' is no effect's key; write RUN/PLACE#ORDINAL as `effect list` shows it");
    }
  }

  /** What the list still knows of an effect whose facts were erased. */
  private ObjectNode bare(EffectKey key) {
    var filter =
        new EffectFilter(
            key.run().value(),
            "",
            Set.of(),
            "",
            Set.of(),
            "",
            Optional.empty(),
            Long.MAX_VALUE,
            EffectList.PAGE_LIMIT);
    return means.effects().effects(filter).stream()
        .filter(row -> row.key().equals(key))
        .findFirst()
        .map(EffectActs::row)
        .orElseThrow(() -> none(key));
  }

  private static Refusal none(EffectKey key) {
    RunId run = key.run();
    return Refusal.notFound("effect", "run " + run + " has no effect " + key)
        .withHint("list its effects with GET /api/v1/effects?run=" + run);
  }
}
