package dev.fermata.server.host;

/** Which Fermata this is. */
public final class Version {
  /** From the jar's manifest; a tree that is just being compiled has none. */
  public static final String TEXT = text();

  private Version() {}

  private static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0" : version;
  }
}
