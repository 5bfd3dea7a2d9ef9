package dev.fermata.store;

import dev.fermata.store.Outside.Mark;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The process whose files are watched: plays samples, each in a folder of its own, and marks what
 * it does to the world outside in a file beside the data folder.
 */
final class Recorder {
  private static final int RESERVE_BYTES = 32 << 20;

  private Recorder() {}

  /** Takes the folder of all, then {@code first N}, {@code only N} or {@code large}. */
  public static void main(String... arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    List<Sample> samples = chosen(arguments[1].split(" "));
    Abreast.forEach(samples, sample -> record(root, sample));
  }

  private static List<Sample> chosen(String[] words) {
    return switch (words[0]) {
      case "large" -> List.of(Sample.large());
      case "only" -> List.of(Sample.all(Integer.parseInt(words[1]) + 1).getLast());
      default -> Sample.all(Integer.parseInt(words[1]));
    };
  }

  private static void record(Path root, Sample sample) throws IOException {
    Path folder = Files.createDirectory(root.resolve("" + sample.number()));
    if (sample.number() > 0) {
      prepare(folder.resolve("data"));
    }
    play(folder, sample);
  }

  /** An empty reserve costs nothing; the first sample lays in a real one. */
  static void prepare(Path data) throws IOException {
    Files.createDirectories(data);
    try (var reserve = new RandomAccessFile(data.resolve("reserve").toFile(), "rw")) {
      reserve.setLength(RESERVE_BYTES);
    }
    for (Path folder : List.of(data, data.getParent())) {
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static void play(Path folder, Sample sample) throws IOException {
    try (var marks =
        FileChannel.open(
            folder.resolve("marks"), StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND)) {
      var outside = Outside.marking(mark -> write(marks, mark));
      Path data = folder.resolve("data");
      RunId run;
      try (Life life = Life.begin(data, sample, outside).furnish()) {
        run = life.start();
        if (!sample.restarts()) {
          end(folder, life.play(run));
          return;
        }
      }
      try (Life life = Life.begin(data, sample, outside)) {
        end(folder, life.play(run));
      }
    }
  }

  private static void end(Path folder, String end) throws IOException {
    Files.writeString(folder.resolve("end"), end);
  }

  private static void write(FileChannel marks, Mark mark) {
    try {
      marks.write(ByteBuffer.wrap(mark.line().getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
