package dev.fermata.stored;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Target;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.roster.Channel;
import dev.fermata.roster.hours.Hours;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.value.PersonId;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import dev.fermata.value.TeamName;
import dev.fermata.value.label.Label;
import dev.fermata.value.label.Labels;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.WorkflowId;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes facts to be kept: some of every kind, as this version stores them, with every case of what
 * they hold. Run it once when there is a new kind of fact, with the file to write: {@code
 * testkit/src/test/resources/golden/facts-N.json}.
 */
final class GoldenFacts {
  private static final Map<Type, List<Object>> KNOWN = new LinkedHashMap<>();

  static {
    var run = new RunId("r1");
    var place = new Place("each/3/charge~2");
    know(String.class, "text");
    know(boolean.class, true, false);
    know(Boolean.class, true, false);
    know(Integer.class, 3);
    know(Long.class, 7L);
    know(int.class, 3);
    know(long.class, 7L);
    know(double.class, 0.5);
    know(
        Call.class,
        Call.of(
            new Target.Tool("bank", "book", Digest.of("bank")),
            "book",
            Json.parse("{\"amount\":1.50}"),
            EffectClass.READ,
            true,
            Duration.ofMinutes(1)),
        Call.of(
            new Target.Agent("scorer", Digest.of("scorer")),
            "",
            Json.parse("[1,{\"a\":\"\u00e9\"}]").labelled(Labels.UNTRUSTED),
            EffectClass.IRREVERSIBLE,
            false,
            Duration.ofSeconds(5)));
    know(Instant.class, Instant.parse("2026-11-21T12:00:00Z"));
    know(Duration.class, Duration.ofMinutes(90));
    know(Double.class, 0.25);
    know(RunId.class, run);
    know(Place.class, place);
    know(PersonId.class, new PersonId("ana"));
    know(TeamName.class, new TeamName("risk"));
    know(TaskId.class, new TaskId("r1-1"));
    know(Digest.class, Digest.of("text"));
    know(StepId.class, new StepId("/do/0/charge"));
    know(WorkflowId.class, WorkflowId.parse("lending/loans@1.0.0"));
    know(EffectKey.class, new EffectKey(run, place, "member"));
    know(
        Channel.class,
        Arrays.stream(Channel.Kind.values())
            .map(kind -> new Channel(kind, "https://ana@example.com"))
            .toArray());
    know(Hours.class, Hours.parse("Mon-Fri 09:00-17:00"));
    know(LocalDate.class, LocalDate.parse("2026-12-20"));
    know(ZoneId.class, ZoneId.of("Europe/Madrid"));
    know(Money.class, Money.of("0.25", "EUR"));
    know(Label.class, Label.UNTRUSTED, Label.NONE);
    Json plain = Json.parse("{\"a\":[1.5,\"x\"]}");
    know(Json.class, plain, plain.labelled(Labels.of(Label.UNTRUSTED)));
  }

  private GoldenFacts() {}

  private static void know(Class<?> type, Object... values) {
    KNOWN.put(type, List.of(values));
  }

  /** Writes the facts to the file that is named. */
  public static void main(String[] arguments) throws IOException {
    Files.write(Path.of(arguments[0]), Format.body(all()));
  }

  static List<Fact> all() {
    return samples(Fact.class).stream().map(Fact.class::cast).toList();
  }

  /** The records that a sealed interface comes to. */
  static Stream<Class<?>> cases(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(GoldenFacts::cases)
        : Stream.of(type);
  }

  private static List<Object> samples(Type type) {
    if (KNOWN.containsKey(type)) {
      return KNOWN.get(type);
    }
    if (type instanceof ParameterizedType generic) {
      return List.of(holding(generic)).stream().flatMap(List::stream).toList();
    }
    var raw = (Class<?>) type;
    if (raw.isEnum()) {
      return List.of(raw.getEnumConstants());
    }
    if (raw.isSealed()) {
      return cases(raw).flatMap(one -> samples(one).stream()).toList();
    }
    if (!raw.isRecord()) {
      throw new AssertionError("no sample is known of " + raw);
    }
    return records(raw);
  }

  private static List<Object> holding(ParameterizedType type) {
    Type[] of = type.getActualTypeArguments();
    List<Object> last = samples(of[of.length - 1]);
    if (type.getRawType() == Optional.class) {
      return Stream.concat(last.stream().map(Optional::of), Stream.of(Optional.empty()))
          .map(Object.class::cast)
          .toList();
    }
    if (type.getRawType() == Map.class) {
      Map<Object, Object> map = new LinkedHashMap<>();
      map.put(samples(of[0]).getFirst(), last.getFirst());
      return List.of(map);
    }
    // A set is stored in no particular order, so that it holds one.
    return List.of(type.getRawType() == Set.class ? Set.of(last.getFirst()) : last);
  }

  /** As many as it takes for each part to have each of its values once. */
  private static List<Object> records(Class<?> type) {
    RecordComponent[] parts = type.getRecordComponents();
    List<List<Object>> values = new ArrayList<>();
    for (RecordComponent part : parts) {
      values.add(samples(part.getGenericType()));
    }
    int count = values.stream().mapToInt(List::size).max().orElse(1);
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int turn = i;
      all.add(make(type, parts, values.stream().map(v -> v.get(turn % v.size())).toArray()));
    }
    return all;
  }

  private static Object make(Class<?> type, RecordComponent[] parts, Object[] values) {
    Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class[]::new);
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new AssertionError(type + " of " + Arrays.toString(values), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("no sample of " + type, e);
    }
  }
}
