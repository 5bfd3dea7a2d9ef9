package dev.fermata.store;

import dev.fermata.store.Outside.Mark;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a process did to the files of one folder, in order, as the shim wrote it down: a head of
 * act, length of the path, offset and length of the bytes; then the path and the bytes.
 */
record Trace(List<Op> ops) {
  private static final int HEAD_BYTES = 24;
  private static final Kind[] KINDS = Kind.values();

  /** In the order of the shim's numbers, which begin at 1. */
  enum Kind {
    WRITE,
    TRUNCATE,
    SYNC,
    UNLINK,
    MKDIR
  }

  /** One act; for a truncation the offset is the new size. */
  record Op(Kind kind, String path, long offset, byte[] bytes) {
    boolean isMark() {
      return path.equals("marks");
    }

    /** Whether a process can be killed before it, and it counts. */
    boolean isPoint() {
      return isDatabase() && kind != Kind.MKDIR;
    }

    boolean isDatabase() {
      return path.substring(path.lastIndexOf('/') + 1).contains(".db");
    }
  }

  /** The traces of all folders in a record, by the folder's name. */
  static Map<String, Trace> read(Path record) throws IOException {
    Map<String, List<Op>> found = new TreeMap<>();
    long left = Files.size(record);
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(record)))) {
      byte[] head = new byte[HEAD_BYTES];
      while (left >= HEAD_BYTES) {
        in.readFully(head);
        ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        Kind kind = KINDS[fields.getInt() - 1];
        byte[] path = new byte[fields.getInt()];
        long offset = fields.getLong();
        byte[] bytes = new byte[Math.toIntExact(fields.getLong())];
        in.readFully(path);
        in.readFully(bytes);
        left -= HEAD_BYTES + path.length + bytes.length;
        String[] parts = new String(path, StandardCharsets.UTF_8).split("/", 2);
        String within = parts.length == 2 ? parts[1] : "";
        if (!within.isEmpty() || kind == Kind.SYNC) {
          found
              .computeIfAbsent(parts[0], name -> new ArrayList<>())
              .add(new Op(kind, within, offset, bytes));
        }
      }
    }
    Map<String, Trace> traces = new TreeMap<>();
    found.forEach((name, ops) -> traces.put(name, new Trace(ops)));
    return traces;
  }

  /** What had happened outside before that act. */
  List<Mark> marksBefore(int act) {
    return ops.subList(0, act).stream()
        .filter(Op::isMark)
        .map(op -> Mark.of(new String(op.bytes(), StandardCharsets.UTF_8)))
        .toList();
  }

  /** The acts that a process can be killed at. */
  List<Integer> points() {
    List<Integer> points = new ArrayList<>();
    for (int i = 0; i < ops.size(); i++) {
      if (ops.get(i).isPoint()) {
        points.add(i);
      }
    }
    return points;
  }
}
