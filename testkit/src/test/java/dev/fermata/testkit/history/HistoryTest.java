package dev.fermata.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.jq.Jq;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.RunSignal;
import dev.fermata.roster.Principal;
import dev.fermata.run.state.RunState;
import dev.fermata.task.Task;
import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.MemoryJournal;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.testkit.history.Operation.Ask;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import dev.fermata.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many clients at once: whatever they were told must be explained by one order of their commands.
 */
@Tag("faults")
class HistoryTest {
  private static final int CLIENTS = 8;
  private static final int COMMANDS = 5;
  private static final Pattern WHO = Pattern.compile("was (claimed|decided) by (\\S+) at");
  private static final Principal CLERK = new Principal.Machine("test", Set.of());
  private static final Workflow ASKING =
      Script.given(
              """
              do:
                - ask:
                    call: human
                    with:
                      team: clerks
                      question: Which?
                      answers: { yes: It goes., no: It stays. }
                      due: P1D
              """)
          .workflow();

  private static Fermata fermata;
  private static ExecutorService clients;

  @BeforeAll
  static void open() {
    var journal = new MemoryJournal();
    fermata =
        Fermata.builder()
            .journal(journal)
            .views(journal)
            .definitions(source -> ASKING)
            .expressions(new Jq())
            .schemas(new JsonSchemas())
            .clock(java.time.Clock.systemUTC())
            .chance(new Random(1))
            .open();
    fermata.tell(new HouseSignal.PublishWorkflow(ASKING, "asking", CLERK));
    clients = Executors.newFixedThreadPool(CLIENTS);
  }

  @AfterAll
  static void close() {
    clients.shutdownNow();
    fermata.close();
  }

  @Test
  void every_history_has_an_order_that_explains_it() {
    try (var campaign = Campaign.of("T12", "histories of eight clients")) {
      long commands = 0;
      for (long seed : Campaign.seeds(150, 1_000)) {
        List<Operation> history = played(seed);
        commands += history.size();
        campaign.attempt(
            "seed=" + seed,
            () -> assertThat(Linear.order(history)).as(history.toString()).isPresent());
      }
      campaign.figure("commands", commands);
    }
  }

  @Test
  void a_history_without_an_order_is_noticed() {
    var one = new Operation(1, new Ask.Start(), "started", 0, 1);
    var first = new Operation(1, new Ask.Decide("ana", "yes", "1"), "accepted", 2, 3);
    var second = new Operation(2, new Ask.Decide("bob", "no", "2"), "accepted", 4, 5);
    var stale = new Operation(2, new Ask.Look(), "OPEN", 4, 5);
    assertThat(Linear.order(List.of(one, first))).isPresent();
    assertThat(Linear.order(List.of(one, first, second))).isEmpty();
    assertThat(Linear.order(List.of(one, first, stale))).isEmpty();
  }

  @Test
  void of_two_who_decide_at_once_one_wins_and_the_other_hears_who() throws Exception {
    try (var campaign = Campaign.of("T24", "races for one task")) {
      var barrier = new CyclicBarrier(2);
      for (long seed : Campaign.seeds(500, 10_000)) {
        RunId run = started("race-" + seed);
        Future<String> ana = clients.submit(() -> raced(barrier, run, "ana"));
        Future<String> bob = clients.submit(() -> raced(barrier, run, "bob"));
        List<String> answers = List.of(ana.get(), bob.get());
        campaign.attempt(
            "seed=" + seed,
            () ->
                assertThat(answers)
                    .isIn(
                        List.of("accepted", "already-decided by ana"),
                        List.of("already-decided by bob", "accepted")));
      }
    }
  }

  private static String raced(CyclicBarrier barrier, RunId run, String by) throws Exception {
    barrier.await(20, TimeUnit.SECONDS);
    return told(new Ask.Decide(by, by.equals("ana") ? "yes" : "no", by), run);
  }

  private static RunId started(String key) {
    return switch (start(key)) {
      case Answer.Started(var run, _) -> run;
      case Answer.Refused(var problem) -> throw new AssertionError(problem);
    };
  }

  private static Answer.ToStart start(String key) {
    return fermata.start(new Fermata.Beginning("sample", Json.EMPTY, key, ""), CLERK);
  }

  /** Lets all clients send commands about one run, as fast as they can. */
  private static List<Operation> played(long seed) {
    var history = new ConcurrentLinkedQueue<Operation>();
    var run = new AtomicReference<Optional<RunId>>(Optional.empty());
    var barrier = new CyclicBarrier(CLIENTS);
    List<Future<?>> all = new ArrayList<>();
    for (int c = 0; c < CLIENTS; c++) {
      int client = c;
      var random = new Random(seed * CLIENTS + c);
      all.add(
          clients.submit(() -> {
            barrier.await(20, TimeUnit.SECONDS);
            for (int i = 0; i < COMMANDS; i++) {
              one(seed, client, random, run, history);
            }
            return history;
          }));
    }
    for (Future<?> each : all) {
      try {
        each.get(60, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new AssertionError("seed=" + seed, e);
      }
    }
    return List.copyOf(history);
  }

  private static void one(
      long seed,
      int client,
      Random random,
      AtomicReference<Optional<RunId>> run,
      ConcurrentLinkedQueue<Operation> history) {
    Ask ask = run.get().isEmpty() ? new Ask.Start() : ask(client, random);
    long began = System.nanoTime();
    String answer;
    if (ask instanceof Ask.Start) {
      switch (start("history-" + seed)) {
        case Answer.Started(var id, var already) -> {
          run.set(Optional.of(id));
          answer = already ? "already" : "started";
        }
        case Answer.Refused(var problem) -> answer = told(problem);
      }
    } else {
      answer = told(ask, run.get().orElseThrow());
    }
    long ended = answer.equals("not-known") ? Long.MAX_VALUE : System.nanoTime();
    history.add(new Operation(client, ask, answer, began, ended));
  }

  private static Ask ask(int client, Random random) {
    String by = "p" + client % 4; // Two clients are one person, who has two windows open.
    return switch (random.nextInt(9)) {
      case 0, 1 -> new Ask.Claim(by);
      case 2 -> new Ask.Release(by);
      case 3, 4 -> new Ask.Decide(by, random.nextBoolean() ? "yes" : "no", "d" + random.nextInt(2));
      case 5 -> random.nextInt(3) == 0 ? new Ask.Cancel() : new Ask.Look();
      case 6 -> new Ask.Start();
      default -> new Ask.Look();
    };
  }

  private static String told(Ask ask, RunId run) {
    TaskId task = new TaskId(run + "-1");
    return switch (ask) {
      case Ask.Start _ -> throw new AssertionError("a start has no run yet");
      case Ask.Look _ -> looked(fermata.state(run));
      case Ask.Claim(var by) -> sent(run, new RunSignal.Claim(task, person(by)));
      case Ask.Release(var by) -> sent(run, new RunSignal.Release(task, person(by)));
      case Ask.Decide(var by, var answer, var id) ->
          sent(
              run,
              new RunSignal.Decide(task, answer, "", Json.NULL, Optional.empty(), person(by), id));
      case Ask.Cancel _ -> sent(run, new RunSignal.Cancel("enough", CLERK));
    };
  }

  private static Principal person(String name) {
    return Play.person(name, "clerks");
  }

  private static String sent(RunId run, RunSignal signal) {
    return switch (fermata.send(run, signal)) {
      case Answer.Accepted _ -> "accepted";
      case Answer.Refused(var problem) -> told(problem);
    };
  }

  /** The kind of a refusal, and who was first, as its text says. */
  private static String told(Problem problem) {
    Matcher who = WHO.matcher(problem.detail());
    return who.find() ? problem.kind() + " by " + who.group(2) : problem.kind();
  }

  private static String looked(Optional<RunState> state) {
    if (state.isEmpty()) {
      return "NONE";
    }
    return state
        .get()
        .task(new TaskId(state.get().id() + "-1"))
        .map(HistoryTest::shown)
        .orElse("?");
  }

  private static String shown(Task task) {
    return switch (task.state()) {
      case Task.State.Open _ -> "OPEN";
      case Task.State.Claimed(var by, _) -> "CLAIMED by " + by;
      case Task.State.HandingOver(var decision, _, _) -> "HANDING OVER by " + decision.by();
      case Task.State.Decided(var decision) -> "DECIDED by " + decision.by();
      case Task.State.Withdrawn _ -> "CANCELLED";
      case Task.State.TimedOut _ -> "TIMED OUT";
    };
  }
}
