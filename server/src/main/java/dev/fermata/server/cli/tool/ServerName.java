package dev.fermata.server.cli.tool;

import dev.fermata.server.cli.say.Trouble;
import dev.fermata.value.Names;
import java.util.List;
import java.util.Set;

/** A name for a server of which only the command or the address is known. */
final class ServerName {
  /** Programs that run another one, which comes first of what is no option. */
  private static final Set<String> RUNNERS =
      Set.of("npx", "bunx", "uvx", "pipx", "node", "python", "python3", "deno", "bun", "uv");

  private static final Set<String> VERBS = Set.of("run", "exec", "dlx", "tool");

  private ServerName() {}

  static String of(List<String> words) {
    String name =
        isAddress(words)
            ? words.getFirst().replaceAll("^https?://([^/:?#]*).*$", "$1")
            : of(program(words));
    if (!Names.valid(name)) {
      throw Trouble.usage(
          "The server has no name that can be made of its command.", "Give --name.");
    }
    return name;
  }

  static boolean isAddress(List<String> words) {
    return words.size() == 1 && words.getFirst().matches("https?://.*");
  }

  private static String program(List<String> words) {
    if (!RUNNERS.contains(file(words.getFirst()))) {
      return words.getFirst();
    }
    return words.stream()
        .skip(1)
        .filter(word -> !word.startsWith("-") && !VERBS.contains(word))
        .findFirst()
        .orElse("");
  }

  /** {@code @modelcontextprotocol/server-filesystem@1.0} becomes {@code filesystem}. */
  private static String of(String program) {
    String bare = file(program).replaceAll("@.*$", "").replaceAll("\\.(js|mjs|ts|py)$", "");
    String own = bare.replaceAll("^(mcp-server-|server-|mcp-)|(-mcp-server|-mcp|-server)$", "");
    return own.isEmpty() ? bare : own;
  }

  private static String file(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
