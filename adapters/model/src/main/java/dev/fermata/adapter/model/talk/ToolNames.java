package dev.fermata.adapter.model.talk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names of tools as a model's protocol can hold them: letters, digits, underscores and dashes,
 * at most 64. What comes back is looked up, never guessed.
 */
public final class ToolNames {
  private static final int LENGTH = 64;
  private static final int SUFFIX = 4;
  private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9_-]");

  private final Map<String, String> out = new HashMap<>();
  private final Map<String, String> back = new HashMap<>();

  public ToolNames(List<Turn.Tool> tools) {
    for (Turn.Tool tool : tools) {
      if (!out.containsKey(tool.name())) {
        String name = free(plain(tool.name()));
        out.put(tool.name(), name);
        back.put(name, tool.name());
      }
    }
  }

  private String free(String wanted) {
    String name = wanted;
    for (int i = 2; back.containsKey(name); i++) {
      String stem = wanted.substring(0, Math.min(wanted.length(), LENGTH - SUFFIX));
      name = stem + "_" + i;
    }
    return name;
  }

  private static String plain(String name) {
    String plain = OTHER.matcher(name.replace(".", "__")).replaceAll("_");
    return plain.isEmpty() ? "_" : plain.substring(0, Math.min(plain.length(), LENGTH));
  }

  /** As the model knows it; a tool of an older turn may be on the list no more. */
  String outward(String tool) {
    String known = out.get(tool);
    return known == null ? plain(tool) : known;
  }

  /** As we know it; a name that is not on the list comes back as it was written. */
  String inward(String name) {
    return back.getOrDefault(name, name);
  }
}
