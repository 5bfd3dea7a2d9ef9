package dev.fermata.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.EffectKey;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views.TaskFilter;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.server.faults.ReceiverFault.Known;
import dev.fermata.server.faults.ReceiverFault.Line;
import dev.fermata.task.Task;
import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.Campaign.Tier;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import dev.fermata.value.TeamName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * T8: whatever a receiver does to a call, nothing irreversible is done twice, what may have
 * happened is in doubt and never silently repeated, what certainly did not happen is not, and no
 * run hangs.
 */
@Tag("faults")
class ReceiverFaultsTest {
  private static final int SEEDS_AT_ONCE = 6;
  private static final Duration HANGS = Duration.ofMinutes(2);
  private static final Place ACT = new Place("safe/try/act");
  private static final Principal ANA =
      new Principal.Human(
          new PersonId("ana"), Set.of(Role.APPROVER), Set.of(new TeamName("owners")));

  private final AtomicLong duplicates = new AtomicLong();
  private final AtomicLong doubts = new AtomicLong();
  private final AtomicLong checked = new AtomicLong();

  /** One run under one fault. */
  private record Case(ReceiverFault fault, String tool, long seed, RunId run) {
    String key() {
      return EffectKey.of(run, ACT).toString();
    }

    @Override
    public String toString() {
      return "seed=" + seed + " " + fault.word() + " " + tool + " run " + run;
    }
  }

  /** How a run stood when it could not go on by itself. */
  private record Standing(Case of, String status, Optional<Task> task, int asked, int done) {}

  @Test
  void nothing_irreversible_is_done_twice_whatever_its_receiver_does(@TempDir Path folder)
      throws Exception {
    try (var campaign = Campaign.of("T8", "faults of receivers")) {
      List<Long> seeds = Campaign.seeds(1, Campaign.tier() == Tier.RELEASE ? 125 : 40);
      for (int from = 0; from < seeds.size(); from += SEEDS_AT_ONCE) {
        List<Long> some = seeds.subList(from, Math.min(seeds.size(), from + SEEDS_AT_ONCE));
        wave(campaign, some, Files.createDirectory(folder.resolve("w" + from)));
      }
      campaign.figure("kinds of fault", ReceiverFault.values().length);
      campaign.figure("irreversible effects done twice", duplicates);
      campaign.figure("put in doubt before a person", doubts);
      campaign.figure("settled by a declared check", checked);
    }
  }

  private void wave(Campaign campaign, Collection<Long> seeds, Path folder) throws Exception {
    try (var town = new ReceiverTown(folder)) {
      List<Case> cases = new ArrayList<>();
      for (long seed : seeds) {
        var random = new Random(seed);
        for (ReceiverFault fault : ReceiverFault.values()) {
          for (String tool : ReceiverTown.TOOLS) {
            // A receiver that reads nothing has a keyed call and a check attempted for 15 s.
            boolean quick = fault.line != Line.UNREAD || tool.equals("book") || tool.equals("look");
            boolean strike = random.nextInt(4) == 0 && fault.line != Line.HUNG_PROCESS;
            if (quick) {
              cases.add(new Case(fault, tool, seed, town.start(fault, tool, seed, strike)));
            }
          }
        }
      }
      await(town, cases);
      List<Standing> first = cases.stream().map(c -> standing(town, c)).toList();
      first.forEach(standing -> settle(town, standing));
      await(town, cases);
      for (Standing standing : first) {
        campaign.attempt(standing.of().toString(), () -> verify(town, standing));
      }
      assertThat(town.failures).isEmpty();
    }
  }

  /** Until all can no longer go on by themselves; who still can at the end, hangs. */
  private static void await(ReceiverTown town, List<Case> cases) {
    try {
      Awaitility.await()
          .atMost(HANGS)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> cases.stream().allMatch(c -> rests(row(town, c))));
    } catch (ConditionTimeoutException e) {
      // Each case says itself what it still does.
    }
  }

  private static RunRow row(ReceiverTown town, Case of) {
    return town.engine.views().run(of.run()).orElseThrow();
  }

  private static boolean rests(RunRow row) {
    return row.status().ended() || row.status() == RunStatus.WAITING;
  }

  private static Standing standing(ReceiverTown town, Case of) {
    var filter =
        new TaskFilter(
            true, Set.of(), of.run().value(), Optional.empty(), TaskFilter.WAITING.limit());
    Optional<Task> task = town.engine.views().tasks(filter).stream().findFirst();
    Tally tally = town.tally(of.fault());
    return new Standing(
        of, row(town, of).status().word(), task, tally.asked(of.key()), tally.done(of.key()));
  }

  /** A person looks whether it happened, and says so. */
  private void settle(ReceiverTown town, Standing standing) {
    Optional<Task> doubt = standing.task().filter(t -> t.kind() == Task.Kind.IN_DOUBT);
    if (doubt.isEmpty() || standing.of().fault().line == Line.UNREAD) {
      return;
    }
    boolean happened = standing.done() > 0;
    Json result = happened ? Json.adopt(Json.object().put("ref", standing.of().key())) : Json.NULL;
    String answer = happened ? "happened" : "did-not-happen";
    town.engine.send(
        standing.of().run(),
        new RunSignal.Decide(doubt.get().id(), answer, "", result, Optional.empty(), ANA, "d"));
  }

  private Void verify(ReceiverTown town, Standing first) {
    Standing last = standing(town, first.of());
    ReceiverFault fault = first.of().fault();
    boolean reads = first.of().tool().equals("look");
    if (!reads && last.done() > 1) {
      duplicates.incrementAndGet();
    }
    if (!reads) {
      assertThat(last.done()).as("done").isLessThanOrEqualTo(1);
    }
    if (fault.known == Known.UNREACHABLE) {
      stands(first, "waiting", Optional.of(Task.Kind.REPAIR));
      assertThat(last.done()).as("done").isZero();
    } else if (fault.known == Known.MISFIT && !reads) {
      stands(first, "waiting", Optional.of(Task.Kind.REPAIR));
      assertThat(last.asked()).as("asked").isEqualTo(1);
      assertThat(last.done()).as("done").isEqualTo(1);
    } else if (fault.line == Line.UNREAD) {
      stands(first, "waiting", Optional.of(reads ? Task.Kind.REPAIR : Task.Kind.IN_DOUBT));
    } else if (fault.known == Known.DOUBT && first.of().tool().equals("book")) {
      doubts.incrementAndGet();
      stands(first, "waiting", Optional.of(Task.Kind.IN_DOUBT));
      assertThat(first.asked()).as("asked before a person said so").isEqualTo(1);
      completed(last);
    } else {
      checked.addAndGet(first.of().tool().equals("order") && fault.known == Known.DOUBT ? 1 : 0);
      stands(first, "completed", Optional.empty());
      completed(last);
    }
    return null;
  }

  private static void stands(Standing standing, String status, Optional<Task.Kind> kind) {
    assertThat(standing.status() + " " + standing.task().map(Task::kind))
        .as(standing.task().map(t -> t.brief().question()).orElse("no task"))
        .isEqualTo(status + " " + kind);
  }

  private static void completed(Standing last) {
    stands(last, "completed", Optional.empty());
    assertThat(last.done()).as("done").isPositive();
  }
}
