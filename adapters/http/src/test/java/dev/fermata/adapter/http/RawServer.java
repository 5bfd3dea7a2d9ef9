package dev.fermata.adapter.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on 127.0.0.1 that reads one request a connection, or more where a test says so, and then
 * does what the test says.
 */
final class RawServer implements AutoCloseable {
  private final ServerSocket server;
  private final Answer answer;
  private final int perConnection;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  final List<String> requests = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();

  /** What to do after a request: write anything, break anything. */
  @FunctionalInterface
  interface Answer {
    void to(String request, Socket socket) throws Exception;
  }

  RawServer(Answer answer) {
    this(1, answer);
  }

  /**
   * @param perConnection how many requests it answers on one connection before it closes it
   */
  RawServer(int perConnection, Answer answer) {
    this.perConnection = perConnection;
    this.answer = answer;
    try {
      server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Thread.ofPlatform().daemon().start(this::accept);
  }

  /** Answers each request with that text; {@code $id} in it becomes the request's id. */
  static RawServer saying(String status, String headers, String body) {
    return new RawServer((request, socket) -> say(socket, request, status, headers, body));
  }

  static void say(Socket socket, String request, String status, String headers, String body)
      throws IOException {
    byte[] bytes = body.replace("$id", id(request)).getBytes(StandardCharsets.UTF_8);
    write(
        socket,
        "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + bytes.length + "\r\n\r\n");
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  static String id(String request) {
    int at = request.indexOf("\"id\":\"");
    return at < 0 ? "" : request.substring(at + 6, request.indexOf('"', at + 6));
  }

  int port() {
    return server.getLocalPort();
  }

  String authority() {
    return "127.0.0.1:" + port();
  }

  String url(String path) {
    return "http://" + authority() + path;
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket each : sockets) {
        each.close();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        sockets.add(socket);
        Thread.ofPlatform().daemon().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      for (int i = 0; i < perConnection; i++) {
        String request = request(socket.getInputStream());
        requests.add(request);
        answer.to(request, socket);
      }
    } catch (Exception e) {
      // The client hung up, as it should in many tests.
    }
  }

  private static String request(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    String text = "";
    while (!text.contains("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the request ended early");
      }
      bytes.write(next);
      text = next == '\n' ? bytes.toString(StandardCharsets.UTF_8) : text;
    }
    var length = java.util.regex.Pattern.compile("(?i)content-length: (\\d+)").matcher(text);
    if (length.find()) {
      bytes.write(in.readNBytes(Integer.parseInt(length.group(1))));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
