package dev.fermata.workflow;

import dev.fermata.value.Json;
import dev.fermata.value.Risk;
import dev.fermata.workflow.Step.Call;
import dev.fermata.workflow.Step.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads how the result of a call is looked over before anything uses it. */
final class ReviewReader {
  /** The most checks of one step. */
  static final int CHECKS_LIMIT = 16;

  /** The most repairs of one result. */
  static final int REPAIRS_LIMIT = 5;

  private static final int CEL_CHARS = 4_000;
  private static final int QUOTES_LIMIT = 1_000;
  private static final String INSTEAD = "instead";
  private static final List<String> KINDS =
      List.of("schema", "cel", "quotes", "agent", "tool", "http", "human");

  /** How long a person has where the document does not say. */
  private static final Duration DUE = Duration.ofDays(1);

  private final Gathering gathering;
  private final CallReader calls;
  private final StepReader.Node node;
  private final Step.Head head;

  ReviewReader(Gathering gathering, CallReader calls, StepReader.Node node, Step.Head head) {
    this.gathering = gathering;
    this.calls = calls;
    this.node = node;
    this.head = head;
  }

  /** The head of a call that a review makes: the step around it shapes, limits and goes on. */
  static Step.Head inner(Step.Head head, String pointer, String name) {
    return new Step.Head(
        new StepId(pointer),
        name,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new Step.Flow.Continue(),
        head.metadata(),
        head.at());
  }

  Step read(Part part, Call work) {
    Part.Fields fields = part.fields();
    List<Part> items =
        fields.need("checks", "give a list of checks").map(Part::items).orElse(List.of());
    if (fields.has("checks") && items.isEmpty()) {
      part.error("'review' has no checks; give at least one, as - schema: { type: object }");
    }
    if (items.size() > CHECKS_LIMIT) {
      part.error("'review' has " + items.size() + " checks; give at most " + CHECKS_LIMIT);
    }
    List<Check> checks = new ArrayList<>();
    Set<String> names = new HashSet<>(Set.of(head.name(), INSTEAD));
    for (int i = 0; i < items.size(); i++) {
      check(items.get(i), i + 1, names).ifPresent(checks::add);
    }
    Step.Sample sample =
        fields.take("sample").map(this::sample).orElse(new Step.Sample(Optional.empty(), Map.of()));
    Optional<Part> onFailure = fields.take("onFailure");
    int repairs = 0;
    Optional<Call> instead = Optional.empty();
    if (onFailure.isPresent()) {
      Part.Fields then = onFailure.get().fields();
      repairs = then.take("repair").map(p -> repairs(p, work)).orElse(0);
      instead = then.take("then").flatMap(p -> instead(p, work));
      then.end();
    }
    fields.end();
    inner(work);
    return new Step.Reviewed(head, work, checks, sample, repairs, instead);
  }

  private void inner(Call call) {
    gathering.steps.put(call.id(), call);
  }

  private static int repairs(Part part, Call work) {
    int times = part.whole(0, REPAIRS_LIMIT).orElse(0);
    boolean told =
        work instanceof Call.Agent || work instanceof Call.Skilled || work instanceof Call.Human;
    if (times > 0 && !told) {
      part.error(
          "only an agent or a person can be told what is wrong with their result; leave 'repair' out"
              + " and say in 'then' who gives it");
    }
    return times;
  }

  private Optional<Check> check(Part item, int number, Set<String> names) {
    Part.Fields fields = item.fields();
    List<String> found = KINDS.stream().filter(fields::has).toList();
    if (!item.isObject() || found.size() != 1) {
      if (item.isObject()) {
        item.error(
            item.label()
                + (found.isEmpty()
                    ? " does not say what is checked; give one of "
                    : " is several checks at once; give one of ")
                + String.join(", ", KINDS));
      }
      return Optional.empty();
    }
    String kind = found.getFirst();
    Optional<Part> named = fields.take("name");
    String name = named.flatMap(Part::name).orElse(kind + "-" + number);
    if (!names.add(name)) {
      named.orElse(item).error("'" + name + "' is taken; give each check a name of its own");
    }
    Part of = fields.take(kind).orElseThrow();
    Optional<Check> check =
        switch (kind) {
          case "schema" -> gathering.schema(of).map(s -> new Check.Fits(name, s));
          case "cel" -> cel(of, fields, name);
          case "quotes" -> Optional.of(quotes(of, name));
          default -> asked(of, kind, name);
        };
    fields.end();
    return check;
  }

  private Optional<Check> cel(Part of, Part.Fields fields, String name) {
    Optional<String> because = fields.take("because").flatMap(Part::text);
    Optional<String> text = of.text();
    if (text.isPresent() && text.get().length() > CEL_CHARS) {
      of.error("the rule has more than " + CEL_CHARS + " characters; make several checks of it");
    }
    return text.map(t ->
        new Check.Holds(
            name, t, because.orElse("'" + t.strip() + "' does not hold"), of.pointer(), of.at()));
  }

  private Check quotes(Part of, String name) {
    Part.Fields fields = of.fields();
    Expr quoted =
        fields
            .need(
                "of", "give an expression for the quotes in the output, as ${ .evidence[].quote }")
            .flatMap(p -> gathering.expression(p, node.during()))
            .orElse(new Expr("empty", of.at()));
    Expr source =
        fields
            .need("in", "give an expression for the text in the input, as ${ .application.text }")
            .flatMap(p -> gathering.expression(p, node.during()))
            .orElse(new Expr(".", of.at()));
    int least = fields.take("atLeast").flatMap(p -> p.whole(0, QUOTES_LIMIT)).orElse(0);
    fields.end();
    return new Check.Quotes(name, quoted, source, least);
  }

  private Optional<Check> asked(Part of, String kind, String name) {
    Step.Head own = inner(head, of.pointer(), name);
    List<String> variables = node.during();
    if (kind.equals("human")) {
      Call.Human person =
          new Call.Human(
              own,
              ask(
                  of,
                  "Is the result of '" + head.name() + "' right?",
                  Map.of(
                      "pass",
                      "The result is handed on.",
                      "fail",
                      "The result is not handed on, for your reason.")));
      inner(person);
      return Optional.of(
          new Check.Asked(
              name,
              person,
              new Expr(".answer == \"pass\"", of.at()),
              new Expr(".why // \"\"", of.at())));
    }
    if (kind.equals("agent") && of.isText()) {
      Call agent = agent(of, own, Optional.empty());
      return Optional.of(new Check.Asked(name, agent, passes(of), why(of)));
    }
    Part.Fields fields = of.fields();
    Expr passes =
        fields.take("passes").flatMap(p -> gathering.expression(p, variables)).orElse(passes(of));
    Expr why = fields.take("why").flatMap(p -> gathering.expression(p, variables)).orElse(why(of));
    Call call =
        switch (kind) {
          case "tool" -> calls.tool(fields, own, variables);
          case "http" -> calls.http(fields, own, variables);
          default -> agent(fields, own, variables);
        };
    fields.end();
    inner(call);
    return Optional.of(new Check.Asked(name, call, passes, why));
  }

  private static Expr passes(Part of) {
    return new Expr(".passed", of.at());
  }

  private static Expr why(Part of) {
    return new Expr(".reasons // .reason // \"\"", of.at());
  }

  private Call agent(Part.Fields fields, Step.Head own, List<String> variables) {
    if (fields.has("skill")) {
      return calls.asks.skilled(fields, own, variables);
    }
    Optional<Part> name = fields.need("name", "name an agent of the roster, or a 'skill'");
    String work = fields.take("work").flatMap(Part::name).orElse("");
    Optional<Template> input = fields.take("input").map(p -> gathering.template(p, variables));
    return new Call.Agent(own, name.flatMap(calls::agentName).orElse(""), work, input);
  }

  private Call agent(Part name, Step.Head own, Optional<Template> input) {
    Call agent = new Call.Agent(own, calls.agentName(name).orElse(""), "", input);
    inner(agent);
    return agent;
  }

  /** What a person is asked about a result: {@code team}, or {@code { team, question, due }}. */
  private Step.Ask ask(Part of, String usual, Map<String, String> causes) {
    Map<String, Template> answers = new LinkedHashMap<>();
    causes.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> answers.put(e.getKey(), new Template(Json.of(e.getValue()), of.at())));
    Optional<String> team = Optional.empty();
    Template question = new Template(Json.of(usual), of.at());
    Duration due = DUE;
    boolean working = false;
    List<String> escalate = List.of();
    if (of.isText()) {
      team = gathering.team(of);
    } else {
      Part.Fields fields = of.fields();
      team = fields.need("team", "name the team whose inbox it goes to").flatMap(gathering::team);
      question =
          fields
              .take("question")
              .filter(p -> p.text().isPresent())
              .map(p -> gathering.template(p, node.during()))
              .orElse(question);
      due = fields.take("due").flatMap(Part::lengthOverZero).orElse(DUE);
      working = LimitsReader.workingTime(fields);
      escalate =
          fields.take("escalate").map(Part::itemOrItems).orElse(List.of()).stream()
              .flatMap(p -> gathering.team(p).stream())
              .distinct()
              .toList();
      fields.end();
    }
    return new Step.Ask(
        team.orElse(""),
        question,
        new Template(Json.of("${ . }"), of.at()),
        answers,
        Optional.empty(),
        due,
        working,
        escalate,
        new Step.Otherwise.RaiseTimeout(),
        Optional.empty());
  }

  /** Who gives a result that did not pass: {@code raise}, {@code agent: x} or {@code human: …}. */
  private Optional<Call> instead(Part part, Call work) {
    if (part.isText()) {
      part.word(List.of("raise"));
      return Optional.empty();
    }
    Part.Fields fields = part.fields();
    Optional<Part> agent = fields.take("agent");
    Optional<Part> human = fields.take("human");
    fields.end();
    if (part.isObject() && agent.isPresent() == human.isPresent()) {
      part.error("say who gives the result then: agent: name, human: team, or raise");
      return Optional.empty();
    }
    if (agent.isPresent()) {
      Optional<Template> input =
          switch (work) {
            case Call.Agent a -> a.input();
            case Call.Skilled s -> s.input();
            default -> Optional.empty();
          };
      return Optional.of(agent(agent.get(), inner(head, agent.get().pointer(), INSTEAD), input));
    }
    return human.map(p -> {
      Map<String, String> causes =
          Map.of(
              Step.Reviewed.ACCEPT, "The result is handed on as it is.",
              Step.Reviewed.CORRECT, "What you give as data is handed on, once it passes.",
              Step.Reviewed.REJECT, "The step fails, with your reason.");
      String question = "The result of '" + head.name() + "' did not pass its checks. What counts?";
      Call person = new Call.Human(inner(head, p.pointer(), INSTEAD), ask(p, question, causes));
      inner(person);
      return person;
    });
  }

  /** {@code 0.2}, or {@code { low: 0.05, high: 1 }} by the step's risk. */
  private Step.Sample sample(Part part) {
    if (!part.isObject()) {
      return new Step.Sample(Optional.empty(), Map.of("", share(part)));
    }
    Part.Fields fields = part.fields();
    Optional<Expr> risk = fields.take("risk").flatMap(p -> gathering.expression(p, node.during()));
    Map<String, Double> shares = new LinkedHashMap<>();
    for (String word : Risk.WORDS) {
      fields.take(word).ifPresent(p -> shares.put(word, share(p)));
    }
    fields.end();
    Optional<String> stated = head.metadata().text("risk");
    if (risk.isEmpty() && stated.isEmpty()) {
      part.error(
          "nothing says which risk it is; give the step metadata: { risk: low }, or an expression as"
              + " 'risk' here");
    }
    return new Step.Sample(
        risk, risk.isPresent() ? shares : Map.of("", shares.getOrDefault(stated.orElse(""), 1.0)));
  }

  private static double share(Part part) {
    double share = part.json().view().asDouble(-1);
    if (!part.json().view().isNumber() || share < 0 || share > 1) {
      part.wrong("give the share of results, a number from 0 to 1");
      return 1;
    }
    return share;
  }
}
