package dev.fermata.engine.call;

import dev.fermata.effect.Call;
import dev.fermata.effect.Caller;
import dev.fermata.effect.Caller.Passes;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Boundary;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.Roster;
import dev.fermata.roster.ToolServer;
import dev.fermata.run.host.Work.MakeCall;
import dev.fermata.value.Digest;
import dev.fermata.value.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds who makes a call, and makes it: the endpoint as it is on the roster now, provided that it
 * is the one the call was judged for. Safe for use by many threads.
 */
public final class Switchboard {
  private final Map<String, Caller> callers;
  private final Supplier<Roster> roster;
  private final InstantSource clock;
  private final Passes passes;

  /**
   * @param callers by the endpoint's kind
   * @param roster gives the roster as it is now
   * @param passes for agents at work
   */
  public Switchboard(
      Map<String, Caller> callers, Supplier<Roster> roster, InstantSource clock, Passes passes) {
    this.callers = Map.copyOf(callers);
    this.roster = roster;
    this.clock = clock;
    this.passes = passes;
  }

  /** Where a call goes. */
  private record Line(String name, Endpoint endpoint, Limits limits, Digest fingerprint) {}

  /** Names the receiver that a target belongs to: an agent, a tool server, a host. */
  public static String receiver(Target target) {
    return switch (target) {
      case Target.Agent(var name, _) -> "agent " + name;
      case Target.Model(var agent, _, _) -> "agent " + agent;
      case Target.Tool(var server, _, _) -> "tool server " + server;
      case Target.Http(_, var host) -> "host " + host;
      case Target.Workflow(var id, _) -> "workflow " + id;
    };
  }

  /** What its receiver may be asked, as it is on the roster now. */
  public Limits limits(Target target) {
    return switch (target) {
      case Target.Agent(var name, _) -> limits(name);
      case Target.Model(var agent, _, _) -> limits(agent);
      case Target.Tool(var server, _, _) ->
          roster.get().server(server).map(ToolServer::limits).orElse(Limits.DEFAULT);
      case Target.Http _, Target.Workflow _ -> Limits.DEFAULT;
    };
  }

  private Limits limits(String agent) {
    return roster.get().agent(agent).map(Agent::limits).orElse(Limits.DEFAULT);
  }

  /** Makes one attempt and waits for what comes of it. */
  public Reply call(MakeCall work) {
    Call call = work.call();
    return switch (call.target()) {
      case Target.Agent(var name, var fingerprint) -> pinned(work, line(name), fingerprint);
      case Target.Model(var agent, _, var fingerprint) -> pinned(work, line(agent), fingerprint);
      case Target.Tool tool -> pinned(work, line(tool), tool.fingerprint());
      case Target.Http http ->
          through(
              work,
              new Line(
                  http.host(),
                  new Endpoint.Http(call.arguments().text("endpoint").orElse(""), Map.of()),
                  new Limits(Limits.CONCURRENCY, call.timeout(), Limits.ANSWER_BYTES),
                  call.digest()));
      case Target.Workflow workflow ->
          notCalled("a run of " + workflow.id() + " is begun by the engine, not called");
    };
  }

  private Optional<Line> line(String agent) {
    return roster
        .get()
        .agent(agent)
        .map((Agent a) -> new Line(a.name(), a.endpoint(), a.limits(), a.fingerprint()));
  }

  private Optional<Line> line(Target.Tool target) {
    return roster
        .get()
        .server(target.server())
        .map((ToolServer s) -> new Line(s.name(), s.endpoint(), s.limits(), s.fingerprint()));
  }

  private Reply pinned(MakeCall work, Optional<Line> line, Digest fingerprint) {
    String receiver = receiver(work.call().target());
    if (line.isEmpty()) {
      return notCalled(receiver + " is no longer on the roster; add it again, then retry the step");
    }
    return line.get().fingerprint().equals(fingerprint)
        ? through(work, line.get())
        : notCalled(
            receiver
                + " has changed since this call was judged; retry the step, so that it is judged"
                + " as it is now");
  }

  private Reply through(MakeCall work, Line line) {
    Caller caller = callers.get(line.endpoint().kind());
    if (caller == null) {
      return notCalled(
          "nothing here can reach an endpoint of kind '"
              + line.endpoint().kind()
              + "'; hand the engine a caller for it");
    }
    Call call = work.call();
    Instant deadline = clock.instant().plus(call.timeout());
    return caller.call(
        new Caller.Attempt(
            work.key(),
            work.attempt(),
            line.name(),
            line.endpoint(),
            line.limits(),
            call.work(),
            work.input(),
            deadline,
            pass(work, deadline),
            call.repeatable(),
            line.endpoint() instanceof Endpoint.Java ? "" : work.traceparent()));
  }

  /** Only agents ask for tools, and a model's tools are called for it. */
  private Optional<Passes.Pass> pass(MakeCall work, Instant deadline) {
    return work.call().target() instanceof Target.Agent(var name, _) && hasTools(name)
        ? passes.mint(work.key(), work.attempt(), name, deadline)
        : Optional.empty();
  }

  private boolean hasTools(String agent) {
    return roster
        .get()
        .agent(agent)
        .flatMap(Agent::boundary)
        .flatMap(Boundary::tools)
        .filter(tools -> !tools.isEmpty())
        .isPresent();
  }

  private static Reply notCalled(String detail) {
    return new Reply.NotCalled(Problem.configuration(detail), false);
  }
}
