package dev.fermata.server.host;

import dev.fermata.roster.Role;
import dev.fermata.server.auth.Secret;
import dev.fermata.server.auth.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Lays the token of the command line where only this machine's user finds it. */
final class UserFolder {
  private static final String FILE = "token";
  private static final String NAME = "cli";

  private UserFolder() {}

  /** Lays a token there, unless there is one that this server knows. */
  static void lay(Path folder, Tokens tokens) throws CannotStart {
    Path file = folder.resolve(FILE);
    try {
      if (Files.exists(file)) {
        String there = Files.readString(file).strip();
        if (tokens.recognise(Secret.of(there), false).isPresent()) {
          return;
        }
      }
      Files.createDirectories(folder, mode(folder, "rwx------"));
      Path fresh = Files.createTempFile(folder, "token", ".new", mode(folder, "rw-------"));
      tokens.ofMachines().stream()
          .filter(token -> token.name().equals(NAME))
          .forEach(token -> tokens.revoke(token.id()));
      Tokens.Made made = tokens.machine(NAME, Set.of(Role.OPERATOR), Optional.empty());
      Files.writeString(fresh, made.secret().reveal() + "\n");
      Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CannotStart(
          "the token of the command line cannot be written to "
              + file
              + "; make the folder writable, or name another in FERMATA_CONFIG",
          e);
    }
  }

  private static FileAttribute<?>[] mode(Path file, String mode) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }
}
