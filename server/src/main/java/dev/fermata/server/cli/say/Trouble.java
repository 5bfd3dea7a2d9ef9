package dev.fermata.server.cli.say;

import dev.fermata.value.Json;
import java.util.List;

/**
 * Why a command cannot do what it was asked, in words for whoever typed it: what happened, and what
 * to do next.
 */
public final class Trouble extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  private final Exit exit;
  private final Words words;
  private final Origin origin;

  /** Single complaints, one a line, as of a linted workflow. */
  private final List<String> details;

  private record Words(String code, String hint) {}

  /** The answer of a server that it comes from. */
  private record Origin(int status, String requestId) {
    static final Origin HERE = new Origin(0, "");
  }

  private Trouble(Exit exit, String message, Words words, Origin origin, List<String> details) {
    super(message);
    this.exit = exit;
    this.words = words;
    this.origin = origin;
    this.details = List.copyOf(details);
  }

  public static Trouble of(Exit exit, String code, String message, String hint) {
    return new Trouble(exit, message, new Words(code, hint), Origin.HERE, List.of());
  }

  public static Trouble usage(String message, String hint) {
    return of(Exit.USAGE, "usage", message, hint);
  }

  public static Trouble failed(String code, String message, String hint) {
    return of(Exit.FAILED, code, message, hint);
  }

  public static Trouble notFound(String message, String hint) {
    return of(Exit.NOT_FOUND, "not-found", message, hint);
  }

  public static Trouble interrupted() {
    return of(Exit.INTERRUPTED, "interrupted", "interrupted", "");
  }

  public Trouble answered(int status, String requestId) {
    return new Trouble(exit, sentence(), words, new Origin(status, requestId), details);
  }

  public Trouble with(List<String> complaints) {
    return new Trouble(exit, sentence(), words, origin, complaints);
  }

  /** The same, with the file that it is about before each complaint. */
  public Trouble in(String file) {
    List<String> placed =
        details.stream().map(each -> file + (each.matches("\\d.*") ? ":" : ": ") + each).toList();
    return new Trouble(exit, file + ": " + sentence(), words, origin, placed);
  }

  public Exit exit() {
    return exit;
  }

  public String code() {
    return words.code();
  }

  /** Whether the server says that it will be able soon: it starts, stops, or has too much to do. */
  public boolean passing() {
    return origin.status() == TOO_MANY || origin.status() == UNAVAILABLE;
  }

  private String sentence() {
    String message = getMessage();
    return message == null ? code() : message;
  }

  /** As people read it. */
  public String text() {
    var text = new StringBuilder("fermata: ").append(sentence());
    details.forEach(each -> text.append("\n  ").append(each));
    if (!words.hint().isEmpty()) text.append("\n").append(sentence(words.hint()));
    return text.toString();
  }

  private static String sentence(String hint) {
    String end = hint.matches("(?s).*[.?!:…`]") || hint.contains("\n") ? "" : ".";
    return Character.toUpperCase(hint.charAt(0)) + hint.substring(1) + end;
  }

  /** As programs read it. */
  public Json json() {
    var tree = Json.object().put("error", sentence()).put("code", code());
    tree.put("hint", words.hint()).put("requestId", origin.requestId());
    if (!details.isEmpty()) {
      var list = tree.putArray("details");
      details.forEach(list::add);
    }
    return Json.adopt(tree);
  }
}
