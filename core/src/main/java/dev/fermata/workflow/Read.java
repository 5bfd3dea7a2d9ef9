package dev.fermata.workflow;

import dev.fermata.value.Complaint;
import java.util.List;

/** What came of reading a document: what it says, or all that is wrong with it. */
public sealed interface Read<T> {
  /** The document can be used; the warnings are worth telling its author. */
  record Good<T>(T value, List<Complaint> warnings) implements Read<T> {
    public Good {
      warnings = List.copyOf(warnings);
    }
  }

  /** At least one complaint is an error; they come in the order of the file. */
  record Broken<T>(List<Complaint> complaints) implements Read<T> {
    public Broken {
      complaints = List.copyOf(complaints);
    }
  }
}
