package dev.fermata.server.bench.agent;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The agent: answers each request with its run and 300 bytes in all. It reads no more of HTTP than
 * it must, so that what is measured is what calls it.
 */
public final class EchoAgent {
  private static final int BACKLOG = 1_000;
  private static final int REQUEST_LIMIT = 64 << 10;
  private static final int EMPTY_LINE = 0x0d0a0d0a;
  private static final int RESULT_BYTES = 300;
  private static final String FRAME = "{'run':1234567,'text':''}";
  private static final String TEXT =
      ",\"text\":\"" + "x".repeat(RESULT_BYTES - FRAME.length()) + "\"}}";
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
  private static final Pattern LENGTH =
      Pattern.compile("\r\ncontent-length: *([0-9]{1,9})", Pattern.CASE_INSENSITIVE);

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
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream()) {
      socket.setTcpNoDelay(true);
      var coming = new Incoming(in);
      while (true) {
        String head = coming.head();
        out.write(answer(coming.body(length(head))));
      }
    } catch (IOException e) {
      // Whoever called has gone, as callers may.
    }
  }

  private static int length(String head) {
    Matcher length = LENGTH.matcher(head);
    return length.find() ? Integer.parseInt(length.group(1)) : 0;
  }

  private static byte[] answer(String request) throws IOException {
    String run = between(request, "\"run\":", '}');
    String body =
        "{\"id\":\"" + between(request, "\"id\":\"", '"') + "\",\"output\":{\"run\":" + run + TEXT;
    return (HEAD + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String between(String text, String before, char after) throws IOException {
    int start = text.indexOf(before) + before.length();
    int end = text.indexOf(after, start);
    if (start < before.length() || end < 0) throw new IOException("no request of this benchmark");
    return text.substring(start, end);
  }

  /** The requests of one connection. */
  private static final class Incoming {
    private final InputStream in;
    private final byte[] bytes = new byte[REQUEST_LIMIT];
    private int from;
    private int to;

    Incoming(InputStream in) {
      this.in = in;
    }

    /** To the empty line. */
    String head() throws IOException {
      int at = from;
      int last = 0;
      while (last != EMPTY_LINE) {
        if (at == to) at -= fill();
        last = last << Byte.SIZE | bytes[at++];
      }
      return taken(at - from);
    }

    String body(int length) throws IOException {
      while (to - from < length) fill();
      return taken(length);
    }

    private String taken(int length) {
      var text = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
      from += length;
      return text;
    }

    /** Reads on; says by how much what was read before has moved. */
    private int fill() throws IOException {
      int moved = from;
      System.arraycopy(bytes, from, bytes, 0, to - from);
      to -= moved;
      from = 0;
      int read = in.read(bytes, to, bytes.length - to);
      if (read <= 0) throw new EOFException("no further request");
      to += read;
      return moved;
    }
  }
}
