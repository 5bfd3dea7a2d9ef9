package dev.fermata.effect;

import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.workflow.WorkflowId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whence a child run comes: the effect of its parent that began it, and all runs above it.
 *
 * @param attempt of that effect; each attempt is another child
 * @param awaited whether the parent's step ends with the child, and not as soon as it has begun
 * @param requesters the natural persons behind that effect, who stand behind all the child does
 * @param above the runs above it, the root first and the parent last
 * @param plan the workflow that it runs, where that was made for it and is published nowhere
 */
public record Lineage(
    EffectKey parent,
    int attempt,
    boolean awaited,
    List<String> requesters,
    List<Ancestor> above,
    Optional<Json> plan) {
  /** How many runs may stand above a run. */
  public static final int DEPTH_LIMIT = 5;

  /** How many runs may be begun under one root, over all its descendants. */
  public static final int RUN_LIMIT = 1_000;

  /** After so many children of one workflow under one root failed in a row, no more begins. */
  public static final int FAILURE_LIMIT = 10;

  /** How long none begins then; after that one at a time, until one succeeds. */
  public static final Duration FAILURE_PAUSE = Duration.ofMinutes(1);

  /** What a run's id is made of: without letters that are taken for one another. */
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private static final int ID_LENGTH = 12;

  public Lineage {
    requesters = requesters == null ? List.of() : List.copyOf(requesters);
    above = List.copyOf(above);
    if (above.isEmpty()) {
      throw new IllegalArgumentException("a child has a parent; name at least that above it");
    }
  }

  /**
   * A run above, as far as rules may read it: what a child does, it does for each of these too.
   *
   * @param panels how its panels were resolved when it began its child, by the name of their step
   */
  public record Ancestor(
      RunId run,
      WorkflowId workflow,
      Digest definition,
      String subject,
      String batch,
      String by,
      Json panels) {
    public Ancestor {
      subject = subject == null ? "" : subject;
      batch = batch == null ? "" : batch;
      panels = panels == null ? Json.EMPTY : panels;
    }
  }

  /** The run at the top. */
  public RunId root() {
    return above.getFirst().run();
  }

  /** How many runs stand above it. */
  public int depth() {
    return above.size();
  }

  /**
   * The id of the child that an attempt begins. It follows from the attempt alone, so that however
   * often it is begun there is one; and from the parent's seed, which nobody can guess, so that
   * nobody takes it beforehand.
   */
  public static RunId child(String seed, EffectKey key, int attempt) {
    byte[] bytes = Digest.of("child\n" + seed + "\n" + key + "\n" + attempt).bytes();
    var id = new StringBuilder(ID_LENGTH);
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ALPHABET.charAt(bytes[i] & (ALPHABET.length() - 1)));
    }
    return new RunId(id.toString());
  }
}
