package dev.fermata.server.api.operation;

import dev.fermata.adapter.model.ModelCaller;
import dev.fermata.adapter.process.ChildStatus;
import dev.fermata.effect.Caller;
import dev.fermata.effect.EffectList;
import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.RunSignal;
import dev.fermata.policy.Rules;
import dev.fermata.roster.Credentials;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Passwords;
import dev.fermata.server.auth.SignIn;
import dev.fermata.server.auth.Tokens;
import dev.fermata.server.auth.hook.HookDoor;
import dev.fermata.server.auth.hook.HookKey;
import dev.fermata.server.brief.Briefs;
import dev.fermata.server.ledger.Keeping;
import dev.fermata.server.offer.Offers;
import dev.fermata.task.Task;
import dev.fermata.value.Expressions;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.Schemas;
import dev.fermata.watch.health.HealthFinding;
import dev.fermata.watch.work.Insights;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.graph.Layout;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * All that the operations work with.
 *
 * @param callers by the endpoint's kind
 * @param children how the child process of that agent or tool server is
 * @param models how the services of models do, and what they cost
 * @param offers asks MCP servers for their tools
 * @param effects the list of all effects, a moment behind the journal
 * @param insights what was done and what it adds up to, a moment behind the journal
 * @param ledger signs it
 * @param briefs what stands beside briefs, and whether an answer counts yet
 * @param health what goes wrong now
 * @param folder where processes start whose file names no folder
 */
public record Means(
    Fermata engine,
    Documents documents,
    Access access,
    Map<String, Caller> callers,
    Function<String, Optional<ChildStatus>> children,
    ModelCaller models,
    Offers offers,
    EffectList effects,
    Insights insights,
    Surroundings surroundings,
    Keeping ledger,
    Briefs briefs,
    Supplier<List<HealthFinding>> health) {
  private static final int WHY_CHARS = 2_000;

  /** Why an answer is refused where another task may be asked in the place of the one answered. */
  private static final Set<String> CHANGED = Set.of("stale", "withdrawn", "already-decided");

  /** What documents are read and checked with. */
  public record Documents(
      Document.Parser parser,
      Expressions expressions,
      Schemas schemas,
      Rules rules,
      Layout layout,
      Path folder) {}

  /**
   * Who gets in.
   *
   * @param hooks empty for a server that has nowhere to keep their key
   */
  public record Access(
      Credentials credentials,
      Tokens tokens,
      SignIn signIn,
      Passwords passwords,
      Optional<Hooks> hooks) {}

  /** Who gets in by a signature, and what makes the secrets for it. */
  public record Hooks(HookDoor door, HookKey key) {}

  /** Time, chance and what this server is. */
  public record Surroundings(
      InstantSource clock, RandomGenerator chance, String version, Instant started) {}

  /** Tells the house something, or refuses as it does. */
  public void tell(HouseSignal signal) {
    accepted(engine.tell(signal));
  }

  /** The same, with the reason that stands beside it in the ledger; empty if none was given. */
  public void tell(HouseSignal signal, String why) {
    tell(why.isBlank() ? signal : new HouseSignal.Because(signal, why));
  }

  /** The reason that a body gives for what it asks. */
  public static String why(Body body, boolean needed) {
    String why = body.text("why", WHY_CHARS);
    if (needed && why.isBlank()) {
      throw Refusal.badRequest("'why' is missing; say why, it stands in the ledger for good");
    }
    return why;
  }

  /** The reason that stands in the query, where there is no body. */
  static String why(Request request) {
    String why = request.query().text("why").orElse("");
    if (why.length() > WHY_CHARS) {
      throw Refusal.badRequest("'why' has over " + WHY_CHARS + " characters");
    }
    return why;
  }

  /** Sends a run something, or refuses as it does. */
  public void send(RunId run, RunSignal signal) {
    accepted(engine.send(run, signal));
  }

  /**
   * Decides a task, or refuses: also where this person has not done before what its risk asks for.
   */
  public void decide(Task task, RunSignal.Decide decision) {
    Optional<Problem> refusal =
        briefs.refusal(task, decision.by(), decision.answer(), decision.why());
    if (refusal.isPresent()) {
      throw Refusal.of(refusal.get());
    }
    if (engine.send(task.run(), decision) instanceof Answer.Refused(var problem)) {
      throw Refusal.of(changed(task, problem));
    }
  }

  /** With what has changed, where it is refused because something has. */
  private Problem changed(Task task, Problem problem) {
    String since = CHANGED.contains(problem.kind()) ? briefs.changedSince(task) : "";
    return since.isEmpty()
        ? problem
        : new Problem(
            problem.type(),
            problem.status(),
            problem.title(),
            problem.detail() + "; " + since,
            problem.instance(),
            problem.label());
  }

  private static void accepted(Answer answer) {
    if (answer instanceof Answer.Refused(var problem)) {
      throw Refusal.of(problem);
    }
  }
}
