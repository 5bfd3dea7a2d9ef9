package dev.fermata.adapter.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.effect.Target;
import dev.fermata.value.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The request of a {@code call: http} step, read from the arguments that were judged. */
record WebRequest(Hop hop, Output output, boolean redirect) {
  static final Set<String> SCHEMES = Set.of("http", "https");

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  /** These steer the connection or name another host; they follow from the rest of the request. */
  private static final Set<String> OWN_HEADERS =
      Set.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "upgrade",
          "te",
          "trailer",
          "expect",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection");

  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\xa0-\\xff]*");

  /** What the step gets: the content, the bytes in base64, or request and answer whole. */
  enum Output {
    CONTENT,
    RAW,
    RESPONSE
  }

  /**
   * @param host the host that was judged, with its port if it has one
   * @param trusted whether the operator has chosen the host that an address names
   * @throws Unfit with what to do, if the arguments are no request, or one to another host
   */
  static WebRequest read(Json input, String host, Predicate<String> trusted) throws Unfit {
    String method = input.text("method").orElse("").toUpperCase(Locale.ROOT);
    if (!METHODS.contains(method)) {
      throw new Unfit("the method '%s' is not one of %s".formatted(Text.clip(method, 40), METHODS));
    }
    URI uri = address(input.text("endpoint").orElse(""));
    // Two readers of one address may disagree where it leads; then nobody judged this host.
    String authority = uri.getRawAuthority();
    if (!plain(uri, host).equals(plain(uri, authority))) {
      throw new Unfit(
          "the address leads to '%s', but '%s' was judged; write the address plainly"
              .formatted(authority, Text.clip(host, 100)));
    }
    List<Map.Entry<String, String>> headers = headers(input.view().path("headers"));
    var hop =
        new Hop(
            method,
            asked(uri, input.view().path("query")),
            without(headers, "content-type"),
            body(input, headers),
            trusted.test(authority));
    return new WebRequest(hop, output(input), input.view().path("redirect").asBoolean(false));
  }

  private static String plain(URI uri, String authority) {
    return Target.Http.host(uri.getScheme(), authority);
  }

  static URI address(String text) throws Unfit {
    try {
      var uri = new URI(text);
      if (uri.getHost() == null || !SCHEMES.contains(String.valueOf(uri.getScheme()))) {
        throw new Unfit("'%s' is no address; write https://host/path".formatted(shown(text)));
      }
      if (uri.getRawUserInfo() != null) {
        throw new Unfit("an address holds no user name; send an Authorization header instead");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new Unfit(
          "'%s' is no address (%s); write https://host/path".formatted(shown(text), e.getReason()));
    }
  }

  private static Output output(Json input) throws Unfit {
    String word = input.text("output").orElse("content");
    for (Output each : Output.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
        return each;
      }
    }
    throw new Unfit("output is '%s'; write content, raw or response".formatted(shown(word)));
  }

  private static List<Map.Entry<String, String>> headers(JsonNode given) throws Unfit {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (var each : given.properties()) {
      String name = each.getKey();
      String value = each.getValue().asText();
      if (!HEADER_NAME.matcher(name).matches() || !HEADER_VALUE.matcher(value).matches()) {
        throw new Unfit("the header '%s' holds what no header can".formatted(shown(name)));
      }
      if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
        throw new Unfit("the header '%s' is set by the call itself; leave it out".formatted(name));
      }
      headers.add(Map.entry(name, value));
    }
    return headers;
  }

  private static List<Map.Entry<String, String>> without(
      List<Map.Entry<String, String>> headers, String name) {
    return headers.stream().filter(each -> !each.getKey().equalsIgnoreCase(name)).toList();
  }

  private static Optional<Hop.Body> body(Json input, List<Map.Entry<String, String>> headers) {
    JsonNode body = input.view().path("body");
    if (body.isMissingNode() || body.isNull()) {
      return Optional.empty();
    }
    String usual = body.isTextual() ? "text/plain; charset=utf-8" : "application/json";
    String type =
        headers.stream()
            .filter(each -> each.getKey().equalsIgnoreCase("content-type"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(usual);
    String text = body.isTextual() ? body.textValue() : Json.of(body).toString();
    return Optional.of(new Hop.Body(text.getBytes(StandardCharsets.UTF_8), type));
  }

  private static URI asked(URI uri, JsonNode query) throws Unfit {
    List<String> parts = new ArrayList<>();
    if (uri.getRawQuery() != null && !uri.getRawQuery().isEmpty()) {
      parts.add(uri.getRawQuery());
    }
    for (var each : query.properties()) {
      JsonNode value = each.getValue();
      if (value.isArray()) {
        value.forEach(one -> parts.add(encoded(each.getKey()) + "=" + encoded(one.asText())));
      } else {
        parts.add(encoded(each.getKey()) + "=" + encoded(value.asText()));
      }
    }
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String all = parts.isEmpty() ? "" : "?" + String.join("&", parts);
    return address(uri.getScheme() + "://" + uri.getRawAuthority() + path + all);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String shown(String text) {
    return Text.clip(text, 100);
  }

  /** Arguments that are no request we make. */
  static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message);
    }
  }
}
