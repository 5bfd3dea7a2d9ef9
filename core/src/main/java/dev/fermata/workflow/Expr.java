package dev.fermata.workflow;

import dev.fermata.value.SourcePosition;

/** A jq expression without its {@code ${ }}, and where it stands. */
public record Expr(String jq, SourcePosition at) {
  /** Takes the text of a field that is always an expression, with or without {@code ${ }}. */
  public static Expr of(String text, SourcePosition at) {
    return new Expr(isWrapped(text) ? unwrap(text) : text.strip(), at);
  }

  public static boolean isWrapped(String text) {
    String stripped = text.strip();
    return stripped.startsWith("${") && stripped.endsWith("}");
  }

  public static String unwrap(String text) {
    String stripped = text.strip();
    return stripped.substring(2, stripped.length() - 1).strip();
  }

  /** Whether the expression may read that variable; names without the dollar sign. */
  public boolean mentions(String variable) {
    return jq.contains("$" + variable);
  }
}
