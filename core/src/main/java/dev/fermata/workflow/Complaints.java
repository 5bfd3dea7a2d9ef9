package dev.fermata.workflow;

import dev.fermata.value.Complaint;
import dev.fermata.value.Complaint.Level;
import dev.fermata.value.Nearest;
import dev.fermata.value.SourcePosition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Gathers what is wrong with one document. Not for use by many threads. */
public final class Complaints {
  /** How many complaints are told; the others are only counted. */
  public static final int LIMIT = 100;

  private static final int SHOWN_CHARS = 80;

  /** Shorter names are near to each other by chance. */
  private static final int HINT_CHARS_LEAST = 3;

  private final Document document;
  private final Set<Complaint> told = new LinkedHashSet<>();
  private boolean broken;
  private int untold;

  public Complaints(Document document) {
    this.document = document;
  }

  /** The whole document, to begin reading. */
  public Part root() {
    return new Part("", "the document", document.tree().view(), this);
  }

  /** That the document holds an error at that pointer. Told once, however often it is found. */
  public void error(String pointer, String message) {
    broken = true;
    add(new Complaint(pointer, at(pointer), message, Level.ERROR));
  }

  public void warning(String pointer, String message) {
    add(new Complaint(pointer, at(pointer), message, Level.WARNING));
  }

  private void add(Complaint complaint) {
    if (told.size() < LIMIT) {
      told.add(complaint);
    } else if (!told.contains(complaint)) {
      untold++;
    }
  }

  SourcePosition at(String pointer) {
    return document.at(pointer);
  }

  /** The result of reading: the value is only made if there was no error. */
  public <T> Read<T> read(Supplier<T> value) {
    List<Complaint> all = new ArrayList<>(told);
    all.sort(
        Comparator.<Complaint>comparingInt(c -> c.at().line())
            .thenComparingInt(c -> c.at().column()));
    if (untold > 0) {
      all.add(
          new Complaint(
              "",
              SourcePosition.UNKNOWN,
              "there are " + untold + " more complaints; correct these first",
              broken ? Level.ERROR : Level.WARNING));
    }
    return broken ? new Read.Broken<>(all) : new Read.Good<>(value.get(), all);
  }

  /** A text from a document as it may be shown in a message: short, and without control codes. */
  public static String shown(String text) {
    String cut = text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text;
    var out = new StringBuilder(cut.length());
    cut.codePoints()
        .forEach(c -> {
          boolean hidden =
              Character.isISOControl(c)
                  || Character.getType(c) == Character.FORMAT
                  || Character.getType(c) == Character.SURROGATE;
          out.append(hidden ? "\\u%04x".formatted(c) : Character.toString(c));
        });
    return out.toString();
  }

  /** {@code " Did you mean 'x'?"} where a known name is near, else nothing. */
  public static String hint(String name, Collection<String> known) {
    boolean telling = name.length() >= HINT_CHARS_LEAST && name.length() <= SHOWN_CHARS;
    return telling ? Nearest.hint(name, known) : "";
  }

  /** What to say of a thing that the language has and this version does not run. */
  public static String notRun(String what, String instead) {
    return what + " is part of the language but not run by this version; " + instead;
  }
}
