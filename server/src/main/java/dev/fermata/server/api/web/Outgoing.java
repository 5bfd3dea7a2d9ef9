package dev.fermata.server.api.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.a2a.Faulty;
import dev.fermata.server.api.page.ErrorPage;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.value.Complaint;
import dev.fermata.value.Json;
import io.javalin.http.Context;
import java.util.Locale;

/** Writes answers: their headers, and problems in one form. */
final class Outgoing {
  private static final String CSP =
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  /**
   * The console has scripts, of this server alone; nothing stands within its page, and no text can
   * become markup by the way of script.
   */
  private static final String CONSOLE_CSP =
      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
          + " form-action 'self'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private Outgoing() {}

  /** What every answer says, whatever it is. */
  static void headers(Context ctx, String id) {
    ctx.header("X-Request-Id", id);
    ctx.header("Content-Security-Policy", CSP);
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("X-Frame-Options", "DENY");
    // Not "no-referrer": under it a browser sends "Origin: null" with our own forms.
    ctx.header("Referrer-Policy", "same-origin");
    ctx.header("Cross-Origin-Opener-Policy", "same-origin");
    ctx.header("Cross-Origin-Resource-Policy", "same-origin");
    ctx.header("Cache-Control", "no-store");
  }

  /** Everything but events. */
  static void reply(Context ctx, Reply reply) throws java.io.IOException {
    session(ctx, reply.session());
    reply.headers().forEach(ctx::header);
    ctx.status(reply.status());
    switch (reply.content()) {
      case Reply.Content.Data(var json) -> ctx.contentType("application/json").result(json.bytes());
      case Reply.Content.Nothing() -> {}
      case Reply.Content.Text(var type, var text) -> ctx.contentType(type).result(text);
      case Reply.Content.Kept(var type, var text, var age, var digest) -> {
        ctx.header("Cache-Control", "public, max-age=" + age.toSeconds());
        ctx.header("ETag", "\"" + digest + "\"");
        ctx.contentType(type).result(text);
      }
      case Reply.Content.File file -> file(ctx, file);
      case Reply.Content.SeeOther(var location) -> ctx.header("Location", location);
      case Reply.Content.Download(var type, var name, var writer) -> {
        ctx.header("Content-Disposition", "attachment; filename=\"" + name + "\"");
        ctx.contentType(type);
        // Not closed where writing fails: what was not sent yet is a problem then, and no file.
        var out = new java.io.BufferedOutputStream(ctx.res().getOutputStream());
        writer.to(out);
        out.flush();
      }
      case Reply.Content.Events _ -> throw new IllegalStateException("events are streamed");
    }
  }

  private static void file(Context ctx, Reply.Content.File file) {
    ctx.header("Content-Security-Policy", CONSOLE_CSP);
    ctx.header(
        "Cache-Control", file.lasting() ? "public, max-age=31536000, immutable" : "no-cache");
    ctx.header("Vary", "Accept-Encoding");
    boolean packed = Incoming.header(ctx, "Accept-Encoding").contains("gzip");
    if (packed) {
      ctx.header("Content-Encoding", "gzip");
    }
    ctx.contentType(file.type()).result(packed ? file.packed() : file.bytes());
  }

  /**
   * {@code __Host-} needs Secure; browsers take such a cookie from a loopback address without TLS
   * as well (not Safari), since nobody can listen in there.
   */
  private static void session(Context ctx, Reply.Session session) {
    String rest = "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=";
    switch (session) {
      case Reply.Session.Stays() -> {}
      case Reply.Session.Begins(var secret, var length) ->
          ctx.header(
              "Set-Cookie", Incoming.COOKIE + "=" + secret.reveal() + rest + length.toSeconds());
      case Reply.Session.Ends() -> ctx.header("Set-Cookie", Incoming.COOKIE + "=" + rest + "0");
    }
  }

  static void problem(Context ctx, Refusal refusal, String id, boolean page) {
    ctx.status(refusal.problem().status());
    if (!refusal.retryAfter().isZero()) {
      ctx.header("Retry-After", String.valueOf(Math.max(1, refusal.retryAfter().toSeconds())));
    }
    if (refusal.problem().status() == 401) {
      ctx.header("WWW-Authenticate", "Bearer realm=\"fermata\"");
    }
    String path = ctx.req().getRequestURI();
    if (Faulty.covers(path)) {
      spoken(ctx, refusal, path);
    } else if (page) {
      ctx.contentType("text/html; charset=utf-8");
      ctx.result(ErrorPage.of(refusal.problem(), refusal.hint(), id));
    } else {
      ctx.contentType("application/problem+json");
      ctx.result(Json.adopt(tree(refusal, id)).bytes());
    }
  }

  /** In the form that those who speak A2A expect. JSON-RPC's own errors have no status. */
  private static void spoken(Context ctx, Refusal refusal, String path) {
    if (path.equals(Faulty.RPC)) {
      ctx.status(refusal.problem().status() == 400 ? 200 : refusal.problem().status());
      ctx.contentType("application/json").result(Faulty.unread(refusal).bytes());
    } else {
      ctx.contentType("application/json").result(Faulty.http(refusal).bytes());
    }
  }

  private static ObjectNode tree(Refusal refusal, String id) {
    ObjectNode tree = Json.object();
    tree.setAll((ObjectNode) refusal.problem().json().view());
    if (!refusal.hint().isEmpty()) {
      tree.put("hint", refusal.hint());
    }
    tree.put("requestId", id);
    if (!refusal.complaints().isEmpty()) {
      var list = tree.set("complaints", JsonNodeFactory.instance.arrayNode());
      var complaints = (com.fasterxml.jackson.databind.node.ArrayNode) list.get("complaints");
      refusal.complaints().forEach(c -> complaints.add(complaint(c)));
    }
    return tree;
  }

  private static ObjectNode complaint(Complaint complaint) {
    return Json.object()
        .put("line", complaint.at().line())
        .put("column", complaint.at().column())
        .put("pointer", complaint.pointer())
        .put("message", complaint.message())
        .put("level", complaint.level().name().toLowerCase(Locale.ROOT));
  }
}
