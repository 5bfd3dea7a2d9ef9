package dev.fermata.workflow;

import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads blocks and steps (DSL 1.0.3, "Task"). */
final class StepReader {
  private static final List<String> KINDS =
      List.of("call", "do", "fork", "for", "raise", "run", "set", "switch", "try", "wait");
  private static final List<String> KINDS_NOT_RUN = List.of("emit", "listen");
  private static final Set<String> DIRECTIVES = Set.of("continue", "exit", "end");
  private static final List<String> EFFECTS =
      Arrays.stream(EffectClass.values()).map(EffectClass::word).toList();

  /** Stands in where a length of time is broken; a document with an error is never run. */
  private static final Step.Timeout NO_TIME = new Step.Timeout.Fixed(Duration.ZERO);

  private final Gathering gathering;
  private final CallReader calls;
  private final TryReader tries;

  StepReader(Gathering gathering) {
    this.gathering = gathering;
    this.calls = new CallReader(gathering);
    this.tries = new TryReader(gathering, this);
  }

  /**
   * One step while it is read.
   *
   * @param siblings the names of the steps in its block
   * @param locals the variables of the loops and catches around it
   */
  record Node(
      Part part, Part.Fields fields, String name, List<String> siblings, List<String> locals) {
    private static final List<String> ALWAYS = List.of("secrets", "workflow", "runtime");

    StepId id() {
      return new StepId(part.pointer());
    }

    /** The variables that shaping the step's input may read (DSL 1.0.3, "Runtime Expressions"). */
    List<String> before() {
      return sum(List.of(ALWAYS, List.of("context", "task"), locals));
    }

    /** The variables that the step itself may read. */
    List<String> during() {
      return sum(List.of(before(), List.of("input")));
    }

    /** The variables that the export may read. */
    List<String> after() {
      return sum(List.of(during(), List.of("output")));
    }

    /** The variables around the blocks of this step. */
    List<String> localsAnd(String... more) {
      return sum(List.of(locals, List.of(more)));
    }

    private static List<String> sum(List<List<String>> lists) {
      return lists.stream().flatMap(List::stream).distinct().toList();
    }
  }

  /** A list of named steps; it stands in the document where the part stands. */
  Block block(Part list, List<String> locals) {
    List<Part> items = list.items();
    if (list.isList() && items.isEmpty()) {
      list.error(list.label() + " has no steps; give at least one, as - greet: { set: { a: 1 } }");
    }
    List<Part> named = items.stream().flatMap(item -> named(item).stream()).toList();
    List<String> names = uniqueNames(named);
    List<Step> steps = new ArrayList<>();
    for (Part part : named) {
      step(part, names, locals).ifPresent(steps::add);
    }
    var block = new Block(new StepId(list.pointer()), steps);
    gathering.blocks.put(block.id(), block);
    return block;
  }

  /** The one field of a list's item: its name and what it names. */
  static Optional<Part> named(Part item) {
    List<Part> fields = item.fields().all();
    if (item.isObject() && fields.size() != 1) {
      item.error(
          item.label()
              + " has "
              + fields.size()
              + " fields; give it exactly one, whose name is the item's name");
    }
    return fields.size() == 1 ? Optional.of(fields.getFirst()) : Optional.empty();
  }

  private static List<String> uniqueNames(List<Part> named) {
    Set<String> names = new LinkedHashSet<>();
    for (Part part : named) {
      String name = part.fieldName();
      if (!fitsPlace(name)) {
        part.error(
            part.label()
                + " cannot name a step; use 1 to "
                + Names.LENGTH_LIMIT
                + " characters without '/', '~', '#' and control characters");
      }
      if (!names.add(name)) {
        part.error(
            "two steps of this block are named "
                + part.label()
                + "; 'then' could not tell them apart, so rename one");
      }
      if (DIRECTIVES.contains(name)) {
        part.warning(
            "a step named "
                + part.label()
                + " cannot be reached by 'then', which reads it as a"
                + " direction; rename it");
      }
    }
    return List.copyOf(names);
  }

  private static boolean fitsPlace(String name) {
    return !name.isBlank()
        && name.length() <= Names.LENGTH_LIMIT
        && name.chars()
            .noneMatch(c -> c == '/' || c == '~' || c == '#' || Character.isISOControl(c));
  }

  private Optional<Step> step(Part part, List<String> siblings, List<String> locals) {
    Part.Fields fields = part.fields();
    if (!part.isObject()) {
      return Optional.empty();
    }
    var node = new Node(part, fields, part.fieldName(), siblings, locals);
    Optional<String> kind = kind(node);
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    Optional<Step> step =
        kind.get().equals("call")
            ? calls.call(node, head(node))
            : Optional.of(step(node, kind.get()));
    fields.end();
    step.ifPresent(s -> gathering.steps.put(s.id(), s));
    return step;
  }

  /** What the step does; nothing, and a complaint, if that is not clear or not run. */
  private Optional<String> kind(Node node) {
    for (String kind : KINDS_NOT_RUN) {
      if (node.fields.has(kind)) {
        node.part.error(
            Complaints.notRun(
                "step type '" + kind + "'",
                "remove the step, or call an agent, a tool or a person in its place"));
        return Optional.empty();
      }
    }
    List<String> found = new ArrayList<>(KINDS.stream().filter(node.fields::has).toList());
    if (found.contains("for")) {
      found.remove("do");
    }
    if (found.size() == 1) {
      return Optional.of(found.getFirst());
    }
    if (found.size() > 1) {
      node.part.error(
          "step "
              + node.part.label()
              + " is "
              + String.join(" and ", found)
              + " at once; make one step of each");
      return Optional.empty();
    }
    node.part.error(
        "step "
            + node.part.label()
            + " does not say what it does; give it one of "
            + String.join(", ", KINDS)
            + node.fields.names().stream()
                .map(name -> Complaints.hint(name, KINDS))
                .filter(hint -> !hint.isEmpty())
                .findFirst()
                .map(hint -> "." + hint)
                .orElse(""));
    return Optional.empty();
  }

  private Step step(Node node, String kind) {
    Step.Head head = head(node);
    Part of = node.fields.take(kind).orElseThrow();
    return switch (kind) {
      case "do" -> new Step.Do(head, block(of, node.locals));
      case "set" -> new Step.SetData(head, value(of, node));
      case "switch" -> new Step.Switch(head, cases(of, node));
      case "for" -> loop(of, node, head);
      case "fork" -> fork(of, node, head);
      case "try" -> tries.read(of, node, head);
      case "raise" -> raise(of, node, head);
      case "run" -> calls.run(of, node, head);
      case "wait" -> new Step.Wait(head, gathering.length(of, node.during()).orElse(NO_TIME));
      default -> throw new IllegalStateException("no reader for a step of kind " + kind);
    };
  }

  /** Stands in where a template is broken. */
  static Template nothing(Part part) {
    return new Template(Json.NULL, part.at());
  }

  private Step.Head head(Node node) {
    Part.Fields fields = node.fields;
    return new Step.Head(
        node.id(),
        node.name,
        fields.take("if").flatMap(p -> gathering.expression(p, node.during())),
        fields.take("input").map(p -> gathering.shaped(p, "from", node.before())),
        fields.take("output").map(p -> gathering.shaped(p, "as", node.during())),
        fields.take("export").map(p -> gathering.shaped(p, "as", node.after())),
        fields.take("timeout").flatMap(p -> gathering.timeout(p, node.during())),
        fields.take("then").map(p -> flow(p, node.siblings)).orElse(new Step.Flow.Continue()),
        fields.take("metadata").map(StepReader::metadata).orElse(Json.EMPTY),
        node.part.at());
  }

  /**
   * Free fields, of which some are ours: {@code effect} raises the effect class of a step, and
   * {@code risk}, {@code blindFirst} and {@code reasons} say how people decide what it asks.
   */
  static Json metadata(Part part) {
    Part.Fields fields = part.fields();
    fields.take("effect").ifPresent(effect -> effect.word(EFFECTS));
    AskReader.care(fields);
    return part.json();
  }

  private static Step.Flow flow(Part part, List<String> siblings) {
    Optional<String> to = part.text();
    if (to.isEmpty()) {
      return new Step.Flow.Continue();
    }
    switch (to.get()) {
      case "continue":
        return new Step.Flow.Continue();
      case "exit":
        return new Step.Flow.Exit();
      case "end":
        return new Step.Flow.End();
      default:
        if (!siblings.contains(to.get())) {
          List<String> known = new ArrayList<>(siblings);
          known.addAll(DIRECTIVES);
          part.error(
              "no step of this block is named '"
                  + Complaints.shown(to.get())
                  + "'; give continue, exit, end or the name of a step beside this one."
                  + Complaints.hint(to.get(), known));
        }
        return new Step.Flow.To(to.get());
    }
  }

  private Template value(Part of, Node node) {
    if (of.isObject() && of.fields().names().isEmpty()) {
      of.error("'set' sets nothing; give it at least one field");
    }
    return gathering.shape(of, node.during()).orElse(nothing(of));
  }

  private List<Step.Switch.Case> cases(Part of, Node node) {
    List<Step.Switch.Case> cases = new ArrayList<>();
    boolean always = false;
    for (Part item : of.items()) {
      Optional<Part> named = named(item);
      if (named.isPresent()) {
        if (always) {
          named.get().warning("case " + named.get().label() + " is never reached; move it up");
        }
        Step.Switch.Case each = oneCase(named.get(), node);
        always |= each.when().isEmpty();
        cases.add(each);
      }
    }
    if (of.isList() && cases.isEmpty()) {
      of.error("'switch' has no cases; give at least one, as - other: { then: exit }");
    }
    return cases;
  }

  private Step.Switch.Case oneCase(Part part, Node node) {
    Part.Fields fields = part.fields();
    Optional<Expr> when = fields.take("when").flatMap(p -> gathering.expression(p, node.during()));
    Step.Flow then =
        fields
            .need("then", "say where to go: continue, exit, end or the name of a step")
            .map(p -> flow(p, node.siblings))
            .orElse(new Step.Flow.Continue());
    fields.end();
    return new Step.Switch.Case(part.fieldName(), when, then);
  }

  private Step loop(Part of, Node node, Step.Head head) {
    Part.Fields fields = of.fields();
    String each = fields.take("each").flatMap(Gathering::variable).orElse("item");
    String at = fields.take("at").flatMap(Gathering::variable).orElse("index");
    Expr in =
        fields
            .need("in", "give an expression for the list to go through, such as .items")
            .flatMap(p -> gathering.expression(p, node.during()))
            .orElse(new Expr("[]", of.at()));
    fields.end();
    if (each.equals(at)) {
      of.error("'each' and 'at' are both called '" + each + "'; give them two names");
    }
    List<String> locals = node.localsAnd(each, at);
    var inside = new Node(node.part, node.fields, node.name, node.siblings, locals);
    Optional<Expr> goOn =
        node.fields.take("while").flatMap(p -> gathering.expression(p, inside.during()));
    Block body =
        node.fields
            .need("do", "give the steps to run for each item")
            .map(p -> block(p, locals))
            .orElse(new Block(node.id(), List.of()));
    return new Step.For(head, each, at, in, goOn, body);
  }

  private Step fork(Part of, Node node, Step.Head head) {
    Part.Fields fields = of.fields();
    boolean compete = fields.take("compete").flatMap(Part::flag).orElse(false);
    List<Part> items =
        fields.need("branches", "give a list of named steps").map(Part::items).orElse(List.of());
    fields.end();
    List<Part> named = items.stream().flatMap(item -> named(item).stream()).toList();
    uniqueNames(named);
    Map<String, Block> branches = new LinkedHashMap<>();
    for (Part part : named) {
      String name = part.fieldName();
      String around = part.pointer().substring(0, part.pointer().lastIndexOf('/'));
      List<Step> only = step(part, List.of(name), node.locals).stream().toList();
      var block = new Block(new StepId(around), only);
      gathering.blocks.put(block.id(), block);
      branches.put(name, block);
    }
    if (fields.has("branches") && items.isEmpty()) {
      of.error("'fork' has no branches; give at least one named step");
    }
    return new Step.Fork(head, compete, Collections.unmodifiableMap(branches));
  }

  private Step raise(Part of, Node node, Step.Head head) {
    Part.Fields fields = of.fields();
    Optional<Part> error =
        fields.need("error", "give its type and status, or the name of one in use.errors");
    fields.end();
    Optional<Part> written =
        error.flatMap(p -> p.isText() ? gathering.defined("errors", p) : Optional.of(p));
    return new Step.Raise(
        head, written.map(p -> tries.error(p, node.during())).orElse(nothing(of)));
  }
}
