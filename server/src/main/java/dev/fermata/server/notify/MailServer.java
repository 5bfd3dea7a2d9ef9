package dev.fermata.server.notify;

import dev.fermata.server.auth.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where mail is handed in.
 *
 * @param password absent where one hands in without signing in
 * @param from whom mail says that it is from
 */
public record MailServer(
    String host, int port, Safety safety, String user, Optional<Secret> password, String from) {
  private static final int SUBMISSION = 587;
  private static final int SUBMISSIONS = 465;
  private static final int PLAIN = 25;
  private static final String FROM = "from=";

  /** How what is said is kept from others. */
  public enum Safety {
    /** Begins in the open and goes on in TLS; refused by a server that offers none. */
    STARTTLS,
    TLS,
    /** In the open: for a server on this machine only. */
    NONE
  }

  public MailServer {
    if (safety == Safety.NONE && password.isPresent()) {
      throw new IllegalArgumentException("a password is not said in the open; use smtp or smtps");
    }
    if (!Smtp.isAddress(from)) {
      throw new IllegalArgumentException(
          "'" + from + "' is no mail address; end the URL with ?from=fermata@example.com");
    }
  }

  /**
   * Reads {@code smtp://user@mail.example.com:587?from=fermata@example.com}; {@code smtps} is in
   * TLS from the beginning, {@code smtp+open} never.
   *
   * @throws IllegalArgumentException with a sentence if it says no server
   */
  public static MailServer of(String url, Optional<Secret> password) {
    URI uri = URI.create(url);
    Safety safety =
        switch (String.valueOf(uri.getScheme())) {
          case "smtp" -> Safety.STARTTLS;
          case "smtps" -> Safety.TLS;
          case "smtp+open" -> Safety.NONE;
          default ->
              throw new IllegalArgumentException(
                  "'" + url + "' is no mail server; give smtp://HOST:PORT?from=ADDRESS");
        };
    if (uri.getHost() == null) {
      throw new IllegalArgumentException("'" + url + "' names no host");
    }
    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
    String from =
        query.startsWith(FROM)
            ? URLDecoder.decode(query.substring(FROM.length()), StandardCharsets.UTF_8)
            : "";
    String user = uri.getUserInfo() == null ? "" : uri.getUserInfo();
    return new MailServer(
        uri.getHost(),
        port(uri, safety),
        safety,
        user,
        user.isEmpty() ? Optional.empty() : password,
        from);
  }

  private static int port(URI uri, Safety safety) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return switch (safety) {
      case STARTTLS -> SUBMISSION;
      case TLS -> SUBMISSIONS;
      case NONE -> PLAIN;
    };
  }
}
