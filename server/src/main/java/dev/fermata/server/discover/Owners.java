package dev.fermata.server.discover;

import java.util.ArrayList;
import java.util.List;

/**
 * Who owns which file, by a {@code CODEOWNERS} file: the last pattern that fits decides. Patterns
 * are compared without backtracking into each other, so that none takes long.
 */
public record Owners(List<Rule> rules) {
  static final List<String> FILES =
      List.of("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS");
  public static final Owners NONE = new Owners(List.of());

  private static final int RULES_LIMIT = 10_000;

  public record Rule(List<String> pattern, boolean anchored, boolean folder, String owner) {}

  public Owners {
    rules = List.copyOf(rules);
  }

  static Owners read(String text) {
    List<Rule> rules = new ArrayList<>();
    for (String line : text.split("\n", RULES_LIMIT)) {
      String[] words = line.strip().split("\\s+");
      if (words.length < 2 || words[0].startsWith("#") || words[0].startsWith("[")) {
        continue;
      }
      String pattern = words[0];
      boolean folder = pattern.endsWith("/");
      String bare = pattern.replaceFirst("^/", "").replaceFirst("/$", "");
      boolean anchored = pattern.startsWith("/") || bare.contains("/");
      rules.add(new Rule(List.of(bare.split("/")), anchored, folder, words[1]));
    }
    return new Owners(rules);
  }

  /** Who owns that file; empty if nobody is named. */
  public String of(String file) {
    List<String> path = List.of(file.split("/"));
    for (Rule rule : rules.reversed()) {
      if (fits(rule, path)) {
        return rule.owner();
      }
    }
    return "";
  }

  private static boolean fits(Rule rule, List<String> path) {
    int starts = rule.anchored() ? 1 : path.size();
    for (int start = 0; start < starts; start++) {
      for (int end = start + 1; end <= path.size(); end++) {
        boolean inside = end < path.size();
        if ((inside || !rule.folder()) && segments(rule.pattern(), path.subList(start, end))) {
          return true;
        }
      }
    }
    return false;
  }

  /** As {@link #segment}, with {@code **} for any number of folders. */
  private static boolean segments(List<String> pattern, List<String> path) {
    int at = 0;
    int p = 0;
    int star = -1;
    int mark = 0;
    while (at < path.size()) {
      if (p < pattern.size() && pattern.get(p).equals("**")) {
        star = p++;
        mark = at;
      } else if (p < pattern.size() && segment(pattern.get(p), path.get(at))) {
        p++;
        at++;
      } else if (star >= 0) {
        p = star + 1;
        at = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.size() && pattern.get(p).equals("**")) {
      p++;
    }
    return p == pattern.size();
  }

  private static boolean segment(String pattern, String text) {
    int at = 0;
    int p = 0;
    int star = -1;
    int mark = 0;
    while (at < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        mark = at;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(at))) {
        p++;
        at++;
      } else if (star >= 0) {
        p = star + 1;
        at = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
