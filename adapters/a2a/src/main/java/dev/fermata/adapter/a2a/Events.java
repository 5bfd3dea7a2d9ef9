package dev.fermata.adapter.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.effect.Streams.Answer;
import dev.fermata.effect.Streams.Next;
import dev.fermata.value.Json;
import java.util.function.Predicate;

/** Reads server-sent events, each of which is one message of the agent. Used by one thread. */
final class Events {
  private final Spoken agent;
  private final Answer answer;
  private final StringBuilder data = new StringBuilder();
  private int count;

  Events(Spoken agent, Answer answer) {
    this.agent = agent;
    this.answer = answer;
  }

  /** Until they end, or no more are wanted; then the result is empty. */
  Heard to(Predicate<JsonNode> events) {
    while (true) {
      switch (answer.next()) {
        case Next.Line(var line) when line.isEmpty() -> {
          if (!data.isEmpty()) {
            Heard heard = agent.envelope(data.toString());
            data.setLength(0);
            if (!(heard instanceof Heard.Result(var event))) {
              return heard;
            }
            if (++count > A2aLimits.EVENTS) {
              return new Heard.Silent(agent.events());
            }
            if (!events.test(event)) {
              return ended();
            }
          }
        }
        case Next.Line(var line) -> {
          if (line.startsWith("data:")) {
            data.append(data.isEmpty() ? "" : "\n").append(line.substring(5).stripLeading());
          }
        }
        case Next.End() -> {
          return ended();
        }
        case Next.Broken(var problem) -> {
          return new Heard.Silent(problem);
        }
        case Next.TooLong(var problem) -> {
          return new Heard.Silent(problem);
        }
      }
    }
  }

  private static Heard ended() {
    return new Heard.Result(Json.EMPTY.view());
  }
}
