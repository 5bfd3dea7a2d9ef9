package dev.fermata.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.adapter.sqlite.effects.EffectsFile;
import dev.fermata.effect.EffectList.EffectFilter;
import dev.fermata.effect.EffectRow;
import dev.fermata.effect.EffectStatus;
import dev.fermata.effect.Gate;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.Journal;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views;
import dev.fermata.policy.Policies;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Scope;
import dev.fermata.policy.Then;
import dev.fermata.roster.Principal;
import dev.fermata.run.backtest.Archive;
import dev.fermata.run.backtest.Backtest;
import dev.fermata.run.backtest.Records;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of all effects follows the journal, and can always be made anew of it. */
class EffectsFileTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Principal HOST = new Principal.System();
  private static final String STEPS =
      """
      do:
        - look: { call: tool, with: { server: bank, name: look, arguments: { who: '${ .who }' } } }
        - book: { call: tool, with: { server: bank, name: book, arguments: { who: quillfeather } } }
      """;

  @TempDir Path folder;

  private Shop shop() {
    return Shop.open(folder, Shop.TEN).furnished().publish("steps", STEPS);
  }

  private static RunId run(Shop shop, String key) {
    RunId run = shop.start("steps", key, "{\"who\": \"zoe\", \"list\": []}");
    await().atMost(LONG).until(() -> shop.row(run).atRest());
    return run;
  }

  private EffectsFile open(Journal journal) {
    EffectsFile file = EffectsFile.open(folder, journal);
    while (file.follow(journal)) {
      // Page by page.
    }
    return file;
  }

  private static List<EffectRow> rows(EffectsFile file) {
    return file.effects(EffectFilter.ALL);
  }

  private static EffectFilter with(String run, String target, String rule, EffectStatus... is) {
    return new EffectFilter(
        run, "", Set.of(), target, Set.of(is), rule, Optional.empty(), Long.MAX_VALUE, 10);
  }

  @Test
  void every_effect_is_listed_with_its_verdict_and_what_came_of_it() {
    try (Shop shop = shop();
        EffectsFile file = open(shop.store)) {
      RunId run = run(shop, "one");
      file.follow(shop.store);
      assertThat(file.position()).isEqualTo(shop.store.position());
      List<EffectRow> rows = rows(file);
      assertThat(rows).extracting(EffectRow::target).containsExactly("bank.book", "bank.look");
      EffectRow book = rows.getFirst();
      assertThat(book.key().run()).isEqualTo(run);
      assertThat(book.workflow()).isEqualTo("test/steps@1.0.0");
      assertThat(book.effect()).isEqualTo(EffectClass.IRREVERSIBLE);
      assertThat(book.verdict()).isEqualTo("allow");
      assertThat(book.rule()).isEqualTo("permit-everything@1");
      assertThat(book.house()).isPositive();
      assertThat(book.status()).isEqualTo(EffectStatus.DONE);
      assertThat(book.attempts()).isEqualTo(1);

      assertThat(file.effects(with(run.value(), "bank.*", "permit-everything"))).hasSize(1);
      assertThat(file.effects(with(run.value(), "", "permit"))).isEmpty();
      assertThat(file.effects(with("", "bank.look", "", EffectStatus.DONE))).hasSize(1);
      assertThat(file.effects(with("", "", "", EffectStatus.IN_DOUBT))).isEmpty();
      assertThat(file.effects(with("none", "", ""))).isEmpty();
    }
  }

  @Test
  void who_called_whom_is_known_of_each_target() {
    try (Shop shop = shop();
        EffectsFile file = open(shop.store)) {
      RunId one = run(shop, "one");
      RunId two = run(shop, "two");
      while (file.follow(shop.store)) {
        // Page by page.
      }

      assertThat(file.callers("bank.look")).containsExactlyInAnyOrder(one, two);
      assertThat(file.callers("bank")).isEmpty();
      assertThat(file.callers(List.of(one), List.of("bank.look", "nobody")))
          .containsExactly(Map.entry("bank.look", 1));
      assertThat(file.callers(List.of(one, two), List.of("bank.book")))
          .containsExactly(Map.entry("bank.book", 2));
      assertThat(file.callers(List.of(), List.of("bank.book"))).isEmpty();
      assertThat(file.costs()).isEmpty();
      assertThat(shop.store.runs(among(file.callers("bank.look")))).hasSize(2);
      assertThat(shop.store.runs(among(Set.of()))).isEmpty();
    }
  }

  private static Views.RunFilter among(Set<RunId> runs) {
    return Views.RunFilter.ALL.with(Views.Search.ALL.among(runs));
  }

  @Test
  void what_waits_or_is_denied_is_listed_so() {
    try (Shop shop = shop()) {
      shop.engine.tell(new HouseSignal.WithdrawPolicy("permit-everything", "", HOST));
      RunId asked = shop.start("steps", "asked", "{\"who\": \"zoe\", \"list\": []}");
      await().atMost(LONG).until(() -> shop.status(asked).equals("waiting"));
      try (EffectsFile file = open(shop.store)) {
        assertThat(rows(file).getFirst().status()).isEqualTo(EffectStatus.ASKED);
        assertThat(rows(file).getFirst().verdict()).isEqualTo("ask");
        shop.engine.tell(
            new HouseSignal.PublishPolicy(policy(new Then.Deny("never")), "", "", HOST));
        RunId denied = shop.start("steps", "denied", "{\"who\": \"zoe\", \"list\": []}");
        await().atMost(LONG).until(() -> shop.status(denied).equals("waiting"));
        while (file.follow(shop.store)) {
          // Page by page.
        }
        assertThat(file.effects(with(denied.value(), "", "p", EffectStatus.DENIED))).hasSize(1);
      }
    }
  }

  private static Policy policy(Then then) {
    return new Policy(
        "p", "1", "owners", Digest.of("p"), Scope.ALL, Optional.empty(), then, false, List.of());
  }

  @Test
  void a_list_that_is_missing_damaged_or_of_another_journal_is_made_anew(@TempDir Path other)
      throws IOException {
    try (Shop shop = shop()) {
      run(shop, "one");
      run(shop, "two");
      List<EffectRow> followed;
      try (EffectsFile file = open(shop.store)) {
        followed = rows(file);
      }
      Path file = folder.resolve(EffectsFile.FILE);
      Files.delete(file);
      assertListed(shop, followed);

      Files.writeString(file, "this is no database, and it is long enough to be read as one");
      assertListed(shop, followed);

      try (Shop elsewhere = Shop.open(other, Shop.TEN).furnished()) {
        elsewhere.publish("steps", STEPS);
        run(elsewhere, "three");
        EffectsFile.open(other, elsewhere.store).close();
        try (EffectsFile theirs = EffectsFile.open(other, elsewhere.store)) {
          while (theirs.follow(elsewhere.store)) {
            // Page by page.
          }
        }
      }
      Files.copy(
          other.resolve(EffectsFile.FILE), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertListed(shop, followed);
    }
  }

  private void assertListed(Shop shop, List<EffectRow> followed) {
    try (EffectsFile anew = open(shop.store)) {
      assertThat(rows(anew)).isEqualTo(followed);
    }
  }

  @Test
  void a_list_goes_on_where_it_was() {
    try (Shop shop = shop()) {
      run(shop, "one");
      long known;
      try (EffectsFile file = open(shop.store)) {
        known = file.position();
      }
      try (EffectsFile again = EffectsFile.open(folder, shop.store)) {
        assertThat(again.position()).isEqualTo(known);
        assertThat(rows(again)).hasSize(2);
      }
    }
  }

  @Test
  void an_effect_of_an_erased_run_stays_listed_without_what_could_be_guessed() throws IOException {
    try (Shop shop = shop()) {
      RunId run = run(shop, "one");
      try (EffectsFile file = open(shop.store)) {
        String digest = rows(file).getFirst().digest().orElseThrow().value();
        shop.engine.tell(new HouseSignal.ErasePayload(List.of(run), "asked to", HOST));
        file.follow(shop.store);
        assertThat(rows(file)).hasSize(2).allMatch(EffectRow::erased);
        assertThat(rows(file)).allMatch(row -> row.digest().isEmpty());
        assertThat(file.erased(Instant.EPOCH)).isEqualTo(2);
        for (String ending : List.of("", "-wal")) {
          Path each = folder.resolve(EffectsFile.FILE + ending);
          if (Files.exists(each)) {
            assertThat(Files.readString(each, StandardCharsets.ISO_8859_1))
                .doesNotContain(digest)
                .doesNotContain("quillfeather");
          }
        }
      }
    }
  }

  @Test
  void a_backtest_on_what_is_stored_opens_no_socket_and_starts_no_process() throws IOException {
    try (Shop shop = shop()) {
      for (int i = 0; i < 20; i++) {
        run(shop, "run-" + i);
      }
      var archive =
          new Archive() {
            @Override
            public List<Journal.Stored> read(StreamId stream, long from, int limit) {
              return shop.store.read(stream, from, limit);
            }

            @Override
            public List<RunRow> runs(Views.RunFilter filter) {
              return shop.store.runs(filter);
            }
          };
      Map<String, Integer> booked = Map.copyOf(shop.booked);
      Set<String> opened = new TreeSet<>();
      Set<String> before = sockets();
      long children = ProcessHandle.current().descendants().count();
      long position = shop.store.position();
      Gate gate = shop.engine.gate();
      var worlds =
          new Backtest.Worlds(
              gate,
              gate.supposing(Policies.of(List.of(policy(new Then.Deny("never"))))),
              shop.engine::definition);
      var backtest = new Backtest(worlds, Instant.MIN);
      new Records(archive)
          .into(
              backtest,
              Instant.MIN,
              () -> {
                opened.addAll(sockets());
                return ProcessHandle.current().descendants().count() > children;
              });
      opened.addAll(sockets());
      opened.removeAll(before);
      assertThat(backtest.result().forecast().effects()).isEqualTo(40);
      assertThat(backtest.result().forecast().newlyDenied()).isEqualTo(40);
      assertThat(opened).isEmpty();
      assertThat(shop.booked).isEqualTo(booked);
      assertThat(shop.store.position()).isEqualTo(position);
    }
  }

  /** The sockets that this process has open, as Linux tells; none elsewhere. */
  private static Set<String> sockets() {
    Set<String> sockets = new TreeSet<>();
    Path all = Path.of("/proc/self/fd");
    if (!Files.isDirectory(all)) {
      return sockets;
    }
    List<Path> links = new ArrayList<>();
    try (Stream<Path> found = Files.list(all)) {
      found.forEach(links::add);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    for (Path link : links) {
      try {
        String target = Files.readSymbolicLink(link).toString();
        if (target.startsWith("socket:")) {
          sockets.add(target);
        }
      } catch (IOException e) {
        // It was closed meanwhile.
      }
    }
    return sockets;
  }
}
