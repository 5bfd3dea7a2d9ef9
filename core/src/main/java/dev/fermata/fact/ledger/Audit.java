package dev.fermata.fact.ledger;

import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.HouseFact;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.ledger.Line.Content;
import dev.fermata.value.Algorithm;
import dev.fermata.value.Digest;
import dev.fermata.value.RunId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies an exported ledger line by line: every digest is computed anew, every chain is followed.
 * The first thing that is wrong ends it. It remembers one digest a stream. Used by one thread.
 */
@Algorithm("verifies an export")
public final class Audit {
  private static final byte[] NOTHING = {};

  /** How many streams are remembered; of others the commits alone say that nothing was changed. */
  private static final int STREAMS = 1_000_000;

  private final Checkpoints checks;
  private final Map<Long, List<Checkpoint>> kept = new HashMap<>();
  private final Map<StreamId, Link> links =
      new LinkedHashMap<>(1024, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<StreamId, Link> eldest) {
          return size() > STREAMS;
        }
      };

  /** Entries without a body whose erasure no fact has told of yet. */
  private final Map<StreamId, Line.Entry> erased = new LinkedHashMap<>();

  private final List<byte[]> pending = new ArrayList<>();
  private Line.@Nullable Head head;
  private @Nullable Commit last;
  private @Nullable Checkpoint signed;
  private long position;
  private long lines;
  private long entries;
  private long commits;
  private long checkpoints;
  private boolean ended;
  private Optional<Finding> found = Optional.empty();

  /**
   * @param kept checkpoints that were kept elsewhere, found to be sound
   */
  public Audit(Checkpoints checks, List<Checkpoint> kept) {
    this.checks = checks;
    kept.forEach(
        each -> this.kept.computeIfAbsent(each.commit().id(), _ -> new ArrayList<>()).add(each));
  }

  private record Link(long number, Digest digest) {}

  /**
   * What was verified.
   *
   * @param signed the position up to which a checkpoint covers it; 0 if none does
   */
  public record Report(
      long entries,
      long commits,
      long checkpoints,
      long signed,
      long position,
      Optional<Finding> finding) {}

  /** Takes the next line; false once something was found, and no more need be read. */
  public boolean take(String text) {
    lines++;
    Optional<Line> line = Lines.read(text);
    found =
        line.isEmpty()
            ? at("line " + lines + " is not as it was written")
            : ended
                ? at("line " + lines + " stands after the end")
                : head == null && !(line.get() instanceof Line.Head)
                    ? at("the export does not begin with its first line")
                    : take(line.get());
    return found.isEmpty();
  }

  /** To be called after the last line. */
  public Report report() {
    if (found.isEmpty()) {
      found = end();
    }
    long covered = signed == null ? 0 : signed.commit().last();
    return new Report(entries, commits, checkpoints, covered, position, found);
  }

  private Optional<Finding> take(Line line) {
    return switch (line) {
      case Line.Head it -> head(it);
      case Line.Entry entry -> entry(entry);
      case Line.Other(var at, var digest) ->
          head().whole()
              ? at("line " + lines + " leaves out an entry, but the export is said to be whole")
              : next(at, digest);
      case Line.Committed(var commit) -> commit(commit);
      case Line.Signed(var checkpoint) -> checkpoint(checkpoint);
      case Line.End end -> {
        ended = true;
        yield end.equals(new Line.End(entries, commits, checkpoints)) && pending.isEmpty()
            ? Optional.empty()
            : at("its last line counts other entries than it has");
      }
    };
  }

  private Line.Head head() {
    if (head == null) {
      throw new IllegalStateException("an export begins with its first line");
    }
    return head;
  }

  private Optional<Finding> head(Line.Head it) {
    if (head != null) {
      return at("line " + lines + " begins an export within the export");
    }
    head = it;
    it.after()
        .ifPresent(commit -> {
          last = commit;
          position = commit.last();
        });
    return it.whole() && it.after().isPresent()
        ? at("the export is said to be whole, but begins later")
        : Optional.empty();
  }

  private Optional<Finding> entry(Line.Entry entry) {
    byte[] previous = entry.previous().map(Digest::bytes).orElse(NOTHING);
    byte[] digest =
        Chain.entry(
            entry.stream(), entry.number(), entry.at(), entry.types(), previous, body(entry));
    if (!new Digest(text(digest)).equals(entry.digest())) {
      return at(entry, "does not match its digest");
    }
    Link before = links.put(entry.stream(), new Link(entry.number(), entry.digest()));
    boolean first = entry.number() == 1 && entry.previous().isEmpty();
    boolean follows =
        before == null
            ? first || !head().whole() || links.size() == STREAMS
            : entry.number() == before.number() + 1
                    && entry.previous().equals(Optional.of(before.digest()))
                || !head().whole() && entry.number() > before.number() + 1;
    if (!follows) {
      return at(entry, "does not follow the one before it");
    }
    if (!told(entry)) {
      return at(entry, "holds no facts that could be read");
    }
    return next(entry.position(), entry.digest());
  }

  private static byte[] body(Line.Entry entry) {
    return switch (entry.content()) {
      case Content.Sealed(var body) -> body.bytes();
      case Content.Whole whole ->
          Chain.body(Base64.getUrlDecoder().decode(whole.salt()), whole.stored());
    };
  }

  /** Who erases says so; what is missing without a word was taken away. */
  private boolean told(Line.Entry entry) {
    switch (entry.content()) {
      case Content.Sealed _ -> erased.putIfAbsent(entry.stream(), entry);
      case Content.Whole whole -> {
        try {
          // The digest is of what was stored; what people read beside it must say the same.
          if (!Format.text(whole.stored()).equals(whole.body())) {
            return false;
          }
          if (entry.stream().equals(StreamId.HOUSE)) {
            Format.facts(whole.stored()).forEach(this::told);
          }
        } catch (RuntimeException e) {
          return false; // Its digest fits, but nobody of ours wrote it.
        }
      }
    }
    return true;
  }

  private void told(Fact fact) {
    if (fact instanceof HouseFact.PayloadErased(var runs, _, _, _)) {
      runs.forEach((RunId run) -> erased.remove(StreamId.of(run)));
    }
  }

  private Optional<Finding> next(long at, Digest digest) {
    if (at != position + 1) {
      return at("entry %d is missing, or not in its place".formatted(position + 1));
    }
    position = at;
    entries++;
    pending.add(digest.bytes());
    return Optional.empty();
  }

  private Optional<Finding> commit(Commit commit) {
    long id = last == null ? 0 : last.id();
    long end = last == null ? 0 : last.last();
    byte[] digest = Chain.commit(last == null ? NOTHING : last.digest().bytes(), pending);
    boolean follows =
        commit.id() == id + 1 && commit.first() == end + 1 && commit.last() == position;
    if (!follows || !text(digest).equals(commit.digest().value())) {
      return Optional.of(
          Finding.at(
              end + 1,
              "commit %d (entries %d to %d) %s"
                  .formatted(
                      commit.id(),
                      end + 1,
                      position,
                      follows ? "does not match its digest" : "does not follow the one before")));
    }
    last = commit;
    commits++;
    pending.clear();
    for (Checkpoint each : kept.getOrDefault(commit.id(), List.of())) {
      Optional<Finding> differs = Checkpoints.differs(each, Optional.of(commit));
      if (differs.isPresent()) {
        return differs;
      }
      covered(each);
    }
    return Optional.empty();
  }

  private Optional<Finding> checkpoint(Checkpoint checkpoint) {
    Optional<Finding> unsound = checks.sound(checkpoints == 0 ? null : signed, checkpoint);
    if (unsound.isPresent()) {
      return unsound;
    }
    if (!pending.isEmpty()) {
      return at("line " + lines + " is a checkpoint in the middle of a commit");
    }
    checkpoints++;
    signed = checkpoint;
    return Checkpoints.differs(checkpoint, Optional.ofNullable(last));
  }

  private void covered(Checkpoint each) {
    if (checkpoints == 0) {
      signed = each;
    }
  }

  private Optional<Finding> end() {
    if (!ended) {
      return at("the export breaks off after entry " + position);
    }
    if (head().whole() && head().bodies() && !erased.isEmpty()) {
      Line.Entry first = erased.values().iterator().next();
      return at(first, "has no body, but nobody says to have erased it");
    }
    long end = last == null ? 0 : last.id();
    return kept.values().stream()
        .flatMap(List::stream)
        .filter(each -> head().whole() && each.commit().id() > end)
        .findFirst()
        .flatMap(each -> Checkpoints.missing(each, end));
  }

  private static String text(byte[] digest) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }

  private Optional<Finding> at(String what) {
    return Optional.of(Finding.at(position, what));
  }

  private static Optional<Finding> at(Line.Entry entry, String what) {
    return Optional.of(new Finding(entry.position(), entry.stream().value(), entry.number(), what));
  }
}
