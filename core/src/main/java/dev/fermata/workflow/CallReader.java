package dev.fermata.workflow;

import dev.fermata.value.Json;
import dev.fermata.workflow.Step.Call;
import dev.fermata.workflow.Workflow.Unchecked;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads calls (DSL 1.0.3, "Call"), and our own functions among them. */
final class CallReader {
  private static final List<String> RUN =
      List.of("http", "agent", "tool", "human", "panel", "plan");
  private static final List<String> NOT_RUN = List.of("grpc", "openapi", "asyncapi", "mcp", "a2a");
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final List<String> OUTPUTS = List.of("content", "raw", "response");
  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s{}]+(?s:.*)");
  private static final Pattern FILLED = Pattern.compile("(?:[^{}\\s]++|\\{[A-Za-z0-9_.]++\\})*+");

  /** Longer addresses are refused; it also bounds the matching. */
  private static final int ADDRESS_CHARS = 2000;

  private final Gathering gathering;
  final AskReader asks;

  CallReader(Gathering gathering) {
    this.gathering = gathering;
    this.asks = new AskReader(gathering);
  }

  Optional<Step> call(StepReader.Node node, Step.Head whole) {
    Optional<Part> review = node.fields().take("review");
    Step.Head head =
        review.isPresent() ? ReviewReader.inner(whole, whole.id() + "/with", whole.name()) : whole;
    Part of = node.fields().take("call").orElseThrow();
    Optional<Part> with = node.fields().take("with");
    Optional<String> function = of.text();
    if (function.isEmpty() || !runs(of, function.get())) {
      return Optional.empty();
    }
    if (with.isEmpty()) {
      node.part()
          .error(
              "'with' is missing beside 'call: " + function.get() + "'; put its arguments there");
      return Optional.empty();
    }
    Part.Fields fields = with.get().fields();
    List<String> variables = node.during();
    Call call =
        switch (function.get()) {
          case "http" -> http(fields, head, variables);
          case "agent" -> agent(fields, head, variables);
          case "tool" -> tool(fields, head, variables);
          case "human" -> new Call.Human(head, asks.ask(fields, variables));
          case "panel" -> asks.panel(fields, head, variables);
          case "plan" -> plan(fields, head, variables);
          default -> throw new IllegalStateException("no reader for call " + function.get());
        };
    fields.end();
    return Optional.of(
        review
            .<Step>map(p -> new ReviewReader(gathering, this, node, whole).read(p, call))
            .orElse(call));
  }

  /** A run of another workflow (DSL 1.0.3, "Run"). */
  Call run(Part of, StepReader.Node node, Step.Head head) {
    Part.Fields fields = of.fields();
    List<String> others = List.of("container", "script", "shell");
    boolean another = others.stream().anyMatch(fields::has);
    for (String other : others) {
      fields
          .take(other)
          .ifPresent(p ->
              p.error(
                  Complaints.notRun(
                      "'run: " + other + "'",
                      "register it as a process agent or a tool server, and call that")));
    }
    if (another) {
      fields.take("return"); // It says what of a program's output counts.
    }
    boolean awaited = fields.take("await").flatMap(Part::flag).orElse(true);
    Optional<Part> workflow =
        another
            ? fields.take("workflow")
            : fields.need(
                "workflow", "give the namespace, name and version of the workflow to run");
    fields.end();
    if (workflow.isEmpty() || !workflow.get().isObject()) {
      workflow.ifPresent(p -> p.wrong("give its namespace, name and version"));
      return new Call.Child(head, "", "", Call.Child.LATEST, Optional.empty(), awaited);
    }
    Part.Fields named = workflow.get().fields();
    String namespace =
        named
            .need("namespace", "give the namespace of the workflow")
            .flatMap(Part::name)
            .orElse("");
    String name =
        named.need("name", "give the name of the workflow").flatMap(Part::name).orElse("");
    String version = named.take("version").flatMap(Part::text).orElse(Call.Child.LATEST);
    Optional<Template> input = named.take("input").map(p -> gathering.template(p, node.during()));
    named.end();
    return new Call.Child(head, namespace, name, version, input, awaited);
  }

  private static boolean runs(Part of, String function) {
    if (RUN.contains(function)) {
      return true;
    }
    String instead = "call one of " + String.join(", ", RUN);
    if (NOT_RUN.contains(function)) {
      of.error(Complaints.notRun("call '" + function + "'", instead));
    } else {
      of.error(
          "no call is named '"
              + Complaints.shown(function)
              + "'; "
              + Complaints.notRun("a function of one's own", instead + ".")
              + Complaints.hint(function, RUN));
    }
    return false;
  }

  Call http(Part.Fields fields, Step.Head head, List<String> variables) {
    String method =
        fields
            .need("method", "give one of " + String.join(", ", METHODS))
            .flatMap(CallReader::method)
            .orElse("GET");
    Template endpoint =
        fields
            .need("endpoint", "give the address, such as https://example.com/pets/{petId}")
            .flatMap(p -> endpoint(p, variables))
            .orElse(StepReader.nothing(fields.part()));
    Template headers = named(fields, "headers", variables);
    Template query = named(fields, "query", variables);
    Optional<Part> body = fields.take("body");
    Call.Http.Output output =
        fields
            .take("output")
            .flatMap(p -> p.word(OUTPUTS))
            .map(word -> Call.Http.Output.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(Call.Http.Output.CONTENT);
    boolean redirect = fields.take("redirect").flatMap(Part::flag).orElse(false);
    return new Call.Http(
        head,
        method,
        endpoint,
        headers,
        query,
        body.map(p -> gathering.template(p, variables)).orElse(StepReader.nothing(fields.part())),
        body.isPresent(),
        output,
        redirect);
  }

  private static Optional<String> method(Part part) {
    Optional<String> method = part.text().map(text -> text.toUpperCase(Locale.ROOT));
    if (method.isPresent() && !METHODS.contains(method.get())) {
      part.wrong(
          "give one of "
              + String.join(", ", METHODS)
              + "."
              + Complaints.hint(method.get(), METHODS));
      return Optional.empty();
    }
    return method;
  }

  private Optional<Template> endpoint(Part part, List<String> variables) {
    if (part.isText()) {
      return address(part, variables);
    }
    Part.Fields fields = part.fields();
    Optional<Part> uri =
        fields.need("uri", "give the address, such as https://example.com/pets/{petId}");
    fields
        .take("authentication")
        .ifPresent(p ->
            p.error(
                Complaints.notRun(
                    "authentication of an endpoint",
                    "register the service as a tool server and put its header in that file")));
    fields.end();
    return uri.flatMap(p -> address(p, variables));
  }

  private Optional<Template> address(Part part, List<String> variables) {
    Optional<String> text = part.text();
    if (text.isPresent() && !part.isExpression()) {
      if (text.get().length() > ADDRESS_CHARS) {
        part.error(
            "the address has more than "
                + ADDRESS_CHARS
                + " characters; send the data in the body");
      } else if (!ADDRESS.matcher(text.get()).matches()) {
        part.wrong(
            "give an address that begins with https:// or http:// and names its host, or an"
                + " expression");
      } else if (!FILLED.matcher(text.get()).matches()) {
        part.wrong(
            "what is to be filled in from the data is written {name} or {name.part}, without"
                + " spaces; for more, make the whole an expression");
      }
    }
    return text.map(t -> gathering.template(part, variables));
  }

  /** Headers or query parameters: an object of plain values, or an expression that gives one. */
  private Template named(Part.Fields fields, String word, List<String> variables) {
    Optional<Part> part = fields.take(word);
    if (part.isEmpty()) {
      return new Template(Json.EMPTY, fields.part().at());
    }
    if (part.get().isObject()) {
      for (Part value : part.get().fields().all()) {
        if (value.isObject() || value.isList() || value.json().isNull()) {
          value.wrong("give a text or an expression");
        }
      }
    }
    return gathering.shape(part.get(), variables).orElse(StepReader.nothing(part.get()));
  }

  private Call agent(Part.Fields fields, Step.Head head, List<String> variables) {
    Map.of(
            "budget",
            "give the step a 'timeout'",
            "check",
            "put the checks into a 'review' beside 'with'")
        .forEach((name, instead) -> notRun(fields, name, instead));
    if (fields.has("skill")) {
      return asks.skilled(fields, head, variables);
    }
    notRun(fields, "output", "put the schema into the agent's file or the step's 'output'");
    Optional<Part> named =
        fields.need("agent", "name an agent of the roster, or a 'skill' that somebody has");
    Optional<String> agent = named.flatMap(this::agentName);
    String work = fields.take("work").flatMap(Part::name).orElse("");
    Optional<Template> input = fields.take("input").map(p -> gathering.template(p, variables));
    return new Call.Agent(head, agent.orElse(""), work, input);
  }

  private static void notRun(Part.Fields fields, String name, String instead) {
    fields
        .take(name)
        .ifPresent(p -> p.error(Complaints.notRun("'" + name + "' of an agent call", instead)));
  }

  Optional<String> agentName(Part part) {
    Optional<String> agent = gathering.rosterName(part);
    agent.ifPresent(
        name -> gathering.name(new Unchecked.Name.OfAgent(name, part.pointer(), part.at())));
    return agent;
  }

  private Call plan(Part.Fields fields, Step.Head head, List<String> variables) {
    String agent =
        fields
            .need("agent", "name the agent that makes the plan")
            .flatMap(this::agentName)
            .orElse("");
    Template goal =
        fields
            .need("goal", "say what is to be reached")
            .map(p -> gathering.template(p, variables))
            .orElse(StepReader.nothing(fields.part()));
    return new Call.Plan(
        head,
        agent,
        goal,
        fields.take("input").map(p -> gathering.template(p, variables)),
        fields.take("use").map(p -> gathering.template(p, variables)),
        fields.take("limits").map(p -> gathering.template(p, variables)),
        times(fields, "repairs", Call.Plan.REPAIRS),
        times(fields, "replans", Call.Plan.REPLANS),
        fields.take("together").flatMap(this::agentName));
  }

  private static int times(Part.Fields fields, String word, int otherwise) {
    return fields.take(word).flatMap(p -> p.whole(0, Call.Plan.LIMIT)).orElse(otherwise);
  }

  Call tool(Part.Fields fields, Step.Head head, List<String> variables) {
    Optional<Part> serverPart = fields.need("server", "name a tool server of the roster");
    Optional<String> server = serverPart.flatMap(gathering::rosterName);
    Optional<Part> namePart = fields.need("name", "name a tool of the server");
    Optional<String> name = namePart.flatMap(gathering::rosterName);
    if (serverPart.isPresent() && server.isPresent()) {
      Part at = serverPart.get();
      gathering.name(new Unchecked.Name.OfServer(server.get(), at.pointer(), at.at()));
    }
    if (server.isPresent() && namePart.isPresent() && name.isPresent()) {
      Part at = namePart.get();
      gathering.name(new Unchecked.Name.OfTool(server.get(), name.get(), at.pointer(), at.at()));
    }
    Template arguments = new Template(Json.EMPTY, fields.part().at());
    Optional<Part> given = fields.take("arguments");
    if (given.isPresent()) {
      arguments = gathering.shape(given.get(), variables).orElse(arguments);
    }
    return new Call.Tool(head, server.orElse(""), name.orElse(""), arguments);
  }
}
