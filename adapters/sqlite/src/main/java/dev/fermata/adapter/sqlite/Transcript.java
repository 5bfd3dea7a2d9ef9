package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Failures;
import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.ledger.Checkpoint;
import dev.fermata.fact.ledger.Checkpoints;
import dev.fermata.fact.ledger.Commit;
import dev.fermata.fact.ledger.Line;
import dev.fermata.fact.ledger.Line.Content;
import dev.fermata.fact.ledger.Lines;
import dev.fermata.value.Digest;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes the ledger of a folder out as lines that can be verified anywhere. What it writes is
 * compared with its digests on the way. Reads one moment of it, and may look at the folder of a
 * running server.
 */
public final class Transcript {
  private static final String COLUMNS = "SELECT id, first, last, digest FROM commits ";
  private static final int PAGE = 500;

  private final Session session;
  private final Entries entries = new Entries();
  private final Wanted wanted;
  private final Out out;
  private long written;
  private long commits;
  private long checkpoints;

  private Transcript(Session session, Wanted wanted, Out out) {
    this.session = session;
    this.wanted = wanted;
    this.out = out;
  }

  /** Takes the lines, without their ends. */
  public interface Out {
    void line(String line) throws IOException;
  }

  /**
   * Which entries are written whole; of the others that their commits need, only the digest is.
   *
   * @param since only what was written from then on
   * @param until only what was written before then
   * @param bodies whether what they say is written, or only its digest
   */
  public record Wanted(
      Optional<RunId> run, Optional<Instant> since, Optional<Instant> until, boolean bodies) {
    public static final Wanted ALL =
        new Wanted(Optional.empty(), Optional.empty(), Optional.empty(), true);

    boolean everything() {
      return run.isEmpty() && since.isEmpty() && until.isEmpty();
    }

    boolean has(Entries.Row row) {
      return run.map(StreamId::of).filter(stream -> !stream.equals(row.stream())).isEmpty()
          && since.filter(row.at()::isBefore).isEmpty()
          && until.filter(at -> !row.at().isBefore(at)).isEmpty();
    }
  }

  /** What was written. */
  public record Written(long entries, long commits, long checkpoints) {}

  /**
   * Writes it.
   *
   * @throws JournalFailure if there is no journal, it is damaged, or nothing of it is wanted
   * @throws IOException if a line could not be written
   */
  public static Written of(Path folder, Wanted wanted, Out out) throws IOException {
    Path file = folder.resolve(SqliteStore.FILE);
    if (!Files.isRegularFile(file)) {
      throw new JournalFailure(
          Kind.FATAL, "there is no journal in %s; name its folder".formatted(folder));
    }
    List<Checkpoint> signed = checkpoints(folder);
    try (Session session = Schema.openReader(file)) {
      Schema.readable(session, file);
      session.transactional();
      return new Transcript(session, wanted, out).write(signed);
    } catch (SQLException e) {
      throw Failures.opening(file, e);
    }
  }

  /** The folder's own checkpoints. */
  static List<Checkpoint> checkpoints(Path folder) {
    Path file = folder.resolve(Checkpoints.FILE);
    try {
      String text = Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
      return switch (Checkpoints.read(file.toString(), text)) {
        case Checkpoints.File.Good(var read) -> read;
        case Checkpoints.File.Bad(var finding) -> throw Sums.damaged(finding);
      };
    } catch (IOException e) {
      throw new JournalFailure(Kind.FATAL, "%s cannot be read (%s)".formatted(file, e), e);
    }
  }

  static Optional<Commit> last(Session session) throws SQLException {
    return session.first(Transcript::commit, COLUMNS + "ORDER BY id DESC LIMIT 1");
  }

  static Optional<Commit> commit(Session session, long id) throws SQLException {
    return session.first(Transcript::commit, COLUMNS + "WHERE id = ?", id);
  }

  private static Commit commit(ResultSet row) throws SQLException {
    byte[] digest = row.getBytes(4);
    return new Commit(row.getLong(1), row.getLong(2), row.getLong(3), new Digest(text(digest)));
  }

  /** From the first commit that is needed to the last, each after the number given. */
  private record Range(long after, long until) {}

  private Written write(List<Checkpoint> signed) throws SQLException, IOException {
    Range range = range(signed);
    out.line(
        Lines.write(
            new Line.Head(commit(session, range.after()), wanted.everything(), wanted.bodies())));
    long done = range.after();
    int at = 0;
    while (done < range.until()) {
      List<Commit> page =
          session.list(
              Transcript::commit,
              COLUMNS + "WHERE id > ? AND id <= ? ORDER BY id LIMIT ?",
              done,
              range.until(),
              PAGE);
      if (page.isEmpty()) {
        throw Sums.damaged("commits after " + done + " are missing");
      }
      for (Commit commit : page) {
        entries(commit);
        out.line(Lines.write(new Line.Committed(commit)));
        commits++;
        done = commit.id();
        for (; at < signed.size() && signed.get(at).commit().id() <= done; at++) {
          if (signed.get(at).commit().id() == done) {
            out.line(Lines.write(new Line.Signed(signed.get(at))));
            checkpoints++;
          }
        }
      }
    }
    out.line(Lines.write(new Line.End(written, commits, checkpoints)));
    return new Written(written, commits, checkpoints);
  }

  /** On to the first checkpoint that covers all that is wanted, if there is one. */
  private Range range(List<Checkpoint> signed) throws SQLException {
    long end = last(session).map(Commit::id).orElse(0L);
    if (wanted.everything()) {
      return new Range(0, end);
    }
    String which =
        " FROM entry WHERE at >= ? AND at < ?"
            + (wanted.run().isEmpty()
                ? " AND ? = ''"
                : " AND stream = (SELECT id FROM stream WHERE name = ?)");
    Object[] values = {
      wanted.since().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE),
      wanted.until().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE),
      wanted.run().map(run -> StreamId.of(run).value()).orElse("")
    };
    long first = session.number("SELECT min(position)" + which, values);
    long last = session.number("SELECT max(position)" + which, values);
    if (first == 0) {
      throw new JournalFailure(Kind.FATAL, "nothing was written by that run or at that time");
    }
    String holding = "SELECT id FROM commits WHERE first <= ? ORDER BY first DESC LIMIT 1";
    long until = session.number(holding, last);
    return new Range(
        session.number(holding, first) - 1,
        signed.stream()
            .map(each -> each.commit().id())
            .filter(id -> id >= until && id <= end)
            .findFirst()
            .orElse(end));
  }

  private void entries(Commit commit) throws SQLException, IOException {
    long after = commit.first() - 1;
    while (after < commit.last()) {
      int limit = (int) Math.min(PAGE, commit.last() - after);
      for (Entries.Row row : entries.rows(session, after, commit.last(), limit)) {
        out.line(Lines.write(wanted.has(row) ? line(row) : other(row)));
        written++;
        after = row.position();
      }
    }
  }

  private static Line other(Entries.Row row) {
    return new Line.Other(row.position(), new Digest(text(row.digest())));
  }

  private Line line(Entries.Row row) throws SQLException {
    Content content =
        row.erased() || !wanted.bodies()
            ? new Content.Sealed(new Digest(text(row.bodySealed())))
            : Content.Whole.of(text(row.salt()), row.body());
    return new Line.Entry(
        row.position(),
        row.stream(),
        row.number(),
        row.at(),
        entries.types(session, row),
        row.previous().length == 0
            ? Optional.empty()
            : Optional.of(new Digest(text(row.previous()))),
        content,
        new Digest(text(row.digest())));
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Objects.requireNonNull(bytes));
  }
}
