package dev.fermata.value.label;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an expression's first output is made of, as far as its text tells: the parts that are kept
 * whole and where they go, and everything else that is read.
 */
public sealed interface Derivation {
  /** {@code .}, and the parts of an expression behind a pipe see what comes through it. */
  record Input() implements Derivation {}

  /** A variable; a name that nobody defines outside is one of the expression's own. */
  record Variable(String name) implements Derivation {}

  /** A value that stands in the expression. */
  record Constant() implements Derivation {}

  /** One member of an object, or with {@code item} one of a list. */
  record Member(Derivation of, String name, boolean item) implements Derivation {}

  /** A new object; its members keep their order. */
  record Made(List<Field> fields) implements Derivation {
    public Made {
      fields = List.copyOf(fields);
    }

    public record Field(String name, Derivation value) {}
  }

  /** A value without the parts at some pointers. */
  record Without(Derivation of, List<String> pointers) implements Derivation {
    public Without {
      pointers = List.copyOf(pointers);
    }
  }

  /** A value with another part at a pointer. */
  record Updated(Derivation of, String pointer, Derivation value) implements Derivation {}

  /** {@code left + right}, where both are objects or null. */
  record Merged(Derivation left, Derivation right) implements Derivation {}

  /** One of several, chosen by a condition. */
  record Choice(Derivation condition, List<Derivation> branches) implements Derivation {
    public Choice {
      branches = List.copyOf(branches);
    }
  }

  /** {@code first // other}. */
  record Otherwise(Derivation first, Derivation other) implements Derivation {}

  /** {@code first | then}. */
  record Piped(Derivation first, Derivation then) implements Derivation {}

  /** {@code value as $name | body}. */
  record Let(String name, Derivation value, Derivation body) implements Derivation {}

  /**
   * Something new, made of all that is read.
   *
   * @param single whether there is always exactly one output
   */
  record Joined(List<Derivation> reads, boolean single) implements Derivation {
    public Joined {
      reads = List.copyOf(reads);
    }
  }

  /** Something new, made of whatever there is. */
  record Everything() implements Derivation {}

  /**
   * Whether there is always exactly one output, so that no reader learns anything from the lack.
   */
  default boolean single() {
    return switch (this) {
      case Input _, Variable _, Constant _ -> true;
      case Member member -> member.of.single();
      case Made made -> made.fields.stream().allMatch(f -> f.value.single());
      case Without without -> without.of.single();
      case Updated updated -> updated.of.single() && updated.value.single();
      case Merged merged -> merged.left.single() && merged.right.single();
      case Choice choice ->
          choice.condition.single() && choice.branches.stream().allMatch(Derivation::single);
      case Otherwise either -> either.first.single() && either.other.single();
      case Piped piped -> piped.first.single() && piped.then.single();
      case Let let -> let.value.single() && let.body.single();
      case Joined joined -> joined.single;
      case Everything _ -> false;
    };
  }

  /** The labels of the result, from those of the input and of the variables by name. */
  default Labels labels(Labels input, Map<String, Labels> variables) {
    return switch (this) {
      case Input _ -> input;
      case Variable(var name) -> variables.getOrDefault(name, Labels.NONE);
      case Constant _ -> Labels.NONE;
      case Member(var of, var name, _) -> of.labels(input, variables).at(Labels.pointer(name));
      case Made(var fields) -> made(fields, input, variables);
      case Without(var of, var pointers) -> without(of.labels(input, variables), pointers);
      case Updated(var of, var pointer, var value) ->
          value
              .labels(input, variables)
              .moved(pointer)
              .union(of.labels(input, variables).without(pointer))
              .under(lack(value, input, variables));
      case Merged(var left, var right) ->
          covered(left.labels(input, variables), right).union(right.labels(input, variables));
      case Choice(var condition, var branches) -> {
        Labels union = Labels.of(condition.labels(input, variables).all());
        for (Derivation branch : branches) {
          union = union.union(branch.labels(input, variables));
        }
        yield union;
      }
      case Otherwise(var first, var other) -> {
        Labels chosen = first.labels(input, variables);
        yield chosen.union(other.labels(input, variables)).under(chosen.all());
      }
      case Piped(var first, var then) -> {
        Labels through = first.labels(input, variables);
        Labels out = then.labels(through, variables);
        yield first.single() ? out : out.under(through.all());
      }
      case Let(var name, var value, var body) -> {
        Labels bound = value.labels(input, variables);
        var inner = new TreeMap<>(variables);
        inner.put(name, bound);
        Labels out = body.labels(input, inner);
        yield value.single() ? out : out.under(bound.all());
      }
      case Joined(var reads, _) -> {
        Label all = Label.NONE;
        for (Derivation read : reads) {
          all = all.join(read.labels(input, variables).all());
        }
        yield Labels.of(all);
      }
      case Everything _ -> Labels.of(all(input, variables));
    };
  }

  /** What the lack of a value tells, where there may be none. */
  private static Label lack(Derivation value, Labels input, Map<String, Labels> variables) {
    return value.single() ? Label.NONE : value.labels(input, variables).all();
  }

  private static Labels made(List<Made.Field> fields, Labels input, Map<String, Labels> variables) {
    Labels all = Labels.NONE;
    for (Made.Field field : fields) {
      // The last of two members of one name is the one that stays.
      String pointer = Labels.pointer(field.name);
      all =
          all.without(pointer)
              .union(field.value.labels(input, variables).moved(pointer))
              .under(lack(field.value, input, variables));
    }
    return all;
  }

  private static Labels without(Labels labels, List<String> pointers) {
    Labels rest = labels;
    for (String pointer : pointers) {
      rest = rest.without(pointer);
    }
    return rest;
  }

  /** The labels of what the members of the right side leave of the left side. */
  private static Labels covered(Labels left, Derivation right) {
    if (!(right instanceof Made(var fields))) {
      return left;
    }
    return without(left, fields.stream().map(f -> Labels.pointer(f.name)).toList());
  }

  /** The label of all that an expression could see. */
  static Label all(Labels input, Map<String, Labels> variables) {
    Label all = input.all();
    for (Labels labels : variables.values()) {
      all = all.join(labels.all());
    }
    return all;
  }

  /** The variables that are read, by name. */
  default Set<String> names() {
    Set<String> names = new TreeSet<>();
    collect(names);
    return names;
  }

  private void collect(Set<String> names) {
    if (this instanceof Variable(var name)) {
      names.add(name);
    }
    parts().forEach(part -> part.collect(names));
  }

  /** What it is made of directly. */
  default List<Derivation> parts() {
    return switch (this) {
      case Input _, Variable _, Constant _, Everything _ -> List.of();
      case Member member -> List.of(member.of);
      case Made made -> made.fields.stream().map(Made.Field::value).toList();
      case Without without -> List.of(without.of);
      case Updated updated -> List.of(updated.of, updated.value);
      case Merged merged -> List.of(merged.left, merged.right);
      case Choice choice -> {
        List<Derivation> parts = new ArrayList<>(choice.branches);
        parts.add(choice.condition);
        yield parts;
      }
      case Otherwise either -> List.of(either.first, either.other);
      case Piped piped -> List.of(piped.first, piped.then);
      case Let let -> List.of(let.value, let.body);
      case Joined joined -> joined.reads;
    };
  }
}
