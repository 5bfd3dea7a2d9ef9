package dev.fermata.server.cli.client;

import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Reason;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.host.UserPlaces;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Function;

/**
 * The folder in which the command line keeps what belongs to one user: which server is theirs, and
 * what they sign in with. Its files can be read by the user alone.
 */
public final class UserFolder {
  private static final String SETTINGS = "config.json";
  private static final String SESSIONS = "sessions.json";

  private final Path folder;

  UserFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * The folder of whoever is at the keyboard.
   *
   * @param environment gives a variable's value, empty if it is not set
   */
  public static UserFolder of(Function<String, String> environment) {
    return new UserFolder(UserPlaces.config(environment));
  }

  public Path path() {
    return folder;
  }

  /** The server that the user chose in {@code config.json}. */
  public Optional<String> server() {
    return read(SETTINGS).text("server");
  }

  /** The session at that server, if the user signed in there. */
  Optional<String> session(String server) {
    return read(SESSIONS).member(server).flatMap(each -> each.text("token"));
  }

  public void keepSession(String server, String token) {
    var one = Json.object().put("token", token);
    write(SESSIONS, read(SESSIONS).with(server, Json.adopt(one)));
  }

  /** Whether there was a session to forget. */
  public boolean forgetSession(String server) {
    Json sessions = read(SESSIONS);
    if (sessions.member(server).isEmpty()) return false;
    var copy = Json.object();
    sessions
        .view()
        .properties()
        .forEach(e -> {
          if (!e.getKey().equals(server)) copy.set(e.getKey(), e.getValue());
        });
    write(SESSIONS, Json.adopt(copy));
    return true;
  }

  /** A file's text without the space around it, if it is there. */
  Optional<String> text(String name) {
    try {
      return Optional.of(Files.readString(folder.resolve(name)).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private Json read(String name) {
    try {
      return text(name).map(Json::parse).orElse(Json.EMPTY);
    } catch (Json.Malformed e) {
      throw Trouble.failed(
          "config", folder.resolve(name) + " is " + e.getMessage(), "Correct or remove the file.");
    }
  }

  private void write(String name, Json content) {
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try {
      Files.createDirectories(folder);
      Path next = Files.createTempFile(folder, name, ".next", owner);
      Files.writeString(next, content + "\n");
      Files.move(next, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw Trouble.failed(
          "config",
          "cannot write " + folder.resolve(name) + ": " + Reason.of(e),
          "Make the folder writable, or name another in FERMATA_CONFIG.");
    }
  }

  private Trouble unreadable(String name, IOException e) {
    return Trouble.of(
        Exit.FAILED,
        "config",
        "cannot read " + folder.resolve(name) + ": " + Reason.of(e),
        "Make it readable for you, or name another folder in FERMATA_CONFIG.");
  }
}
