package dev.fermata.server.api.page;

import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.operation.Sessions;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Secret;
import dev.fermata.server.auth.SignIn;
import dev.fermata.server.auth.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Signing in and out by plain pages, which work without script. */
public final class Pages {
  /** Addresses of our own, with what stands behind the question mark: nothing leads elsewhere. */
  private static final Pattern OURS =
      Pattern.compile("/(?:[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*)?(?:\\?[A-Za-z0-9._~%&=:,+-]*)?");

  private final Sessions sessions;
  private final Means means;
  public final Act signInForm = Act.of(Right.PUBLIC, this::signInForm, "link", "to");
  public final Act signIn = Act.of(Right.PUBLIC, this::signIn);
  public final Act signOut = Act.of(Right.SIGNED_IN, this::signOut);
  public final Act style = fixed("page.css", "text/css; charset=utf-8");
  public final Act sign = fixed("favicon.svg", "image/svg+xml");

  public Pages(Means means) {
    this.means = means;
    this.sessions = new Sessions(means);
  }

  private static Act fixed(String name, String type) {
    String text = resource(name);
    return Act.of(Right.PUBLIC, request -> Reply.text(type, text));
  }

  private static String resource(String name) {
    try (InputStream in = Pages.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the program's file " + name + " cannot be read", e);
    }
  }

  /** Looking at a link does not use it: mail and chat programs look at links by themselves. */
  private Reply signInForm(Request request) {
    var query = request.query();
    return Reply.page(SignInPage.of(query.text("link"), ours(query.text("to").orElse("")), ""));
  }

  private Reply signIn(Request request) {
    Map<String, String> form = request.form();
    String link = form.getOrDefault("link", "");
    String to = ours(form.getOrDefault("to", ""));
    try {
      SignIn.Result.Done done =
          link.isEmpty()
              ? sessions.byPassword(
                  form.getOrDefault("name", ""), Secret.of(form.getOrDefault("password", "")))
              : sessions.byLink(link);
      return Reply.seeOther(to)
          .with(new Reply.Session.Begins(done.session().secret(), Tokens.SESSION));
    } catch (Refusal refusal) {
      String message = refusal.problem().title() + ". " + refusal.problem().detail();
      return Reply.page(SignInPage.of(Optional.empty(), to, message))
          .withStatus(refusal.problem().status());
    }
  }

  /** Where to go on: that address if it is one of ours, else the first page. */
  static String ours(String to) {
    return OURS.matcher(to).matches() ? to : "/";
  }

  private Reply signOut(Request request) {
    means.access().tokens().revoke(request.signedIn().token());
    return Reply.seeOther("/sign-in").with(new Reply.Session.Ends());
  }
}
