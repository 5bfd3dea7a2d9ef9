package dev.fermata.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.adapter.sqlite.Verification;
import dev.fermata.engine.Answer;
import dev.fermata.fact.HouseFact;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.Journal;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views;
import dev.fermata.roster.Principal;
import dev.fermata.task.Task;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is erased is nowhere in the folder any more, and the chain still holds. */
class ErasureTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Principal ADMIN = new Principal.Machine("root", Set.of());
  private static final String ASKS =
      """
      do:
        - keep: { set: { who: '${ .who }', list: '${ .list }', again: '${ .list }' } }
        - ask:
            call: human
            with:
              { team: clerks, question: '${ "Pay " + .who + "?" }', answers: { go: It goes on. }, due: P900D }
        - each:
            for: { each: x, in: '[range(40)]' }
            do: [ { a: { set: { n: '${ $x }', who: '${ .who }', list: '${ .list }' } } } ]
        - book: { call: tool, with: { server: bank, name: book, arguments: { who: '${ .who }' } } }
      """;
  private static final String FAILS =
      """
      do:
        - no:
            raise:
              error: { type: 'https://x.dev/no', status: 422, detail: '${ "no " + .who }' }
      """;

  @TempDir Path folder;

  private Shop shop() {
    return Shop.open(folder, Shop.TEN).furnished();
  }

  private static Answer erase(Shop shop, RunId... runs) {
    return shop.engine.tell(new HouseSignal.ErasePayload(List.of(runs), "asked to", ADMIN));
  }

  private static void decideAll(Shop shop) {
    shop.store.tasks(Views.TaskFilter.WAITING).forEach(shop::decide);
  }

  private static void ends(Shop shop, RunId run) {
    await().atMost(LONG).until(() -> shop.row(run).atRest());
  }

  private List<Path> holding(String text) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
          found.add(file.getFileName());
        }
      }
    }
    return found;
  }

  @Test
  void an_erased_run_is_known_but_not_what_it_was_about() throws IOException {
    try (Shop shop = shop().publish("asks", ASKS)) {
      RunId run = shop.start("asks", "key-1", "{\"who\": \"zoe-canary\", \"list\": [1]}");
      await().atMost(LONG).until(() -> shop.row(run).openTasks() == 1);
      Task task = shop.store.tasks(Views.TaskFilter.WAITING).getFirst();
      shop.decide(task);
      ends(shop, run);
      assertThat(holding("zoe-canary")).isNotEmpty();

      assertThat(erase(shop, run)).isEqualTo(new Answer.Accepted());

      assertThat(holding("zoe-canary")).isEmpty();
      assertThat(shop.engine.state(run)).isEmpty();
      assertThat(shop.store.task(task.id())).isEmpty();
      assertThat(shop.row(run).status().word()).isEqualTo("completed");
      assertThat(shop.row(run).subject()).isEmpty();
      assertThat(shop.store.read(StreamId.of(run), 1, 100))
          .isNotEmpty()
          .allMatch(entry -> entry.facts().isEmpty());
      assertThat(shop.start("asks", "key-1", "{}")).as("a repeated start").isEqualTo(run);
      HouseFact told = lastOfTheHouse(shop);
      assertThat(told)
          .isInstanceOfSatisfying(
              HouseFact.PayloadErased.class,
              fact -> {
                assertThat(fact.runs()).containsExactly(run);
                assertThat(fact.why()).isEqualTo("asked to");
                assertThat(fact.by()).isEqualTo(ADMIN.name());
              });
    }
    assertThat(Verification.of(folder, (what, done, total) -> {}).problem()).isEmpty();
    try (Shop again = Shop.open(folder, Shop.TEN)) {
      assertThat(again.store.checked()).isTrue();
    }
  }

  private static HouseFact lastOfTheHouse(Shop shop) {
    List<Journal.Stored> house = shop.store.read(StreamId.HOUSE, 1, 1000);
    return (HouseFact) house.getLast().facts().getLast();
  }

  @Test
  void a_run_that_is_not_at_rest_keeps_what_it_needs() {
    try (Shop shop = shop().publish("asks", ASKS)) {
      RunId run = shop.start("asks", "key-1", "{\"who\": \"zoe\", \"list\": [1]}");
      await().atMost(LONG).until(() -> shop.row(run).openTasks() == 1);

      erase(shop, run);

      assertThat(shop.engine.state(run)).isPresent();
      decideAll(shop);
      ends(shop, run);
    }
    assertThat(Verification.of(folder, (what, done, total) -> {}).problem()).isEmpty();
  }

  @Test
  void what_came_to_rest_before_a_day_is_listed_until_it_is_erased() {
    try (Shop shop = shop().publish("fails", FAILS)) {
      RunId old = shop.start("fails", "old", "{\"who\": \"a\"}");
      ends(shop, old);
      shop.move(Duration.ofDays(2));
      RunId young = shop.start("fails", "young", "{\"who\": \"b\"}");
      ends(shop, young);
      var day = Shop.TEN.plus(Duration.ofDays(1));

      assertThat(shop.store.expired(day, "", 10)).containsExactly(old);
      assertThat(shop.store.expired(day, old.value(), 10)).isEmpty();
      erase(shop, old);
      assertThat(shop.store.expired(day, "", 10)).isEmpty();
    }
  }

  /** Small and large inputs, so that tables split, snapshots are replaced and pages are freed. */
  @Test
  void nothing_of_what_was_erased_is_left_in_free_pages_or_the_log() throws IOException {
    long seed = 42;
    var chance = new Random(seed);
    Map<String, RunId> runs = new LinkedHashMap<>();
    try (Shop shop = shop().publish("asks", ASKS).publish("fails", FAILS)) {
      for (int i = 0; i < 60; i++) {
        String canary = "canary-%03d-yes".formatted(i);
        String filling = (canary + " ").repeat(1 + chance.nextInt(i % 5 == 0 ? 900 : 9));
        String input = "{\"who\": \"%s\", \"list\": [\"%s\"]}".formatted(canary, filling);
        runs.put(canary, shop.start(i % 4 == 3 ? "fails" : "asks", "k" + i, input));
      }
      await()
          .atMost(LONG)
          .until(() -> {
            decideAll(shop);
            return runs.values().stream().allMatch(run -> shop.row(run).atRest());
          });
      List<String> gone = runs.keySet().stream().filter(_ -> chance.nextInt(3) > 0).toList();
      for (String canary : gone) {
        erase(shop, runs.get(canary));
      }
      for (String canary : runs.keySet()) {
        List<Path> found = holding(canary);
        assertThat(found.isEmpty())
            .as("seed %d: %s is in %s", seed, canary, found)
            .isEqualTo(gone.contains(canary));
      }
    }
    assertThat(Verification.of(folder, (what, done, total) -> {}).problem()).isEmpty();
  }
}
