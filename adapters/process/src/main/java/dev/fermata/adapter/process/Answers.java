package dev.fermata.adapter.process;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Reply;
import dev.fermata.value.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives each line of a child to the request it answers, and counts the lines that answer nothing.
 * One thread hears; any thread may look.
 */
final class Answers {
  /** How many requests that timed out are remembered, to tell a late answer from nonsense. */
  private static final int ABANDONED = 1_000;

  private final Supervisor.Spec spec;
  private final ProcessLimits limits;
  private final Clock clock;
  private final ChildLog log;
  private final Map<String, Request> inFlight;
  private final Set<String> abandoned =
      Collections.newSetFromMap(
          Collections.synchronizedMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > ABANDONED;
                }
              }));
  private volatile int nonsenseInARow;
  private volatile String lastNonsense = "";
  private volatile String complaint = "";
  private volatile Child.Counts counts = Child.Counts.NONE;

  /** What a line says about the child. */
  enum Heard {
    GOOD,
    NEUTRAL,
    TOO_MUCH
  }

  Answers(
      Supervisor.Spec spec,
      ProcessLimits limits,
      Clock clock,
      ChildLog log,
      Map<String, Request> inFlight) {
    this.spec = spec;
    this.limits = limits;
    this.clock = clock;
    this.log = log;
    this.inFlight = inFlight;
  }

  Child.Counts counts() {
    return counts;
  }

  /** Why it was too much. */
  String complaint() {
    return complaint;
  }

  void abandon(Request request) {
    abandoned.add(request.id());
  }

  /** What to say of a request that got no answer in time. */
  String silence(Attempt attempt) {
    String sign =
        counts
            .lastSign()
            .map(at -> Duration.between(at, clock.instant()).toMillis())
            .map(ms -> "its last line came %d ms ago".formatted(ms))
            .orElse("it has not written a line yet");
    String work = attempt.work().isEmpty() ? "" : " to '" + attempt.work() + "'";
    String stray = nonsenseInARow == 0 ? "" : "; it answers nothing: " + lastNonsense;
    return "'%s' gave no answer%s in time; %s%s".formatted(spec.name(), work, sign, stray);
  }

  Heard hear(Lines.Line line) {
    Instant now = clock.instant();
    counts = new Child.Counts(counts.nonsense(), counts.late(), Optional.of(now));
    if (line.tooLong()) {
      String why = "it is longer than the limit of %d bytes".formatted(spec.answerBytes());
      return Wire.id(line.bytes())
          .map(id -> garbled(id, why, line))
          .orElseGet(() -> nonsense(why, line));
    }
    return switch (Wire.read(line.bytes())) {
      case Wire.Said.Answer(String id, Reply reply) -> answer(id, reply, line);
      case Wire.Said.Progress(String id) -> progress(id, line);
      case Wire.Said.Garbled(String id, String why) -> garbled(id, why, line);
      case Wire.Said.Nonsense(String why) -> nonsense(why, line);
    };
  }

  private Heard answer(String id, Reply reply, Lines.Line line) {
    Request request = inFlight.get(id);
    if (request != null && request.taken() && inFlight.remove(id, request)) {
      request.answer(reply);
      nonsenseInARow = 0;
      return Heard.GOOD;
    }
    if (abandoned.remove(id)) {
      counts = new Child.Counts(counts.nonsense(), counts.late() + 1, counts.lastSign());
      nonsenseInARow = 0;
      return Heard.GOOD;
    }
    return nonsense("no request of that id waits for an answer", line);
  }

  private Heard progress(String id, Lines.Line line) {
    Request request = inFlight.get(id);
    if (request == null) {
      return abandoned.contains(id)
          ? Heard.NEUTRAL
          : nonsense("no request of that id waits for an answer", line);
    }
    return request.progressed() > limits.progressLines()
        ? nonsense("more than %d progress lines".formatted(limits.progressLines()), line)
        : Heard.NEUTRAL;
  }

  private Heard garbled(String id, String why, Lines.Line line) {
    Request request = inFlight.get(id);
    if (request == null || !request.taken() || !inFlight.remove(id, request)) {
      return nonsense(why, line);
    }
    // Lost, not rejected: who answers badly may have done the work.
    request.answer(
        new Reply.Lost(
            Problem.communication(
                502,
                "the answer of '%s' cannot be understood: %s; it begins: %s"
                    .formatted(spec.name(), why, Wire.quote(line.bytes())))));
    return Heard.NEUTRAL;
  }

  private Heard nonsense(String why, Lines.Line line) {
    counts = new Child.Counts(counts.nonsense() + 1, counts.late(), counts.lastSign());
    String said = "%s (%s)".formatted(Wire.quote(line.bytes()), why);
    log.write("a line on stdout answers nothing: " + said);
    lastNonsense = said;
    nonsenseInARow = nonsenseInARow + 1; // One thread hears, so nobody counts at the same time.
    if (nonsenseInARow < limits.nonsenseLines()) {
      return Heard.NEUTRAL;
    }
    complaint =
        "'%s' wrote %d lines that answer nothing and was ended; the last one: %s"
            .formatted(spec.name(), nonsenseInARow, said);
    return Heard.TOO_MUCH;
  }
}
