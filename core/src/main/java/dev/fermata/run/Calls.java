package dev.fermata.run;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Receipt;
import dev.fermata.effect.Receipt.Grant;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.fact.RunFact;
import dev.fermata.policy.budget.Budget;
import dev.fermata.roster.Agent;
import dev.fermata.roster.ToolServer;
import dev.fermata.roster.ToolServer.Tool;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.host.Errand;
import dev.fermata.run.host.Targets;
import dev.fermata.run.plan.Proposal;
import dev.fermata.run.state.Effect;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.Stage;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import dev.fermata.value.Problem;
import dev.fermata.value.Schemas.Misfit;
import dev.fermata.workflow.Expr;
import dev.fermata.workflow.Step;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Steps that call: from what the author wrote to the exact call, through the gate, to the intent.
 */
final class Calls {
  /** How long a request to an address that is not on the roster may take. */
  static final Duration HTTP_TIMEOUT = Duration.ofSeconds(60);

  static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_.-]{1,128})}");

  private Calls() {}

  static void begin(Deciding d, Frame frame, Step.Call call) {
    if (frame.stage() instanceof Stage.Paneling(_, var opinions)
        && call instanceof Step.Call.Panel panel) {
      Panels.resolve(d, frame, panel, opinions);
      return;
    }
    Scope scope = Scope.of(d, frame);
    switch (call) {
      case Step.Call.Http http -> intend(d, frame, "", http(d, scope, http, frame.input()));
      case Step.Call.Agent work -> {
        Json input = Rounds.told(frame, scope, work.input());
        intend(d, frame, "", agent(d, scope, work.agent(), work.work(), input, work.head()));
      }
      case Step.Call.Skilled skilled -> Tasks.give(d, frame, scope, skilled);
      case Step.Call.Tool tool -> {
        Json arguments = scope.fill(tool.arguments(), frame.input());
        intend(d, frame, "", tool(d, scope, tool, arguments));
      }
      case Step.Call.Plan plan -> Children.plan(d, frame, scope, plan);
      case Step.Call.Child child -> Children.begin(d, frame, scope, child);
      case Step.Call.Human human -> Tasks.openHuman(d, frame, human);
      case Step.Call.Panel panel -> Panels.begin(d, frame, scope, panel);
    }
  }

  static Call agent(Deciding d, Scope scope, String name, String work, Json input, Step.Head head) {
    Agent agent =
        d.known()
            .roster()
            .agent(name)
            .orElseThrow(
                () -> unknown("agent", name, d.known().roster().agents().keySet(), "agent add"));
    scope.check(agent.input(), input, "the input of agent '" + name + "'");
    Json declared = Scope.declared(agent.input(), input);
    return call(
        d,
        new Target.Agent(name, agent.fingerprint()),
        work,
        declared,
        raised(agent.effect(), head),
        agent.keyed(),
        agent.limits().timeout());
  }

  private static Call tool(Deciding d, Scope scope, Step.Call.Tool step, Json arguments) {
    ToolServer server =
        d.known()
            .roster()
            .server(step.server())
            .orElseThrow(() ->
                unknown(
                    "tool server",
                    step.server(),
                    d.known().roster().servers().keySet(),
                    "tool add"));
    Tool tool = server.tools().get(step.name());
    if (tool == null) {
      throw unknown("tool of " + step.server(), step.name(), server.tools().keySet(), "tool add");
    }
    scope.check(tool.input(), arguments, "the arguments of tool '" + step.name() + "'");
    return call(
        d,
        new Target.Tool(server.name(), tool.name(), server.fingerprint()),
        tool.name(),
        Scope.declared(tool.input(), arguments),
        raised(tool.effect(), step.head()),
        tool.keyed(),
        server.limits().timeout());
  }

  private static Call http(Deciding d, Scope scope, Step.Call.Http step, Json data) {
    String method = step.method().toUpperCase(Locale.ROOT);
    String written = scope.text(step.endpoint(), data);
    // What an expression gave is data, and braces in it are nothing to fill in.
    String endpoint =
        Expr.isWrapped(step.endpoint().json().view().asText()) ? written : expanded(written, data);
    var arguments = Json.object().put("method", method).put("endpoint", endpoint);
    arguments.set("headers", scope.fill(step.headers(), data).view());
    arguments.set("query", scope.fill(step.query(), data).view());
    if (step.hasBody()) {
      arguments.set("body", scope.fill(step.body(), data).view());
    }
    arguments
        .put("output", step.output().name().toLowerCase(Locale.ROOT))
        .put("redirect", step.redirect());
    EffectClass effect =
        method.equals("GET") || method.equals("HEAD") ? EffectClass.READ : EffectClass.IRREVERSIBLE;
    return call(
        d,
        new Target.Http(method, host(endpoint)),
        "http",
        Json.adopt(arguments).labelled(Results.ofRequest(scope, step, data)),
        raised(effect, step.head()),
        false,
        HTTP_TIMEOUT);
  }

  static Call call(
      Deciding d,
      Target target,
      String work,
      Json arguments,
      EffectClass effect,
      boolean keyed,
      Duration timeout) {
    try {
      return Call.of(target, work, d.weighed(arguments), effect, keyed, timeout);
    } catch (IllegalArgumentException e) {
      throw new Fault(
          Problem.validation("the arguments of " + target.display() + ": " + e.getMessage())
              .under(arguments.labels().all()));
    }
  }

  /** The class that its owner declared, which a workflow may raise but never lower. */
  static EffectClass raised(EffectClass declared, Step.Head head) {
    return head.metadata()
        .text("effect")
        .map(word -> EffectClass.valueOf(word.toUpperCase(Locale.ROOT)))
        .map(declared::worst)
        .orElse(declared);
  }

  /** Fills {@code {name}} in an address from the data (RFC 6570, level 1). */
  private static String expanded(String endpoint, Json data) {
    Matcher matcher = PLACEHOLDER.matcher(endpoint);
    var out = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(1);
      Optional<Json> value = Optional.of(data);
      for (String part : name.split("\\.", -1)) {
        value = value.flatMap(v -> v.member(part));
      }
      String text =
          value
              .filter(v -> !v.isNull())
              .map(v -> v.view().isTextual() ? v.view().textValue() : v.toString())
              .orElseThrow(() ->
                  new Fault(
                      Problem.expression(
                              "the address "
                                  + endpoint
                                  + " needs '"
                                  + name
                                  + "', which the data lacks")
                          .under(data.labels().all())));
      matcher.appendReplacement(out, Matcher.quoteReplacement(encoded(text)));
    }
    return matcher.appendTail(out).toString();
  }

  /** Percent-encodes all but the unreserved characters of RFC 3986, section 2.3. */
  private static String encoded(String text) {
    var out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return out.toString();
  }

  private static String host(String endpoint) {
    int start = endpoint.indexOf("://");
    if (start < 0) {
      throw new Fault(
          Problem.configuration("'" + endpoint + "' is no address; write https://host/path"));
    }
    String rest = endpoint.substring(start + 3);
    int end = rest.length();
    for (char stop : new char[] {'/', '?', '#'}) {
      int at = rest.indexOf(stop);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    return Target.Http.host(
        endpoint.substring(0, start), rest.substring(rest.lastIndexOf('@', end) + 1, end));
  }

  static Fault unknown(String what, String name, Collection<String> known, String verb) {
    return new Fault(
        Problem.configuration(
            "no "
                + what
                + " is called '"
                + name
                + "'."
                + Nearest.hint(name, known)
                + " Register it with fermata "
                + verb));
  }

  /**
   * Takes one exact call through the gate and records the intent; or lets the recorded result of
   * the same call stand in for it, if a retry came here again.
   */
  static void intend(Deciding d, Frame frame, String ordinal, Call call) {
    intend(d, key(d, frame, ordinal), call);
  }

  /** The key of what is done there next. */
  static EffectKey key(Deciding d, Frame frame, String ordinal) {
    EffectKey key = new EffectKey(d.state().id(), frame.place(), ordinal);
    while (d.state().settled().get(key).filter(Effect::forgotten).isPresent()) {
      key = key.next();
    }
    return key;
  }

  /** As {@link #intend(Deciding, Frame, String, Call)}, where the key is known. */
  static void intend(Deciding d, EffectKey key, Call call) {
    Optional<Effect> settled = d.state().settled().get(key);
    Optional<Reply.Answered> answer = settled.flatMap(Effect::answer);
    if (answer.isPresent()) {
      reuse(d, key, settled.get(), answer.get(), call);
      return;
    }
    Optional<Effect> flying = d.state().inFlight().get(key);
    boolean unsettled = flying.isPresent() || d.state().inDoubt().has(key);
    if (unsettled && !flying.map(e -> e.call().effect() == EffectClass.READ).orElse(false)) {
      d.emit(new RunFact.EffectReused(key));
      return;
    }
    int attempts = flying.or(() -> settled).map(Effect::attempt).orElse(0);
    Passage.request(d, Passage.Request.first(d, key, call, attempts, granted(settled, call, d)));
  }

  /**
   * A try that comes again with the same call, to what is registered as it was, needs nobody's word
   * a second time.
   */
  private static List<Grant> granted(Optional<Effect> settled, Call call, Deciding d) {
    return settled
        .filter(e -> e.call().digest().equals(call.digest()))
        .filter(e -> e.call().target().equals(call.target()))
        .map(Effect::receipt)
        .filter(r -> r.expires().filter(d.now()::isBefore).isPresent())
        .map(Receipt::grants)
        .map(all -> all.stream().filter(g -> !Budget.isRule(g.rule())).toList())
        .orElse(List.of());
  }

  private static void reuse(
      Deciding d, EffectKey key, Effect done, Reply.Answered answer, Call call) {
    if (done.call().digest().equals(call.digest())) {
      d.emit(new RunFact.EffectReused(key));
      Replies.check(d, key, done.call(), answer.output());
      return;
    }
    Problem problem =
        Problem.own(
                "already-done",
                409,
                "Already done otherwise",
                done.call().target().display()
                    + " was done here before a retry, with other arguments: "
                    + Advance.shortened(done.call().arguments()))
            .under(done.call().arguments().labels().all());
    if (key.isPart()) {
      throw new Fault(problem);
    }
    Frame frame = d.frame(key.place());
    d.emit(new RunFact.Raised(key.place(), problem.at(frame.step().pointer()), true));
    Tasks.openRepair(d, d.frame(key.place()), key.ordinal(), problem);
  }

  /** A call that an agent asks for in its work: its word, which tells of all that it was told. */
  static void errand(Deciding d, Errand.Wanted asked) {
    Tool tool = asked.tool();
    String name = asked.server().name() + "." + tool.name();
    Json arguments = Results.word(d, asked.work(), asked.arguments());
    List<Misfit> misfits =
        tool.input().map(s -> d.known().schemas().check(s, arguments)).orElse(List.of());
    if (!misfits.isEmpty()) {
      throw new Fault(
          Problem.validation(
              "the arguments of " + name + " do not fit its schema: " + Scope.told(misfits)));
    }
    Call call =
        call(
            d,
            new Target.Tool(asked.server().name(), tool.name(), asked.server().fingerprint()),
            tool.name(),
            Scope.declared(tool.input(), arguments),
            tool.effect(),
            tool.keyed(),
            asked.server().limits().timeout());
    intend(d, asked.key(), call);
  }

  /** The schema that a target's answers must fit. */
  static Optional<Json> answers(Deciding d, Call call) {
    return Targets.answers(d.known().roster(), call.target());
  }

  /** The schema that the result of a step must fit, whoever gives it. */
  static Optional<Json> answers(Deciding d, Step step) {
    return switch (step) {
      case Step.Call.Agent agent -> d.known().roster().agent(agent.agent()).flatMap(Agent::output);
      case Step.Call.Skilled skilled -> skilled.output();
      case Step.Reviewed reviewed -> answers(d, reviewed.work());
      case Step.Call.Tool tool ->
          Targets.tool(d.known().roster(), tool.server(), tool.name()).flatMap(Tool::output);
      default -> Optional.empty();
    };
  }

  /** In what the arguments of a call do not fit the schema of its target; empty if they do. */
  static Optional<String> misfit(Deciding d, Call call) {
    if (call.target() instanceof Target.Model) {
      return Optional.of("what a model is told cannot be changed; change its agent's work");
    }
    if (call.target() instanceof Target.Workflow(var id, var definition)
        && id.namespace().equals(Proposal.NAMESPACE)) {
      boolean same =
          call.arguments()
              .member("plan")
              .filter(plan -> Digest.of(plan.toString()).equals(definition))
              .isPresent();
      return same
          ? Optional.empty()
          : Optional.of("the plan itself cannot be edited; reject it and say what it should do");
    }
    if (call.target() instanceof Target.Http(var method, var host)) {
      Json arguments = call.arguments();
      boolean stays =
          arguments.text("method").filter(method::equals).isPresent()
              && arguments.text("endpoint").filter(e -> host(e).equals(host)).isPresent();
      return stays
          ? Optional.empty()
          : Optional.of("it would go elsewhere than " + method + " " + host);
    }
    Optional<Json> schema = Targets.input(d.known().roster(), call.target());
    List<Misfit> misfits =
        schema.map(s -> d.known().schemas().check(s, call.arguments())).orElse(List.of());
    return misfits.isEmpty() ? Optional.empty() : Optional.of(Scope.told(misfits));
  }

  /** Why a call is not made whose target is registered otherwise than when it was made up. */
  static Problem changed(Call call) {
    String why = " is no longer registered as it was; look at the change, then try again";
    return Problem.own(
        "changed", 409, "Changed since it was judged", call.target().display() + why);
  }
}
