package dev.fermata.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.CanonicalJson;
import dev.fermata.value.Json;
import dev.fermata.workflow.Workflow.Unchecked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the readers of one workflow's parts gather: its steps and blocks, and everything that has to
 * be checked with jq, JSON Schema or the roster.
 */
final class Gathering {
  private static final String SECRETS =
      "secrets come with a later version; give the tool or agent its secret in its own file";

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
  private static final Set<String> RESERVED =
      Set.of(
          "context",
          "input",
          "output",
          "secrets",
          "task",
          "workflow",
          "runtime",
          "authorization",
          "__repair",
          "ENV",
          "__loc__",
          "__prog_args");

  private final Set<Unchecked.Expression> expressions = new LinkedHashSet<>();
  private final Set<Unchecked.Schema> schemas = new LinkedHashSet<>();
  private final Set<Unchecked.Name> names = new LinkedHashSet<>();
  private final Map<String, Map<String, Part>> reusable = new HashMap<>();
  private final Set<String> reused = new HashSet<>();
  final Map<StepId, Step> steps = new LinkedHashMap<>();
  final Map<StepId, Block> blocks = new LinkedHashMap<>();

  /** A field that is always an expression, with or without {@code ${ }}. */
  Optional<Expr> expression(Part part, List<String> variables) {
    return part.text().map(text -> keep(part, part.pointer(), text, variables));
  }

  private Expr keep(Part part, String pointer, String text, List<String> variables) {
    Expr expr = Expr.of(text, part.atPointer(pointer));
    if (expr.mentions("secrets")) {
      part.errorAt(pointer, SECRETS);
    }
    if (expr.jq().isEmpty()) {
      part.errorAt(pointer, "the expression is empty; write one such as ${ .amount }");
    }
    expressions.add(new Unchecked.Expression(pointer, expr, variables));
    return expr;
  }

  /** Any value; each text in it of the form {@code ${ … }} is an expression. */
  Template template(Part part, List<String> variables) {
    JsonNode tree = part.json().view();
    walk(part, part.pointer(), tree, variables);
    try {
      CanonicalJson.write(part.json());
    } catch (IllegalArgumentException e) {
      part.error(part.label() + " has no canonical form: " + e.getMessage());
    }
    return new Template(part.json(), part.at());
  }

  private void walk(Part part, String pointer, JsonNode node, List<String> variables) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        walk(part, pointer + "/" + Part.escaped(member.getKey()), member.getValue(), variables);
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      walk(part, pointer + "/" + i, node.get(i), variables);
    }
    if (node.isTextual()) {
      text(part, pointer, node.textValue(), variables);
    }
  }

  private void text(Part part, String pointer, String text, List<String> variables) {
    if (Expr.isWrapped(text)) {
      keep(part, pointer, text, variables);
    } else if (text.contains("$secrets")) {
      part.errorAt(pointer, SECRETS);
    } else if (text.contains("${")) {
      part.warningAt(
          pointer,
          "the text holds ${ } but is not an expression as a whole, so it stays as it is; to fill"
              + " it in write '${ \"… \\(.name) …\" }'");
    }
  }

  /** A field that is an expression where it is a text, with or without {@code ${ }}. */
  Optional<Template> shape(Part part, List<String> variables) {
    if (!part.isText()) {
      if (!part.isObject()) {
        part.wrong("give an expression, or an object with expressions in it");
        return Optional.empty();
      }
      return Optional.of(template(part, variables));
    }
    return expression(part, variables)
        .map(e -> new Template(Json.of("${ " + e.jq() + " }"), e.at()));
  }

  /** A JSON Schema. */
  Optional<Json> schema(Part part) {
    if (!part.isObject() && !part.json().view().isBoolean()) {
      part.wrong("give a JSON Schema, such as { type: object }");
      return Optional.empty();
    }
    schemas.add(new Unchecked.Schema(part.pointer(), part.at(), part.json()));
    return Optional.of(part.json());
  }

  /** {@code { schema, from }} or {@code { schema, as }}. */
  Step.Shape shaped(Part part, String word, List<String> variables) {
    Part.Fields fields = part.fields();
    Optional<Template> shape = fields.take(word).flatMap(p -> shape(p, variables));
    Optional<Json> schema = fields.take("schema").flatMap(this::wrapped);
    fields.end();
    return new Step.Shape(shape, schema);
  }

  /** {@code { format, document }}: the DSL wraps its schemas. */
  private Optional<Json> wrapped(Part part) {
    Part.Fields fields = part.fields();
    fields
        .take("format")
        .filter(format -> !format.json().view().asText().matches("json(:.*)?"))
        .ifPresent(format ->
            format.error(
                Complaints.notRun(
                    "a schema format other than 'json'", "write it as a JSON Schema")));
    Optional<Part> resource = fields.take("resource");
    resource.ifPresent(p ->
        p.error(Complaints.notRun("a schema from outside", "write it here, under 'document'")));
    Optional<Part> document =
        resource.isPresent()
            ? fields.take("document")
            : fields.need("document", "put the JSON Schema under it");
    Optional<Json> schema = document.flatMap(this::schema);
    fields.end();
    return schema;
  }

  /** {@code { after }}, or the name of one in {@code use.timeouts}. */
  Optional<Step.Timeout> timeout(Part part, List<String> variables) {
    if (part.isText()) {
      return defined("timeouts", part).flatMap(p -> timeoutOf(p, variables));
    }
    return timeoutOf(part, variables);
  }

  Optional<Step.Timeout> timeoutOf(Part part, List<String> variables) {
    Part.Fields fields = part.fields();
    Optional<Part> after = fields.need("after", "give a length of time such as PT1H");
    fields.end();
    if (after.isPresent() && !after.get().isExpression()) {
      return after.get().lengthOverZero().map(Step.Timeout.Fixed::new);
    }
    return after.flatMap(p -> length(p, variables));
  }

  Optional<Step.Timeout> length(Part part, List<String> variables) {
    if (part.isExpression()) {
      return expression(part, variables).map(Step.Timeout.Computed::new);
    }
    return part.length().map(Step.Timeout.Fixed::new);
  }

  void name(Unchecked.Name name) {
    names.add(name);
  }

  /** A text that must be a name on the roster, not an expression. */
  Optional<String> rosterName(Part part) {
    if (part.isExpression()) {
      part.wrong("write the name itself, so that it can be checked before the first run");
      return Optional.empty();
    }
    return part.name();
  }

  Optional<String> team(Part part) {
    Optional<String> team = rosterName(part);
    team.ifPresent(name -> name(new Unchecked.Name.OfTeam(name, part.pointer(), part.at())));
    return team;
  }

  /** The name of a variable, without the dollar sign. */
  static Optional<String> variable(Part part) {
    Optional<String> name = part.text();
    if (name.isPresent() && !VARIABLE.matcher(name.get()).matches()) {
      part.wrong("a variable has letters, digits and underscores; leave out the dollar sign");
      return Optional.empty();
    }
    if (name.isPresent() && RESERVED.contains(name.get())) {
      part.wrong("that variable has a meaning already; take another name");
      return Optional.empty();
    }
    return name;
  }

  /** Keeps what {@code use} defines under that word, to be read where it is used. */
  void define(String word, Part definitions) {
    Map<String, Part> byName = new LinkedHashMap<>();
    definitions.fields().all().forEach(part -> byName.put(part.fieldName(), part));
    reusable.put(word, byName);
  }

  /** What {@code use} defines under that word and the name that the part gives. */
  Optional<Part> defined(String word, Part reference) {
    Optional<String> name = reference.text();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Part> known = reusable.getOrDefault(word, Map.of());
    Part found = known.get(name.get());
    if (found == null) {
      String shown = Complaints.shown(name.get());
      reference.error(
          "'"
              + shown
              + "' is not defined in use."
              + word
              + "; define it there, or write it out"
              + " here."
              + Complaints.hint(name.get(), known.keySet()));
      return Optional.empty();
    }
    reused.add(found.pointer());
    return Optional.of(found);
  }

  /** The definitions under that word that nothing used, after all has been read. */
  List<Part> unused(String word) {
    List<Part> unused = new ArrayList<>(reusable.getOrDefault(word, Map.of()).values());
    unused.removeIf(part -> reused.contains(part.pointer()));
    return unused;
  }

  Unchecked unchecked() {
    return new Unchecked(List.copyOf(expressions), List.copyOf(schemas), List.copyOf(names));
  }
}
