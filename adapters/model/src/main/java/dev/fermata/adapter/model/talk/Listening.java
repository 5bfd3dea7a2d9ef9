package dev.fermata.adapter.model.talk;

import dev.fermata.effect.Streams;
import dev.fermata.effect.Streams.Next;
import dev.fermata.value.Problem;
import java.util.Locale;
import java.util.Optional;

/** Reads an answer to its end: server-sent events, or a whole one where the service streams not. */
public final class Listening {
  private final Dialect.Reading reading;
  private final StringBuilder data = new StringBuilder();

  public Listening(Dialect.Reading reading) {
    this.reading = reading;
  }

  /**
   * @return why it broke off, if it did
   */
  public Optional<Problem> to(Streams.Answer answer) throws Unheard {
    boolean whole =
        answer.header("content-type").orElse("").toLowerCase(Locale.ROOT).contains("json");
    while (!reading.done()) {
      switch (answer.next()) {
        case Next.Line(var line) -> {
          if (whole) {
            data.append(line).append('\n');
          } else {
            event(line);
          }
        }
        case Next.End() -> {
          if (whole) {
            reading.whole(data.toString());
          } else {
            dispatch();
          }
          reading.end();
          return Optional.empty();
        }
        case Next.Broken(var problem) -> {
          return Optional.of(problem);
        }
        case Next.TooLong(var problem) ->
            throw new Unheard(Unheard.Reason.TOO_LONG, problem.detail());
      }
    }
    reading.end();
    return Optional.empty();
  }

  /** The lines of an event; its type stands in its data as well (WHATWG HTML, 9.2.6). */
  private void event(String line) throws Unheard {
    if (line.isEmpty()) {
      dispatch();
    } else if (line.startsWith("data:")) {
      String more = line.substring(line.startsWith("data: ") ? 6 : 5);
      data.append(data.isEmpty() ? "" : "\n").append(more);
    } else if (line.startsWith("{")) {
      // An error in the midst of a stream comes bare from some.
      data.append(line);
    } else if (!line.startsWith(":")
        && !line.startsWith("event:")
        && !line.startsWith("id:")
        && !line.startsWith("retry:")) {
      throw new Unheard(
          Unheard.Reason.NONSENSE, "its answer is no stream of events: " + Text.clip(line, 200));
    }
  }

  private void dispatch() throws Unheard {
    if (!data.isEmpty()) {
      String event = data.toString();
      data.setLength(0);
      reading.event(event);
    }
  }
}
