package dev.fermata.server.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A real mail server on this machine, which keeps what it is handed. */
final class Postbox implements AutoCloseable {
  private final ServerSocket socket;
  private final Optional<SSLContext> tls;
  private final List<Mail> mails = new CopyOnWriteArrayList<>();
  private final List<String> signedIn = new CopyOnWriteArrayList<>();

  /** One mail: its envelope, its head, and its text. */
  record Mail(String from, String to, List<String> head, String text) {
    String subject() {
      var subject = new StringBuilder();
      for (String word : String.join("\n", head).split("=\\?UTF-8\\?B\\?", -1)) {
        if (word.contains("?=")) {
          byte[] bytes = Base64.getDecoder().decode(word.substring(0, word.indexOf("?=")));
          subject.append(new String(bytes, StandardCharsets.UTF_8));
        }
      }
      return subject.toString();
    }
  }

  private Postbox(Optional<SSLContext> tls) {
    this.tls = tls;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::serve);
  }

  static Postbox open() {
    return new Postbox(Optional.empty());
  }

  static Postbox secured(SSLContext tls) {
    return new Postbox(Optional.of(tls));
  }

  int port() {
    return socket.getLocalPort();
  }

  List<Mail> mails() {
    return mails;
  }

  /** Who signed in, as {@code user:password}. */
  List<String> signedIn() {
    return signedIn;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> talk(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void talk(Socket client) {
    try (client) {
      converse(client, false);
    } catch (IOException e) {
      // Whoever hangs up has nothing more to say.
    }
  }

  private void converse(Socket client, boolean safe) throws IOException {
    var in =
        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    if (!safe) {
      say(client, "220 postbox");
    }
    String from = "";
    String to = "";
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String verb = line.split("[ :]", 2)[0];
      switch (verb) {
        case "EHLO" -> say(client, tls.isPresent() && !safe ? "250-STARTTLS\r\n250 OK" : "250 OK");
        case "STARTTLS" -> {
          if (tls.isEmpty()) {
            say(client, "502 no");
            break;
          }
          say(client, "220 go");
          var secure =
              (SSLSocket) tls.get().getSocketFactory().createSocket(client, null, 0, false);
          secure.setUseClientMode(false);
          converse(secure, true);
          return;
        }
        case "AUTH" -> {
          byte[] plain = Base64.getDecoder().decode(line.substring("AUTH PLAIN ".length()));
          String[] parts = new String(plain, StandardCharsets.UTF_8).split("\0", -1);
          signedIn.add((safe ? "" : "open ") + parts[1] + ":" + parts[2]);
          say(client, "235 in");
        }
        case "MAIL" -> {
          from = between(line);
          say(client, "250 OK");
        }
        case "RCPT" -> {
          to = between(line);
          say(client, "250 OK");
        }
        case "DATA" -> {
          say(client, "354 go");
          mails.add(read(in, from, to));
          say(client, "250 taken");
        }
        default -> {
          say(client, "221 bye");
          return;
        }
      }
    }
  }

  private static Mail read(BufferedReader in, String from, String to) throws IOException {
    List<String> head = new ArrayList<>();
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      head.add(line);
    }
    var body = new StringBuilder();
    for (String line = in.readLine(); !line.equals("."); line = in.readLine()) {
      body.append(line);
    }
    byte[] text = Base64.getDecoder().decode(body.toString());
    return new Mail(from, to, head, new String(text, StandardCharsets.UTF_8));
  }

  private static String between(String line) {
    return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
  }

  private static void say(Socket client, String line) throws IOException {
    client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    client.getOutputStream().flush();
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
