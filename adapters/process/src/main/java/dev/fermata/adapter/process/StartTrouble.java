package dev.fermata.adapter.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Why a process could not be started, for the person who can change it.
 *
 * @param passing whether it may go away by itself, as a lack of memory does
 */
record StartTrouble(String detail, boolean passing) {
  // ENOENT, ENOEXEC, EACCES, ENOTDIR: the file is at fault, so trying again changes nothing.
  private static final Pattern LASTING = Pattern.compile("error[=:] ?(2|8|13|20)\\b");

  static StartTrouble of(Supervisor.Spec spec, IOException e) {
    String program =
        spec.endpoint().command().isEmpty() ? "" : spec.endpoint().command().getFirst();
    String reason = String.valueOf(e.getMessage());
    if (program.isEmpty()) {
      return lasting(
          "'%s' has no command; write one in its file, such as [\"python3\", \"agent.py\"]"
              .formatted(spec.name()));
    }
    if (!Files.isDirectory(Path.of(spec.endpoint().directory()))) {
      return lasting(
          "'%s' cannot be started: its directory %s does not exist; correct it in its file"
              .formatted(spec.name(), spec.endpoint().directory()));
    }
    if (LASTING.matcher(reason).find()) {
      return lasting(
          "'%s' cannot be started: the command '%s' was not found or may not be executed; install it, or correct the command in its file"
              .formatted(spec.name(), program));
    }
    return new StartTrouble(
        "'%s' cannot be started now: %s".formatted(spec.name(), Wire.clip(reason, 300)), true);
  }

  private static StartTrouble lasting(String detail) {
    return new StartTrouble(detail, false);
  }
}
