package dev.fermata.adapter.jq.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names that are visible at one place of an expression; one per slot of {@link Env}. */
final class Names {
  static final Names NONE = new Names(null, Kind.LABEL, "", 0);

  enum Kind {
    VARIABLE,
    /** A parameter that stands for code. */
    ARGUMENT,
    /** A parameter {@code $x}, which is a variable and a function without arguments as well. */
    VALUE_ARGUMENT,
    FUNCTION,
    LABEL
  }

  private final @Nullable Names parent;
  private final Kind kind;
  private final String name;
  private final int arity;

  private Names(@Nullable Names parent, Kind kind, String name, int arity) {
    this.parent = parent;
    this.kind = kind;
    this.name = name;
    this.arity = arity;
  }

  Names with(Kind added, String called) {
    return new Names(this, added, called, 0);
  }

  Names withFunction(String called, int parameters) {
    return new Names(this, Kind.FUNCTION, called, parameters);
  }

  /** A name that was found, and how many slots away it is. */
  record Found(Kind kind, int hops) {}

  Optional<Found> variable(String wanted) {
    return find(Kind.VARIABLE, Kind.VALUE_ARGUMENT, wanted);
  }

  Optional<Found> label(String wanted) {
    return find(Kind.LABEL, Kind.LABEL, wanted);
  }

  Optional<Found> function(String wanted, int parameters) {
    int hops = 0;
    for (Names at = this; at.parent != null; at = at.parent, hops++) {
      boolean callable =
          at.kind == Kind.FUNCTION || at.kind == Kind.ARGUMENT || at.kind == Kind.VALUE_ARGUMENT;
      if (callable && at.arity == parameters && at.name.equals(wanted)) {
        return Optional.of(new Found(at.kind, hops));
      }
    }
    return Optional.empty();
  }

  private Optional<Found> find(Kind one, Kind other, String wanted) {
    int hops = 0;
    for (Names at = this; at.parent != null; at = at.parent, hops++) {
      if ((at.kind == one || at.kind == other) && at.name.equals(wanted)) {
        return Optional.of(new Found(at.kind, hops));
      }
    }
    return Optional.empty();
  }

  /** Everything that can be called here, to find what a misspelt name meant. */
  List<String> functions() {
    List<String> all = new ArrayList<>();
    for (Names at = this; at.parent != null; at = at.parent) {
      if (at.kind == Kind.FUNCTION || at.kind == Kind.ARGUMENT) {
        all.add(at.name);
      }
    }
    return all;
  }

  List<String> variables() {
    List<String> all = new ArrayList<>();
    for (Names at = this; at.parent != null; at = at.parent) {
      if (at.kind == Kind.VARIABLE || at.kind == Kind.VALUE_ARGUMENT) {
        all.add(at.name);
      }
    }
    return all;
  }
}
