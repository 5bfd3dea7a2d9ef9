package dev.fermata.server.api.operation.health;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.house.HouseState;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.watch.health.Dependence;
import dev.fermata.watch.health.HealthFinding;
import dev.fermata.workflow.Workflow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What goes wrong in what runs, and what everything hangs on. */
public final class HealthActs {
  private static final String KIND = "kind";
  private static final String ABOUT = "about";

  /** What was found of a house. */
  private record Standing(HouseState house, List<HealthFinding> findings) {}

  private final Means means;
  private volatile Standing standing = new Standing(HouseState.EMPTY, List.of());
  public final Act show = Act.of(Right.SEE, this::show, KIND, ABOUT);

  public HealthActs(Means means) {
    this.means = means;
  }

  private Reply show(Request request) {
    Optional<String> kind = request.query().text(KIND);
    Optional<String> about = request.query().text(ABOUT);
    ObjectNode tree = Json.object().put("at", means.surroundings().clock().instant().toString());
    ArrayNode items = tree.putArray("items");
    List<HealthFinding> all = new ArrayList<>(means.health().get());
    all.addAll(standing());
    all.stream()
        .filter(each -> kind.isEmpty() || kind.get().equals(each.kind().word()))
        .filter(each -> about.isEmpty() || about.get().equals(each.about().name()))
        .forEach(each -> items.add(tree(each)));
    return Reply.ok(tree);
  }

  private static ObjectNode tree(HealthFinding finding) {
    ObjectNode tree = finding.tree();
    ArrayNode runs = tree.putArray("runs");
    for (RunId run : finding.runs()) {
      runs.addObject().put("run", run.value()).put("link", "/runs/" + run.value());
    }
    return tree;
  }

  /** They change with the house alone, which is another object then. */
  @SuppressWarnings("ReferenceEquality") // By value it would take longer than what is saved.
  private List<HealthFinding> standing() {
    HouseState house = means.engine().house();
    Standing last = standing;
    if (last.house() != house) {
      last = new Standing(house, standing(house, means.engine()::definition));
      standing = last;
    }
    return last.findings();
  }

  /**
   * @param definitions reads a published workflow, or fails
   */
  static List<HealthFinding> standing(
      HouseState house, Function<Digest, Optional<Workflow>> definitions) {
    Map<String, HouseState.Published> latest = new TreeMap<>();
    house.workflows().values().stream()
        .sorted(Comparator.comparing(HouseState.Published::at).thenComparing(p -> p.id().version()))
        .forEach(p -> latest.put(p.id().namespace() + "/" + p.id().name(), p));
    List<Workflow> workflows = new ArrayList<>();
    List<HealthFinding> found = new ArrayList<>();
    for (HouseState.Published each : latest.values()) {
      try {
        definitions.apply(each.digest()).ifPresent(workflows::add);
      } catch (RuntimeException e) {
        found.add(Dependence.unreadable(each.id())); // It says nothing of the others.
      }
    }
    found.addAll(Dependence.of(house.roster().agents().values(), workflows));
    return List.copyOf(found);
  }
}
