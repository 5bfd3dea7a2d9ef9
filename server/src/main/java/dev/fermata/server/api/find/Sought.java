package dev.fermata.server.api.find;

import dev.fermata.effect.EffectList;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.fact.Views.Search;
import dev.fermata.server.api.request.Query;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.value.Names;
import dev.fermata.value.Nearest;
import dev.fermata.value.RunId;
import dev.fermata.workflow.WorkflowId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs as a query asks for them. The same words stand in a list's address, in that of its counts,
 * and in the filter of what is done with many.
 *
 * @param engine knows whose workflows there are
 * @param effects knows which runs called an agent; it may be a moment behind
 * @param ids finds a run by an id that may be cut short
 */
public record Sought(Fermata engine, EffectList effects, Function<String, RunId> ids) {
  /** The words of a filter. */
  public static final List<String> WORDS =
      List.of(
          "status",
          "workflow",
          "batch",
          "subject",
          "inDoubt",
          "parent",
          "root",
          "owner",
          "agent",
          "text",
          "since",
          "until");

  private static final int TEXT_CHARS = 200;

  /** Stands for the workflows of somebody who owns none: no workflow is called so. */
  private static final Set<String> NONE = Set.of("/");

  public RunFilter filter(Query query, Optional<RunId> before, int limit) {
    Set<RunStatus> statuses = new LinkedHashSet<>();
    query.texts("status").forEach(word -> statuses.add(status(word)));
    List<String> workflows = query.texts("workflow").stream().map(this::whole).toList();
    return new RunFilter(
        statuses,
        workflows.size() == 1 ? workflows.getFirst() : "",
        query.text("batch").orElse(""),
        query.text("subject").orElse(""),
        query.flag("inDoubt"),
        run(query, "parent"),
        run(query, "root"),
        before,
        limit,
        search(query, workflows));
  }

  /** A run that a query names. */
  public Optional<RunId> run(Query query, String name) {
    return query
        .text(name)
        .map(text -> {
          if (!Names.valid(text)) {
            throw Refusal.badRequest(
                "'" + name + "' is no run's id; give the id of a run, or the beginning of one");
          }
          return ids.apply(text);
        });
  }

  private Search search(Query query, List<String> workflows) {
    String text = query.text("text").orElse("");
    if (text.length() > TEXT_CHARS) {
      throw Refusal.badRequest("'text' has over " + TEXT_CHARS + " characters");
    }
    Set<String> any = workflows.size() > 1 ? new LinkedHashSet<>(workflows) : Set.of();
    if (any.stream().anyMatch(workflow -> workflow.contains("@"))) {
      throw Refusal.badRequest("several workflows are named, and one with a version; leave it out");
    }
    Optional<String> owner = query.text("owner");
    if (owner.isPresent()) {
      Set<String> owned = owned(owner.get());
      any =
          any.isEmpty() ? owned : any.stream().filter(owned::contains).collect(Collectors.toSet());
      any = any.isEmpty() ? NONE : any;
    }
    var search = new Search(any, text, time(query, "since"), time(query, "until"));
    return query.text("agent").map(effects::callers).map(search::among).orElse(search);
  }

  /** The workflows whose newest version has this owner. */
  private Set<String> owned(String owner) {
    return Owners.of(engine).entrySet().stream()
        .filter(entry -> entry.getValue().equals(owner))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** With its namespace, where it was left out. */
  private String whole(String workflow) {
    if (workflow.contains("/")) {
      return workflow;
    }
    int at = workflow.indexOf('@');
    String name = at < 0 ? workflow : workflow.substring(0, at);
    return engine.house().workflows().keySet().stream()
        .filter(id -> id.name().equals(name))
        .map(WorkflowId::namespace)
        .sorted()
        .findFirst()
        .map(namespace -> namespace + "/" + workflow)
        .orElse(workflow);
  }

  private static Optional<Instant> time(Query query, String name) {
    return query
        .text(name)
        .map(text -> {
          try {
            return Instant.parse(text);
          } catch (DateTimeException e) {
            throw Refusal.badRequest("'" + name + "' is no time; write it as 2026-01-05T09:12:00Z");
          }
        });
  }

  private static RunStatus status(String word) {
    List<String> words = Arrays.stream(RunStatus.values()).map(RunStatus::word).toList();
    int at = words.indexOf(word);
    if (at < 0) {
      throw Refusal.badRequest(
          "a run's status is never '"
              + word
              + "'; it is one of "
              + String.join(", ", words)
              + "."
              + Nearest.hint(word, words));
    }
    return RunStatus.values()[at];
  }
}
