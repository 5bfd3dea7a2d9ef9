package dev.fermata.server.faults;

import dev.fermata.value.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A tool server over HTTP that strikes the first attempt at each effect with the fault that its
 * input names, and serves the later ones. {@code pay} honours keys, {@code book} and {@code order}
 * do not, {@code find} tells whether {@code order} happened. Thread-safe.
 */
final class FaultyReceiver implements Tally, AutoCloseable {
  private static final int BACKLOG = 1_000;
  private static final int DRIP_MS = 40;
  private static final int INTERIM = 50;

  /** More than the roster allows for an answer. */
  static final int LARGE = 70_000;

  private final ServerSocket server;
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final Map<String, Integer> done = new ConcurrentHashMap<>();

  private final boolean reads;

  /**
   * @param reads whether it reads requests at all; else it closes or resets each connection, in
   *     turn
   */
  FaultyReceiver(boolean reads) throws IOException {
    this.reads = reads;
    server = new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/";
  }

  @Override
  public int asked(String key) {
    return asked.getOrDefault(key, 0);
  }

  @Override
  public int done(String key) {
    return done.getOrDefault(key, 0);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // Closed: the test is over.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      if (!reads) {
        if (connections.getAndIncrement() % 2 == 0) {
          reset(socket);
        }
        return;
      }
      Json request = Json.parse(body(socket.getInputStream()));
      if (request.text("work").orElse("").equals("find")) {
        find(socket, request);
      } else {
        act(socket, request);
      }
    } catch (IOException e) {
      // The other end has gone, as it may.
    }
  }

  private static String body(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the request ended in its head");
      }
      head.append((char) next);
    }
    String length = head.toString().replaceAll("(?is).*content-length: *([0-9]+).*", "$1");
    return new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
  }

  private void find(Socket socket, Json request) throws IOException {
    Json input = request.member("input").orElseThrow();
    String key = input.text("key").orElseThrow();
    boolean struck =
        input.view().path("arguments").path("strikeCheck").booleanValue()
            && asked.merge("check of " + key, 1, Integer::sum) == 1;
    if (struck) {
      reset(socket);
      return;
    }
    var said = Json.object().put("happened", done(key) > 0);
    if (done(key) > 0) {
      said.putObject("result").put("ref", key);
    }
    answer(socket, "200 OK", output(request, said.toString()));
  }

  private void act(Socket socket, Json request) throws IOException {
    String key = request.text("key").orElseThrow();
    String word = request.view().path("input").path("fault").asText();
    var fault = ReceiverFault.valueOf(word.replace('-', '_').toUpperCase(java.util.Locale.ROOT));
    boolean struck = asked.merge(key, 1, Integer::sum) == 1;
    boolean keyed = request.text("work").orElse("").equals("pay");
    if (!struck || fault.works) {
      done.merge(key, 1, (before, one) -> keyed ? before : before + one);
    }
    String good = output(request, "{\"ref\":\"%s\"}".formatted(key));
    if (!struck) {
      answer(socket, "200 OK", good);
    } else if (fault.name().startsWith("STATUS_")) {
      status(socket, request, fault);
    } else {
      strike(socket, request, fault, good);
    }
  }

  private static String output(Json request, String output) {
    return "{\"id\":\"%s\",\"output\":%s}".formatted(request.text("id").orElse(""), output);
  }

  private static String error(Json request) {
    return "{\"id\":\"%s\",\"error\":{\"message\":\"not today\",\"retryable\":true}}"
        .formatted(request.text("id").orElse(""));
  }

  private static void status(Socket socket, Json request, ReceiverFault fault) throws IOException {
    String status = fault.name().substring("STATUS_".length()).substring(0, 3);
    switch (fault) {
      case STATUS_500_WITH_OWN_WORD, STATUS_422_WITH_OWN_WORD ->
          answer(socket, status + " No", error(request));
      case STATUS_503_RETRY_AFTER, STATUS_503_RETRY_AFTER_WORK, STATUS_429 ->
          write(
              socket, "HTTP/1.1 " + status + " No\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");
      case STATUS_504_OF_A_GATEWAY ->
          answer(socket, "504 No", "{\"error\":{\"message\":\"upstream\",\"retryable\":true}}");
      default -> answer(socket, status + " No", "sorry");
    }
  }

  private static void strike(Socket socket, Json request, ReceiverFault fault, String good)
      throws IOException {
    String length = "Content-Length: " + good.length() + "\r\n\r\n";
    String half = good.substring(0, good.length() / 2);
    switch (fault) {
      case RESET_BEFORE_WORK, RESET_AFTER_WORK -> reset(socket);
      case RESET_IN_HEADERS -> {
        write(socket, "HTTP/1.1 200 OK\r\nContent-Le");
        reset(socket);
      }
      case RESET_IN_BODY -> {
        write(socket, "HTTP/1.1 200 OK\r\n" + length + half);
        reset(socket);
      }
      case BODY_CUT_OFF -> write(socket, "HTTP/1.1 200 OK\r\n" + length + half);
      case CHUNKS_CUT_OFF ->
          write(
              socket,
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n"
                  .formatted(half.length(), half));
      case NO_ANSWER -> untilTheyGo(socket, "");
      case SLOW_DRIP -> untilTheyGo(socket, "HTTP/1.1 200 OK\r\nX-Slow: ");
      case BROKEN_JSON -> answer(socket, "200 OK", half);
      case WRONG_SCHEMA -> answer(socket, "200 OK", output(request, "{\"other\":1}"));
      case TOO_LARGE ->
          answer(socket, "200 OK", output(request, "{\"ref\":\"" + "x".repeat(LARGE) + "\"}"));
      case ANSWER_OF_ANOTHER ->
          answer(socket, "200 OK", "{\"id\":\"another\",\"output\":{\"ref\":\"no\"}}");
      case EXTRA_BYTES -> {
        answer(socket, "200 OK", good);
        answer(socket, "200 OK", good);
      }
      case DELIVERED_TWICE ->
          // A proxy repeats the request: who knows the key answers, who does not finds a conflict.
          answer(
              socket,
              request.text("work").orElse("").equals("pay") ? "200 OK" : "409 Conflict",
              good);
      case REDIRECT_LOOP_AFTER_WORK ->
          write(socket, "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");
      case REDIRECT_307 ->
          write(socket, "HTTP/1.1 307 Go\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");
      case MANY_INTERIM_ANSWERS -> {
        write(socket, "HTTP/1.1 102 Processing\r\n\r\n".repeat(INTERIM));
        answer(socket, "200 OK", good);
      }
      case CLOSED_BEFORE_WORK -> {}
      default -> throw new IllegalStateException(fault + " is no fault of a receiver over HTTP");
    }
  }

  private static void answer(Socket socket, String status, String body) throws IOException {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    write(socket, "HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\n\r\n" + body);
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  /** Makes the close a reset instead of an orderly end. */
  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("a connection cannot be reset", e);
    }
  }

  /** Says a little now and then, never enough, until the other end closes. */
  private static void untilTheyGo(Socket socket, String beginning) throws IOException {
    write(socket, beginning);
    socket.setSoTimeout(DRIP_MS);
    int next = 0;
    while (next >= 0) {
      try {
        next = socket.getInputStream().read();
      } catch (SocketTimeoutException e) {
        write(socket, beginning.isEmpty() ? "" : "x");
      }
    }
  }
}
