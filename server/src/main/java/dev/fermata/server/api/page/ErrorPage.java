package dev.fermata.server.api.page;

import dev.fermata.value.Problem;

/** A problem as a page. */
public final class ErrorPage {
  private ErrorPage() {}

  public static String of(Problem problem, String hint, String requestId) {
    var page = new Html().raw("<h1>").text(problem.title()).raw("</h1>");
    if (!problem.detail().isEmpty()) {
      page.raw("<p>").text(sentence(problem.detail())).raw("</p>");
    }
    if (problem.status() == 401) {
      page.raw("<p><a class=\"button\" href=\"/sign-in\">Sign in</a></p>");
    } else {
      if (!hint.isEmpty()) {
        page.raw("<p>").text(sentence(hint)).raw("</p>");
      }
      page.raw("<p><a href=\"/\">To the Inbox</a></p>");
    }
    page.raw("<p class=\"faint\">Request <code>").text(requestId).raw("</code></p>");
    return Layout.page(problem.title(), page);
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
        + text.substring(1)
        + (text.endsWith(".") ? "" : ".");
  }
}
