package dev.fermata.server.api.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.a2a.Fault;
import dev.fermata.server.a2a.push.PushBook;
import dev.fermata.server.a2a.push.PushConfig;
import dev.fermata.server.a2a.push.PushPost;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.value.Json;
import dev.fermata.value.Names;
import dev.fermata.value.RunId;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Push notification configs: making, showing and deleting them. */
final class Pushes {
  private static final int URL_CHARS = 2_000;
  private static final int SECRET_CHARS = 4_000;
  private static final int ID_BYTES = 12;

  /** What a header can hold on one line. */
  private static final Pattern HEADER = Pattern.compile("[\\x20-\\x7e]*");

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}");

  private final Means means;
  private final PushPost post;

  Pushes(Means means, PushPost post) {
    this.means = means;
    this.post = post;
  }

  /** Refuses a config that could not be kept. */
  void check(JsonNode given) {
    var unused = read(new RunId("unknown"), given);
  }

  ObjectNode put(RunId run, JsonNode given) {
    PushConfig config = read(run, given);
    Optional<PushBook.Refused> refused = post.book().put(config);
    if (refused.isPresent()) {
      throw switch (refused.get()) {
        case NO_KEY ->
            Refusal.of(
                "no-key", 422, "Nothing secret is kept here", "leave token and credentials out");
        case TOO_MANY ->
            Refusal.of("too-many", 429, "Too many push notification configs", "delete some");
        case NOT_SAVED ->
            Refusal.of("busy", 503, "The push notification config was not saved", "ask again");
      };
    }
    post.wake(run);
    return shown(config);
  }

  private PushConfig read(RunId run, JsonNode given) {
    String url = text(given, "url", URL_CHARS);
    if (!address(url)) {
      throw Refusal.badRequest("'url' is no address such as https://host/path");
    }
    JsonNode proof = given.path("authentication");
    String scheme = text(proof, "scheme", SECRET_CHARS);
    String credentials = text(proof, "credentials", SECRET_CHARS);
    if (proof.isObject() && !SCHEME.matcher(scheme).matches()) {
      throw Refusal.badRequest("'authentication.scheme' is no scheme such as Bearer");
    }
    String id = text(given, "id", Names.LENGTH_LIMIT);
    if (!id.isEmpty() && !Names.valid(id)) {
      throw Refusal.badRequest(
          "'id' is not of letters, digits, dots, dashes or underscores; give such a one, or none");
    }
    return new PushConfig(
        run,
        id.isEmpty() ? fresh() : id,
        url,
        text(given, "token", SECRET_CHARS),
        scheme,
        credentials,
        1);
  }

  /** Where it leads is looked at each time that it is reached. */
  private static boolean address(String url) {
    try {
      var uri = new URI(url);
      String scheme = String.valueOf(uri.getScheme());
      return uri.getHost() != null
          && uri.getRawUserInfo() == null
          && (scheme.equals("https") || scheme.equals("http"));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private String fresh() {
    var bytes = new byte[ID_BYTES];
    var chance = means.surroundings().chance();
    synchronized (chance) {
      chance.nextBytes(bytes);
    }
    return HexFormat.of().formatHex(bytes);
  }

  private static String text(JsonNode from, String name, int most) {
    JsonNode value = from.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual()
        || value.textValue().length() > most
        || !HEADER.matcher(value.textValue()).matches()) {
      throw Refusal.badRequest(
          "'" + name + "' is not a text of at most " + most + " plain characters");
    }
    return value.textValue();
  }

  ObjectNode get(RunId run, String id) {
    return post.book()
        .get(run, id)
        .map(Pushes::shown)
        .orElseThrow(() ->
            Fault.TASK_NOT_FOUND.because("the task has no push notification config of that id"));
  }

  ObjectNode list(RunId run) {
    ObjectNode tree = Json.object();
    var configs = tree.putArray("configs");
    post.book().of(run).forEach(each -> configs.add(shown(each)));
    return tree.put("nextPageToken", "");
  }

  void delete(RunId run, String id) {
    if (!post.book().delete(run, id)) {
      throw Refusal.of("busy", 503, "The push notification config is still there", "ask again");
    }
  }

  /** Without its token and credentials: they were said once, by whoever has them. */
  private static ObjectNode shown(PushConfig config) {
    ObjectNode tree =
        Json.object()
            .put("id", config.id())
            .put("taskId", config.run().value())
            .put("url", config.url());
    if (!config.scheme().isEmpty()) {
      tree.putObject("authentication").put("scheme", config.scheme());
    }
    return tree;
  }
}
