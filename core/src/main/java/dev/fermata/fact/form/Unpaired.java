package dev.fermata.fact.form;

import dev.fermata.value.Algorithm;
import java.nio.charset.StandardCharsets;

/** Texts with half of a surrogate pair, which JSON can say and UTF-8 cannot. */
@Algorithm("finds what UTF-8 cannot say")
final class Unpaired {
  private Unpaired() {}

  /** Whether a text's bytes say less than the text; a question mark stands for what they cannot. */
  static boolean is(String text, byte[] utf8) {
    for (byte each : utf8) {
      if (each == '?') {
        return !text.equals(new String(utf8, StandardCharsets.UTF_8));
      }
    }
    return false;
  }
}
