package dev.fermata.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fermata.effect.Call;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.policy.Then;
import dev.fermata.policy.budget.Breach;
import dev.fermata.roster.Endpoint;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** T20: every kind of fact that was ever stored is read as what it was. */
class StoredFactsTest {
  private static final List<String> KEPT =
      List.of(
          "facts-1.json",
          "facts-2.json",
          "facts-3.json",
          "facts-4.json",
          "facts-5.packed",
          "facts-6.packed",
          "facts-7.packed");

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = StoredFactsTest.class.getResourceAsStream("/golden/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  @Test
  void what_was_stored_is_read_and_nothing_of_it_is_lost() throws IOException {
    for (String name : KEPT) {
      byte[] stored = golden(name);
      List<Fact> facts = Format.facts(stored);
      byte[] again = Format.body(facts);
      assertThat(Format.facts(again)).isEqualTo(facts.stream().map(StoredFactsTest::real).toList());
      assertThat(missing("", text(stored), text(again)))
          .allMatch(
              at -> at.endsWith("/EffectIntended/call/digest") && !name.equals("facts-7.packed"));
    }
  }

  @Test
  void every_kind_of_fact_is_kept() throws IOException {
    Set<String> kept =
        KEPT.stream().flatMap(name -> kinds(name).stream()).collect(Collectors.toSet());
    assertThat(kept)
        .as("a new kind of fact: have GoldenFacts write a new file, and name that file here")
        .containsAll(GoldenFacts.cases(Fact.class).map(Class::getSimpleName).toList());
  }

  @Test
  void what_is_stored_now_is_read_as_it_was_written() {
    List<Fact> facts = GoldenFacts.all();
    assertThat(Format.facts(Format.body(facts))).isEqualTo(facts);
  }

  @Test
  void what_is_written_by_hand_is_what_the_mapper_writes() throws IOException {
    ObjectMapper plain =
        Format.mapper(
            Fact.class,
            Reply.class,
            Outcome.class,
            Target.class,
            Endpoint.class,
            Endpoint.Carrier.class,
            Task.State.class,
            Then.class,
            Breach.class);
    for (Fact fact : GoldenFacts.all()) {
      List<Fact> one = List.of(fact);
      assertThat(Format.text(Format.body(one))).isEqualTo(plain.writeValueAsString(one));
    }
  }

  /** Digests of calls were made up before they were left out. */
  private static Fact real(Fact fact) {
    return fact instanceof RunFact.EffectIntended(var key, var c, var receipt, var n, var at, var q)
        ? new RunFact.EffectIntended(
            key,
            Call.of(c.target(), c.work(), c.arguments(), c.effect(), c.keyed(), c.timeout()),
            receipt,
            n,
            at,
            q)
        : fact;
  }

  @Test
  void the_digest_of_a_call_is_for_ever_what_it_was() throws IOException {
    String text = Format.text(golden("facts-7.packed"));

    assertThat(text)
        .contains("\"digest\":\"fz4c1XcXkQaUANXR5FnexxARBevYBH3U4oUtrK6hzhI\"")
        .contains("\"digest\":\"ZbbdipUHrUxh_m3cRVYwb_WNFCyR3tXr3ZZuCE9hyCc\"");
  }

  @Test
  void damaged_facts_are_refused_as_such() {
    byte[] body = Format.body(GoldenFacts.all());
    long seed = new Random().nextLong();
    var random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = body.clone();
      damaged[1 + random.nextInt(body.length - 1)] = (byte) random.nextInt();
      Throwable thrown = catchThrowable(() -> Format.text(damaged));
      if (thrown != null) {
        assertThat(thrown).as("seed %d, case %d", seed, i).isInstanceOf(UncheckedIOException.class);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(500);
  }

  private static Set<String> kinds(String name) {
    try {
      return Format.facts(golden(name)).stream().map(Format::type).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new AssertionError("cannot read " + name, e);
    }
  }

  private static JsonNode text(byte[] stored) {
    return Json.parse(Format.text(stored)).view();
  }

  /** Where something stood that no longer stands; what came to be left out as empty may. */
  private static List<String> missing(String at, JsonNode then, JsonNode now) {
    List<String> all = new ArrayList<>();
    if (then.isObject()) {
      then.properties()
          .forEach(each ->
              all.addAll(
                  missing(at + "/" + each.getKey(), each.getValue(), now.path(each.getKey()))));
    } else if (then.isArray()) {
      for (int i = 0; i < then.size(); i++) {
        all.addAll(missing(at + "/" + i, then.get(i), now.path(i)));
      }
    } else if (!then.equals(now)) {
      all.add(at);
    }
    return all;
  }
}
