package dev.fermata.fact.form;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Algorithm;
import org.jspecify.annotations.Nullable;

/** The first large values of one body and where they begin, so that none is written twice. */
@Algorithm("remembers values")
final class Trees {
  /** So many are remembered. */
  static final int LIMIT = 8;

  /** So often a body may say that a value stands in it already. */
  static final int SAME_LIMIT = 64;

  /** A value of fewer bytes is written again. */
  static final int SHORTEST = 16;

  private final @Nullable JsonNode[] trees = new JsonNode[LIMIT];
  private final int[] begins = new int[LIMIT];
  private int size;
  private int uses;

  /** Where the very same value begins; 0 if it is not known, or too often. */
  @SuppressWarnings("ReferenceEquality") // Comparing values would take longer than writing them.
  int begin(JsonNode tree) {
    for (int i = 0; i < size; i++) {
      if (trees[i] == tree && uses < SAME_LIMIT) {
        uses++;
        return begins[i];
      }
    }
    return 0;
  }

  void add(JsonNode tree, int begin, int end) {
    if (size < LIMIT && end - begin >= SHORTEST) {
      trees[size] = tree;
      begins[size++] = begin;
    }
  }
}
