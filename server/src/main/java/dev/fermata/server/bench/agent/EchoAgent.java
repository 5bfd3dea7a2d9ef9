package dev.fermata.server.bench.agent;

import dev.fermata.value.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The agent: answers each request with its run and 300 bytes in all. It reads no more of HTTP than
 * it must, so that what is measured is what calls it.
 */
public final class EchoAgent {
  private static final int BACKLOG = 1_000;
  private static final int BODY_LIMIT = 1 << 20;
  private static final int HEAD_LIMIT = 64 << 10;
  private static final int EMPTY_LINE = 0x0d0a0d0a;
  private static final int RESULT_BYTES = 300;
  private static final String FRAME = "{'run':1234567,'text':''}";
  private static final String TEXT = "x".repeat(RESULT_BYTES - FRAME.length());
  private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d{1,9})");

  private EchoAgent() {}

  /** Says its port, and answers until whoever started it has gone. */
  public static void main(String[] args) throws IOException {
    Thread.ofPlatform().daemon().start(EchoAgent::endWithParent);
    try (var server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())) {
      System.out.println(server.getLocalPort());
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    }
  }

  private static void endWithParent() {
    try {
      var unused = System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The end of it all the same.
    }
    System.exit(0);
  }

  private static void serve(Socket accepted) {
    try (var socket = accepted;
        var in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream()) {
      socket.setTcpNoDelay(true);
      String head = head(in);
      while (!head.isEmpty()) {
        Matcher length = LENGTH.matcher(head);
        int bytes = length.find() ? Math.min(BODY_LIMIT, Integer.parseInt(length.group(1))) : 0;
        out.write(answer(in.readNBytes(bytes)));
        head = head(in);
      }
    } catch (IOException e) {
      // Whoever called has gone, as callers may.
    }
  }

  /** To the empty line, in lower case; empty if no more comes. */
  private static String head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    int last = 0;
    while (last != EMPTY_LINE) {
      int next = in.read();
      if (next < 0 || head.size() == HEAD_LIMIT) return "";
      head.write(next);
      last = last << Byte.SIZE | next;
    }
    return head.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
  }

  private static byte[] answer(byte[] body) {
    Json request = Json.parse(body);
    var answer = Json.object().put("id", request.text("id").orElse(""));
    long run = request.view().at("/input/run").asLong();
    answer.putObject("output").put("run", run).put("text", TEXT);
    byte[] json = Json.adopt(answer).bytes();
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(json.length);
    var whole = new ByteArrayOutputStream();
    whole.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    whole.writeBytes(json);
    return whole.toByteArray();
  }
}
