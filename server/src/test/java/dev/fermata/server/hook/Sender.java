package dev.fermata.server.hook;

import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A program elsewhere that uses a hook; it signs by the words of the guide, not by our code. */
final class Sender implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final TestServer server;
  private final Random random;

  Sender(TestServer server, long seed) {
    this.server = server;
    this.random = new Random(seed);
  }

  /** A request in all its parts, any of which may then be made another. */
  record Letter(String hook, String timestamp, String nonce, List<String> signatures, String body) {
    Letter to(String other) {
      return new Letter(other, timestamp, nonce, signatures, body);
    }

    Letter at(String other) {
      return new Letter(hook, other, nonce, signatures, body);
    }

    Letter withNonce(String other) {
      return new Letter(hook, timestamp, other, signatures, body);
    }

    Letter signed(String... others) {
      return new Letter(hook, timestamp, nonce, List.of(others), body);
    }

    Letter withBody(String other) {
      return new Letter(hook, timestamp, nonce, signatures, other);
    }

    String signature() {
      return signatures.getFirst();
    }
  }

  /** What came back. */
  record Answer(int status, String text) {
    String field(String name) {
      return Json.parse(text).text(name).orElse("");
    }
  }

  String nonce() {
    var bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Rightly signed, for now. */
  Letter letter(String hook, String secret, String body) {
    return letter(hook, secret, body, 0);
  }

  /** Rightly signed, as if sent so many seconds later. */
  Letter letter(String hook, String secret, String body, long later) {
    String timestamp = String.valueOf(Instant.now().getEpochSecond() + later);
    String nonce = nonce();
    return new Letter(
        hook, timestamp, nonce, List.of(signature(secret, timestamp, nonce, body)), body);
  }

  static String signature(String secret, String timestamp, String nonce, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String text = timestamp + "." + nonce + "." + body;
      return "v1=" + HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  Answer send(Letter letter) {
    return send(letter, "application/json");
  }

  Answer send(Letter letter, String type, String... further) {
    List<String> headers = new ArrayList<>(List.of("Content-Type", type));
    headers.addAll(List.of(further));
    if (!letter.timestamp().isEmpty()) {
      headers.addAll(List.of("Fermata-Timestamp", letter.timestamp()));
    }
    if (!letter.nonce().isEmpty()) {
      headers.addAll(List.of("Fermata-Nonce", letter.nonce()));
    }
    letter.signatures().forEach(each -> headers.addAll(List.of("Fermata-Signature", each)));
    var request =
        HttpRequest.newBuilder(URI.create(server.inside().address() + "/hooks/" + letter.hook()))
            .headers(headers.toArray(String[]::new))
            .POST(HttpRequest.BodyPublishers.ofString(letter.body()))
            .build();
    try {
      var response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
