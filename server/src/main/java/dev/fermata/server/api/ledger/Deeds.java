package dev.fermata.server.api.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.HouseFact;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.TaskFact;
import dev.fermata.task.Decision;
import dev.fermata.value.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What somebody did, as the journal tells it: every change of the house, every word to a run. */
final class Deeds {
  /** Where a fact of the house says what it is about, the most telling first. */
  private static final List<String> SUBJECTS =
      List.of(
          "/policy/name",
          "/policy",
          "/budget/name",
          "/budget",
          "/hook/name",
          "/hook",
          "/agent/name",
          "/agent",
          "/server/name",
          "/server",
          "/team/name",
          "/team",
          "/person/id",
          "/person",
          "/workflow");

  private static final int SHOWN = 400;

  private Deeds() {}

  /**
   * One deed.
   *
   * @param what the kind of fact
   * @param subject what it was done to; empty if that is the run itself
   * @param detail more of it in a few words; may be empty
   */
  record Deed(String what, String by, Instant at, String subject, String detail, String why) {
    Deed because(String reason) {
      return why.isEmpty() ? new Deed(what, by, at, subject, detail, reason) : this;
    }
  }

  /** All deeds of an entry; a reason that stands apart in it is put beside each. */
  static List<Deed> of(Stored entry) {
    List<Deed> deeds = new ArrayList<>();
    String because = "";
    for (Fact fact : entry.facts()) {
      if (fact instanceof HouseFact.Explained(var why, _, _)) {
        because = why;
      } else {
        of(fact).ifPresent(deeds::add);
      }
    }
    String why = because;
    return deeds.stream().map(deed -> deed.because(why)).toList();
  }

  private static Optional<Deed> of(Fact fact) {
    return switch (fact) {
      case HouseFact house -> Optional.of(house(house));
      case RunFact.Started(
              var id,
              _,
              _,
              _,
              _,
              var batch,
              var subject,
              var by,
              var at,
              _,
              _,
              var lineage,
              _)
          when lineage.isEmpty() -> {
        String detail = batch.isEmpty() ? "" : "batch " + batch;
        String about = subject.isEmpty() ? id.toString() : id + ", about " + subject;
        yield Optional.of(new Deed(type(fact), by, at, about, detail, ""));
      }
      case RunFact.Paused(var by, var reason, var at) ->
          Optional.of(new Deed(type(fact), by, at, "", "", reason));
      case RunFact.RerunBegun(var run, var from, var by, var why, var at) ->
          Optional.of(new Deed(type(fact), by, at, run.value(), "from " + from, why));
      case RunFact.Resumed(var by, var at) -> Optional.of(new Deed(type(fact), by, at, "", "", ""));
      case RunFact.Ending(Outcome.Cancelled(var by, var reason), var at) ->
          Optional.of(new Deed("Cancelled", by, at, "", "", reason));
      case RunFact.OutcomeReported(_, var good, var by, var at) ->
          Optional.of(
              new Deed(type(fact), by, at, "", good.map(g -> g ? "good" : "bad").orElse(""), ""));
      case TaskFact task -> task(task);
      default -> Optional.empty();
    };
  }

  private static String type(Fact fact) {
    return fact.getClass().getSimpleName();
  }

  private static Deed house(HouseFact fact) {
    JsonNode tree = Format.shown(fact).view();
    String subject = "";
    for (String pointer : SUBJECTS) {
      JsonNode found = tree.at(pointer);
      if (found.isTextual() && subject.isEmpty()) {
        subject = found.textValue();
      }
    }
    String detail = "";
    switch (fact) {
      case HouseFact.SwitchThrown(var reach, _, _, _) -> subject = reach.toString();
      case HouseFact.SwitchReleased(var reach, _, _, _) -> subject = reach.toString();
      case HouseFact.TargetTried(var call, _, _, _, _) -> subject = call.target().display();
      case HouseFact.PayloadErased(var runs, _, _, _) ->
          subject = runs.stream().map(Object::toString).limit(5).collect(Collectors.joining(", "));
      case HouseFact.RetentionAllowed(var days, _, _, _) -> subject = days + " days";
      default -> detail = version(tree);
    }
    String why = tree.path("why").asText("");
    return new Deed(type(fact), fact.by(), fact.at(), subject, detail, why);
  }

  private static String version(JsonNode tree) {
    for (String part : List.of("policy", "budget", "agent", "server", "next")) {
      String version = tree.path(part).path("version").asText("");
      if (!version.isEmpty()) {
        return "version " + version;
      }
    }
    return "";
  }

  /** What people do with tasks; whatever is said of one has a person or a decision in it. */
  private static Optional<Deed> task(TaskFact fact) {
    return switch (fact) {
      case TaskFact.TaskDecided(var task, var decision) ->
          Optional.of(decided(type(fact), task.value(), decision));
      case TaskFact.TaskVoted(var task, var decision) ->
          Optional.of(decided(type(fact), task.value(), decision));
      case TaskFact.TaskOpened _ -> Optional.empty();
      default -> said(fact);
    };
  }

  private static Deed decided(String what, String task, Decision made) {
    return new Deed(what, made.by(), made.at(), task, made.answer(), made.why());
  }

  private static Optional<Deed> said(TaskFact fact) {
    JsonNode tree = Format.shown(fact).view();
    String by = tree.path("by").asText("");
    Instant at = Instant.ofEpochMilli(tree.path("at").asLong());
    return by.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Deed(
                type(fact), by, at, tree.path("task").asText(""), "", tree.path("why").asText("")));
  }

  static ObjectNode shown(Stored entry, Deed deed) {
    ObjectNode tree =
        Json.object()
            .put("position", entry.position())
            .put("at", deed.at().toString())
            .put("by", deed.by())
            .put("what", deed.what())
            .put("subject", cut(deed.subject()));
    if (entry.stream().isRun()) {
      tree.put("of", "run").put("run", entry.stream().run().value());
    } else {
      tree.put("of", "house");
    }
    if (!deed.detail().isEmpty()) {
      tree.put("detail", cut(deed.detail()));
    }
    return deed.why().isEmpty() ? tree : tree.put("why", deed.why());
  }

  private static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
