package dev.fermata.adapter.sqlite.file;

import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The data folder while this process holds it: only its owner may read it, and no second process
 * may open it.
 */
public final class Folder implements AutoCloseable {
  private static final String LOCK = "fermata.lock";

  /**
   * Folders held in this process. Asked before the lock file is touched, because POSIX drops a
   * process's lock as soon as the process closes any channel of that file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;

  private Folder(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * @throws JournalFailure if the folder cannot be made or written, or another process holds it
   */
  public static Folder claim(Path folder) {
    try {
      make(folder);
      Path path = folder.toRealPath();
      if (Files.notExists(path.resolve(LOCK))) {
        makeNameSafe(path);
      }
      if (!HELD.add(path)) {
        throw held(path, "this process");
      }
      try {
        return lock(path);
      } catch (IOException | RuntimeException e) {
        HELD.remove(path);
        throw e;
      }
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /**
   * A new folder can be lost with all that is in it when the power fails, until those above it are
   * synced. SQLite sees to the names within. What cannot be synced, or may not be read, is older.
   */
  private static void makeNameSafe(Path path) {
    for (Path above = path.getParent(); above != null; above = above.getParent()) {
      try (var channel = FileChannel.open(above, StandardOpenOption.READ)) {
        channel.force(true);
      } catch (IOException e) {
        return; // Some file systems cannot sync a folder and need not; SQLite ignores it, too.
      }
    }
  }

  private static Folder lock(Path path) throws IOException {
    create(path.resolve(LOCK));
    var channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw held(path, "process " + pid(channel));
      }
      channel.truncate(0);
      channel.write(utf8(ProcessHandle.current().pid() + "\n"), 0);
      return new Folder(path, channel, lock);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  /** Makes a folder that only its owner may read, unless there is one. */
  public static void make(Path folder) throws IOException {
    Files.createDirectories(folder, mode(folder, "rwx------"));
  }

  /** Makes an empty file that only its owner may read, unless there is one. */
  public static void create(Path file) throws IOException {
    try {
      Files.createFile(file, mode(file, "rw-------"));
    } catch (FileAlreadyExistsException e) {
      // As wanted.
    }
  }

  private static FileAttribute<?>[] mode(Path file, String mode) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static JournalFailure held(Path path, String holder) {
    return new JournalFailure(
        Kind.FATAL,
        "folder %s is in use by %s; stop it first, or give this one another folder"
            .formatted(path, holder));
  }

  public static JournalFailure unusable(Path folder, IOException cause) {
    String why =
        switch (cause) {
          case AccessDeniedException e -> "permission denied";
          case FileAlreadyExistsException e -> "it is a file";
          case FileSystemException e when e.getReason() != null -> e.getReason();
          default -> String.valueOf(cause.getMessage());
        };
    return new JournalFailure(
        Kind.FATAL,
        "folder %s cannot be written (%s); make it writable for user %s, or choose another folder"
            .formatted(folder.toAbsolutePath(), why, System.getProperty("user.name")),
        cause);
  }

  private static String pid(FileChannel channel) throws IOException {
    var bytes = ByteBuffer.allocate(20);
    channel.read(bytes, 0);
    String pid = StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip();
    return pid.isEmpty() ? "that is just starting" : pid;
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    try (channel) {
      channel.truncate(0);
      lock.release();
    } catch (IOException e) {
      // The lock ends with the process at the latest.
    } finally {
      HELD.remove(path);
    }
  }
}
