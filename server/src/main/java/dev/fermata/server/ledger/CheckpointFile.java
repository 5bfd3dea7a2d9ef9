package dev.fermata.server.ledger;

import dev.fermata.fact.ledger.Checkpoint;
import dev.fermata.fact.ledger.Checkpoints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** A file of checkpoints, one a line, to which lines are only ever added. Used by one thread. */
final class CheckpointFile implements Copy.Place {
  private final Path file;
  private Optional<Checkpoint> last;

  private CheckpointFile(Path file, Optional<Checkpoint> last) {
    this.file = file;
    this.last = last;
  }

  /**
   * Opens it; a last line that was broken off is cut off.
   *
   * @throws IOException with a sentence, if it cannot be used
   */
  static CheckpointFile open(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new CheckpointFile(file, Optional.empty());
    }
    String text = Files.readString(file, StandardCharsets.UTF_8);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    List<Checkpoint> read =
        switch (Checkpoints.read(file.toString(), text)) {
          case Checkpoints.File.Good(var checkpoints) -> checkpoints;
          case Checkpoints.File.Bad(var finding) -> throw new IOException(finding.toString());
        };
    if (whole.length() < text.length()) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
      }
    }
    return new CheckpointFile(
        file, read.isEmpty() ? Optional.empty() : Optional.of(read.getLast()));
  }

  Optional<Checkpoint> last() {
    return last;
  }

  @Override
  public Optional<String> keep(Checkpoint checkpoint) {
    if (last.filter(checkpoint::equals).isPresent()) {
      return Optional.empty();
    }
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // Over what a failed attempt may have left of a line.
      long end = end(channel);
      var line = ByteBuffer.wrap((checkpoint + "\n").getBytes(StandardCharsets.UTF_8));
      while (line.hasRemaining()) {
        channel.write(line, end + line.position());
      }
      channel.force(true);
      last = Optional.of(checkpoint);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Just behind the last whole line. */
  private static long end(FileChannel channel) throws IOException {
    long end = channel.size();
    var one = ByteBuffer.allocate(1);
    while (end > 0) {
      channel.read(one.clear(), end - 1);
      if (one.get(0) == '\n') {
        break;
      }
      end--;
    }
    channel.truncate(end);
    return end;
  }
}
