package dev.fermata.server.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Hands one mail in at a server (RFC 5321, 3207, 4954), each over a connection of its own. */
final class Smtp {
  private static final int PATIENCE_MS = (int) Duration.ofSeconds(20).toMillis();
  private static final int REPLY_LINES = 100;
  private static final int LINE_CHARS = 4_000;
  private static final int SUBJECT_BYTES = 39;
  private static final int READY = 220;
  private static final int DONE = 250;
  private static final int SIGNED_IN = 235;
  private static final int GO_ON = 354;

  /** What is written in an envelope as it stands, so that nothing else can stand there. */
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}");

  private final MailServer server;
  private final SSLSocketFactory tls;

  Smtp(MailServer server, SSLSocketFactory tls) {
    this.server = server;
    this.tls = tls;
  }

  static boolean isAddress(String text) {
    return ADDRESS.matcher(text).matches();
  }

  /** Why it was not handed in; empty if the server has taken it. */
  Optional<String> send(String to, String subject, String text, Instant now) {
    if (!isAddress(to)) {
      return Optional.of("'" + to + "' is no mail address");
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(server.host(), server.port()), PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      talk(socket, to, mail(to, subject, text, now));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(server.host() + ":" + server.port() + ": " + e.getMessage());
    }
  }

  private void talk(Socket socket, String to, byte[] mail) throws IOException {
    Line line = new Line(server.safety() == MailServer.Safety.TLS ? secured(socket) : socket);
    line.expect(READY);
    line.say("EHLO fermata", DONE);
    if (server.safety() == MailServer.Safety.STARTTLS) {
      line.say("STARTTLS", READY);
      // What was said before is forgotten: it may have come from somebody in between.
      line = new Line(secured(socket));
      line.say("EHLO fermata", DONE);
    }
    if (server.password().isPresent()) {
      String plain = "\0" + server.user() + "\0" + server.password().get().reveal();
      line.say("AUTH PLAIN " + base64(plain), SIGNED_IN);
    }
    line.say("MAIL FROM:<" + server.from() + ">", DONE);
    line.say("RCPT TO:<" + to + ">", DONE);
    line.say("DATA", GO_ON);
    line.write(mail);
    line.expect(DONE);
    line.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private Socket secured(Socket socket) throws IOException {
    var safe = (SSLSocket) tls.createSocket(socket, server.host(), server.port(), true);
    SSLParameters parameters = safe.getSSLParameters();
    // Else any valid certificate would do, whoever's it is.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    safe.setSSLParameters(parameters);
    safe.startHandshake();
    return safe;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The text stands in base64, so that no line of it can end the mail or begin a header. */
  private byte[] mail(String to, String subject, String text, Instant now) {
    var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atZone(ZoneOffset.UTC));
    String body = Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    String head =
        String.join(
            "\r\n",
            "Date: " + date,
            "From: Fermata <" + server.from() + ">",
            "To: <" + to + ">",
            "Subject: " + encoded(subject),
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64");
    return (head + "\r\n\r\n" + body + "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** As words of RFC 2047, each short enough for a line. */
  private static String encoded(String subject) {
    var words = new StringBuilder();
    int[] points = subject.codePoints().toArray();
    for (int i = 0; i < points.length; ) {
      var part = new StringBuilder();
      while (i < points.length
          && (part + Character.toString(points[i])).getBytes(StandardCharsets.UTF_8).length
              <= SUBJECT_BYTES) {
        part.appendCodePoint(points[i++]);
      }
      words.append(words.isEmpty() ? "" : "\r\n ");
      words.append("=?UTF-8?B?").append(base64(part.toString())).append("?=");
    }
    return words.toString();
  }

  /** One connection: what is said, and the replies, which have lines that begin with a code. */
  private static final class Line {
    private final BufferedReader in;
    private final OutputStream out;

    Line(Socket socket) throws IOException {
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      out = socket.getOutputStream();
    }

    void say(String command, int expected) throws IOException {
      write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      expect(expected);
    }

    void write(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    void expect(int code) throws IOException {
      for (int lines = 0; lines < REPLY_LINES; lines++) {
        String line = line();
        if (line.length() < 4 || line.charAt(3) != '-') {
          if (line.startsWith(Integer.toString(code))) {
            return;
          }
          throw new IOException("it said '" + line + "'");
        }
      }
      throw new IOException("it said more than " + REPLY_LINES + " lines");
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0 || line.length() > LINE_CHARS) {
          throw new IOException(c < 0 ? "it hung up" : "it said too long a line");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }
}
