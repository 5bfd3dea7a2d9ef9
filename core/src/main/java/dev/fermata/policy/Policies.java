package dev.fermata.policy;

import dev.fermata.value.EffectClass;
import dev.fermata.workflow.WorkflowId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All policies in force, found by what they are about. Immutable. They speak in the order of their
 * names, so that the same policies always say the same.
 */
public final class Policies {
  /** How many may be in force. */
  public static final int LIMIT = 1_000;

  public static final Policies NONE = Policies.of(List.of());

  private final Map<String, Policy> byName;
  private final Map<EffectClass, Index> index = new EnumMap<>(EffectClass.class);

  private Policies(Map<String, Policy> byName) {
    this.byName = byName;
    for (EffectClass effect : EffectClass.values()) {
      index.put(effect, Index.of(byName.values().stream().filter(p -> p.scope().covers(effect))));
    }
  }

  /**
   * @throws IllegalArgumentException if two have one name, or there are more than {@link #LIMIT}
   */
  public static Policies of(Collection<Policy> policies) {
    var byName = new TreeMap<String, Policy>();
    for (Policy policy : policies) {
      if (byName.put(policy.name(), policy) != null) {
        throw new IllegalArgumentException(
            "two policies are named '" + policy.name() + "'; keep one version of each in force");
      }
    }
    if (byName.size() > LIMIT) {
      throw new IllegalArgumentException(
          byName.size() + " policies are too many; keep at most " + LIMIT + " in force");
    }
    return new Policies(byName);
  }

  /** These and that one, in place of the one that has its name. */
  public Policies with(Policy policy) {
    var changed = new TreeMap<>(byName);
    changed.put(policy.name(), policy);
    return of(changed.values());
  }

  public Policies without(String name) {
    var changed = new TreeMap<>(byName);
    changed.remove(name);
    return new Policies(changed);
  }

  /** In the order of their names. */
  public List<Policy> all() {
    return List.copyOf(byName.values());
  }

  public Optional<Policy> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The policies about such an effect, in the order of their names. */
  List<Policy> about(EffectClass effect, String target, WorkflowId workflow) {
    List<Policy> found = index.getOrDefault(effect, Index.NONE).about(target);
    if (found.stream().allMatch(p -> p.scope().covers(workflow))) {
      return found;
    }
    return found.stream().filter(p -> p.scope().covers(workflow)).toList();
  }

  /**
   * The policies about one class of effects.
   *
   * @param everywhere those for all targets
   * @param lengths of the beginnings, each once
   */
  private record Index(
      List<Policy> everywhere,
      Map<String, List<Policy>> exact,
      Map<String, List<Policy>> beginnings,
      Set<Integer> lengths) {
    static final Index NONE = new Index(List.of(), Map.of(), Map.of(), Set.of());

    static Index of(Stream<Policy> policies) {
      var index = new Index(new ArrayList<>(), new HashMap<>(), new HashMap<>(), new TreeSet<>());
      policies.forEach(index::add);
      return index;
    }

    private void add(Policy policy) {
      if (policy.scope().targets().isEmpty()) {
        everywhere.add(policy);
      }
      for (String target : policy.scope().targets()) {
        if (Scope.isBeginning(target)) {
          String beginning = Scope.beginning(target);
          beginnings.computeIfAbsent(beginning, _ -> new ArrayList<>()).add(policy);
          lengths.add(beginning.length());
        } else {
          exact.computeIfAbsent(target, _ -> new ArrayList<>()).add(policy);
        }
      }
    }

    List<Policy> about(String target) {
      List<Policy> named = exact.getOrDefault(target, List.of());
      if (lengths.isEmpty() && named.isEmpty()) {
        return everywhere;
      }
      var found = new LinkedHashSet<Policy>(named);
      for (int length : lengths) {
        if (length > target.length()) {
          break;
        }
        found.addAll(beginnings.getOrDefault(target.substring(0, length), List.of()));
      }
      found.addAll(everywhere);
      List<Policy> sorted = new ArrayList<>(found);
      sorted.sort(Comparator.comparing(Policy::name));
      return sorted;
    }
  }
}
