package dev.fermata.server.api.page;

import dev.fermata.server.auth.SignedIn;
import java.util.Optional;

/** What is around every page: head, sign, who is signed in. */
final class Layout {
  private Layout() {}

  static String page(String title, Optional<SignedIn> who, Html content) {
    var page =
        new Html()
            .raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .raw("<meta name=\"color-scheme\" content=\"light dark\"><title>")
            .text(title)
            .raw(" · Fermata</title><link rel=\"icon\" href=\"/favicon.svg\">")
            .raw("<link rel=\"stylesheet\" href=\"/page.css\"></head><body><header>")
            .raw("<a class=\"home\" href=\"/\"><img src=\"/favicon.svg\" alt=\"\" width=\"24\"")
            .raw(" height=\"24\"> Fermata</a>");
    who.ifPresent(signedIn -> {
      page.raw("<form method=\"post\" action=\"/sign-out\"><span>")
          .text(signedIn.principal().name())
          .raw("</span>");
      csrf(page, signedIn).raw("<button class=\"quiet\">Sign out</button></form>");
    });
    return page.raw("</header><main>")
        .raw(content.toString())
        .raw("</main></body></html>")
        .toString();
  }

  static Html csrf(Html page, SignedIn who) {
    return page.raw("<input type=\"hidden\" name=\"csrf\" value=\"").text(who.csrf()).raw("\">");
  }
}
