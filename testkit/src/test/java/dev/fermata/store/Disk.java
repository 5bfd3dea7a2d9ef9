package dev.fermata.store;

import dev.fermata.store.Trace.Kind;
import dev.fermata.store.Trace.Op;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk after some acts of a trace: what programs see, which a killed process leaves, and what is
 * safe from a power cut. Only what was synced is safe: a file's bytes and size when the file was, a
 * name when its folder was. Used by one thread.
 */
final class Disk {
  private static final int[] SECTORS = {512, 4096};
  private static final double[] CHANCES = {0, 0.1, 0.5, 0.9, 1};

  private final Map<String, Content> names = new HashMap<>();
  private final Map<String, Content> safeNames = new HashMap<>();
  private final List<Renaming> renamings = new ArrayList<>();

  /** A name given or, without content, taken away. */
  private record Renaming(String path, Optional<Content> content) {}

  /** Bytes that can grow. */
  private static final class Bytes {
    private byte[] all = new byte[0];
    private int size;

    void resize(int wanted) {
      if (wanted > all.length) {
        all = Arrays.copyOf(all, Math.max(wanted, all.length * 3 / 2));
      }
      if (wanted < size) {
        Arrays.fill(all, wanted, size, (byte) 0);
      }
      size = wanted;
    }

    void write(byte[] from, int at, int offset, int length) {
      resize(Math.max(size, offset + length));
      System.arraycopy(from, at, all, offset, length);
    }

    void apply(Op op) {
      if (op.kind() == Kind.WRITE) {
        write(op.bytes(), 0, (int) op.offset(), op.bytes().length);
      } else {
        resize((int) op.offset());
      }
    }

    byte[] copy() {
      return Arrays.copyOf(all, size);
    }
  }

  /** What a name stands for; a folder has no bytes. */
  private static final class Content {
    final Bytes now = new Bytes();
    final Bytes safe = new Bytes();
    final List<Op> unsynced = new ArrayList<>();

    void change(Op op) {
      now.apply(op);
      unsynced.add(op);
    }

    void sync() {
      unsynced.forEach(safe::apply);
      unsynced.clear();
    }
  }

  void apply(Op op) {
    if (op.isMark()) {
      return;
    }
    switch (op.kind()) {
      case WRITE, TRUNCATE -> named(op.path()).change(op);
      case MKDIR -> named(op.path());
      case UNLINK -> {
        names.remove(op.path());
        renamings.add(new Renaming(op.path(), Optional.empty()));
      }
      case SYNC -> {
        if (op.isDatabase()) {
          named(op.path()).sync();
        } else {
          sync(op.path());
        }
      }
    }
  }

  private Content named(String path) {
    return names.computeIfAbsent(
        path,
        name -> {
          var content = new Content();
          renamings.add(new Renaming(name, Optional.of(content)));
          return content;
        });
  }

  private void sync(String folder) {
    renamings.removeIf(renaming -> {
      boolean here = parent(renaming.path()).equals(folder);
      if (here) {
        rename(safeNames, renaming);
      }
      return here;
    });
  }

  private static void rename(Map<String, Content> names, Renaming renaming) {
    renaming
        .content()
        .ifPresentOrElse(
            content -> names.put(renaming.path(), content), () -> names.remove(renaming.path()));
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** The files as programs see them: what is left when the process is killed. */
  Map<String, byte[]> seen() {
    Map<String, byte[]> files = new TreeMap<>();
    names.forEach((path, content) -> files.put(path, content.now.copy()));
    return files;
  }

  /** The same, if the process was killed within a write, after these thousandths of it. */
  Map<String, byte[]> seenWithin(Op op, int thousandths) {
    Map<String, byte[]> files = seen();
    int length = (int) ((long) op.bytes().length * thousandths / 1000);
    if (op.kind() == Kind.WRITE && length > 0) {
      var bytes = new Bytes();
      byte[] before = files.getOrDefault(op.path(), new byte[0]);
      bytes.write(before, 0, 0, before.length);
      bytes.write(op.bytes(), 0, (int) op.offset(), length);
      files.put(op.path(), bytes.copy());
    }
    return files;
  }

  /**
   * One of the many states that a power cut may leave: of what was not synced any part is there, by
   * sectors and in no order; a file may have grown without its bytes. Names come in their order, as
   * file systems keep it.
   */
  Map<String, byte[]> afterPowerCut(Random random) {
    Map<String, Content> left = new HashMap<>(safeNames);
    int kept = random.nextInt(4) == 0 ? random.nextInt(renamings.size() + 1) : 0;
    if (random.nextInt(4) == 0) {
      kept = renamings.size();
    }
    renamings.subList(0, kept).forEach(renaming -> rename(left, renaming));
    int sector = SECTORS[random.nextInt(SECTORS.length)];
    double chance = CHANCES[random.nextInt(CHANCES.length)];
    Map<String, byte[]> files = new TreeMap<>();
    left.forEach((path, content) -> {
      if (parent(path).isEmpty() || left.containsKey(parent(path)) || !made(parent(path))) {
        files.put(path, cut(content, sector, chance, random));
      }
    });
    return files;
  }

  /** Whether the folder was made within the trace, so that its name can be lost. */
  private boolean made(String folder) {
    return names.containsKey(folder) || safeNames.containsKey(folder);
  }

  private static byte[] cut(Content content, int sector, double chance, Random random) {
    if (content.unsynced.isEmpty()) {
      return content.safe.copy();
    }
    var bytes = new Bytes();
    bytes.write(content.safe.all, 0, 0, content.safe.size);
    if (random.nextInt(4) == 0 && content.now.size > bytes.size) {
      byte[] rubbish = new byte[content.now.size - bytes.size];
      if (random.nextBoolean()) {
        random.nextBytes(rubbish);
      }
      bytes.write(rubbish, 0, bytes.size, rubbish.length);
    }
    for (Op op : content.unsynced) {
      if (op.kind() == Kind.TRUNCATE) {
        if (random.nextDouble() < chance) {
          bytes.apply(op);
        }
        continue;
      }
      for (int at = 0; at < op.bytes().length; ) {
        int offset = (int) op.offset() + at;
        int length = Math.min(op.bytes().length - at, sector - offset % sector);
        if (random.nextDouble() < chance) {
          bytes.write(op.bytes(), at, offset, length);
        }
        at += length;
      }
    }
    return bytes.copy();
  }

  /** Lays an image out below a folder. */
  static void lay(Map<String, byte[]> files, Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      if (path.getFileName().toString().contains(".db")) {
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
    }
  }
}
