package dev.fermata.fact.ledger;

import dev.fermata.value.Algorithm;
import dev.fermata.value.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compares checkpoints with each other and with a ledger. What follows the last of them is not
 * covered: whoever can write the ledger can change it.
 */
@Algorithm("compares signed checkpoints with a ledger")
public final class Checkpoints {
  /** Where a data folder keeps its own. */
  public static final String FILE = "checkpoints.jsonl";

  private final Set<String> keys;

  /**
   * @param keys the public keys that may have signed; empty if any may, so that only what they say
   *     is compared
   */
  public Checkpoints(Set<String> keys) {
    this.keys = Set.copyOf(keys);
  }

  /** A file of checkpoints, one a line; a last line that was broken off does not count. */
  public sealed interface File {
    record Good(List<Checkpoint> checkpoints) implements File {}

    record Bad(Finding finding) implements File {}
  }

  public static File read(String name, String text) {
    List<Checkpoint> read = new ArrayList<>();
    int end = text.lastIndexOf('\n') + 1;
    List<String> lines = text.substring(0, end).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Optional<Checkpoint> checkpoint = Checkpoint.parse(lines.get(i));
      if (checkpoint.isEmpty()) {
        return new File.Bad(
            Finding.at(
                0, "line %d of %s is no checkpoint as it was written".formatted(i + 1, name)));
      }
      read.add(checkpoint.get());
    }
    return new File.Good(read);
  }

  /** What is wrong with them alone: a signature, a key, or one that is missing in between. */
  public Optional<Finding> sound(List<Checkpoint> checkpoints) {
    Checkpoint before = null;
    for (Checkpoint each : checkpoints) {
      Optional<Finding> found = sound(before, each);
      if (found.isPresent()) {
        return found;
      }
      before = each;
    }
    return Optional.empty();
  }

  Optional<Finding> sound(@Nullable Checkpoint before, Checkpoint each) {
    if (!each.genuine()) {
      return found(each, "was changed: its signature does not fit");
    }
    if (!keys.isEmpty() && !keys.contains(each.key())) {
      return found(each, "was signed with a key that is not the one you gave");
    }
    if (before == null) {
      return Optional.empty();
    }
    Digest previous = before.digest();
    boolean follows =
        each.number() == before.number() + 1
            && each.previous().equals(Optional.of(previous))
            && each.commit().id() >= before.commit().id();
    return follows ? Optional.empty() : found(each, "does not follow the one before it");
  }

  /**
   * The first that the ledger does not bear out.
   *
   * @param commits the ledger's commits by id
   * @param last the ledger's last commit; 0 if it has none
   */
  public Optional<Finding> borneOut(
      List<Checkpoint> checkpoints, LongFunction<Optional<Commit>> commits, long last) {
    for (Checkpoint each : checkpoints) {
      Optional<Finding> found =
          each.commit().id() > last
              ? missing(each, last)
              : differs(each, commits.apply(each.commit().id()));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  static Optional<Finding> missing(Checkpoint each, long last) {
    return found(
        each,
        "signed commit %d, but the ledger ends with commit %d: its end was cut off, or an older copy was put in its place"
            .formatted(each.commit().id(), last));
  }

  static Optional<Finding> differs(Checkpoint each, Optional<Commit> commit) {
    return commit.equals(Optional.of(each.commit()))
        ? Optional.empty()
        : found(
            each,
            "signed another commit %d than the ledger has: what was written up to there was changed, or it went on from an older copy"
                .formatted(each.commit().id()));
  }

  private static Optional<Finding> found(Checkpoint each, String what) {
    return Optional.of(
        Finding.at(
            each.commit().last(),
            "checkpoint %d of %s %s".formatted(each.number(), each.at(), what)));
  }
}
