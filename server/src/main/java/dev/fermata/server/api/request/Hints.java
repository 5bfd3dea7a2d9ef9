package dev.fermata.server.api.request;

import dev.fermata.value.Problem;
import java.util.Map;

/** What to do next, by the kind of a problem. */
final class Hints {
  private static final Map<String, String> BY_KIND =
      Map.ofEntries(
          Map.entry("not-signed-in", "sign in at /sign-in, or send 'Authorization: Bearer fmt_…'"),
          Map.entry("not-allowed", "ask an admin for the role, or sign in as somebody who has it"),
          Map.entry("not-yours", "ask somebody of that team, or have an admin add you to it"),
          Map.entry("stale", "read the task again and decide on what it shows now"),
          Map.entry("claimed", "ask them to release it"),
          Map.entry("already-published", "raise document.version"),
          Map.entry("busy", "ask again later"),
          Map.entry("not-known", "ask again; a repeat with the same key or id does nothing twice"),
          Map.entry("shutting-down", "ask again when it is back"),
          Map.entry("stopped", "start the server again"),
          Map.entry("disk-full", "free some room on the disk"),
          Map.entry("too-many", "ask again after the time that Retry-After gives"),
          Map.entry("bad-request", "see docs/reference/openapi.yaml for what is expected"));

  private Hints() {}

  static String of(Problem problem) {
    String hint = BY_KIND.get(problem.kind());
    return hint == null ? "" : hint;
  }
}
