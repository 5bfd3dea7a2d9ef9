package dev.fermata.server.cli.client;

import java.util.Optional;

/**
 * What the command line proves itself with.
 *
 * @param source where it comes from, in words
 */
public record Credential(String token, String source) {
  public static final String SESSION = "session";
  public static final String MACHINE = "machine token";

  private static final String MACHINE_FILE = "token";

  /** The user's session at that server, else the token that a server laid into the folder. */
  public static Optional<Credential> of(UserFolder folder, String address) {
    return folder
        .session(address)
        .map(token -> new Credential(token, SESSION))
        .or(() -> folder.text(MACHINE_FILE).map(token -> new Credential(token, MACHINE)));
  }

  @Override
  public String toString() {
    return source; // Never the token: this may end in a log.
  }
}
