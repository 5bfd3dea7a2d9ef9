package dev.fermata.adapter.yaml;

import dev.fermata.value.Complaint;
import dev.fermata.value.SourcePosition;
import dev.fermata.workflow.Complaints;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Document.Parsed;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Parses YAML 1.2 (and so JSON) by its core schema, without aliases, tags and duplicate keys. Works
 * on the stream of events, so that no input makes it nest. Safe for use by many threads at once.
 */
public final class YamlParser implements Document.Parser {
  /** The largest file, in bytes of UTF-8. */
  public static final int SIZE_LIMIT = 1 << 20;

  /** How deep objects and lists may nest. */
  public static final int DEPTH_LIMIT = 64;

  /** How many values a file may hold, objects and lists among them. */
  public static final int VALUE_LIMIT = 20_000;

  private static final int LEAST_BUFFER = 64;

  /** What snakeyaml-engine says, and what to do about it. */
  private static final Map<String, String> ADVICE =
      Map.of(
          "mapping values are not allowed", "put a text that holds ': ' in quotes",
          "cannot start any token",
              "indent with spaces, and put texts with special signs in quotes",
          "found unexpected end of stream", "close the quote or bracket",
          "expected ',' or", "close the bracket, or put a comma between the items",
          "expected <block end>", "line it up with the lines above, or put the text in quotes",
          "could not find expected ':'", "put ': ' behind the key, or the text in quotes",
          "found unknown escape character", "use single quotes, or double the backslash");

  @Override
  public Parsed parse(String source) {
    if (bytesOver(source)) {
      return broken(
          new SourcePosition(1, 1),
          "the file is larger than " + SIZE_LIMIT / 1024 + " KiB; split it");
    }
    var builder = new TreeBuilder(source);
    try {
      for (Event event : new Parse(settings(source)).parseString(source)) {
        if (!builder.take(event)) {
          break;
        }
      }
      return builder.parsed();
    } catch (MarkedYamlEngineException e) {
      SourcePosition at = TreeBuilder.position(e.getProblemMark().or(e::getContextMark));
      String said = String.valueOf(e.getProblem());
      String problem = Complaints.shown(said.replaceFirst("\\. \\(.*", ""));
      return broken(at, "this is not YAML: " + problem + "; " + advice(problem));
    } catch (ReaderException e) {
      return broken(
          positionOf(source, e.getPosition()),
          "the character "
              + "U+%04X".formatted(e.getCodePoint())
              + " may not stand in a YAML file;"
              + " remove it, or write it as an escape in double quotes");
    } catch (YamlEngineException e) {
      return broken(
          new SourcePosition(1, 1),
          "this is not YAML: " + Complaints.shown(String.valueOf(e.getMessage())) + "; correct it");
    }
  }

  private static LoadSettings settings(String source) {
    return LoadSettings.builder()
        .setCodePointLimit(SIZE_LIMIT)
        .setUseMarks(true)
        // With a buffer smaller than the file, a text of 1 MiB is copied a thousand times.
        .setBufferSize(Math.max(LEAST_BUFFER, source.length()))
        .build();
  }

  private static boolean bytesOver(String source) {
    if (source.length() > SIZE_LIMIT) {
      return true;
    }
    int bytes = 0;
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes > SIZE_LIMIT;
  }

  private static String advice(String problem) {
    return ADVICE.entrySet().stream()
        .filter(known -> problem.contains(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("correct the line; quotes around a text often help");
  }

  /** Line and column of a place that is only known as a count of code points. */
  private static SourcePosition positionOf(String source, int codePoints) {
    int line = 1;
    int column = 1;
    int at = 0;
    for (int i = 0; i < source.length() && at < codePoints; at++) {
      int c = source.codePointAt(i);
      i += Character.charCount(c);
      column = c == '\n' ? 1 : column + 1;
      line += c == '\n' ? 1 : 0;
    }
    return new SourcePosition(line, column);
  }

  private static Parsed broken(SourcePosition at, String message) {
    return new Parsed.Broken(List.of(Complaint.error("", at, message)));
  }
}
