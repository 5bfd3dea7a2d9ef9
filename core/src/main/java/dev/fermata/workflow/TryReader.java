package dev.fermata.workflow;

import dev.fermata.value.Json;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what has to do with errors: try, catch, retry and the errors that are raised. */
final class TryReader {
  /** How often a body may be tried again. */
  private static final int ATTEMPT_LIMIT = 10_000;

  private static final List<String> ERROR_TEXTS = List.of("type", "instance", "title", "detail");
  private static final Pattern URI_SHAPE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:\\S+");

  private final Gathering gathering;
  private final StepReader steps;

  TryReader(Gathering gathering, StepReader steps) {
    this.gathering = gathering;
    this.steps = steps;
  }

  Step read(Part of, StepReader.Node node, Step.Head head) {
    Block body = steps.block(of, node.locals());
    Step.Catch handler =
        node.fields()
            .need("catch", "say which errors are caught and what happens then")
            .map(p -> handler(p, node))
            .orElse(nothingCaught());
    return new Step.Try(head, body, handler);
  }

  private static Step.Catch nothingCaught() {
    return new Step.Catch(
        Map.of(), "error", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private Step.Catch handler(Part part, StepReader.Node node) {
    Part.Fields fields = part.fields();
    Map<String, Json> with = fields.take("errors").map(TryReader::filter).orElse(Map.of());
    String as = fields.take("as").flatMap(Gathering::variable).orElse("error");
    List<String> locals = node.localsAnd(as);
    var inside =
        new StepReader.Node(node.part(), node.fields(), node.name(), node.siblings(), locals);
    List<String> variables = inside.during();
    Optional<Expr> when = fields.take("when").flatMap(p -> gathering.expression(p, variables));
    Optional<Expr> exceptWhen =
        fields.take("exceptWhen").flatMap(p -> gathering.expression(p, variables));
    Optional<Step.Retry> retry =
        fields
            .take("retry")
            .flatMap(p -> p.isText() ? gathering.defined("retries", p) : Optional.of(p))
            .map(p -> retry(p, variables));
    Optional<Block> body = fields.take("do").map(p -> steps.block(p, locals));
    fields.end();
    return new Step.Catch(with, as, when, exceptWhen, retry, body);
  }

  /** {@code { with: { type, status, title, detail, instance } }}: what the error must equal. */
  private static Map<String, Json> filter(Part part) {
    Part.Fields fields = part.fields();
    Map<String, Json> with = new LinkedHashMap<>();
    Optional<Part> filter = fields.take("with");
    if (filter.isPresent()) {
      Part.Fields wanted = filter.get().fields();
      for (String name : ERROR_TEXTS) {
        wanted
            .take(name)
            .filter(p -> p.text().isPresent())
            .ifPresent(p -> with.put(name, p.json()));
      }
      // The DSL's schema calls it "details" here and "detail" in the error itself.
      wanted
          .take("details")
          .filter(p -> p.text().isPresent())
          .ifPresent(p -> with.put("detail", p.json()));
      wanted
          .take("status")
          .flatMap(p -> p.whole(100, 599))
          .ifPresent(status -> with.put("status", Json.of(status)));
      wanted.end();
      if (filter.get().isObject() && wanted.names().isEmpty()) {
        filter.get().error("'with' names nothing; give a type or status, or leave it out");
      }
    }
    fields.end();
    return Collections.unmodifiableMap(with);
  }

  Step.Retry retry(Part part, List<String> variables) {
    Part.Fields fields = part.fields();
    Optional<Expr> when = fields.take("when").flatMap(p -> gathering.expression(p, variables));
    Optional<Expr> exceptWhen =
        fields.take("exceptWhen").flatMap(p -> gathering.expression(p, variables));
    Duration delay = fields.take("delay").flatMap(TryReader::written).orElse(Duration.ZERO);
    Step.Backoff backoff =
        fields.take("backoff").map(TryReader::backoff).orElse(Step.Backoff.CONSTANT);
    Duration[] jitter = {Duration.ZERO, Duration.ZERO};
    fields.take("jitter").ifPresent(p -> jitter(p, jitter));
    var limit = fields.take("limit").map(TryReader::limit).orElse(Limit.NONE);
    fields.end();
    return new Step.Retry(
        when,
        exceptWhen,
        delay,
        backoff,
        jitter[0],
        jitter[1],
        limit.attempts(),
        limit.all(),
        limit.each());
  }

  /** A length of time that must be written out, not computed. */
  private static Optional<Duration> written(Part part) {
    if (part.isExpression()) {
      part.error(
          Complaints.notRun(
              "a computed " + part.label() + " of a retry", "write its length, such as PT3S"));
      return Optional.empty();
    }
    return part.length();
  }

  private static Step.Backoff backoff(Part part) {
    Part.Fields fields = part.fields();
    Step.Backoff found = Step.Backoff.CONSTANT;
    int count = 0;
    for (Step.Backoff each : Step.Backoff.values()) {
      Optional<Part> given = fields.take(each.word());
      if (given.isPresent()) {
        given.get().fields().end();
        found = each;
        count++;
      }
    }
    fields.end();
    if (part.isObject() && count != 1) {
      part.error(
          "'backoff' has "
              + count
              + " kinds; give exactly one of constant: {}, linear: {}, exponential: {}");
    }
    return found;
  }

  private static void jitter(Part part, Duration[] into) {
    Part.Fields fields = part.fields();
    into[0] =
        fields
            .need("from", "give the shortest extra delay, such as PT0S")
            .flatMap(TryReader::written)
            .orElse(Duration.ZERO);
    into[1] =
        fields
            .need("to", "give the longest extra delay, such as PT1S")
            .flatMap(TryReader::written)
            .orElse(into[0]);
    fields.end();
    if (into[0].compareTo(into[1]) > 0) {
      part.error("'jitter' goes from " + into[0] + " to " + into[1] + "; swap the two");
    }
  }

  private record Limit(int attempts, Duration all, Duration each) {
    static final Limit NONE = new Limit(0, Duration.ZERO, Duration.ZERO);
  }

  private static Limit limit(Part part) {
    Part.Fields fields = part.fields();
    Optional<Part.Fields> attempt = fields.take("attempt").map(Part::fields);
    int count =
        attempt.flatMap(f -> f.take("count")).flatMap(p -> p.whole(1, ATTEMPT_LIMIT)).orElse(0);
    Duration each =
        attempt
            .flatMap(f -> f.take("duration"))
            .flatMap(Part::lengthOverZero)
            .orElse(Duration.ZERO);
    attempt.ifPresent(Part.Fields::end);
    Duration all = fields.take("duration").flatMap(Part::lengthOverZero).orElse(Duration.ZERO);
    fields.end();
    return new Limit(count, all, each);
  }

  /** {@code { type, status, title, detail, instance }}; each may be an expression. */
  Template error(Part part, List<String> variables) {
    Part.Fields fields = part.fields();
    fields
        .need("type", "give a URI, such as https://example.com/errors/out-of-stock")
        .ifPresent(TryReader::uri);
    fields.need("status", "give a number as in HTTP, such as 422").ifPresent(TryReader::status);
    for (String name : List.of("title", "detail", "instance")) {
      fields.take(name).ifPresent(Part::text);
    }
    fields.end();
    return gathering.template(part, variables);
  }

  private static void uri(Part part) {
    Optional<String> text = part.text();
    if (text.isPresent()
        && !Expr.isWrapped(text.get())
        && !URI_SHAPE.matcher(text.get()).matches()) {
      part.wrong("give a URI with its scheme, such as https://example.com/errors/out-of-stock");
    }
  }

  private static void status(Part part) {
    if (!part.isExpression()) {
      part.whole(100, 599);
    }
  }
}
