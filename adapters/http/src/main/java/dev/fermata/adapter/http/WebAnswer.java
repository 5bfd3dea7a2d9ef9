package dev.fermata.adapter.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the answer to a {@code call: http} step into what the step gets. */
final class WebAnswer {
  private static final String HIDDEN = "***";

  /** Headers whose values never reach a run, because what reaches a run is kept for ever. */
  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "authorization|cookie|.*(token|secret|password|passwd|api-?key|credential|signature).*",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern JSON_TYPE =
      Pattern.compile("application/([a-z0-9.+-]*\\+)?json", Pattern.CASE_INSENSITIVE);
  private static final Pattern CHARSET =
      Pattern.compile("charset=\"?([A-Za-z0-9_.:-]{1,40})", Pattern.CASE_INSENSITIVE);

  private WebAnswer() {}

  static Reply of(WebRequest request, Hop hop, Sent.Got got) {
    try {
      return new Reply.Answered(output(request, hop, got), Json.NULL, Usage.NONE);
    } catch (Json.Malformed | CharacterCodingException e) {
      String detail =
          "%s answered with status %d and a body that is not the JSON it should be: %s"
              .formatted(hop.uri().getRawAuthority(), got.status(), e.getMessage());
      return new Reply.Lost(Problem.communication(502, detail));
    }
  }

  /** The beginning of a body for a message, without the credentials that were sent. */
  static String quote(Hop hop, Sent.Got got) {
    String text = Bodies.text(got.body());
    for (Map.Entry<String, String> each : hop.headers()) {
      if (credential(each.getKey())) {
        text = text.replace(each.getValue(), HIDDEN);
        for (String part : each.getValue().split(" ")) {
          text = part.length() < 6 ? text : text.replace(part, HIDDEN);
        }
      }
    }
    return Text.clip(text, HttpLimits.QUOTE_CHARS);
  }

  private static Json output(WebRequest request, Hop hop, Sent.Got got)
      throws CharacterCodingException {
    return switch (request.output()) {
      case CONTENT -> content(got);
      case RAW -> Json.of(Base64.getEncoder().encodeToString(got.body()));
      case RESPONSE -> response(hop, got);
    };
  }

  private static Json content(Sent.Got got) throws CharacterCodingException {
    if (got.body().length == 0) {
      return Json.NULL;
    }
    String type = got.header("content-type").orElse("");
    return JSON_TYPE.matcher(type.replaceFirst(";.*", "").strip()).matches()
        ? Json.parse(Wire.utf8(got.body()))
        : Json.of(new String(got.body(), charset(type)));
  }

  private static Json response(Hop hop, Sent.Got got) throws CharacterCodingException {
    var asked = Json.object();
    asked.put("method", hop.method()).put("uri", hop.uri().toString());
    asked.set("headers", headers(hop.headers(), true));
    var answer = Json.object();
    answer.set("request", asked);
    answer.put("statusCode", got.status()).set("headers", headers(got.headers(), false));
    answer.set("content", content(got).view());
    return Json.adopt(answer);
  }

  /** Names in lower case, because servers do not agree; several values are joined by commas. */
  private static ObjectNode headers(List<Map.Entry<String, String>> headers, boolean sent) {
    var tree = Json.object();
    for (Map.Entry<String, String> each : headers) {
      String name = each.getKey().toLowerCase(Locale.ROOT);
      String value = sent && credential(name) ? HIDDEN : each.getValue();
      tree.put(name, tree.has(name) ? tree.get(name).textValue() + ", " + value : value);
    }
    return tree;
  }

  private static boolean credential(String header) {
    return CREDENTIAL.matcher(header).matches();
  }

  private static Charset charset(String type) {
    Matcher named = CHARSET.matcher(type);
    return named.find() && Charset.isSupported(named.group(1))
        ? Charset.forName(named.group(1))
        : StandardCharsets.UTF_8;
  }
}
