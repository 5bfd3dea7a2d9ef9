package dev.fermata.engine;

import dev.fermata.assign.Standings;
import dev.fermata.effect.Caller;
import dev.fermata.effect.Caller.Passes;
import dev.fermata.engine.call.FunctionCaller;
import dev.fermata.engine.call.Relay;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Views;
import dev.fermata.policy.Rules;
import dev.fermata.value.Expressions;
import dev.fermata.value.Json;
import dev.fermata.value.Schemas;
import dev.fermata.workflow.Workflow;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Collects what an engine is handed. Journal, views, definitions, expressions, schemas, clock and
 * chance have no default; all else has. What is handed in stays its owner's: the engine closes none
 * of it.
 */
public final class FermataBuilder {
  private @Nullable Journal journal;
  private @Nullable Views views;
  private @Nullable Function<String, Workflow> definitions;
  private @Nullable Expressions expressions;
  private @Nullable Schemas schemas;
  private Rules rules = Rules.NONE;
  private @Nullable InstantSource clock;
  private @Nullable RandomGenerator chance;
  private final Map<String, Caller> callers = new HashMap<>();
  private final Map<String, Function<Json, Json>> functions = new ConcurrentHashMap<>();
  private ThreadFactory threads = Thread.ofPlatform().daemon().name("fermata-", 0).factory();
  private ThreadFactory callThreads = Thread.ofVirtual().name("fermata-call-", 0).factory();
  private Consumer<EngineFailure> failures = failure -> {};
  private EngineLimits limits = EngineLimits.forCores(Runtime.getRuntime().availableProcessors());
  private String version = "0";
  private Supplier<Standings> standings = () -> Standings.NONE;
  private Passes passes = Passes.NONE;

  FermataBuilder() {}

  /** Where facts are kept; the engine is the only one that appends to it. */
  public FermataBuilder journal(Journal value) {
    journal = value;
    return this;
  }

  /** The lists that the journal's store keeps. */
  public FermataBuilder views(Views value) {
    views = value;
    return this;
  }

  /** Reads a workflow from its published source; it may throw, which parks the run that asked. */
  public FermataBuilder definitions(Function<String, Workflow> value) {
    definitions = value;
    return this;
  }

  public FermataBuilder expressions(Expressions value) {
    expressions = value;
    return this;
  }

  public FermataBuilder schemas(Schemas value) {
    schemas = value;
    return this;
  }

  /** What evaluates the rules of policies; without it, every rule fails and so fails closed. */
  public FermataBuilder rules(Rules value) {
    rules = value;
    return this;
  }

  /**
   * How the agents have done, for work that is given to whoever has a skill. Asked by threads that
   * decide, so it must not block for long. Without it all agents are new.
   */
  public FermataBuilder standings(Supplier<Standings> value) {
    standings = value;
    return this;
  }

  public FermataBuilder clock(InstantSource value) {
    clock = value;
    return this;
  }

  /** Where run ids and seeds come from; used by one thread at a time. */
  public FermataBuilder chance(RandomGenerator value) {
    chance = value;
    return this;
  }

  /** Who makes calls to endpoints of that kind; {@code http} also for addresses off the roster. */
  public FermataBuilder caller(String kind, Caller value) {
    callers.put(kind, value);
    return this;
  }

  /** What agents at work ask for the tools of their boundary with. */
  public FermataBuilder passes(Passes value) {
    passes = value;
    return this;
  }

  /**
   * Registers a Java function that endpoints of kind {@code java} name. It runs on a thread of the
   * engine and has to keep to its time itself. If it throws, its answer counts as lost.
   */
  public FermataBuilder function(String name, Function<Json, Json> function) {
    functions.put(name, function);
    return this;
  }

  /** Makes the few threads that decide and write, or wait. */
  public FermataBuilder threads(ThreadFactory value) {
    threads = value;
    return this;
  }

  /** Makes the threads of calls, many and short; virtual ones by default. */
  public FermataBuilder callThreads(ThreadFactory value) {
    callThreads = value;
    return this;
  }

  /** Hears what an operator must hear of; called by engine threads, so it must not block. */
  public FermataBuilder failures(Consumer<EngineFailure> value) {
    failures = value;
    return this;
  }

  public FermataBuilder limits(EngineLimits value) {
    limits = value;
    return this;
  }

  /** Fermata's own version, for {@code $runtime}. */
  public FermataBuilder version(String value) {
    version = value;
    return this;
  }

  /**
   * Opens the engine: the house is replayed, then commands are accepted while runs that were active
   * are resumed.
   *
   * @throws Journal.JournalFailure if the house cannot be read
   */
  public Fermata open() {
    return new Fermata(parts(new Relay(callThreads), Door::rest), threads);
  }

  /**
   * Opens the same engine without threads, for simulations.
   *
   * @throws Journal.JournalFailure if the house cannot be read
   */
  public Stepped stepped() {
    List<Runnable> calls = Stepped.queue();
    return new Stepped(parts(calls::add, () -> {}), calls);
  }

  private Parts parts(Executor calls, Door.Patience patience) {
    Map<String, Caller> all = new HashMap<>(callers);
    all.putIfAbsent("java", new FunctionCaller(Map.copyOf(functions)));
    return new Parts(
        new Fermata.Store(given("journal", journal), given("views", views)),
        new Judge.Tools(
            given("definitions", definitions),
            given("expressions", expressions),
            given("schemas", schemas),
            rules,
            version,
            standings),
        new Fermata.World(given("clock", clock), given("chance", chance), calls, patience),
        new Fermata.Outside(all, passes, failures),
        limits);
  }

  private static <T> T given(String what, @Nullable T value) {
    if (value == null) {
      throw new IllegalStateException(
          "the engine was given no " + what + "; set it on the builder");
    }
    return value;
  }
}
