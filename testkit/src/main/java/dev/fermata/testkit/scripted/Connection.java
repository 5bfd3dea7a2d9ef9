package dev.fermata.testkit.scripted;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.testkit.scripted.Voice.Spoken;
import dev.fermata.value.Json;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The requests of one connection, one after another, and what the script has for each. */
final class Connection {
  private static final int HEAD_BYTES = 64 << 10;
  private static final int BODY_BYTES = 64 << 20;
  private static final int PIECES = 8;

  /** How long a model that fell silent keeps its connection. */
  private static final Duration SILENCE = Duration.ofMinutes(10);

  /** So that an endless answer does not take all of the machine. */
  private static final Duration BETWEEN_REPEATS = Duration.ofMillis(5);

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final Function<Request, Asked> models;
  private boolean over;

  /** What came in. */
  record Request(boolean anthropic, String key, Json body) {}

  /** What it means, and what is to be done about it. */
  record Asked(Prompt prompt, Line line) {}

  Connection(Socket socket, Function<Request, Asked> models) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = new BufferedOutputStream(socket.getOutputStream());
    this.models = models;
  }

  void serve() throws IOException, InterruptedException {
    for (String head = head(); !head.isEmpty() && !over; head = over ? "" : head()) {
      serve(head.split("\r\n"));
    }
  }

  private void serve(String[] head) throws IOException, InterruptedException {
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < head.length; i++) {
      int colon = head[i].indexOf(':');
      String name = head[i].substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
      headers.put(name, head[i].substring(colon + 1).strip());
    }
    String path = head[0].split(" ", 3)[1];
    boolean anthropic = path.endsWith("/messages");
    if (!anthropic && !path.endsWith("/chat/completions")) {
      plain(404, Optional.empty(), "{\"error\":{\"message\":\"no such path: " + path + "\"}}");
      return;
    }
    Optional<Json> body = body(headers);
    if (body.isEmpty()) {
      plain(400, Optional.empty(), "{\"error\":{\"message\":\"the body is not JSON\"}}");
      return;
    }
    String key = headers.getOrDefault(anthropic ? "x-api-key" : "authorization", "");
    Asked asked = models.apply(new Request(anthropic, key, body.get()));
    Voice voice = anthropic ? new AnthropicVoice() : new OpenAiVoice();
    perform(asked.line(), asked.prompt(), voice);
  }

  /** Empty where no further request comes. */
  private String head() throws IOException {
    var bytes = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < 4) {
      int next = in.read();
      if (next < 0 && bytes.size() == 0) {
        return "";
      }
      if (next < 0 || bytes.size() > HEAD_BYTES) {
        throw new IOException("the request ended early, or its head is too long");
      }
      ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : next == '\r' ? 1 : 0;
      bytes.write(next);
    }
    return bytes.toString(ISO_8859_1);
  }

  private Optional<Json> body(Map<String, String> headers) throws IOException {
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] bytes = in.readNBytes(Math.min(length, BODY_BYTES));
    try {
      return Optional.of(Json.parse(bytes));
    } catch (Json.Malformed e) {
      return Optional.empty();
    }
  }

  private void perform(Line line, Prompt prompt, Voice voice)
      throws IOException, InterruptedException {
    switch (line) {
      case Line.After(var delay, var then) -> {
        Thread.sleep(delay);
        perform(then, prompt, voice);
      }
      case Line.Refuses(var status, var retryAfter, var message) ->
          plain(status, retryAfter, Json.of(voice.refusal(status, message)).toString());
      case Line.Babbles(var body) -> {
        begin();
        chunk(body);
        chunk("");
      }
      case Line.Says says -> {
        var spoken = Spoken.of(prompt, says);
        if (prompt.body().view().path("stream").asBoolean()) {
          stream(prompt, voice, spoken);
        } else {
          perform(new Line.SaysAtOnce(says), prompt, voice);
        }
      }
      case Line.SaysAtOnce(var says) -> {
        var spoken = Spoken.of(prompt, says);
        plain(200, Optional.empty(), Json.of(voice.whole(prompt, spoken)).toString());
      }
      case Line.Breaks(var text) -> {
        over = true;
        begun(prompt, voice, text);
        // With this, the other end sees a broken connection and not an orderly end.
        socket.setSoLinger(true, 0);
      }
      case Line.FallsSilent(var text) -> {
        over = true;
        begun(prompt, voice, text);
        hungUp();
      }
      case Line.Repeats(var text) -> {
        begun(prompt, voice, "");
        while (true) {
          chunk(voice.more(prompt, text));
          Thread.sleep(BETWEEN_REPEATS);
        }
      }
    }
  }

  /** Waits until the other end has had enough. */
  private void hungUp() throws IOException {
    socket.setSoTimeout((int) SILENCE.toMillis());
    var unused = in.read();
  }

  private void begun(Prompt prompt, Voice voice, String text) throws IOException {
    begin();
    for (String each : voice.beginning(prompt, 1, 0)) {
      chunk(each);
    }
    if (!text.isEmpty()) {
      chunk(voice.more(prompt, text));
    }
  }

  private void stream(Prompt prompt, Voice voice, Spoken spoken) throws IOException {
    begin();
    List<String> beginning = voice.beginning(prompt, spoken.tokensIn(), spoken.cached());
    chunk(String.join("", beginning));
    String text = spoken.text();
    int size = Math.max(1, (text.length() + PIECES - 1) / PIECES);
    for (int from = 0; from < text.length(); from += size) {
      int to = Math.min(text.length(), from + size);
      chunk(voice.more(prompt, text.substring(from, to)));
    }
    chunk(String.join("", voice.rest(prompt, spoken)));
    chunk("");
  }

  private void begin() throws IOException {
    head(200, "Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n");
    out.flush();
  }

  private void head(int status, String more) throws IOException {
    String head =
        "HTTP/1.1 %d Scripted\r\n%sConnection: keep-alive\r\n\r\n".formatted(status, more);
    out.write(head.getBytes(ISO_8859_1));
  }

  /** An empty one is the last. */
  private void chunk(String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1));
    out.write(bytes);
    out.write("\r\n".getBytes(ISO_8859_1));
    out.flush();
  }

  private void plain(int status, Optional<Duration> retryAfter, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    String wait =
        retryAfter
            .map(each -> "Retry-After: " + Math.ceilDiv(each.toMillis(), 1000L) + "\r\n")
            .orElse("");
    head(
        status,
        "Content-Type: application/json\r\nContent-Length: %d\r\n%s".formatted(bytes.length, wait));
    out.write(bytes);
    out.flush();
  }
}
