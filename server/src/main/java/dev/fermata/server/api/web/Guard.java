package dev.fermata.server.api.web;

import dev.fermata.server.api.request.Refusal;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What every request has to be before anybody looks at who asks: for this server by name, from this
 * server's pages if it is from a page at all, and for a path written in one way only.
 */
public final class Guard {
  private static final Pattern PLAIN = Pattern.compile("/|(?:/[A-Za-z0-9._~-]+)+(?::[a-z]+)?");
  private static final Pattern DOTS = Pattern.compile("(?:.*/)?\\.{1,2}(?:/.*)?");

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final int USUAL_PORT = 80;

  private final Set<String> names;
  private volatile int port = -1;

  /**
   * A guard that lets nothing through until it knows the port.
   *
   * @param names further names, with their port where it is not the usual one
   */
  public Guard(Set<String> names) {
    this.names =
        names.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** The port that the server turned out to listen on. */
  void listensOn(int found) {
    port = found;
  }

  /** Refuses a request for another host: a page elsewhere may have pointed its name to us. */
  void host(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    String end = ":" + port;
    boolean ours =
        names.contains(name)
            || (name.endsWith(end)
                && LOOPBACK.contains(name.substring(0, name.length() - end.length())))
            || (port == USUAL_PORT && LOOPBACK.contains(name));
    if (!ours) {
      throw Refusal.of("wrong-host", 403, "Wrong host", "this server does not answer to that name")
          .withHint("use http://127.0.0.1 and the port, or add the name to the configuration");
    }
  }

  /** Refuses what a page from elsewhere asks for; empty is no page, or one that needs no asking. */
  void origin(String origin, String host) {
    boolean own =
        origin.isEmpty()
            || origin.equalsIgnoreCase("http://" + host)
            || origin.equalsIgnoreCase("https://" + host);
    if (!own) {
      throw Refusal.of(
          "wrong-origin", 403, "Wrong origin", "this was asked for by a page from elsewhere");
    }
  }

  /** Whether a path is written as the table of routes has it: no escapes, doubles or dots. */
  static boolean plain(String rawPath) {
    return PLAIN.matcher(rawPath).matches() && !DOTS.matcher(rawPath).matches();
  }
}
