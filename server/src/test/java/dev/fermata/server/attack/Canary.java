package dev.fermata.server.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Somebody on 127.0.0.1 whom no workflow may reach, or who sends whoever comes elsewhere. */
final class Canary implements AutoCloseable {
  private static final int HEAD = 4_096;

  private final ServerSocket socket;
  private final AtomicInteger connections = new AtomicInteger();

  private Canary(UnaryOperator<String> answer) {
    try {
      socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(() -> serve(answer));
  }

  static Canary silent() {
    return new Canary(path -> "200 OK\r\n");
  }

  /** Sends whoever asks for a path to where that function says. */
  static Canary redirecting(String status, UnaryOperator<String> to) {
    return new Canary(path -> status + "\r\nLocation: " + to.apply(path) + "\r\n");
  }

  private void serve(UnaryOperator<String> answer) {
    while (!socket.isClosed()) {
      try (Socket one = socket.accept()) {
        connections.incrementAndGet();
        String head = head(one);
        String path = head.isEmpty() ? "/" : head.split(" ")[1];
        String text =
            "HTTP/1.1 " + answer.apply(path) + "Content-Length: 0\r\nConnection: close\r\n\r\n";
        one.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        // The other side hung up, or the test is over.
      }
    }
  }

  private static String head(Socket one) throws IOException {
    byte[] bytes = new byte[HEAD];
    int read = one.getInputStream().read(bytes);
    return read < 0 ? "" : new String(bytes, 0, read, StandardCharsets.ISO_8859_1);
  }

  int port() {
    return socket.getLocalPort();
  }

  String authority() {
    return "127.0.0.1:" + port();
  }

  int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
