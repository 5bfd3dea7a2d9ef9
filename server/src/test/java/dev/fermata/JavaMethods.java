package dev.fermata;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds the methods of a Java source by its braces. A heuristic, good enough for measuring lengths
 * in formatted code: a method whose parameters carry annotations with arguments is not seen.
 */
final class JavaMethods {
  record Method(String name, int firstLine, int lastLine) {
    int lines() {
      return lastLine - firstLine + 1;
    }
  }

  private static final Pattern NOT_CODE =
      Pattern.compile(
          "\"\"\"(?:[^\"\\\\]++|\\\\[\\s\\S]|\"(?!\"\"))*+\"\"\"" // text block
              + "|\"(?:\\\\.|[^\"\\\\\\n])*+\""
              + "|'(?:\\\\.|[^'\\\\\\n])*+'"
              + "|//[^\\n]*+"
              + "|/\\*(?s:.*?)\\*/");

  private static final Pattern METHOD =
      Pattern.compile(
          "(?<before>\\b(?:new|record)\\s+[\\w.]*)?\\b(?<name>\\w+)\\s*\\([^()]*\\)"
              + "\\s*(?:throws\\s+[\\w.,\\s]+)?$");

  private static final Pattern COMPACT_CONSTRUCTOR =
      Pattern.compile("^\\s*(?:(?:public|private|protected)\\s+)?(?<name>[A-Z]\\w*)\\s*$");

  private static final Pattern CONTROL =
      Pattern.compile("if|for|while|switch|catch|try|synchronized");

  private record Block(String name, int firstLine) {}

  static List<Method> in(String source) {
    String code = withoutTextAndComments(source);
    List<Method> methods = new ArrayList<>();
    Deque<Block> open = new ArrayDeque<>();
    var header = new StringBuilder();
    int line = 1;
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      if (c == '\n') line++;
      switch (c) {
        case '{' -> open.push(new Block(methodName(header), line));
        case '}' -> {
          Block block = open.isEmpty() ? new Block("", line) : open.pop();
          if (!block.name().isEmpty())
            methods.add(new Method(block.name(), block.firstLine(), line));
        }
        case ';' -> {}
        default -> {
          header.append(c);
          continue;
        }
      }
      header.setLength(0);
    }
    return methods;
  }

  /** The same text with strings and comments blanked; every line stays where it is. */
  static String withoutTextAndComments(String source) {
    return NOT_CODE.matcher(source).replaceAll(found -> found.group().replaceAll("[^\\n]", " "));
  }

  /** The name of the method that this header begins, or nothing. */
  private static String methodName(CharSequence header) {
    var compact = COMPACT_CONSTRUCTOR.matcher(header);
    if (compact.find()) return compact.group("name");
    var method = METHOD.matcher(header);
    if (!method.find() || method.group("before") != null) return "";
    return CONTROL.matcher(method.group("name")).matches() ? "" : method.group("name");
  }

  private JavaMethods() {}
}
