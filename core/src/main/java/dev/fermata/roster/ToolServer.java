package dev.fermata.roster;

import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A registered server of tools; the owner answers for what is in doubt. */
public record ToolServer(
    String name,
    String version,
    String owner,
    String purpose,
    Endpoint endpoint,
    Map<String, Tool> tools,
    Agent.Limits limits,
    Digest fingerprint) {
  public ToolServer {
    tools = Collections.unmodifiableMap(new LinkedHashMap<>(tools));
  }

  /**
   * One tool.
   *
   * @param keyed whether it honours the effect's key
   * @param check the tool of the same server, of class read, that can tell whether an effect with a
   *     given key happened
   */
  public record Tool(
      String name,
      String description,
      EffectClass effect,
      boolean keyed,
      Optional<Json> input,
      Optional<Json> output,
      Optional<String> check,
      Optional<Boundary> boundary) {

    /** With the boundary of whoever has none in its file. */
    public Tool(
        String name,
        String description,
        EffectClass effect,
        boolean keyed,
        Optional<Json> input,
        Optional<Json> output,
        Optional<String> check) {
      this(name, description, effect, keyed, input, output, check, Optional.empty());
    }
  }
}
