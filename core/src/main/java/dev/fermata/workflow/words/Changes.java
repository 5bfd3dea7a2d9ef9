package dev.fermata.workflow.words;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.workflow.Block;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.Workflow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what changed from one version of a workflow to another. Steps are the same if they have the
 * same name in the same block; one that only has another name was renamed.
 */
public final class Changes {
  private final Workflow old;
  private final Workflow fresh;
  private final List<Change> found = new ArrayList<>();

  private Changes(Workflow old, Workflow fresh) {
    this.old = old;
    this.fresh = fresh;
  }

  /** From the first to the second, in the order of the second; none if only the version differs. */
  public static List<Change> between(Workflow old, Workflow fresh) {
    var changes = new Changes(old, fresh);
    for (String text : FieldChanges.between(changes.head(old), changes.head(fresh))) {
      changes.found.add(new Change(new StepId(""), Change.Kind.CHANGED, text));
    }
    changes.compare(old.body().steps(), fresh.body().steps());
    return List.copyOf(changes.found);
  }

  /** The document without its steps and its version. */
  private JsonNode head(Workflow workflow) {
    ObjectNode tree = workflow.definition().view().deepCopy();
    tree.remove("do");
    if (tree.get("document") instanceof ObjectNode document) {
      document.remove("version");
    }
    return tree;
  }

  private void compare(List<Step> before, List<Step> after) {
    Map<String, Step> then = named(before);
    Map<String, Step> now = named(after);
    Map<String, String> renamed = renamed(then, now);
    for (Step step : before) {
      if (!now.containsKey(name(step)) && !renamed.containsValue(name(step))) {
        add(step, Change.Kind.REMOVED, name(step) + " is gone. It said: " + Sentences.of(step));
      }
    }
    Set<String> moved = moved(then, now);
    for (int i = 0; i < after.size(); i++) {
      Step step = after.get(i);
      String where = i == 0 ? "at the beginning" : "after " + name(after.get(i - 1));
      Step earlier = then.get(name(step));
      if (earlier != null) {
        if (moved.contains(name(step))) {
          add(step, Change.Kind.MOVED, name(step) + " now stands " + where + ".");
        }
        changed(earlier, step);
      } else if (renamed.containsKey(name(step))) {
        String from = renamed.get(name(step));
        add(step, Change.Kind.CHANGED, from + " is now called " + name(step) + ".");
      } else {
        String text = name(step) + " is new, " + where + ": " + Sentences.of(step);
        add(step, Change.Kind.ADDED, text);
      }
    }
  }

  private void add(Step step, Change.Kind kind, String text) {
    found.add(new Change(step.id(), kind, text));
  }

  private static String name(Step step) {
    return step.head().name();
  }

  private static Map<String, Step> named(List<Step> steps) {
    Map<String, Step> named = new LinkedHashMap<>();
    steps.forEach(step -> named.putIfAbsent(name(step), step));
    return named;
  }

  /** New names of steps that are else the same, with their old ones. */
  private Map<String, String> renamed(Map<String, Step> then, Map<String, Step> now) {
    Map<String, String> renamed = new LinkedHashMap<>();
    Set<String> gone = new HashSet<>(then.keySet());
    gone.removeAll(now.keySet());
    for (Step step : now.values()) {
      if (then.containsKey(name(step))) {
        continue;
      }
      Optional<String> from =
          gone.stream()
              .sorted()
              .filter(was -> tree(fresh, step).equals(tree(old, required(then, was))))
              .findFirst();
      from.ifPresent(was -> {
        gone.remove(was);
        renamed.put(name(step), was);
      });
    }
    return renamed;
  }

  private static <V> V required(Map<String, V> map, String key) {
    return Objects.requireNonNull(map.get(key), key);
  }

  /** As few as make the others keep their order. */
  private static Set<String> moved(Map<String, Step> then, Map<String, Step> now) {
    List<String> before = then.keySet().stream().filter(now::containsKey).toList();
    List<String> after = now.keySet().stream().filter(then::containsKey).toList();
    Map<String, Integer> at = new LinkedHashMap<>();
    before.forEach(name -> at.put(name, at.size()));
    // The longest row of steps that stand in the same order in both.
    int[] length = new int[after.size()];
    int[] previous = new int[after.size()];
    int best = -1;
    for (int i = 0; i < after.size(); i++) {
      length[i] = 1;
      previous[i] = -1;
      for (int j = 0; j < i; j++) {
        boolean inOrder = required(at, after.get(j)) < required(at, after.get(i));
        if (inOrder && length[j] + 1 > length[i]) {
          length[i] = length[j] + 1;
          previous[i] = j;
        }
      }
      best = best < 0 || length[i] > length[best] ? i : best;
    }
    Set<String> moved = new HashSet<>(after);
    for (int i = best; i >= 0; i = previous[i]) {
      moved.remove(after.get(i));
    }
    return moved;
  }

  private void changed(Step before, Step after) {
    Map<String, List<Step>> parts = parts(after);
    Map<String, List<Step>> earlier = parts(before);
    if (!parts.keySet().equals(earlier.keySet())) {
      boolean same = tree(old, before).equals(tree(fresh, after));
      if (!same) {
        add(
            after,
            Change.Kind.CHANGED,
            name(after) + " is done in another way: " + Sentences.of(after));
      }
    } else {
      for (String text : FieldChanges.between(own(old, before), own(fresh, after))) {
        add(after, Change.Kind.CHANGED, name(after) + ": " + text);
      }
    }
    parts.forEach((part, steps) -> compare(earlier.getOrDefault(part, List.of()), steps));
    earlier.forEach((part, steps) -> {
      if (!parts.containsKey(part)) {
        compare(steps, List.of());
      }
    });
  }

  private static JsonNode tree(Workflow workflow, Step step) {
    return workflow.definition().view().at(step.id().pointer());
  }

  /** What the document says of a step without the steps inside it. */
  private static JsonNode own(Workflow workflow, Step step) {
    if (!(tree(workflow, step).deepCopy() instanceof ObjectNode tree)) {
      return tree(workflow, step);
    }
    switch (step) {
      case Step.Do _, Step.For _ -> tree.remove("do");
      case Step.Fork _ -> remove(tree, "fork", "branches");
      case Step.Try _ -> {
        tree.remove("try");
        remove(tree, "catch", "do");
      }
      case Step.SetData _,
          Step.Switch _,
          Step.Raise _,
          Step.Wait _,
          Step.Call _,
          Step.Reviewed _ -> {}
    }
    return tree;
  }

  private static void remove(ObjectNode tree, String around, String field) {
    if (tree.get(around) instanceof ObjectNode object) {
      object.remove(field);
    }
  }

  /** The steps inside a step, by the part of it that they stand in. */
  private static Map<String, List<Step>> parts(Step step) {
    Map<String, List<Step>> parts = new LinkedHashMap<>();
    switch (step) {
      case Step.Do(_, var body) -> parts.put("do", body.steps());
      case Step.For loop -> parts.put("for", loop.body().steps());
      case Step.Fork fork -> parts.put("fork", all(fork.branches().values()));
      case Step.Try attempt -> {
        parts.put("try", attempt.body().steps());
        parts.put("catch", attempt.handler().body().map(Block::steps).orElse(List.of()));
      }
      case Step.SetData _ -> parts.put("set", List.of());
      case Step.Switch _ -> parts.put("switch", List.of());
      case Step.Raise _ -> parts.put("raise", List.of());
      case Step.Wait _ -> parts.put("wait", List.of());
      case Step.Reviewed reviewed ->
          parts.put(reviewed.work().getClass().getSimpleName(), List.of());
      case Step.Call call -> parts.put(call.getClass().getSimpleName(), List.of());
    }
    return parts;
  }

  private static List<Step> all(Iterable<Block> branches) {
    List<Step> steps = new ArrayList<>();
    branches.forEach(branch -> steps.addAll(branch.steps()));
    return steps;
  }
}
