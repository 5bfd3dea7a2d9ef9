package dev.fermata.fact.form;

import dev.fermata.value.Algorithm;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The objects that a reader has begun and not ended, the innermost last. */
@Algorithm("remembers what is not ended")
final class Begun {
  /** What comes next in an object. */
  enum Next {
    NAMED,
    TAG,
    TAGGED,
    TAG_END,
    MEMBER
  }

  private static final int FIRST_DEPTH = 16;

  private Next[] next = new Next[FIRST_DEPTH];
  private @Nullable Shape[] shapes = new Shape[FIRST_DEPTH];
  private int[] bits = new int[FIRST_DEPTH];
  private int depth = -1;

  void named() {
    push(Next.NAMED, null, 0);
  }

  void empty() {
    push(Next.MEMBER, null, 0);
  }

  void shaped(Shape shape, int members) {
    push(shape.tagged() ? Next.TAG : Next.MEMBER, shape, members);
  }

  private void push(Next what, @Nullable Shape shape, int members) {
    depth++;
    if (depth == bits.length) {
      next = Arrays.copyOf(next, depth * 2);
      shapes = Arrays.copyOf(shapes, depth * 2);
      bits = Arrays.copyOf(bits, depth * 2);
    }
    next[depth] = what;
    shapes[depth] = shape;
    bits[depth] = members;
  }

  void end() {
    depth--;
  }

  Next next() {
    return next[depth];
  }

  /** The tag of the innermost; its members come next. */
  String tag() {
    next[depth] = Next.TAGGED;
    return shape().name();
  }

  /** Whether the value that comes next is the object that holds a tagged one's members. */
  boolean isTagged() {
    return depth >= 0 && next[depth] == Next.TAGGED;
  }

  void members() {
    next[depth] = Next.TAG_END;
    push(Next.MEMBER, shape(), bits[depth]);
  }

  /** The next member of a shape; {@code null} if no more of them are there. */
  @Nullable String member() {
    int left = bits[depth] & -(Shape.MORE << 1);
    if (left == 0) {
      return null;
    }
    bits[depth] &= ~Integer.lowestOneBit(left);
    return shape().member(Integer.numberOfTrailingZeros(left));
  }

  /** Whether members with names follow those of the shape; then only those are left. */
  boolean goesOn() {
    boolean more = (bits[depth] & Shape.MORE) != 0;
    if (more) {
      next[depth] = Next.NAMED;
    }
    return more;
  }

  private Shape shape() {
    Shape shape = shapes[depth];
    if (shape == null) {
      throw new IllegalStateException("an object of no shape has no members of one");
    }
    return shape;
  }
}
