package dev.fermata.value;

/** What is wrong with a document: where, what, and what to do instead. */
public record Complaint(String pointer, SourcePosition at, String message, Level level) {
  /** An error keeps the document out; a warning only tells. */
  public enum Level {
    ERROR,
    WARNING
  }

  public static Complaint error(String pointer, SourcePosition at, String message) {
    return new Complaint(pointer, at, message, Level.ERROR);
  }

  public static Complaint warning(String pointer, SourcePosition at, String message) {
    return new Complaint(pointer, at, message, Level.WARNING);
  }

  @Override
  public String toString() {
    return at + " " + message;
  }
}
