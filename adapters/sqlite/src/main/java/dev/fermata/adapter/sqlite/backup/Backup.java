package dev.fermata.adapter.sqlite.backup;

import dev.fermata.adapter.sqlite.file.Failures;
import dev.fermata.adapter.sqlite.file.Folder;
import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import dev.fermata.fact.ledger.Checkpoints;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/**
 * A copy of a data folder: a folder with the journal and the credentials as they were at one moment
 * each, and a note of when. It is made while a server works on the data, by reading alone, and
 * looks like a data folder, so that it can be verified like one.
 */
public final class Backup {
  static final String JOURNAL = "fermata.db";
  static final String CREDENTIALS = "credentials.db";
  static final String CHECKPOINTS = Checkpoints.FILE;
  static final String NOTE = "backup.json";
  private static final String UNFINISHED = ".unfinished";

  private Backup() {}

  /**
   * Writes a backup under a temporary name, synced, and only then gives it its name.
   *
   * @return the moment up to which everything is in it; something later may be, too
   * @throws JournalFailure if there is nothing to copy, or no room, or something of that name
   */
  public static Instant write(Path data, Path target, InstantSource clock) {
    Path to = target.toAbsolutePath().normalize();
    if (Files.exists(to)) {
      throw failed("there is something at %s already; choose another name".formatted(target));
    }
    if (!Files.isRegularFile(data.resolve(JOURNAL))) {
      throw failed("there is no journal in %s; name its folder with --data".formatted(data));
    }
    Path unfinished = to.resolveSibling(to.getFileName() + UNFINISHED);
    try {
      clear(unfinished);
      Folder.make(unfinished);
      // Credentials first: a person whom the journal knows can then at worst not sign in.
      copy(data.resolve(CREDENTIALS), unfinished.resolve(CREDENTIALS));
      signatures(data, unfinished);
      Instant at = clock.instant();
      copy(data.resolve(JOURNAL), unfinished.resolve(JOURNAL));
      note(unfinished.resolve(NOTE), at);
      sync(unfinished);
      move(unfinished, to);
      sync(Objects.requireNonNullElse(to.getParent(), to));
      return at;
    } catch (IOException e) {
      throw new JournalFailure(
          Kind.FATAL, "the backup %s cannot be written (%s)".formatted(target, e.getMessage()), e);
    }
  }

  /** Pages as they are in one transaction, then without a log, so that it is one file. */
  private static void copy(Path from, Path to) throws IOException {
    if (!Files.isRegularFile(from)) {
      return;
    }
    Folder.create(to);
    try (Session source = Session.readOnly(from)) {
      source.copyTo(to);
    } catch (SQLException e) {
      throw Failures.of("be copied from " + from, e);
    }
    try (Session copy = Session.open(to)) {
      copy.execute("PRAGMA journal_mode = DELETE");
    } catch (SQLException e) {
      throw Failures.of("be copied to " + to, e);
    }
    sync(to);
  }

  /** Before the journal, which then has all that they name. */
  private static void signatures(Path data, Path to) throws IOException {
    if (Files.isRegularFile(data.resolve(CHECKPOINTS))) {
      Folder.create(to.resolve(CHECKPOINTS));
      Files.write(to.resolve(CHECKPOINTS), Files.readAllBytes(data.resolve(CHECKPOINTS)));
      sync(to.resolve(CHECKPOINTS));
    }
  }

  private static void note(Path file, Instant at) throws IOException {
    Folder.create(file);
    Files.writeString(file, Json.adopt(Json.object().put("at", at.toString())) + "\n");
    sync(file);
  }

  /**
   * When that backup was taken.
   *
   * @throws JournalFailure if it is no backup
   */
  static Instant at(Path backup) {
    try {
      String note = Files.readString(backup.resolve(NOTE), StandardCharsets.UTF_8);
      return Instant.parse(Json.parse(note).view().path("at").asText());
    } catch (IOException | RuntimeException e) {
      throw new JournalFailure(
          Kind.FATAL,
          "%s is no backup: its %s cannot be read; name the folder that `fermata backup` wrote"
              .formatted(backup, NOTE),
          e);
    }
  }

  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(to + " cannot be renamed in one step", e);
    }
  }

  /** Removes a folder of ours with the files in it. */
  static void clear(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> files;
    try (var all = Files.list(folder)) {
      files = all.toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(folder);
  }

  static JournalFailure failed(String sentence) {
    return new JournalFailure(Kind.FATAL, sentence);
  }
}
