package dev.fermata.value;

/**
 * Where in a run something happens: the names of the steps from the outside in, with the index of
 * each {@code for} round and the number of a repeated visit, as in {@code each/3/charge~2}. The
 * empty place is the run itself.
 */
public record Place(String path) implements Comparable<Place> {
  public static final Place ROOT = new Place("");

  /** The place of a part inside this one. */
  public Place inside(String part) {
    return new Place(path.isEmpty() ? part : path + "/" + part);
  }

  /** The place of the n-th visit (from 1) of a step inside this one. */
  public Place visit(String step, int visit) {
    return inside(visit == 1 ? step : step + "~" + visit);
  }

  public boolean isRoot() {
    return path.isEmpty();
  }

  /** The place around this one. The root has none; asking for it is a bug. */
  public Place parent() {
    if (isRoot()) {
      throw new IllegalStateException("the root has no place around it");
    }
    int slash = path.lastIndexOf('/');
    return slash < 0 ? ROOT : new Place(path.substring(0, slash));
  }

  /** The innermost part, as {@code charge~2}. */
  public String last() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The name of the innermost step, without the number of its visit. */
  public String step() {
    String last = last();
    int mark = last.lastIndexOf('~');
    return mark < 0 ? last : last.substring(0, mark);
  }

  /** Whether this lies inside the other, or is it. */
  public boolean within(Place other) {
    return other.isRoot()
        || path.equals(other.path)
        || (path.startsWith(other.path) && path.charAt(other.path.length()) == '/');
  }

  @Override
  public int compareTo(Place other) {
    return path.compareTo(other.path);
  }

  @Override
  public String toString() {
    return path.isEmpty() ? "run" : path;
  }
}
