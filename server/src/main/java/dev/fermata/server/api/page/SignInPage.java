package dev.fermata.server.api.page;

import java.util.Optional;

/** The form to sign in. */
final class SignInPage {
  private SignInPage() {}

  /**
   * @param to where to go on afterwards
   */
  static String of(Optional<String> link, String to, String message) {
    var page = new Html().raw("<section class=\"sign-in\"><h1>Sign in</h1>");
    if (!message.isEmpty()) {
      page.raw("<p class=\"wrong\" role=\"alert\">").text(message).raw("</p>");
    }
    page.raw("<form method=\"post\" action=\"/sign-in\">");
    page.raw("<input type=\"hidden\" name=\"to\" value=\"").text(to).raw("\">");
    if (link.isPresent()) {
      page.raw("<p>You follow a link that signs you in once.</p>")
          .raw("<input type=\"hidden\" name=\"link\" value=\"")
          .text(link.get())
          .raw("\"><button autofocus>Sign in</button></form>");
    } else {
      page.raw("<label>Name<input name=\"name\" autocomplete=\"username\" required autofocus>")
          .raw("</label><label>Password<input name=\"password\" type=\"password\"")
          .raw(" autocomplete=\"current-password\" required></label>")
          .raw("<button>Sign in</button></form><p class=\"faint\">No password? An admin makes you")
          .raw(" a link, or <code>fermata login</code> does.</p>");
    }
    return Layout.page("Sign in", page.raw("</section>"));
  }
}
