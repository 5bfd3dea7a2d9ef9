package dev.fermata.server.host;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * Where a user's files lie, for server and command line alike. Each takes what gives a variable's
 * value, empty if it is not set.
 */
public final class UserPlaces {
  private UserPlaces() {}

  /**
   * {@code $FERMATA_CONFIG}, else {@code $XDG_CONFIG_HOME/fermata}, else {@code ~/.config/fermata}.
   */
  public static Path config(Function<String, String> environment) {
    String own = environment.apply("FERMATA_CONFIG");
    return own.isEmpty() ? under(environment, "XDG_CONFIG_HOME", Path.of(".config")) : Path.of(own);
  }

  /** {@code $XDG_DATA_HOME/fermata}, else {@code ~/.local/share/fermata}. */
  public static Path data(Function<String, String> environment) {
    return under(environment, "XDG_DATA_HOME", Path.of(".local", "share"));
  }

  private static Path under(Function<String, String> environment, String variable, Path usual) {
    String shared = environment.apply(variable);
    return (shared.isEmpty() ? home(environment).resolve(usual) : Path.of(shared))
        .resolve("fermata");
  }

  /** Java asks the system's list of users, so that {@code HOME=… fermata} would be in vain. */
  private static Path home(Function<String, String> environment) {
    String home = environment.apply("HOME");
    return Path.of(home.isEmpty() ? System.getProperty("user.home") : home);
  }
}
