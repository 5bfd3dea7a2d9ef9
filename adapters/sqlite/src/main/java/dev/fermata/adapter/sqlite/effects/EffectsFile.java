package dev.fermata.adapter.sqlite.effects;

import dev.fermata.adapter.sqlite.file.Failures;
import dev.fermata.adapter.sqlite.file.Following;
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
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

  /** Whether a page was begun and not taken in to its end. */
  private volatile boolean half;

  private EffectsFile(Path file, Session session) throws SQLException {
    this.file = file;
    this.session = session;
    this.changes = new EffectChanges(session);
    this.position = Following.position(session);
    session.commit();
    this.readers = new Pool(READERS, () -> Following.reader(file));
  }

  /**
   * Opens the list of the journal in that folder; makes it anew if it is missing, damaged, of
   * another version, or of another journal.
   *
   * @throws JournalFailure if it cannot be written there
   */
  public static EffectsFile open(Path folder, Journal journal) {
    Path file = folder.resolve(FILE);
    Session session = EffectTables.FILE.open(file, journal);
    try {
      return new EffectsFile(file, session);
    } catch (SQLException e) {
      session.close();
      throw Failures.opening(file, e);
    }
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
    half = true;
    try {
      boolean erased = false;
      for (Stored entry : page) {
        erased |= changes.take(entry, hearer);
      }
      Stored last = page.getLast();
      Following.took(session, last);
      session.commit();
      half = false;
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

  /** Throws the list away and begins anew; whoever reads meanwhile waits. */
  public void renew() {
    session.close(); // What was half taken in is gone, even if readers do not let go.
    readers.alone(() -> {
      session = EffectTables.FILE.anew(file);
      changes = new EffectChanges(session);
      position = 0;
      half = false;
    });
  }

  /** Whether a page was begun and not taken in to its end: only {@link #renew} helps then. */
  public boolean half() {
    return half;
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
