package dev.fermata.workflow;

import dev.fermata.value.Complaint;
import dev.fermata.value.Json;
import dev.fermata.value.SourcePosition;
import java.util.List;
import java.util.Map;

/**
 * A YAML or JSON file after parsing: its tree, and where in the file each part of it stands, by
 * JSON pointer.
 */
public record Document(String source, Json tree, Map<String, SourcePosition> positions) {
  public Document {
    positions = Map.copyOf(positions);
  }

  /** Where that part stands, or the nearest part around it that is known. */
  public SourcePosition at(String pointer) {
    String at = pointer;
    while (!positions.containsKey(at) && !at.isEmpty()) {
      at = at.substring(0, Math.max(0, at.lastIndexOf('/')));
    }
    return positions.getOrDefault(at, SourcePosition.UNKNOWN);
  }

  /** Turns the text of a file into a tree. Pure: no includes, no tags, no aliases. */
  public interface Parser {
    Parsed parse(String source);
  }

  /** What came of parsing. */
  public sealed interface Parsed {
    record Good(Document document) implements Parsed {}

    record Broken(List<Complaint> complaints) implements Parsed {}
  }
}
