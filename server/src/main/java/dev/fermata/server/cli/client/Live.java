package dev.fermata.server.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.value.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;

/** Follows a stream of server-sent events, and goes on where it was after the line broke. */
public final class Live {
  private static final long PAUSE_MS = 500;

  private final Server server;
  private final Patience patience;
  private String lastId = "";

  public Live(Server server, Patience patience) {
    this.server = server;
    this.patience = patience;
  }

  /**
   * One event.
   *
   * @param name its kind; {@code message} where the server gave none
   */
  public record Event(String name, JsonNode data) {}

  /** Hands over every event until the listener says that it has seen enough. */
  public void follow(String path, Predicate<Event> goOn) {
    while (true) {
      var response = patience.with(() -> server.stream(path, lastId));
      try (var lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        Optional<Event> event = read(lines);
        while (event.isPresent()) {
          if (!goOn.test(event.get())) return;
          event = read(lines);
        }
      } catch (IOException e) {
        // The server went away; it is asked for what came since.
      }
      Patience.pause(PAUSE_MS);
    }
  }

  /** The next event; nothing at the stream's end. */
  private Optional<Event> read(BufferedReader lines) throws IOException {
    String name = "message";
    String id = lastId;
    var data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (data.isEmpty()) {
          name = "message";
          continue;
        }
        lastId = id;
        return Optional.of(new Event(name, parsed(data.toString())));
      }
      if (line.startsWith("id:")) id = line.substring(3).strip();
      else if (line.startsWith("event:")) name = line.substring(6).strip();
      else if (line.startsWith("data:")) data.append(line.substring(5).strip());
    }
    return Optional.empty();
  }

  private static JsonNode parsed(String data) {
    try {
      return Json.parse(data).view();
    } catch (Json.Malformed e) {
      throw Trouble.failed("no-fermata", "the server sent an event that is " + e.getMessage(), "");
    }
  }
}
