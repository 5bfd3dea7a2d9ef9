package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.Heads.Head;
import dev.fermata.adapter.sqlite.share.Shares;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Journal.Appended;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.ledger.Chain;
import dev.fermata.fact.taking.Takings;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What becomes of the drafts of one call, decided before anything is written: which are left out,
 * the positions and digests of the others.
 */
final class Plan {
  private final Heads heads;
  private final Keys keys;
  private final Takings<SQLException> takings;
  private final long before;
  private final List<Appended> results = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final Map<StreamId, Head> moved = new HashMap<>();
  private final Map<StreamId, Long> fresh = new LinkedHashMap<>();
  private final Map<String, StreamId> taken = new HashMap<>();
  private final Set<StreamId> leftOut = new HashSet<>();

  private Plan(Heads heads, Keys keys, Shares shares, long position) {
    this.takings = new Takings<>(shares);
    this.heads = heads;
    this.keys = keys;
    this.before = position;
  }

  /**
   * @param position of the last entry so far
   * @throws IllegalStateException if a draft does not follow its stream's last entry
   */
  static Plan of(
      List<Draft> drafts,
      Heads heads,
      Keys keys,
      Shares shares,
      long position,
      RandomGenerator chance)
      throws SQLException {
    var plan = new Plan(heads, keys, shares, position);
    plan.checkNumbers(drafts);
    // All at once: a good source of chance is slow to ask, not slow to answer.
    byte[] salts = new byte[drafts.size() * Chain.SALT_BYTES];
    chance.nextBytes(salts);
    for (int i = 0; i < drafts.size(); i++) {
      int from = i * Chain.SALT_BYTES;
      plan.add(drafts.get(i), Arrays.copyOfRange(salts, from, from + Chain.SALT_BYTES));
    }
    return plan;
  }

  private void checkNumbers(List<Draft> drafts) throws SQLException {
    Map<StreamId, Long> last = new HashMap<>();
    for (Draft draft : drafts) {
      Long number = last.get(draft.stream());
      long before = number != null ? number : heads.before(draft.stream(), draft.number()).number();
      if (draft.number() != before + 1) {
        throw new IllegalStateException(
            "entry %d of stream %s cannot be appended: its last entry is %d"
                .formatted(draft.number(), draft.stream(), before));
      }
      last.put(draft.stream(), draft.number());
    }
  }

  private void add(Draft draft, byte[] salt) throws SQLException {
    if (leftOut.contains(draft.stream())) {
      results.add(new Appended.LeftOut());
      return;
    }
    for (Reservation reservation : draft.reservations()) {
      Optional<StreamId> holder = holder(reservation).filter(h -> !h.equals(draft.stream()));
      if (holder.isPresent()) {
        leftOut.add(draft.stream());
        results.add(new Appended.Taken(reservation, holder.get()));
        return;
      }
    }
    Optional<Appended> refusal =
        draft.reservations().isEmpty() ? Optional.empty() : takings.take(draft);
    if (refusal.isPresent()) {
      leftOut.add(draft.stream());
      results.add(refusal.get());
      return;
    }
    for (Reservation reservation : draft.reservations()) {
      if (reservation instanceof Reservation.StartKey(String key)) {
        taken.putIfAbsent(key, draft.stream());
      }
    }
    lines.add(line(draft, salt));
    results.add(new Appended.Written(last()));
  }

  private Line line(Draft draft, byte[] salt) throws SQLException {
    Head head = moved.get(draft.stream());
    if (head == null) {
      head = heads.before(draft.stream(), draft.number());
    }
    long stream = head.stream();
    if (head.isNew()) {
      stream = heads.next();
      fresh.put(draft.stream(), stream);
    }
    byte[] digest =
        Chain.entry(
            draft.stream(),
            draft.number(),
            draft.at(),
            draft.types(),
            head.digest(),
            Chain.body(salt, draft.body()));
    moved.put(draft.stream(), new Head(stream, draft.number(), digest));
    return new Line(draft, stream, last() + 1, salt, digest);
  }

  private Optional<StreamId> holder(Reservation reservation) throws SQLException {
    return switch (reservation) {
      case Reservation.StartKey key -> {
        StreamId here = taken.get(key.key());
        yield here != null ? Optional.of(here) : keys.holder(key);
      }
      case Reservation.Budget _,
          Reservation.Settled _,
          Reservation.Subject _,
          Reservation.Kin _,
          Reservation.Sibling _,
          Reservation.Over _,
          Reservation.Freed _ ->
          Optional.empty();
    };
  }

  /** One result a draft. */
  List<Appended> results() {
    return results;
  }

  /** What they take from budgets and subjects. */
  Takings<SQLException> takings() {
    return takings;
  }

  /** What is to be written, in order. */
  List<Line> lines() {
    return lines;
  }

  /** Streams that begin here, and their numbers in the file. */
  Map<StreamId, Long> fresh() {
    return fresh;
  }

  /** Where the streams end after this. */
  Map<StreamId, Head> moved() {
    return moved;
  }

  /** The position of the last line; the one before all if there is none. */
  long last() {
    return before + lines.size();
  }

  /** One entry to write. */
  record Line(Draft draft, long stream, long position, byte[] salt, byte[] digest) {}

  /** Who holds which key so far. */
  interface Keys {
    Optional<StreamId> holder(Reservation.StartKey key) throws SQLException;
  }
}
