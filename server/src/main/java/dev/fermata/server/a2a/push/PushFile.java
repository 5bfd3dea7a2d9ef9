package dev.fermata.server.a2a.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All push notification configs in one file, so that they outlive the process. */
final class PushFile {
  private static final String NAME = "a2a-push.json";

  private final Path file;
  private final Optional<Sealing> sealing;

  PushFile(Path data, Optional<Sealing> sealing) {
    this.file = data.resolve(NAME);
    this.sealing = sealing;
  }

  /** Whether it can keep what is secret. */
  boolean seals() {
    return sealing.isPresent();
  }

  /**
   * What was saved last; what its key does not open is left out.
   *
   * @throws IOException with a sentence, if it cannot be read
   */
  List<PushConfig> load() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      List<PushConfig> all = new ArrayList<>();
      for (JsonNode each : Json.parse(Files.readAllBytes(file)).view().path("configs")) {
        read(each).ifPresent(all::add);
      }
      return all;
    } catch (Json.Malformed | IllegalArgumentException e) {
      throw new IOException(file + " cannot be read; move it away, clients then register again", e);
    }
  }

  private Optional<PushConfig> read(JsonNode each) {
    String place = each.path("run").asText() + "/" + each.path("id").asText();
    Optional<String> token = opened(each, "token", place);
    Optional<String> credentials = opened(each, "credentials", place);
    if (token.isEmpty() || credentials.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PushConfig(
            new RunId(each.path("run").asText()),
            each.path("id").asText(),
            each.path("url").asText(),
            token.get(),
            each.path("scheme").asText(),
            credentials.get(),
            each.path("next").asLong(1)));
  }

  private Optional<String> opened(JsonNode each, String name, String place) {
    String sealed = each.path(name).asText("");
    return sealed.isEmpty()
        ? Optional.of("")
        : sealing.flatMap(s -> s.open(sealed, name + " " + place));
  }

  /** Saves all of them; under another name first, so that there is always a whole file. */
  void save(List<PushConfig> configs) throws IOException {
    ObjectNode tree = Json.object();
    var items = tree.putArray("configs");
    for (PushConfig each : configs) {
      String place = each.run() + "/" + each.id();
      ObjectNode item = items.addObject().put("run", each.run().value()).put("id", each.id());
      item.put("url", each.url()).put("scheme", each.scheme()).put("next", each.next());
      sealed(item, "token", each.token(), place);
      sealed(item, "credentials", each.credentials(), place);
    }
    Path fresh =
        Files.createTempFile(file.toAbsolutePath().getParent(), "a2a-push", ".new", mode());
    try {
      Files.write(fresh, Json.adopt(tree).bytes());
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private void sealed(ObjectNode item, String name, String text, String place) {
    if (!text.isEmpty()) {
      item.put(name, sealing.orElseThrow().seal(text, name + " " + place));
    }
  }

  private FileAttribute<?>[] mode() {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
