package dev.fermata.adapter.sqlite.file;

import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import dev.fermata.fact.ledger.Finding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The check that each row of a list carries, over its columns: what is read is what was written, or
 * it is an error. CRC32C finds every damage of up to four bytes in a row and misses one in four
 * thousand million others; against a forger only the entries' chain helps, and that {@code verify}
 * compares rows with facts.
 */
public final class Sums {
  private static final int NUMBER = 1;
  private static final int TEXT = 2;
  private static final int BYTES = 3;

  private Sums() {}

  /** The check over numbers, texts and bytes in that order; each is preceded by its kind. */
  public static long of(Object... columns) {
    var crc = new CRC32C();
    var head = ByteBuffer.allocate(1 + Long.BYTES);
    for (Object column : columns) {
      switch (column) {
        case Long number -> number(crc, head, NUMBER, number);
        case Integer number -> number(crc, head, NUMBER, number);
        case String text -> bytes(crc, head, TEXT, text.getBytes(StandardCharsets.UTF_8));
        case byte[] bytes -> bytes(crc, head, BYTES, bytes);
        case Object other ->
            throw new IllegalArgumentException(
                "a row holds numbers, texts and bytes, not a " + other.getClass());
      }
    }
    return crc.getValue();
  }

  private static void number(CRC32C crc, ByteBuffer head, int kind, long value) {
    crc.update(head.clear().put((byte) kind).putLong(value).flip());
  }

  private static void bytes(CRC32C crc, ByteBuffer head, int kind, byte[] bytes) {
    number(crc, head, kind, bytes.length);
    crc.update(bytes);
  }

  /**
   * @param stored 0 where the column is empty, which no check of ours is likely to be
   * @param what the row, for the operator: {@code run abc}
   * @throws JournalFailure if they differ
   */
  public static void compare(long stored, long computed, String what) {
    if (stored != computed) {
      throw damaged(what + " does not match its check");
    }
  }

  /** That is not what was written, and must not be believed. */
  public static JournalFailure damaged(String how) {
    return damaged(Finding.at(0, how));
  }

  /** The same, where the place is known. */
  public static JournalFailure damaged(Finding finding) {
    return new JournalFailure(
        Kind.FATAL,
        finding + ": fermata.db was damaged or changed; restore a backup",
        new Found(finding));
  }

  /** What such a failure found; all that it says if it found no one thing. */
  public static Finding found(JournalFailure failure) {
    return failure.getCause() instanceof Found found
        ? found.finding
        : Finding.at(0, String.valueOf(failure.getMessage()));
  }

  /** Carries what was found through a failure. */
  private static final class Found extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Finding finding;

    Found(Finding finding) {
      super(finding.what(), null, false, false);
      this.finding = finding;
    }
  }
}
