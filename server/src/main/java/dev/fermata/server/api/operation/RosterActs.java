package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Call;
import dev.fermata.effect.Target;
import dev.fermata.fact.HouseSignal;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.Roster;
import dev.fermata.roster.RosterReader;
import dev.fermata.roster.ToolServer;
import dev.fermata.roster.lint.RosterLint;
import dev.fermata.server.api.operation.Trials.Receiver;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.offer.NotOffered;
import dev.fermata.server.offer.Offers;
import dev.fermata.server.offer.Ownership;
import dev.fermata.value.Complaint;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import dev.fermata.workflow.Document;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Agents and tool servers: registering, showing, trying and removing them. */
public final class RosterActs {
  private static final int WORK_CHARS = 1_000;

  private final Means means;
  private final Linter linter;
  private final Trials trials;
  public final Act agents = Act.of(Right.SEE, this::agents);
  public final Act addAgent = Act.of(Right.AUTHOR, this::addAgent);
  public final Act agent =
      Act.of(Right.SEE, request -> Reply.ok(RosterShown.agent(agentOf(request))));
  public final Act removeAgent = Act.of(Right.AUTHOR, this::removeAgent, "why");
  public final Act testAgent = Act.of(Right.AUTHOR, this::testAgent);
  public final Act servers = Act.of(Right.SEE, this::servers);
  public final Act addServer = Act.of(Right.AUTHOR, this::addServer);
  public final Act server =
      Act.of(Right.SEE, request -> Reply.ok(RosterShown.server(serverOf(request))));
  public final Act removeServer = Act.of(Right.AUTHOR, this::removeServer, "why");
  public final Act testServer = Act.of(Right.AUTHOR, this::testServer);

  public RosterActs(Means means) {
    this.means = means;
    this.linter = new Linter(means.documents());
    this.trials = new Trials(means);
  }

  private Roster roster() {
    return means.engine().house().roster();
  }

  private Reply agents(Request request) {
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    roster().agents().values().stream()
        .sorted(java.util.Comparator.comparing(Agent::name))
        .forEach(a -> items.add(RosterShown.agent(a)));
    return Reply.ok(tree);
  }

  private Reply servers(Request request) {
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    roster().servers().values().stream()
        .sorted(java.util.Comparator.comparing(ToolServer::name))
        .forEach(s -> items.add(RosterShown.server(s)));
    return Reply.ok(tree);
  }

  private Agent agentOf(Request request) {
    String name = request.name("agent");
    return roster().agent(name).orElseThrow(() -> none("agent", name, roster().agents().keySet()));
  }

  private ToolServer serverOf(Request request) {
    String name = request.name("server");
    return roster()
        .server(name)
        .orElseThrow(() -> none("tool server", name, roster().servers().keySet()));
  }

  private static Refusal none(String what, String name, Collection<String> known) {
    return Refusal.notFound(
        what, "no " + what + " is called '" + name + "'." + Nearest.hint(name, known));
  }

  private Reply addAgent(Request request) {
    Body body = request.body("source", "directory", "why");
    Document document = linter.parse("file", body.need("source"));
    Agent written = linter.sound("file", RosterReader.agent(document, directory(body)), document);
    guard(request, written.endpoint());
    Agent agent = asked(written, document, body);
    List<Complaint> wrong = RosterLint.tools(document, agent, roster());
    if (!wrong.isEmpty()) {
      throw Refusal.misread("file", wrong);
    }
    means.tell(new HouseSignal.AddAgent(agent, request.principal()), Means.why(body, false));
    return Reply.created(RosterShown.agent(agent));
  }

  private Reply addServer(Request request) {
    Body body = request.body("source", "directory", "why", "trustHints", "dryRun", "accept");
    Document document = linter.parse("file", body.need("source"));
    ToolServer server =
        linter.sound("file", RosterReader.server(document, directory(body)), document);
    guard(request, server.endpoint());
    ObjectNode leftOut = Json.object();
    if (server.endpoint() instanceof Endpoint.Mcp mcp) {
      var place = new Offers.Place(server.name(), mcp, server.limits());
      Offers.Filled filled =
          offered(() -> means.offers().toolServer(document, place, body.flag("trustHints")));
      Document whole = filled.document();
      server = linter.sound("file", RosterReader.server(whole, directory(body)), whole);
      filled.offered().leftOut().forEach(leftOut::put);
    }
    ObjectNode shown = RosterShown.server(server);
    if (!leftOut.isEmpty()) {
      shown.set("leftOut", leftOut);
    }
    if (body.flag("dryRun")) {
      return Reply.ok(shown);
    }
    String accept = body.text("accept").orElse(server.fingerprint().value());
    if (!accept.equals(server.fingerprint().value())) {
      throw Refusal.conflict(
          "changed", "It has changed meanwhile", "'" + server.name() + "' is not what was shown");
    }
    ToolServer before = roster().servers().get(server.name());
    if (before != null) {
      Ownership.refusal(request.principal(), before, server)
          .ifPresent(problem -> {
            throw Refusal.of(problem);
          });
    }
    means.tell(new HouseSignal.AddToolServer(server, request.principal()), Means.why(body, false));
    return Reply.created(shown);
  }

  /** An agent as its file says, with the tool that does its work as its server offers it. */
  private Agent asked(Agent written, Document document, Body body) {
    if (!(written.endpoint() instanceof Endpoint.Mcp mcp)) {
      return written;
    }
    var place = new Offers.Place(written.name(), mcp, written.limits());
    Document whole = offered(() -> means.offers().agent(document, place)).document();
    return linter.sound("file", RosterReader.agent(whole, directory(body)), whole);
  }

  private static Offers.Filled offered(Asking asking) {
    try {
      return asking.ask();
    } catch (NotOffered e) {
      throw Refusal.of(e.problem());
    }
  }

  /** Asks an MCP server. */
  private interface Asking {
    Offers.Filled ask() throws NotOffered;
  }

  /**
   * Whoever names a program to start acts as the operator of this machine; and so does whoever has
   * a variable of its environment sent to an address.
   */
  private static void guard(Request request, Endpoint endpoint) {
    boolean operates =
        switch (endpoint) {
          case Endpoint.Process _ -> true;
          case Endpoint.Mcp mcp -> mcp.by() instanceof Endpoint.Process;
          case Endpoint.Model model ->
              !model.service().key().isEmpty()
                  || model.fallback().filter(s -> !s.key().isEmpty()).isPresent();
          case Endpoint.Http _, Endpoint.A2a _, Endpoint.Java _ -> false;
        };
    if (operates) {
      Act.require(request, Right.ADMINISTER);
    }
  }

  private String directory(Body body) {
    String text = body.text("directory", WORK_CHARS);
    try {
      Path path = text.isEmpty() ? means.documents().folder() : Path.of(text);
      if (!path.isAbsolute()) {
        throw Refusal.badRequest("'directory' is not an absolute path");
      }
      return path.normalize().toString();
    } catch (InvalidPathException e) {
      throw Refusal.badRequest("'directory' is not a path");
    }
  }

  private Reply removeAgent(Request request) {
    String name = agentOf(request).name();
    means.tell(new HouseSignal.RemoveAgent(name, request.principal()), Means.why(request));
    return Reply.nothing();
  }

  private Reply removeServer(Request request) {
    String name = serverOf(request).name();
    means.tell(new HouseSignal.RemoveToolServer(name, request.principal()), Means.why(request));
    return Reply.nothing();
  }

  private Reply testAgent(Request request) {
    Agent agent = agentOf(request);
    Body body = request.body("input", "work", "recorded");
    Optional<Call> recorded =
        Optional.of(body.text("recorded", WORK_CHARS))
            .filter(k -> !k.isEmpty())
            .map(trials::recorded);
    String asked = body.text("work", WORK_CHARS);
    String work = asked.isEmpty() ? recorded.map(Call::work).orElse("test") : asked;
    Json input = recorded.isPresent() ? recorded.get().arguments() : Runs.input(body);
    var receiver =
        new Receiver(
            agent.name(),
            new Target.Agent(agent.name(), agent.fingerprint()),
            agent.owner(),
            agent.endpoint(),
            agent.limits(),
            agent.effect(),
            agent.input(),
            agent.output());
    return Reply.ok(trials.call(receiver, work, input, request));
  }

  private Reply testServer(Request request) {
    ToolServer server = serverOf(request);
    Body body = request.body("tool", "input");
    String name = body.name("tool");
    ToolServer.Tool tool = server.tools().get(name);
    if (tool == null) {
      throw none("tool", name, server.tools().keySet());
    }
    var receiver =
        new Receiver(
            server.name(),
            new Target.Tool(server.name(), tool.name(), server.fingerprint()),
            server.owner(),
            server.endpoint(),
            server.limits(),
            tool.effect(),
            tool.input(),
            tool.output());
    return Reply.ok(trials.call(receiver, tool.name(), Runs.input(body), request));
  }
}
