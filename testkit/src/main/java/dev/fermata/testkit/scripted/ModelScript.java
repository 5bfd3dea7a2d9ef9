package dev.fermata.testkit.scripted;

import dev.fermata.workflow.Complaints;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Part;
import dev.fermata.workflow.Read;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers from a file: the first rule that fits and is not used up. Reads as
 *
 * <pre>{@code
 * answers:
 *   - when: { instructions: clerk, turn: 1 }
 *     calls: [{ tool: core-banking.book_loan, arguments: { application: a-1 } }]
 *   - when: { model: 'small-*', last: rejected }
 *     refuse: 429
 *     retryAfter: PT2S
 *     times: 3
 *   - say: The loan is booked.
 *     delay: PT0.2S
 *     tokens: { in: 812, cached: 512, out: 96 }
 * }</pre>
 *
 * <p>Instead of {@code say} and {@code calls}: {@code refuse} (a status), {@code break} or {@code
 * silent} (what is said before), {@code babble} (what is sent), {@code repeat} (without end).
 */
public final class ModelScript implements ScriptedModels.Answers {
  private static final int STATUS_LOW = 300;
  private static final int STATUS_HIGH = 599;
  private static final int TURNS = 1_000_000;

  private final List<Rule> rules;

  private ModelScript(List<Rule> rules) {
    this.rules = rules;
  }

  /** When a rule fits; what is absent always does. */
  private record When(
      Optional<String> model,
      Optional<String> instructions,
      Optional<String> last,
      Optional<String> role,
      Optional<Integer> turn) {
    boolean fits(Prompt prompt) {
      return model.map(name -> named(name, prompt.model())).orElse(true)
          && instructions.map(text -> holds(prompt.instructions(), text)).orElse(true)
          && last.map(text -> holds(prompt.last(), text)).orElse(true)
          && role.map(prompt.role()::equals).orElse(true)
          && turn.map(n -> n == prompt.turn()).orElse(true);
    }

    private static boolean named(String name, String model) {
      return name.endsWith("*")
          ? model.startsWith(name.substring(0, name.length() - 1))
          : model.equals(name);
    }

    private static boolean holds(String text, String part) {
      return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
  }

  private record Rule(When when, Line line, AtomicInteger left) {
    boolean takes(Prompt prompt) {
      return when.fits(prompt) && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }
  }

  @Override
  public Line to(Prompt prompt) {
    return rules.stream()
        .filter(rule -> rule.takes(prompt))
        .findFirst()
        .map(Rule::line)
        .orElseGet(() ->
            new Line.Refuses(
                404,
                Optional.empty(),
                "the script has no answer for turn %d of model '%s' after: %s"
                    .formatted(prompt.turn(), prompt.model(), prompt.last())));
  }

  public static Read<ModelScript> read(Document document) {
    var complaints = new Complaints(document);
    Part.Fields fields = complaints.root().fields();
    List<Rule> rules = new ArrayList<>();
    fields
        .need("answers", "list what the models answer, such as [{ say: Hello }]")
        .ifPresent(list -> list.items().forEach(each -> rules.add(rule(each))));
    fields.end();
    return complaints.read(() -> new ModelScript(List.copyOf(rules)));
  }

  private static Rule rule(Part part) {
    Part.Fields fields = part.fields();
    When when = when(fields);
    int times = fields.take("times").flatMap(p -> p.whole(1, TURNS)).orElse(Integer.MAX_VALUE);
    Optional<Duration> delay = fields.take("delay").flatMap(Part::length);
    Line line = line(fields);
    fields.end();
    return new Rule(
        when,
        delay.<Line>map(length -> new Line.After(length, line)).orElse(line),
        new AtomicInteger(times));
  }

  private static When when(Part.Fields fields) {
    Optional<Part.Fields> when = fields.take("when").map(Part::fields);
    var read =
        new When(
            when.flatMap(f -> f.take("model")).flatMap(Part::text),
            when.flatMap(f -> f.take("instructions")).flatMap(Part::text),
            when.flatMap(f -> f.take("last")).flatMap(Part::text),
            when.flatMap(f -> f.take("role")).flatMap(p -> p.word(List.of("user", "tool"))),
            when.flatMap(f -> f.take("turn")).flatMap(p -> p.whole(1, TURNS)));
    when.ifPresent(Part.Fields::end);
    return read;
  }

  private static Line line(Part.Fields fields) {
    Optional<Integer> refuse = fields.take("refuse").flatMap(p -> p.whole(STATUS_LOW, STATUS_HIGH));
    if (refuse.isPresent()) {
      return new Line.Refuses(
          refuse.get(),
          fields.take("retryAfter").flatMap(Part::length),
          text(fields, "say").orElse("it said no"));
    }
    Optional<Line> fault =
        text(fields, "break")
            .<Line>map(Line.Breaks::new)
            .or(() -> text(fields, "silent").map(Line.FallsSilent::new))
            .or(() -> text(fields, "babble").map(Line.Babbles::new))
            .or(() -> text(fields, "repeat").map(Line.Repeats::new));
    return fault.orElseGet(() -> {
      List<Line.Call> calls =
          fields
              .take("calls")
              .map(p -> p.items().stream().map(ModelScript::call).toList())
              .orElse(List.of());
      String stop =
          fields
              .take("stop")
              .flatMap(p -> p.word(List.of("end", "tools", "length", "refusal")))
              .orElse("");
      return new Line.Says(text(fields, "say").orElse(""), calls, tokens(fields), stop);
    });
  }

  private static Optional<String> text(Part.Fields fields, String name) {
    return fields.take(name).flatMap(Part::textOrNothing);
  }

  private static Line.Call call(Part part) {
    Part.Fields fields = part.fields();
    String tool = fields.need("tool", "name the tool").flatMap(Part::text).orElse("");
    Optional<Part> given = fields.take("arguments");
    fields.end();
    // A text is sent as it stands, so that a script can send what is no JSON.
    String arguments =
        given
            .map(p -> p.isText() ? p.textOrNothing().orElse("") : p.json().toString())
            .orElse("{}");
    return new Line.Call(tool, arguments);
  }

  private static Line.Tokens tokens(Part.Fields fields) {
    Optional<Part.Fields> tokens = fields.take("tokens").map(Part::fields);
    var read =
        new Line.Tokens(
            count(tokens, "in"), count(tokens, "cached").orElse(0L), count(tokens, "out"));
    tokens.ifPresent(Part.Fields::end);
    return read;
  }

  private static Optional<Long> count(Optional<Part.Fields> tokens, String name) {
    return tokens
        .flatMap(f -> f.take(name))
        .flatMap(p -> p.whole(0, Integer.MAX_VALUE))
        .map(Integer::longValue);
  }
}
