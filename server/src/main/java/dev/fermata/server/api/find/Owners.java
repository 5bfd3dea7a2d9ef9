package dev.fermata.server.api.find;

import dev.fermata.engine.Fermata;
import dev.fermata.house.HouseState.Published;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Whose the workflows are: what their newest versions say. */
public final class Owners {
  private Owners() {}

  /** By workflow, as {@code namespace/name}. */
  public static Map<String, String> of(Fermata engine) {
    Map<String, String> owners = new TreeMap<>();
    engine.house().workflows().values().stream()
        .sorted(Comparator.comparing(Published::at))
        .forEach(published ->
            engine
                .definition(published.digest())
                .ifPresent(workflow ->
                    owners.put(
                        published.id().namespace() + "/" + published.id().name(),
                        workflow.owner())));
    return owners;
  }
}
