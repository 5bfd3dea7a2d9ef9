package dev.fermata.fact.form;

import dev.fermata.value.Algorithm;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The objects that a writer has begun and not ended, the innermost last. */
@Algorithm("remembers what is not ended")
final class Open {
  private static final int FIRST_DEPTH = 16;

  private @Nullable Shape[] shapes = new Shape[FIRST_DEPTH];

  /** Where the bits of each stand that say which members it has. */
  private int[] from = new int[FIRST_DEPTH];

  private int[] bits = new int[FIRST_DEPTH];

  /** The number of the last member that came. */
  private int[] last = new int[FIRST_DEPTH];

  private int depth = -1;

  /** One with all its names. */
  void plain() {
    push();
    shapes[depth] = null;
  }

  /** One of a shape, whose bits begin there. */
  void shaped(Shape shape, int bitsFrom) {
    push();
    shapes[depth] = shape;
    from[depth] = bitsFrom;
    bits[depth] = 0;
    last[depth] = 0;
  }

  private void push() {
    depth++;
    if (depth == from.length) {
      shapes = Arrays.copyOf(shapes, depth * 2);
      from = Arrays.copyOf(from, depth * 2);
      bits = Arrays.copyOf(bits, depth * 2);
      last = Arrays.copyOf(last, depth * 2);
    }
  }

  /** Whether the next member must be named; from then on all are. */
  boolean names(String member) {
    Shape shape = shapes[depth];
    if (shape == null || (bits[depth] & Shape.MORE) != 0) {
      return true;
    }
    int number = shape.member(member, last[depth]);
    if (number == 0) {
      bits[depth] |= Shape.MORE;
      return true;
    }
    bits[depth] |= 1 << number;
    last[depth] = number;
    return false;
  }

  boolean isPlain() {
    return shapes[depth] == null;
  }

  /** Ends a shaped one, whose bits go into the bytes; true if members with names followed. */
  boolean end(byte[] out) {
    Shape shape = shapes[depth];
    if (shape == null) {
      return true;
    }
    for (int i = 0; i < shape.bytes(); i++) {
      out[from[depth] + i] = (byte) (bits[depth] >> i * Byte.SIZE);
    }
    return (bits[depth] & Shape.MORE) != 0;
  }

  void close() {
    depth--;
  }
}
