package dev.fermata.server.api.page;

/** What is around every plain page: head and sign. */
final class Layout {
  private Layout() {}

  static String page(String title, Html content) {
    return new Html()
        .raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .raw("<meta name=\"color-scheme\" content=\"light dark\"><title>")
        .text(title)
        .raw(" · Fermata</title><link rel=\"icon\" href=\"/favicon.svg\">")
        .raw("<link rel=\"stylesheet\" href=\"/page.css\"></head><body><header>")
        .raw("<a class=\"home\" href=\"/\"><img src=\"/favicon.svg\" alt=\"\" width=\"22\"")
        .raw(" height=\"22\"> Fermata</a></header><main>")
        .raw(content.toString())
        .raw("</main></body></html>")
        .toString();
  }
}
