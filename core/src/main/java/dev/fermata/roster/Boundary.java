package dev.fermata.roster;

import dev.fermata.value.EffectClass;
import dev.fermata.value.label.Classification;
import dev.fermata.value.label.Label;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent or a tool may be given and do. Data without labels is free for all.
 *
 * @param labels the classes of data that it may read
 * @param regions where it keeps what it is given; absent where its file does not say
 * @param region where it runs; absent where its file does not say
 * @param effects the classes of effects that it may have; absent for any
 * @param tools the tools that it may use itself, as {@code server.tool}; absent for any
 * @param output the label of all that it gives
 * @param trusted whether what it gives is its owner's word; else only what its schema bounds is
 */
public record Boundary(
    Set<Classification> labels,
    Optional<Set<String>> regions,
    Optional<String> region,
    Optional<Set<EffectClass>> effects,
    Optional<Set<String>> tools,
    Label output,
    boolean trusted) {
  /** What may be read where the file does not say. */
  public static final Set<Classification> CLEARED =
      Set.of(Classification.PUBLIC, Classification.INTERNAL);

  public static final Boundary DEFAULT =
      new Boundary(
          CLEARED,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Label.NONE,
          false);

  public Boundary {
    labels = Set.copyOf(labels);
    regions = regions.map(Set::copyOf);
    effects = effects.map(Set::copyOf);
    tools = tools.map(Set::copyOf);
  }

  /** Why data with this label may not go there; empty if it may. */
  public Optional<String> refusal(Label label) {
    Set<Classification> beyond = EnumSet.noneOf(Classification.class);
    beyond.addAll(label.classes());
    beyond.removeAll(labels);
    if (!beyond.isEmpty()) {
      List<String> words = beyond.stream().map(Classification::word).toList();
      return Optional.of("is " + String.join(" and ", words) + ", for which it is not cleared");
    }
    if (label.regions().isEmpty()) {
      return Optional.empty();
    }
    Optional<Set<String>> places = region.map(Set::of).or(() -> regions);
    String only =
        label.regions().get().isEmpty()
            ? "may go nowhere"
            : "may only go to " + String.join(" or ", label.regions().get());
    if (places.isEmpty()) {
      return Optional.of(only + ", and its file does not say where it runs");
    }
    return label.regions().get().containsAll(places.get())
        ? Optional.empty()
        : Optional.of(only + ", and it is in " + String.join(" and ", places.get()));
  }
}
