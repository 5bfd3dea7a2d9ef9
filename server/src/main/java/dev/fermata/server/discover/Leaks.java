package dev.fermata.server.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells credentials in clear text from references to them, by their names and their looks. */
final class Leaks {
  static final String HIDDEN = "[hidden]";

  private static final int LOOKED_CHARS = 4_000;
  private static final List<String> NAMES =
      List.of("key", "token", "secret", "password", "passwd", "pwd", "credential", "authorization");
  private static final List<String> BEGINNINGS =
      List.of(
          "sk-",
          "sk_",
          "ghp_",
          "gho_",
          "ghs_",
          "github_pat_",
          "glpat-",
          "xoxb-",
          "xoxp-",
          "AKIA",
          "AIza",
          "eyJ",
          "Bearer ",
          "Basic ",
          "-----BEGIN",
          "hf_",
          "npm_",
          "pypi-");
  private static final Pattern ADDRESS = Pattern.compile("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*");
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{.*}|\\$[A-Za-z_][A-Za-z0-9_]*|<[^>]*>|%[A-Za-z_]+%|Bearer \\$\\{.*}");
  private static final Pattern PLACEHOLDER =
      Pattern.compile("(?i)|x+|\\*+|your[-_ ].*|changeme|todo|none|null|true|false|\\d{1,5}");

  private Leaks() {}

  /** Whether a value of that name is a credential, and not where to get one. */
  static boolean is(String name, String value) {
    String text = value.strip();
    if (text.length() > LOOKED_CHARS) {
      text = text.substring(0, LOOKED_CHARS);
    }
    if (REFERENCE.matcher(text).matches() || PLACEHOLDER.matcher(text).matches()) {
      return false;
    }
    return named(name) || looks(text);
  }

  private static boolean named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return NAMES.stream().anyMatch(lower::contains) && !lower.endsWith("_file");
  }

  private static boolean looks(String text) {
    return BEGINNINGS.stream().anyMatch(text::startsWith) && text.length() >= 12;
  }

  /**
   * Which words of a command are credentials: behind an option of such a name, or by their looks.
   */
  static List<Integer> inCommand(List<String> words) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.indexOf('=');
      boolean option = i > 0 && words.get(i - 1).startsWith("-") && !words.get(i - 1).contains("=");
      String name = option ? words.get(i - 1) : "";
      if (equals > 0
          ? is(word.substring(0, equals), word.substring(equals + 1))
          : !word.startsWith("-") && is(name, word)) {
        found.add(i);
      } else if (inUrl(word)) {
        found.add(i);
      }
    }
    return found;
  }

  /** A command as it may be shown. */
  static String shown(List<String> words) {
    List<Integer> secret = inCommand(words);
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.indexOf('=');
      shown.add(
          !secret.contains(i)
              ? word
              : equals > 0 ? word.substring(0, equals + 1) + HIDDEN : HIDDEN);
    }
    return String.join(" ", shown);
  }

  /** Whether an address carries a credential. */
  static boolean inUrl(String url) {
    return !withoutSecrets(url).equals(url);
  }

  /** An address without user and password, and without parameters that are credentials. */
  static String withoutSecrets(String url) {
    String bare = url.replaceFirst("://[^/?#\\s]*@", "://");
    int query = bare.indexOf('?');
    if (query < 0 || !isAddress(bare.substring(0, query))) {
      return bare;
    }
    List<String> shown = new ArrayList<>();
    for (String part : bare.substring(query + 1).split("&", -1)) {
      int equals = part.indexOf('=');
      boolean secret = equals > 0 && is(part.substring(0, equals), part.substring(equals + 1));
      shown.add(secret ? part.substring(0, equals + 1) + HIDDEN : part);
    }
    return bare.substring(0, query + 1) + String.join("&", shown);
  }

  private static boolean isAddress(String text) {
    return ADDRESS.matcher(text).matches();
  }
}
