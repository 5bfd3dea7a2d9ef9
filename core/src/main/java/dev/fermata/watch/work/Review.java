package dev.fermata.watch.work;

import dev.fermata.value.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One person's word on a task. It holds nothing of what was shown or said.
 *
 * @param person the natural person; {@code id} is that of the decision
 * @param kind of the task: {@code conflict}
 * @param asked the team that it was asked of
 * @param looked when they took it or first opened something of it
 * @param opinions how many were put before them
 * @param against how many of those their word was against
 * @param overrode whether their word was against what was put before them: most opinions, or the
 *     call that they were to approve
 * @param blind whether they first said what they think themselves
 * @param moved whether their last word was another than that first one
 * @param opened how much of the evidence they opened
 * @param chars the length of what there was to read
 * @param risk how grave the rules say that it is; empty where they do not
 */
public record Review(
    RunId run,
    String id,
    String task,
    String step,
    String person,
    String kind,
    String asked,
    Instant began,
    Optional<Instant> looked,
    Instant decided,
    int opinions,
    int against,
    boolean overrode,
    boolean blind,
    boolean moved,
    int opened,
    long chars,
    String risk) {

  /** From when they took or first opened it to their word; empty where that is not known. */
  public OptionalLong dwellMs() {
    return looked.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, Duration.between(looked.get(), decided).toMillis()));
  }

  /** Once it is known what its word was against. */
  Review against(int dissenters, int all) {
    return new Review(
        run,
        id,
        task,
        step,
        person,
        kind,
        asked,
        began,
        looked,
        decided,
        all,
        dissenters,
        2 * dissenters > all,
        blind,
        moved,
        opened,
        chars,
        risk);
  }
}
