package dev.fermata.adapter.sqlite.effects;

import dev.fermata.adapter.sqlite.file.Failures;
import dev.fermata.adapter.sqlite.file.Folder;
import dev.fermata.adapter.sqlite.file.Pool;
import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.effect.EffectList;
import dev.fermata.effect.EffectRow;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.value.Money;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The list of all effects in {@code effects.db}, beside the journal that it is made from. It holds
 * no arguments and no results. One thread follows the journal; any number read.
 */
public final class EffectsFile implements EffectList, AutoCloseable {
  public static final String FILE = "effects.db";

  /** How many threads read at the same time; more wait. */
  private static final int READERS = 2;

  /** How many entries are read and written at once. */
  private static final int PAGE = 500;

  private final Path file;
  private final Pool readers;
  private Session session;
  private EffectChanges changes;
  private volatile long position;

  private EffectsFile(Path file, Session session) throws SQLException {
    this.file = file;
    this.session = session;
    this.changes = new EffectChanges(session);
    this.position = session.number("SELECT position FROM followed");
    session.commit();
    this.readers = new Pool(READERS, () -> EffectTables.reader(file));
  }

  /**
   * Opens the list of the journal in that folder; makes it anew if it is missing, damaged, of
   * another version, or of another journal.
   *
   * @throws JournalFailure if it cannot be written there
   */
  public static EffectsFile open(Path folder, Journal journal) {
    Path file = folder.resolve(FILE);
    try {
      Optional<Session> kept = kept(file, journal);
      return new EffectsFile(file, kept.isPresent() ? kept.get() : anew(file));
    } catch (SQLException e) {
      throw Failures.opening(file, e);
    } catch (IOException e) {
      throw Folder.unusable(folder, e);
    }
  }

  private static Session anew(Path file) throws IOException, SQLException {
    for (String ending : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(Path.of(file + ending));
    }
    Folder.create(file);
    return EffectTables.writer(file);
  }

  private static Optional<Session> kept(Path file, Journal journal) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Session session;
    try {
      session = EffectTables.writer(file);
    } catch (SQLException e) {
      return Optional.empty();
    }
    try {
      if (EffectTables.current(session) && follows(session, journal)) {
        return Optional.of(session);
      }
    } catch (SQLException e) {
      // A damaged list is made anew.
    }
    session.close();
    return Optional.empty();
  }

  /** Whether the entry that it knows last is the one that stands there in the journal. */
  private static boolean follows(Session session, Journal journal) throws SQLException {
    Optional<Stored> last =
        session.first(
            row ->
                new Stored(
                    row.getLong(1),
                    new dev.fermata.fact.StreamId(
                        Objects.requireNonNullElse(row.getString(2), "?")),
                    row.getLong(3),
                    Instant.ofEpochMilli(row.getLong(4)),
                    new byte[0]),
            "SELECT position, stream, number, at FROM followed WHERE position > 0");
    if (last.isEmpty()) {
      return session.number("SELECT count(*) FROM followed") == 1;
    }
    if (last.get().position() > journal.position()) {
      return false;
    }
    return journal.tail(last.get().position() - 1, 1).stream()
        .anyMatch(there ->
            there.position() == last.get().position()
                && there.stream().equals(last.get().stream())
                && there.number() == last.get().number()
                && there.at().toEpochMilli() == last.get().at().toEpochMilli());
  }

  /** Told each fact that is taken in; some twice, where a page had to be taken again. */
  @FunctionalInterface
  public interface Hearer {
    void heard(Stored entry, Fact fact);
  }

  /** Takes in what is new in the journal, a page at most; true if there may be more. */
  public boolean follow(Journal journal) {
    return follow(journal, (entry, fact) -> {});
  }

  /**
   * Takes in what is new in the journal, a page at most.
   *
   * @return whether there may be more
   * @throws JournalFailure if the list cannot be written; {@link #renew} makes it anew
   */
  public boolean follow(Journal journal, Hearer hearer) {
    List<Stored> page = journal.tail(position, PAGE);
    if (page.isEmpty()) {
      return false;
    }
    try {
      boolean erased = false;
      for (Stored entry : page) {
        erased |= changes.take(entry, hearer);
      }
      Stored last = page.getLast();
      session.update(
          "UPDATE followed SET position = ?, stream = ?, number = ?, at = ?",
          last.position(),
          last.stream().value(),
          last.number(),
          last.at().toEpochMilli());
      session.commit();
      position = last.position();
      if (erased) {
        emptyLog();
      }
      return page.size() == PAGE;
    } catch (SQLException e) {
      throw Failures.of("list effects", e);
    }
  }

  /** What was erased stands in the log until that is moved into the file. */
  private void emptyLog() throws SQLException {
    try (Session apart = Session.open(file)) {
      apart.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  /** Throws the list away and begins anew. */
  public void renew() {
    session.close();
    readers.renew();
    try {
      session = anew(file);
      changes = new EffectChanges(session);
      position = 0;
    } catch (SQLException e) {
      throw Failures.opening(file, e);
    } catch (IOException e) {
      throw Folder.unusable(file, e);
    }
  }

  @Override
  public List<EffectRow> effects(EffectFilter filter) {
    int limit = Math.clamp(filter.limit(), 0, PAGE_LIMIT);
    return readers.use("list effects", s -> EffectQueries.effects(s, filter, limit));
  }

  @Override
  public Map<String, Shadowed> shadowed(String draft) {
    return readers.use("list shadows", s -> EffectQueries.shadowed(s, draft));
  }

  @Override
  public Map<String, Use> uses(Instant since) {
    return readers.use("count uses", s -> EffectQueries.uses(s, since));
  }

  @Override
  public List<Spent> spent(Instant since) {
    return readers.use("count what was spent", s -> EffectQueries.spent(s, since));
  }

  @Override
  public Set<RunId> callers(String target) {
    return readers.use("list callers", s -> CallerQueries.callers(s, target));
  }

  @Override
  public Map<String, Integer> callers(Collection<RunId> runs, Collection<String> targets) {
    return readers.use("count callers", s -> CallerQueries.counted(s, runs, targets));
  }

  @Override
  public Map<RunId, Money> costs() {
    return readers.use("list what runs cost", CallerQueries::costs);
  }

  @Override
  public long erased(Instant since) {
    return readers.use("count effects", s -> EffectQueries.erased(s, since));
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void close() {
    readers.close();
    session.close();
  }
}
