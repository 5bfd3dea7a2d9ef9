package dev.fermata.server.api.page;

import java.util.Optional;

/** The form to sign in. */
final class SignInPage {
  private SignInPage() {}

  static String of(Optional<String> link, String message) {
    var page = new Html().raw("<h1>Sign in</h1>");
    if (!message.isEmpty()) {
      page.raw("<p class=\"wrong\" role=\"alert\">").text(message).raw("</p>");
    }
    if (link.isPresent()) {
      page.raw("<form class=\"sign-in\" method=\"post\" action=\"/sign-in\">")
          .raw("<p>You follow a link that signs you in once.</p>")
          .raw("<input type=\"hidden\" name=\"link\" value=\"")
          .text(link.get())
          .raw("\"><button autofocus>Sign in</button></form>");
    } else {
      page.raw("<form class=\"sign-in\" method=\"post\" action=\"/sign-in\">")
          .raw("<label>Name<input name=\"name\" autocomplete=\"username\" required autofocus>")
          .raw("</label><label>Password<input name=\"password\" type=\"password\"")
          .raw(" autocomplete=\"current-password\" required></label>")
          .raw("<button>Sign in</button></form><p class=\"faint\">No password? An admin makes you")
          .raw(" a link, or <code>fermata login</code> does.</p>");
    }
    return Layout.page("Sign in", Optional.empty(), page);
  }
}
