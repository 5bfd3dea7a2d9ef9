package dev.fermata.value;

/** A place in a file that a person wrote; line and column count from 1, and 0 says unknown. */
public record SourcePosition(int line, int column) {
  public static final SourcePosition UNKNOWN = new SourcePosition(0, 0);

  @Override
  public String toString() {
    return line == 0 ? "?" : line + ":" + column;
  }
}
