package dev.fermata.workflow.graph;

import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.graph.Sketch.Box;
import dev.fermata.workflow.graph.Sketch.Line;
import java.util.HashMap;
import java.util.Map;

/** A workflow as a Mermaid flowchart, for places that draw those. */
public final class Mermaid {
  private final StringBuilder out = new StringBuilder();
  private final Map<String, String> names = new HashMap<>();

  private Mermaid() {}

  public static String of(Workflow workflow) {
    var mermaid = new Mermaid();
    mermaid.out.append("flowchart LR\n");
    mermaid.block(Sketching.of(workflow), "  ");
    return mermaid.out.toString();
  }

  private void block(Sketch sketch, String indent) {
    for (Box box : sketch.boxes()) {
      out.append(indent);
      if (box.inside().isEmpty()) {
        out.append(name(box.id())).append(shape(box)).append('\n');
      } else {
        out.append("subgraph ").append(name(box.id())).append("[\"").append(words(box));
        out.append("\"]\n");
        block(box.inside(), indent + "  ");
        out.append(indent).append("end\n");
      }
    }
    for (Line line : sketch.lines()) {
      out.append(indent).append(name(line.from())).append(line.error() ? " -.->" : " -->");
      if (!line.label().isEmpty()) {
        out.append("|\"").append(escaped(line.label())).append("\"|");
      }
      out.append(' ').append(name(line.to())).append('\n');
    }
  }

  /** Pointers hold what Mermaid reads as its own signs. */
  private String name(String id) {
    return names.computeIfAbsent(id, _ -> "n" + names.size());
  }

  private static String shape(Box box) {
    return switch (box.kind()) {
      case START -> "((\"start\"))";
      case END -> "(((\"end\")))";
      case EXIT, JOIN -> "((\" \"))";
      case SWITCH -> "{\"" + words(box) + "\"}";
      default -> box.people() ? "([\"" + words(box) + "\"])" : "[\"" + words(box) + "\"]";
    };
  }

  private static String words(Box box) {
    String label = escaped(box.label());
    String detail = box.when().isEmpty() ? box.detail() : box.detail() + " (if " + box.when() + ")";
    return detail.isBlank() ? label : label + "<br>" + escaped(detail);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("#", "&#35;")
        .replace("\"", "&quot;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replaceAll("\\s+", " ");
  }
}
