package dev.fermata.server.cli.effect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.cel.Cel;
import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.adapter.sqlite.backup.Backup;
import dev.fermata.adapter.sqlite.effects.EffectsFile;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.effect.Gate;
import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseFact;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.house.HouseDecider;
import dev.fermata.house.HouseState;
import dev.fermata.policy.Policy;
import dev.fermata.policy.PolicyReader;
import dev.fermata.policy.Rules;
import dev.fermata.run.backtest.Archive;
import dev.fermata.server.api.operation.gate.Backtests;
import dev.fermata.server.cli.say.Reason;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.value.Complaint;
import dev.fermata.value.Digest;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a data folder or a backup has on record. A copy is made by reading alone, and read in place
 * of it; there is no engine, so that nobody is called. Used by one thread.
 */
final class StoredRecord implements AutoCloseable {
  private static final int PAGE = 500;

  /** Nobody else waits, as at a server; it ends all the same. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final Path folder;
  private final SqliteStore store;
  private final InstantSource clock;
  private final Rules rules = new Cel();
  private final Document.Parser parser = new YamlParser();
  private final HouseState house;
  private final Map<Digest, Optional<Workflow>> definitions = new HashMap<>();

  private StoredRecord(Path folder, SqliteStore store, InstantSource clock) {
    this.folder = folder;
    this.store = store;
    this.clock = clock;
    this.house = house(store);
  }

  static StoredRecord of(Path data, InstantSource clock) {
    try {
      Path folder = Files.createTempDirectory("fermata-record");
      try {
        Path copy = folder.resolve("copy");
        Backup.write(data, copy, clock);
        return new StoredRecord(folder, SqliteStore.openUnchecked(copy, new SecureRandom()), clock);
      } catch (JournalFailure e) {
        clear(folder);
        throw Trouble.failed("store", String.valueOf(e.getMessage()), "");
      }
    } catch (IOException e) {
      throw Trouble.failed("store", "no copy can be made: " + Reason.of(e), "Make room.");
    }
  }

  private static HouseState house(SqliteStore store) {
    HouseState house = HouseState.EMPTY;
    long next = 1;
    List<Stored> page;
    do {
      page = store.read(StreamId.HOUSE, next, PAGE);
      for (Stored entry : page) {
        for (Fact fact : entry.facts()) {
          if (fact instanceof HouseFact of) house = HouseDecider.evolve(house, of);
        }
        next = entry.number() + 1;
      }
    } while (page.size() == PAGE);
    return house;
  }

  /** What the policy in that text would have changed since then, as the API tells it. */
  ObjectNode backtest(String source, Instant since) {
    Policy draft = policy(source);
    try (EffectsFile effects = EffectsFile.open(folder.resolve("copy"), store)) {
      boolean more = true;
      while (more) more = effects.follow(store);
      var backtests = new Backtests(archive(), this::definition, effects::erased, clock, PATIENCE);
      var gate = new Gate(house.version(), Map.of(), house.roster(), house.policies(), rules);
      var told = backtests.of(gate, house.policies().with(draft), since);
      return Backtests.shown(told).put("policy", draft.rule());
    }
  }

  private Policy policy(String source) {
    return switch (parser.parse(source)) {
      case Document.Parsed.Broken(var complaints) -> throw wrong(complaints);
      case Document.Parsed.Good(var document) ->
          switch (PolicyReader.read(document, rules)) {
            case Read.Broken<Policy>(var complaints) -> throw wrong(complaints);
            case Read.Good<Policy>(var policy, _) -> policy;
          };
    };
  }

  private static Trouble wrong(List<Complaint> complaints) {
    String first = complaints.isEmpty() ? "" : ": line " + complaints.getFirst();
    return Trouble.failed("invalid-document", "the policy has errors" + first, "Correct it.");
  }

  private Archive archive() {
    return new Archive() {
      @Override
      public List<Stored> read(StreamId stream, long fromNumber, int limit) {
        return store.read(stream, fromNumber, limit);
      }

      @Override
      public List<RunRow> runs(RunFilter filter) {
        return store.runs(filter);
      }
    };
  }

  private Optional<Workflow> definition(Digest digest) {
    return definitions.computeIfAbsent(
        digest, wanted -> house.byDigest(wanted).flatMap(p -> workflow(p.source())));
  }

  private Optional<Workflow> workflow(String source) {
    return parser.parse(source) instanceof Document.Parsed.Good(var document)
            && WorkflowReader.read(document) instanceof Read.Good<Workflow>(var workflow, _)
        ? Optional.of(workflow)
        : Optional.empty();
  }

  @Override
  public void close() {
    store.close();
    clear(folder);
  }

  private static void clear(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the copy in " + folder, e);
    }
  }
}
