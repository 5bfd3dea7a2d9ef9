package dev.fermata.value;

/** The one rule for names that people or files give: {@code [A-Za-z0-9._-]{1,128}}. */
@Algorithm("a rule, not a value")
public final class Names {
  public static final int LENGTH_LIMIT = 128;

  private Names() {}

  /**
   * @throws IllegalArgumentException if the name is empty, too long, or holds another character
   */
  public static String check(String what, String name) {
    if (!valid(name)) {
      throw new IllegalArgumentException(
          what
              + " '"
              + (name.length() > LENGTH_LIMIT ? name.substring(0, LENGTH_LIMIT) + "…" : name)
              + "' is not a name; use 1 to "
              + LENGTH_LIMIT
              + " letters, digits, dots, dashes or underscores");
    }
    return name;
  }

  public static boolean valid(String name) {
    if (name.isEmpty() || name.length() > LENGTH_LIMIT) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '_'
              || c == '-';
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
