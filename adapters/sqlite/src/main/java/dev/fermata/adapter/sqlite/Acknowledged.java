package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Folder;
import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * The last commit that is known to be durable, in a small file beside the journal. SQLite takes a
 * damaged log for the end of the log, and so forgets commits without a word; and a file put back
 * from an old copy looks whole. Both end before what this says.
 *
 * <p>It is written after the commit's fsync and never synced itself. So whatever a power loss
 * leaves of it, the commit that it names was durable before.
 */
final class Acknowledged implements AutoCloseable {
  static final String FILE = "acknowledged";
  private static final int DIGEST_BYTES = 8;
  private static final int BYTES = Long.BYTES + DIGEST_BYTES + Long.BYTES;
  private static final byte[] NOTHING = {};

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);

  private Acknowledged(FileChannel channel) {
    this.channel = channel;
  }

  /** The one beside that journal. */
  static Acknowledged of(Path journal) throws IOException {
    Path file = journal.resolveSibling(FILE);
    Folder.create(file);
    return new Acknowledged(
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /**
   * Compares the one beside that journal with it, if there is one; for those who only read.
   *
   * @throws JournalFailure as {@link #check} does
   */
  static void compare(Path journal, Session session) throws SQLException {
    Path file = journal.resolveSibling(FILE);
    if (!Files.isReadable(file)) {
      return;
    }
    try (var there = new Acknowledged(FileChannel.open(file, StandardOpenOption.READ))) {
      there.check(session);
    } catch (IOException e) {
      // It says nothing, then.
    }
  }

  /** To be called once that commit is durable. */
  void write(long commit, byte[] digest) {
    byte[] start = Arrays.copyOf(digest, DIGEST_BYTES);
    buffer.clear().putLong(commit).put(start).putLong(Sums.of(commit, start)).flip();
    try {
      channel.write(buffer, 0);
    } catch (IOException e) {
      // Then it names an older commit, which is durable too.
    }
  }

  /**
   * Compares it with the journal.
   *
   * @throws JournalFailure if commits are missing that were acknowledged
   */
  void check(Session session) throws SQLException {
    var read = read();
    if (read.remaining() < BYTES) {
      return;
    }
    long commit = read.getLong();
    byte[] start = new byte[DIGEST_BYTES];
    read.get(start);
    if (read.getLong() != Sums.of(commit, start)) {
      return; // Torn or damaged itself: it says nothing.
    }
    byte[] digest =
        session
            .first(row -> row.getBytes(1), "SELECT digest FROM commits WHERE id = ?", commit)
            .orElse(NOTHING);
    if (!Arrays.equals(start, Arrays.copyOf(digest, DIGEST_BYTES))) {
      long last = session.number("SELECT max(id) FROM commits");
      throw new JournalFailure(
          Kind.FATAL,
          ("commit %d was acknowledged, but fermata.db has another or ends before, with commit %d:"
                  + " it or its log was damaged, or replaced by an older copy; restore a backup, or"
                  + " remove the file '%s' to go on without what is missing")
              .formatted(commit, last, FILE));
    }
  }

  private ByteBuffer read() {
    var read = ByteBuffer.allocate(BYTES);
    try {
      channel.read(read, 0);
      return read.flip();
    } catch (IOException e) {
      return read.limit(0);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing of it has to be synced.
    }
  }
}
