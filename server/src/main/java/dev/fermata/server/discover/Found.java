package dev.fermata.server.discover;

import java.util.List;

/**
 * An agent or a tool server that a file or an address tells of.
 *
 * @param file where it was found, below the folder that was searched, or an address
 * @param reach how it is reached
 * @param effects what it may do to the world, as far as that can be told without asking it
 * @param offers the names of its skills or tools, as far as the file has them
 * @param leaks credentials that stand there in clear text
 */
public record Found(
    String name,
    Kind kind,
    String file,
    int line,
    Reach reach,
    String effects,
    List<String> offers,
    List<Leak> leaks) {
  static final String UNKNOWN_EFFECTS = "unknown, so irreversible";

  public Found {
    offers = List.copyOf(offers);
    leaks = List.copyOf(leaks);
  }

  public enum Kind {
    MCP("mcp"),
    A2A("a2a"),
    OPENAPI("openapi"),
    LANGGRAPH("langgraph"),
    CREWAI("crewai"),
    AUTOGEN("autogen"),
    LLAMAINDEX("llamaindex");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    /** Whether a roster's file can be made of what is known of it. */
    public boolean registers() {
      return this == MCP || this == A2A;
    }
  }

  /** A command, an address, or the file that a framework loads; what is not known is empty. */
  public record Reach(List<String> command, String url) {
    public Reach {
      command = List.copyOf(command);
    }

    static Reach url(String url) {
      return new Reach(List.of(), url);
    }

    static Reach file(String file) {
      return new Reach(List.of(), file);
    }

    public String shown() {
      return command.isEmpty() ? Leaks.withoutSecrets(url) : Leaks.shown(command);
    }
  }

  /** A credential in clear text: where, and what it is called; never what it is. */
  public record Leak(String file, int line, String what) {
    @Override
    public String toString() {
      return file + ":" + line + " " + what;
    }
  }

  Found with(List<Leak> more) {
    return new Found(name, kind, file, line, reach, effects, offers, more);
  }
}
