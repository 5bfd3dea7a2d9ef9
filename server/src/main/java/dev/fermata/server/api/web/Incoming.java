package dev.fermata.server.api.web;

import dev.fermata.server.api.request.Query;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Secret;
import dev.fermata.server.auth.SignedIn;
import dev.fermata.server.auth.Tokens;
import dev.fermata.server.auth.WorkPasses;
import dev.fermata.server.auth.hook.Signed;
import dev.fermata.value.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes a request out of what came over HTTP. */
final class Incoming {
  static final int BODY_BYTES = 8 << 20;

  /** Less than else: whoever sends it has proved nothing yet while it is read. */
  static final int SIGNED_BODY_BYTES = 256 << 10;

  static final String COOKIE = "__Host-fermata";

  /** What A2A says in headers or, where there are none, in the query (specification, 3.2.6). */
  private static final List<String> AS_HEADERS = List.of("A2A-Version", "A2A-Extensions");

  private static final String BEARER = "Bearer ";
  private static final int FORM_FIELDS = 100;
  private static final int QUERY_FIELDS = 50;

  private final Tokens tokens;
  private final WorkPasses passes;

  Incoming(Tokens tokens, WorkPasses passes) {
    this.tokens = tokens;
    this.passes = passes;
  }

  static String header(Context ctx, String name) {
    String value = ctx.req().getHeader(name);
    return value == null ? "" : value;
  }

  /** Who asks, by a bearer token, else by the cookie. */
  Optional<SignedIn> who(Context ctx) {
    String authorization = header(ctx, "Authorization");
    if (!authorization.isEmpty()) {
      return authorization.startsWith(BEARER)
          ? tokens.recognise(Secret.of(authorization.substring(BEARER.length())), false)
          : Optional.empty();
    }
    return cookie(ctx).flatMap(secret -> tokens.recognise(secret, true));
  }

  /** Who asks for what is behind this route. */
  Optional<SignedIn> who(Context ctx, Route route) {
    Optional<SignedIn> who = who(ctx);
    String authorization = header(ctx, "Authorization");
    return who.isPresent() || route.form() != Route.Form.AGENTS || !authorization.startsWith(BEARER)
        ? who
        : passes.recognise(Secret.of(authorization.substring(BEARER.length())));
  }

  private static Optional<Secret> cookie(Context ctx) {
    var cookies = ctx.req().getCookies();
    if (cookies != null) {
      for (var cookie : cookies) {
        if (cookie.getName().equals(COOKIE)) {
          return Optional.of(Secret.of(cookie.getValue()));
        }
      }
    }
    return Optional.empty();
  }

  Request request(Context ctx, Route route, String id, Optional<SignedIn> who) {
    if (route.form() == Route.Form.SIGNED) {
      return signed(ctx, route, id);
    }
    boolean page = route.form() == Route.Form.PAGE;
    byte[] bytes = route.changes() ? body(ctx, BODY_BYTES) : new byte[0];
    Map<String, String> form = page && route.changes() ? form(ctx, bytes) : Map.of();
    Json body = page || bytes.length == 0 ? Json.NULL : json(ctx, route, bytes);
    // Signing in has no page before it that could prove anything; its origin was looked at.
    if (route.changes() && route.act().right() != Right.PUBLIC) {
      who.filter(w -> !w.csrf().isEmpty()).ifPresent(w -> forged(ctx, w, form));
    }
    return new Request(
        id,
        who,
        ctx.pathParamMap(),
        route.form() == Route.Form.CONSOLE ? Query.NONE : query(ctx, route),
        body,
        form,
        Optional.empty(),
        base(ctx),
        headers(ctx));
  }

  /** Whoever signs is known by that alone; a session or token beside it counts for nothing. */
  private static Request signed(Context ctx, Route route, String id) {
    needJson(ctx);
    byte[] bytes = body(ctx, SIGNED_BODY_BYTES);
    var signed =
        new Signed(
            single(ctx, "Fermata-Timestamp"),
            single(ctx, "Fermata-Nonce"),
            single(ctx, "Fermata-Signature"),
            bytes);
    return new Request(
        id,
        Optional.empty(),
        ctx.pathParamMap(),
        query(ctx, route),
        Json.NULL,
        Map.of(),
        Optional.of(signed),
        base(ctx),
        headers(ctx));
  }

  private static Map<String, String> headers(Context ctx) {
    Map<String, String> headers = new HashMap<>();
    for (String name : Request.HEADERS) {
      String value = single(ctx, name);
      if (!value.isEmpty()) {
        headers.put(name, value);
      }
    }
    return headers;
  }

  /** A header that stands there once; empty if it does not. */
  private static String single(Context ctx, String name) {
    List<String> values = Collections.list(ctx.req().getHeaders(name));
    return values.size() == 1 ? values.getFirst() : "";
  }

  private static String base(Context ctx) {
    return ctx.req().getScheme() + "://" + header(ctx, "Host");
  }

  /** What a browser asks to be changed must prove that a page of ours asked for it. */
  private static void forged(Context ctx, SignedIn who, Map<String, String> form) {
    String given = header(ctx, "X-CSRF-Token");
    if (given.isEmpty()) {
      given = form.getOrDefault("csrf", "");
    }
    if (!Secret.of(given).hash().equals(Secret.of(who.csrf()).hash())) {
      throw Refusal.of("csrf", 403, "The page is too old", "its proof that it is ours is missing")
          .withHint("load the page again; a program sends X-CSRF-Token as whoami gives it");
    }
  }

  private static byte[] body(Context ctx, int most) {
    if (!header(ctx, "Content-Encoding").isEmpty()) {
      throw Refusal.of("encoding", 415, "Encoded body", "send the body as it is");
    }
    if (ctx.req().getContentLengthLong() > most) {
      throw tooLarge(most);
    }
    try {
      byte[] bytes = ctx.req().getInputStream().readNBytes(most + 1);
      if (bytes.length > most) {
        throw tooLarge(most);
      }
      return bytes;
    } catch (IOException e) {
      throw Refusal.badRequest("the body ended too early");
    }
  }

  private static Refusal tooLarge(int most) {
    return Refusal.of(
        "too-large", 413, "Too large", "a body has at most " + (most >> 10) + " KiB here");
  }

  private static boolean is(Context ctx, String type) {
    String given = header(ctx, "Content-Type").toLowerCase(Locale.ROOT);
    return given.equals(type) || given.startsWith(type + ";");
  }

  private static void needJson(Context ctx) {
    if (!is(ctx, "application/json")) {
      throw Refusal.of("media-type", 415, "Not JSON", "send Content-Type: application/json");
    }
  }

  private static Json json(Context ctx, Route route, byte[] bytes) {
    if (route.form() != Route.Form.A2A || !is(ctx, "application/a2a+json")) {
      needJson(ctx);
    }
    try {
      return Json.parse(bytes);
    } catch (Json.Malformed e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, String> form(Context ctx, byte[] bytes) {
    if (!is(ctx, "application/x-www-form-urlencoded")) {
      throw Refusal.of("media-type", 415, "Not a form", "this takes what its page sends");
    }
    Map<String, String> form = new HashMap<>();
    pairs(new String(bytes, StandardCharsets.UTF_8), FORM_FIELDS)
        .forEach((name, values) -> form.put(name, values.getFirst()));
    return form;
  }

  private static Query query(Context ctx, Route route) {
    String text = ctx.req().getQueryString();
    Map<String, List<String>> values = pairs(text == null ? "" : text, QUERY_FIELDS);
    String last = header(ctx, "Last-Event-ID");
    if (!last.isEmpty() && route.act().query().contains("after")) {
      values.put("after", List.of(last));
    }
    for (String name : AS_HEADERS) {
      if (route.act().query().contains(name) && !header(ctx, name).isEmpty()) {
        values.put(name, List.of(header(ctx, name)));
      }
    }
    return new Query(values);
  }

  private static Map<String, List<String>> pairs(String text, int most) {
    Map<String, List<String>> pairs = new HashMap<>();
    String[] parts = text.isEmpty() ? new String[0] : text.split("&", -1);
    if (parts.length > most) {
      throw Refusal.badRequest("there are over " + most + " fields");
    }
    for (String part : parts) {
      int at = part.indexOf('=');
      String name = decoded(at < 0 ? part : part.substring(0, at));
      pairs
          .computeIfAbsent(name, n -> new ArrayList<>())
          .add(at < 0 ? "" : decoded(part.substring(at + 1)));
    }
    return pairs;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("an escape such as %41 is broken");
    }
  }
}
