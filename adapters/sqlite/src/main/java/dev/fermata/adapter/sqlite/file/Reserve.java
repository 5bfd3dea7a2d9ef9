package dev.fermata.adapter.sqlite.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of no use but its size. On a full disk SQLite can delete nothing either, for a deletion
 * has to be logged; so this file is given up to make room for stopping runs, and laid in again when
 * there is plenty.
 */
public final class Reserve {
  /** More than the log has when it is moved into the file, so that this still works. */
  public static final int BYTES = 32 << 20;

  /** How many times its size must be free before it is laid in again. */
  private static final int PLENTY = 4;

  private static final int CHUNK_BYTES = 1 << 20;

  private final Path file;
  private boolean laidIn;

  public Reserve(Path file) {
    this.file = file;
    laidIn = file.toFile().length() == BYTES;
  }

  public boolean isLaidIn() {
    return laidIn;
  }

  /** Gives up its room. */
  public void release() {
    laidIn = false;
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Then the disk stays full, as the caller is about to find out.
    }
  }

  /** Lays it in, if it is missing and there is plenty of room. */
  public void layIn() {
    if (laidIn) {
      return;
    }
    try {
      if (Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace()
          < (long) PLENTY * BYTES) {
        return;
      }
      Folder.create(file);
      write();
      laidIn = true;
    } catch (IOException e) {
      release();
    }
  }

  /**
   * Writes real bytes: a sparse file would reserve nothing. They need not be synced, for the file
   * system counts them from now on.
   */
  private void write() throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var zeros = ByteBuffer.allocate(CHUNK_BYTES);
      for (int written = 0; written < BYTES; written += CHUNK_BYTES) {
        zeros.clear();
        while (zeros.hasRemaining()) {
          channel.write(zeros);
        }
      }
    }
  }
}
