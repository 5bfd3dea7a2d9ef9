package dev.fermata.stored;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What is done to an export. */
enum Defacement {
  CHARACTER,
  LINE_LEFT_OUT,
  LINE_TWICE,
  LINES_SWAPPED,
  CUT_OFF,
  CUT_OFF_WITH_AN_END,
  BODY_TAKEN_AWAY,
  CHECKPOINTS_LEFT_OUT;

  List<String> of(List<String> lines, Random chance) {
    List<String> changed = new ArrayList<>(lines);
    int at = chance.nextInt(changed.size());
    switch (this) {
      case CHARACTER -> {
        String line = changed.get(at);
        int where = chance.nextInt(line.length());
        char other = (char) (' ' + chance.nextInt(90));
        if (other == line.charAt(where)) {
          other++;
        }
        changed.set(at, line.substring(0, where) + other + line.substring(where + 1));
      }
      case LINE_LEFT_OUT -> changed.remove(at);
      case LINE_TWICE -> changed.add(at, changed.get(at));
      case LINES_SWAPPED -> Collections.swap(changed, at, at == 0 ? 1 : at - 1);
      case CUT_OFF -> changed.subList(Math.max(1, at), changed.size()).clear();
      case CUT_OFF_WITH_AN_END -> cutOff(changed, Math.max(1, at));
      case BODY_TAKEN_AWAY -> {
        while (!changed.get(at).contains("\"salt\":")) {
          at = (at + 1) % changed.size();
        }
        // The digest of some other body: one that fits is as hard to find as a forged one.
        changed.set(
            at,
            changed
                .get(at)
                .replaceFirst(
                    "\"salt\":.*,\"digest\"",
                    "\"bodyDigest\":\"" + "A".repeat(43) + "\",\"digest\""));
      }
      case CHECKPOINTS_LEFT_OUT -> changed.removeIf(line -> line.startsWith("{\"checkpoint\""));
    }
    return changed;
  }

  /** Ends after a whole commit, and counts what is there. */
  private static void cutOff(List<String> lines, int at) {
    // The last commit goes too: a checkpoint alone that is missing takes away nothing else.
    int cut = Math.max(1, Math.min(at, lines.size() - 4));
    while (cut > 1 && !lines.get(cut - 1).startsWith("{\"commit\"")) {
      cut--;
    }
    lines.subList(cut, lines.size()).clear();
    lines.add(
        "{\"end\":{\"entries\":%d,\"commits\":%d,\"checkpoints\":%d}}"
            .formatted(
                lines.stream().filter(line -> line.startsWith("{\"entry\"")).count(),
                lines.stream().filter(line -> line.startsWith("{\"commit\"")).count(),
                lines.stream().filter(line -> line.startsWith("{\"checkpoint\"")).count()));
  }
}
