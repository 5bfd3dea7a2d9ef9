import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * The process protocol: one JSON object a line, requests on stdin, replies on stdout, the log on
 * stderr. Several requests are worked on at once; replies come in any order. Ends when stdin does.
 */
final class Agent {
  private static final int IN_FLIGHT_LIMIT = 64;

  /** What one agent does with one request. Called from several threads at once. */
  interface Work {
    Reply on(Request request);
  }

  /** Reads what the work needs before the first request. */
  interface Opening {
    Work open() throws IOException, InterruptedException;
  }

  record Request(String id, String work, Map<String, Object> input, String key, String run) {}

  record Reply(Map<String, Object> output, List<Map<String, Object>> evidence) {
    Reply(Map<String, Object> output) {
      this(output, List.of());
    }
  }

  /** The request cannot be done; the message goes to the caller as it is. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    final boolean retryable;

    Refused(String message, boolean retryable) {
      super(message);
      this.retryable = retryable;
    }

    Refused(String message) {
      this(message, false);
    }
  }

  private Agent() {}

  /** Opens what the agent needs, then works until stdin ends; says in one line why it cannot. */
  static void serve(String name, Opening opening) {
    try {
      serve(name, opening.open());
    } catch (IOException | InterruptedException | IllegalArgumentException e) {
      System.err.println(name + " cannot work: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void serve(String name, Work work) throws IOException, InterruptedException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var free = new Semaphore(IN_FLIGHT_LIMIT);
    System.err.println(name + " is ready");
    // Closing waits for the requests in flight, so that none is lost when stdin ends.
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Request request = request(name, line);
        if (request == null) continue;
        free.acquire();
        workers.execute(() -> {
          try {
            out.print(Json.write(reply(name, work, request)) + "\n");
            out.flush();
          } finally {
            free.release();
          }
        });
      }
    }
  }

  /** Null for a line that names no request: there is no id to answer to, so it is only logged. */
  private static Request request(String name, String line) {
    if (line.isBlank()) return null;
    try {
      Map<String, Object> map = Json.readObject(line);
      if (map.get("id") instanceof String id)
        return new Request(id, text(map, "work"), input(map), text(map, "key"), text(map, "run"));
      System.err.println(name + " skipped a line without a text `id`");
    } catch (IllegalArgumentException e) {
      System.err.println(name + " skipped a line that is no JSON object: " + e.getMessage());
    }
    return null;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> input(Map<String, Object> request) {
    return request.get("input") instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private static String text(Map<String, Object> request, String name) {
    return request.get(name) instanceof String text ? text : "";
  }

  private static Map<String, Object> reply(String name, Work work, Request request) {
    try {
      Reply reply = work.on(request);
      var evidence = reply.evidence().isEmpty() ? null : reply.evidence();
      return Json.object("id", request.id(), "output", reply.output(), "evidence", evidence);
    } catch (Refused e) {
      return error(request, e.getMessage(), e.retryable);
    } catch (RuntimeException e) {
      e.printStackTrace();
      return error(request, name + " failed: " + e, false);
    }
  }

  private static Map<String, Object> error(Request request, String message, boolean retryable) {
    return Json.object(
        "id", request.id(), "error", Json.object("message", message, "retryable", retryable));
  }
}
