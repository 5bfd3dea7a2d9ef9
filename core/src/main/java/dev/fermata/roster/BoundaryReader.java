package dev.fermata.roster;

import dev.fermata.value.EffectClass;
import dev.fermata.value.label.Annotated;
import dev.fermata.value.label.Classification;
import dev.fermata.value.label.Label;
import dev.fermata.workflow.Part;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads what a roster's file says of labels: {@code boundary, region, labels, origin}. */
final class BoundaryReader {
  private static final int MOST = 64;
  private static final List<String> EFFECTS =
      Arrays.stream(EffectClass.values()).map(EffectClass::word).toList();

  private BoundaryReader() {}

  /** The boundary that the fields give, or that of the file around, where they give none. */
  static Optional<Boundary> boundary(Part.Fields fields, Optional<Boundary> around) {
    Optional<Part> written = fields.take("boundary");
    Optional<Part> region = fields.take("region");
    Optional<Part> labels = fields.take("labels");
    Optional<Part> origin = fields.take("origin");
    if (written.isEmpty() && region.isEmpty() && labels.isEmpty() && origin.isEmpty()) {
      return around;
    }
    Boundary base = around.orElse(Boundary.DEFAULT);
    Boundary limits = written.map(BoundaryReader::limits).orElse(base);
    var whole =
        new Boundary(
            limits.labels(),
            limits.regions(),
            region.flatMap(Part::name).or(base::region),
            limits.effects(),
            limits.tools(),
            labels.map(BoundaryReader::label).orElse(base.output()),
            origin
                .flatMap(p -> p.word(List.of("trusted", "untrusted")))
                .map("trusted"::equals)
                .orElse(base.trusted()));
    whole
        .region()
        .filter(r -> whole.regions().isPresent() && !whole.regions().get().contains(r))
        .ifPresent(r ->
            region
                .or(() -> written)
                .ifPresent(p ->
                    p.error(
                        "it runs in '"
                            + r
                            + "', which is not one of its boundary's regions; add"
                            + " it, or correct 'region'")));
    return Optional.of(whole);
  }

  private static Boundary limits(Part part) {
    Part.Fields fields = part.fields();
    Set<Classification> labels =
        fields
            .take("labels")
            .map(p -> set(p, item -> item.word(Classification.WORDS).flatMap(Classification::of)))
            .orElse(Boundary.CLEARED);
    Optional<Set<String>> regions = fields.take("regions").map(p -> set(p, Part::name));
    Optional<Set<EffectClass>> effects =
        fields
            .take("effects")
            .map(p ->
                set(
                    p,
                    item ->
                        item.word(EFFECTS)
                            .map(word -> EffectClass.valueOf(word.toUpperCase(Locale.ROOT)))));
    Optional<Set<String>> tools = fields.take("tools").map(p -> set(p, Part::name));
    fields.end();
    return new Boundary(labels, regions, Optional.empty(), effects, tools, Label.NONE, false);
  }

  private static <T> Set<T> set(Part part, Function<Part, Optional<T>> read) {
    List<Part> items = part.itemOrItems();
    if (items.size() > MOST) {
      part.error(part.label() + " names " + items.size() + "; name at most " + MOST);
      return Set.of();
    }
    Set<T> all = new LinkedHashSet<>();
    items.forEach(item -> read.apply(item).ifPresent(all::add));
    return all;
  }

  private static Label label(Part part) {
    Optional<String> wrong = Annotated.wrong(part.json().view());
    wrong.ifPresent(part::error);
    return wrong.isPresent() ? Label.NONE : Annotated.label(part.json().view());
  }
}
