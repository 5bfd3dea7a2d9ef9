package dev.fermata.testkit.taint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An expression of the random flows: how it is written in jq, and what it gives, word by word. */
sealed interface Ex {
  String jq();

  Tainted eval(Tainted dot, Map<String, Tainted> vars);

  /** The variables that it names. */
  default Set<String> names() {
    Set<String> names = new TreeSet<>();
    var matcher = java.util.regex.Pattern.compile("\\$([a-z]+)").matcher(jq());
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /** The expression cannot be evaluated. */
  final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1;

    Wrong() {
      super("no value", null, false, false);
    }
  }

  private static Tainted objectOrNull(Tainted value) {
    if (!value.isObject() && !value.isNull()) {
      throw new Wrong();
    }
    return value;
  }

  record Dot() implements Ex {
    @Override
    public String jq() {
      return ".";
    }

    @Override
    public Tainted eval(Tainted dot, Map<String, Tainted> vars) {
      return dot;
    }
  }

  record Var(String name) implements Ex {
    @Override
    public String jq() {
      return "$" + name;
    }

    @Override
    public Tainted eval(Tainted dot, Map<String, Tainted> vars) {
      return vars.getOrDefault(name, Tainted.nothing());
    }
  }

  record Text(String text) implements Ex {
    @Override
    public String jq() {
      return "\"" + text + "\"";
    }

    @Override
    public Tainted eval(Tainted dot, Map<String, Tainted> vars) {
      return Tainted.of(text);
    }
  }

  record Get(Ex of, String name) implements Ex {
    @Override
    public String jq() {
      return of instanceof Dot ? "." + name : of.jq() + "." + name;
    }

    @Override
    public Tainted eval(Tainted dot, Map<String, Tainted> vars) {
      return objectOrNull(of.eval(dot, vars)).member(name);
    }
  }

  record Item(Ex of, int index) implements Ex {
    @Override
    public String jq() {
      return of.jq() + "[" + index + "]";
    }

    @Override
    public Tainted eval(Tainted dot, Map<String, Tainted> vars) {
      Tainted list = of.eval(dot, vars);
      if (!list.isList() && !list.isNull()) {
        throw new Wrong();
      }
      return list.item(index);
    }
  }

  record Make(Map<String, Ex> fields) implements Ex {
    @Override
    public String jq() {
      return fields.entrySet().stream()
          .map(e -> e.getKey() + ": (" + e.getValue().jq() + ")")
          .collect(Collectors.joining(", ", "{", "}"));
    }

    @Override
    public Tainted eval(Tainted dot, Map<String, Tainted> vars) {
      Map<String, Tainted> members = new LinkedHashMap<>();
      fields.forEach((name, ex) -> members.put(name, ex.eval(dot, vars)));
      return Tainted.object(members);
    }
  }

  record Del(Ex of, List<String> gone) implements Ex {
    @Override
    public String jq() {
      return "(%s | del(.%s))".formatted(of.jq(), String.join(", .", gone));
    }

    @Override
    public Tainted eval(Tainted dot, Map<String, Tainted> vars) {
      Tainted left = objectOrNull(of.eval(dot, vars));
      for (String name : gone) {
        left = left.remove(name);
      }
      return left;
    }
  }

  record Plus(Ex of, Make more) implements Ex {
    @Override
    public String jq() {
      return "((%s) + %s)".formatted(of.jq(), more.jq());
    }

    @Override
    public Tainted eval(Tainted dot, Map<String, Tainted> vars) {
      Tainted sum = objectOrNull(of.eval(dot, vars));
      for (var each : more.eval(dot, vars).members().entrySet()) {
        sum = sum.put(each.getKey(), each.getValue());
      }
      return sum;
    }
  }

  /** {@code of | .name = value}, or with {@code part} {@code of | .name |= value}. */
  record Assign(Ex of, String name, Ex value, boolean part) implements Ex {
    @Override
    public String jq() {
      return "((%s) | .%s %s (%s))".formatted(of.jq(), name, part ? "|=" : "=", value.jq());
    }

    @Override
    public Tainted eval(Tainted dot, Map<String, Tainted> vars) {
      Tainted whole = objectOrNull(of.eval(dot, vars));
      return whole.put(name, value.eval(part ? whole.member(name) : whole, vars));
    }
  }

  /** Something new out of all that is read: a list, a comparison, the name of a type. */
  record Mix(Kind kind, List<Ex> of) implements Ex {
    enum Kind {
      LIST,
      SAME,
      TYPE
    }

    @Override
    public String jq() {
      List<String> parts = of.stream().map(Ex::jq).toList();
      return switch (kind) {
        case LIST -> "[" + String.join(", ", parts) + "]";
        case SAME -> "((%s) == (%s))".formatted(parts.get(0), parts.get(1));
        case TYPE -> "((%s) | type)".formatted(parts.get(0));
      };
    }

    @Override
    public Tainted eval(Tainted dot, Map<String, Tainted> vars) {
      List<Tainted> values = new ArrayList<>();
      of.forEach(ex -> values.add(ex.eval(dot, vars)));
      Tainted made =
          switch (kind) {
            case LIST ->
                Tainted.plain(
                    JsonNodeFactory.instance
                        .arrayNode()
                        .addAll(values.stream().map(Tainted::plain).toList()));
            case SAME -> Tainted.of(values.get(0).plain().equals(values.get(1).plain()));
            case TYPE -> Tainted.of(type(values.getFirst()));
          };
      for (Tainted value : values) {
        made = made.with(value.all());
      }
      return made;
    }

    private static String type(Tainted value) {
      return switch (value.scalar().getNodeType()) {
        case OBJECT -> "object";
        case ARRAY -> "array";
        case STRING -> "string";
        case NUMBER -> "number";
        case BOOLEAN -> "boolean";
        default -> "null";
      };
    }
  }

  /** One of two, of which the product sees both: it may say more than this model, never less. */
  record Choose(Ex when, Ex then, Ex otherwise) implements Ex {
    @Override
    public String jq() {
      return "(if %s then %s else %s end)".formatted(when.jq(), then.jq(), otherwise.jq());
    }

    @Override
    public Tainted eval(Tainted dot, Map<String, Tainted> vars) {
      Tainted test = when.eval(dot, vars);
      return (test.holds() ? then : otherwise).eval(dot, vars).with(test.all());
    }
  }
}
