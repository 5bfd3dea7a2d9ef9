package dev.fermata.adapter.jq.builtin;

import dev.fermata.adapter.jq.eval.Flow;
import dev.fermata.adapter.jq.eval.Node;
import dev.fermata.adapter.jq.syntax.Library;
import dev.fermata.adapter.jq.syntax.Parser;
import dev.fermata.value.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The functions that every expression may call. What is not listed here cannot be called. */
public final class Builtins implements Library {
  private static final String PURE = "equal inputs must always give equal results";
  private static final String ALONE = "an expression reads and writes nothing but its values";

  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("now", PURE),
          Map.entry("localtime", PURE),
          Map.entry("strflocaltime", PURE),
          Map.entry("mktime", PURE),
          Map.entry("env", PURE),
          Map.entry("input", ALONE),
          Map.entry("inputs", ALONE),
          Map.entry("input_filename", ALONE),
          Map.entry("input_line_number", ALONE),
          Map.entry("debug", ALONE),
          Map.entry("stderr", ALONE),
          Map.entry("halt", ALONE),
          Map.entry("halt_error", ALONE),
          Map.entry("get_search_list", ALONE),
          Map.entry("modulemeta", ALONE),
          Map.entry("rand", PURE));

  private final Functions functions = new Functions();

  public Builtins() {
    Streams.define(functions);
    Containers.define(functions);
    Searching.define(functions);
    Texts.define(functions);
    Regexes.define(functions);
    Numbers.define(functions);
    selections();
    compositions();
  }

  private void selections() {
    define("values", List.of(), "select(. != null)");
    define("nulls", List.of(), "select(. == null)");
    define("booleans", List.of(), "select(type == \"boolean\")");
    define("numbers", List.of(), "select(type == \"number\")");
    define("strings", List.of(), "select(type == \"string\")");
    define("arrays", List.of(), "select(type == \"array\")");
    define("objects", List.of(), "select(type == \"object\")");
    define("iterables", List.of(), "select(type == \"array\" or type == \"object\")");
    define("scalars", List.of(), "select(type != \"array\" and type != \"object\")");
    define("finites", List.of(), "select(isinfinite or isnan | not)");
    define("normals", List.of(), "select(isnormal)");
  }

  private void compositions() {
    define("recurse_down", List.of(), "recurse");
    define("del", List.of("f"), "delpaths([path(f)])");
    define("paths", List.of(), "path(..) | select(length > 0)");
    define("paths", List.of("f"), ". as $in | paths | select(. as $p | $in | getpath($p) | f)");
    define("leaf_paths", List.of(), "paths(scalars)");
    define(
        "pick",
        List.of("f"),
        ". as $in | reduce path(f) as $p (null; setpath($p; $in | getpath($p)))");
    define("with_entries", List.of("f"), "to_entries | map(f) | from_entries");
    define("in", List.of("xs"), ". as $x | xs | has($x)");
    define("inside", List.of("xs"), ". as $x | xs | contains($x)");
    define("first", List.of(), ".[0]");
    define("last", List.of(), ".[-1]");
    define("nth", List.of("$n"), ".[$n]");
    define(
        "nth",
        List.of("$n", "f"),
        "if $n < 0 then error(\"nth needs a number that is not negative\") else last(limit($n + 1; f)) end");
    define("isempty", List.of("g"), "first((g | false), true)");
    define("add", List.of("f"), "[f] | add");
    define("todate", List.of(), "todateiso8601");
    define("fromdate", List.of(), "fromdateiso8601");
    define("date", List.of(), "todateiso8601");
    define("toarray", List.of(), "if type == \"array\" then . else [.] end");
    define("abs", List.of(), "if type == \"number\" and . < 0 then -. else . end");
    define(
        "combinations",
        List.of(),
        "if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $w | [$x] + $w end");
    define("combinations", List.of("n"), ". as $in | [range(n) | $in] | combinations");
    define(
        "walk",
        List.of("f"),
        "def w: if type == \"object\" then map_values(w) elif type == \"array\" then map(w) else . end | f; w");
    define(
        "transpose",
        List.of(),
        "if . == [] then [] else . as $in | (map(length) | max) as $n | [range($n) as $j | [range($in | length) as $i | $in[$i][$j]]] end");
    define(
        "tostream",
        List.of(),
        "path(def r: (.[]? | r), .; r) as $p | getpath($p) | reduce path(.[]?) as $q ([$p, .]; [$p + $q])");
    define("IN", List.of("s"), "any(s == .; .)");
    define("IN", List.of("source", "s"), "any(source == s; .)");
    define("INDEX", List.of("s", "f"), "[s | {key: (f | tostring), value: .}] | from_entries");
    define("INDEX", List.of("f"), "INDEX(.[]; f)");
    define("ascii", List.of(), "[.] | implode");
  }

  /** A function that is written in jq, with the functions above it. */
  private void define(String name, List<String> parameters, String body) {
    Flow.Routine routine = Parser.routine(name, parameters, body, this);
    functions.add(name, parameters.size(), arguments -> Flow.call(routine, arguments));
  }

  @Override
  public Optional<Node> call(String name, List<Node> arguments) {
    return functions.call(name, arguments);
  }

  @Override
  public boolean single(String name, int arguments) {
    return functions.single(name, arguments);
  }

  @Override
  public String missing(String name, int arguments, List<String> local) {
    String refusal = REFUSED.get(name);
    if (refusal != null) {
      return "'" + name + "' is refused: " + refusal;
    }
    List<String> signatures = functions.signatures();
    String others =
        signatures.stream()
            .filter(s -> s.startsWith(name + "/"))
            .map(s -> s.substring(name.length() + 1))
            .collect(Collectors.joining(" or "));
    if (!others.isEmpty()) {
      return "'%s' takes %s argument(s), not %d".formatted(name, others, arguments);
    }
    List<String> known = new ArrayList<>(local);
    signatures.forEach(s -> known.add(s.substring(0, s.indexOf('/'))));
    return "unknown function '" + name + "'." + Nearest.hint(name, known);
  }
}
