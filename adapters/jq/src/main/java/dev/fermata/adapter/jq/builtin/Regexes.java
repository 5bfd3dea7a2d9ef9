package dev.fermata.adapter.jq.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.fermata.adapter.jq.eval.Env;
import dev.fermata.adapter.jq.eval.Flow;
import dev.fermata.adapter.jq.eval.Node;
import dev.fermata.adapter.jq.eval.Trail;
import dev.fermata.adapter.jq.limit.Limits;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.tree.Preview;
import dev.fermata.adapter.jq.tree.Raised;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Functions with regular expressions. */
final class Regexes {
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;
  private static final Map<Key, Compiled> CACHE = new ConcurrentHashMap<>();

  private Regexes() {}

  private record Key(String regex, String flags) {}

  private record Compiled(Pattern pattern, boolean global, boolean skipEmpty, List<String> names) {}

  /** A place where a pattern matches: begin and end of the whole and of each group, by UTF-16. */
  private record Found(int[] begins, int[] ends) {}

  /** Uses what was found. */
  private interface Use {
    void apply(Meter meter, String text, Compiled compiled, Consumer<JsonNode> out);
  }

  static void define(Functions to) {
    both(to, "test", "", (m, text, re, out) -> out.accept(BooleanNode.valueOf(test(m, text, re))));
    both(
        to,
        "match",
        "",
        (m, text, re, out) -> find(m, text, re, f -> out.accept(described(m, text, re, f))));
    both(
        to,
        "capture",
        "",
        (m, text, re, out) -> find(m, text, re, f -> out.accept(captured(m, text, re, f))));
    both(
        to,
        "scan",
        "g",
        (m, text, re, out) -> find(m, text, re, f -> out.accept(scanned(m, text, f))));
    both(to, "splits", "g", (m, text, re, out) -> pieces(m, text, re).forEach(out));
    to.add(
        "split",
        2,
        a -> using(a.get(0), a.get(1), "g", (m, text, re, out) -> out.accept(pieces(m, text, re))));
    to.add("sub", 2, a -> substitute(a.get(0), a.get(1), NO_FLAGS, ""));
    to.add("sub", 3, a -> substitute(a.get(0), a.get(1), a.get(2), ""));
    to.add("gsub", 2, a -> substitute(a.get(0), a.get(1), NO_FLAGS, "g"));
    to.add("gsub", 3, a -> substitute(a.get(0), a.get(1), a.get(2), "g"));
  }

  private static final Node NO_FLAGS = Flow.literal(NullNode.getInstance());

  private static void both(Functions to, String name, String always, Use use) {
    to.add(name, 1, a -> using(a.get(0), NO_FLAGS, always, use));
    to.add(name, 2, a -> using(a.get(0), a.get(1), always, use));
  }

  private static Node using(Node regex, Node flags, String always, Use use) {
    return (env, in, trail, out) -> {
      env.meter().step();
      flags.run(
          env,
          in,
          f ->
              regex.run(
                  env,
                  in,
                  re -> {
                    String text = Texts.text("a regular expression", in);
                    use.apply(
                        env.meter(),
                        text,
                        compiled(re, f, always),
                        value -> out.emit(value, Trail.made(trail)));
                  }));
    };
  }

  /** A pattern, or an array of a pattern and flags, as jq allows in the place of a pattern. */
  private static Compiled compiled(JsonNode regex, JsonNode flags, String always) {
    boolean pair = regex.isArray() && !regex.isEmpty();
    JsonNode source = pair ? regex.get(0) : regex;
    JsonNode given = pair && regex.size() > 1 ? regex.get(1) : flags;
    if (!source.isTextual()) {
      throw new Raised("a regular expression must be a text, not " + Preview.of(source));
    }
    if (!given.isTextual() && !given.isNull()) {
      throw new Raised("the flags of a regular expression must be a text");
    }
    Key key = new Key(source.textValue(), always + (given.isNull() ? "" : given.textValue()));
    Compiled known = CACHE.get(key);
    if (known != null) {
      return known;
    }
    Compiled made = compile(key);
    if (CACHE.size() >= Limits.REGEXES) {
      CACHE.clear();
    }
    CACHE.put(key, made);
    return made;
  }

  private static Compiled compile(Key key) {
    int flags = 0;
    for (char flag : key.flags().toCharArray()) {
      switch (flag) {
        case 'g', 'n', 's' -> {}
        case 'i' -> flags |= Pattern.CASE_INSENSITIVE;
        case 'p' -> flags |= Pattern.DOTALL;
        case 'l' -> flags |= Pattern.LONGEST_MATCH;
        case 'x' -> throw new Raised("the flag x (extended patterns) is not available");
        default -> throw new Raised("'" + flag + "' is no flag of a regular expression");
      }
    }
    try {
      Pattern pattern = LinearRegex.compile(key.regex(), flags);
      List<String> names = new ArrayList<>();
      for (int i = 0; i <= pattern.groupCount(); i++) {
        names.add("");
      }
      pattern.namedGroups().forEach((name, group) -> names.set(group, name));
      return new Compiled(
          pattern, key.flags().contains("g"), key.flags().contains("n"), List.copyOf(names));
    } catch (IllegalArgumentException e) {
      throw new Raised(String.valueOf(e.getMessage()));
    }
  }

  /** What matching a text costs at most: its length times the size of the pattern. */
  private static void charge(Meter meter, String text, Compiled re) {
    meter.work((long) text.length() * LinearRegex.size(re.pattern().pattern()) / 32);
  }

  private static boolean test(Meter meter, String text, Compiled re) {
    charge(meter, text, re);
    return re.pattern().matcher(text).find();
  }

  private static void find(Meter meter, String text, Compiled re, Consumer<Found> out) {
    charge(meter, text, re);
    Matcher matcher = re.pattern().matcher(text);
    int groups = re.names().size();
    boolean more = true;
    while (more && matcher.find()) {
      meter.step();
      Found found = new Found(new int[groups], new int[groups]);
      for (int i = 0; i < groups; i++) {
        found.begins()[i] = matcher.start(i);
        found.ends()[i] = matcher.end(i);
      }
      if (!re.skipEmpty() || found.ends()[0] > found.begins()[0]) {
        out.accept(found);
        more = re.global();
      }
    }
  }

  private static JsonNode group(Meter meter, String text, Found found, int i) {
    if (found.begins()[i] < 0) {
      return NullNode.getInstance();
    }
    meter.text(found.ends()[i] - (long) found.begins()[i]);
    return TextNode.valueOf(text.substring(found.begins()[i], found.ends()[i]));
  }

  private static JsonNode described(Meter meter, String text, Compiled re, Found found) {
    ObjectNode match = place(meter, text, found, 0);
    ArrayNode captures = match.putArray("captures");
    for (int i = 1; i < re.names().size(); i++) {
      ObjectNode capture = place(meter, text, found, i);
      capture.set("name", name(re, i));
      captures.add(capture);
    }
    return match;
  }

  private static JsonNode name(Compiled re, int i) {
    String name = re.names().get(i);
    return name.isEmpty() ? NullNode.getInstance() : TextNode.valueOf(name);
  }

  private static ObjectNode place(Meter meter, String text, Found found, int i) {
    meter.object(4);
    int begin = found.begins()[i];
    int end = found.ends()[i];
    meter.work(Math.max(0, end) / 64);
    ObjectNode place = MAKE.objectNode();
    place.put("offset", begin < 0 ? -1 : text.codePointCount(0, begin));
    place.put("length", begin < 0 ? 0 : text.codePointCount(begin, end));
    place.set("string", group(meter, text, found, i));
    return place;
  }

  private static ObjectNode captured(Meter meter, String text, Compiled re, Found found) {
    meter.object(re.names().size());
    ObjectNode captured = MAKE.objectNode();
    for (int i = 1; i < re.names().size(); i++) {
      if (!re.names().get(i).isEmpty()) {
        captured.set(re.names().get(i), group(meter, text, found, i));
      }
    }
    return captured;
  }

  private static JsonNode scanned(Meter meter, String text, Found found) {
    int groups = found.begins().length;
    if (groups == 1) {
      return group(meter, text, found, 0);
    }
    meter.array(groups);
    ArrayNode all = MAKE.arrayNode();
    for (int i = 1; i < groups; i++) {
      all.add(group(meter, text, found, i));
    }
    return all;
  }

  private static ArrayNode pieces(Meter meter, String text, Compiled re) {
    ArrayNode pieces = MAKE.arrayNode();
    int[] from = {0};
    find(
        meter,
        text,
        re,
        found -> {
          pieces.add(piece(meter, text, from[0], found.begins()[0]));
          from[0] = found.ends()[0];
        });
    pieces.add(piece(meter, text, from[0], text.length()));
    return pieces;
  }

  private static TextNode piece(Meter meter, String text, int from, int to) {
    meter.text(to - (long) from);
    return TextNode.valueOf(text.substring(from, to));
  }

  private static Node substitute(Node regex, Node replacement, Node flags, String always) {
    return (env, in, trail, out) -> {
      env.meter().step();
      flags.run(
          env,
          in,
          f ->
              regex.run(
                  env,
                  in,
                  re -> {
                    String text = Texts.text("sub", in);
                    Compiled compiled = compiled(re, f, always);
                    for (String made : replaced(env, text, compiled, replacement)) {
                      out.emit(TextNode.valueOf(made), Trail.made(trail));
                    }
                  }));
    };
  }

  /** All texts that arise; more than one where a replacement emits more than one. */
  private static List<String> replaced(Env env, String text, Compiled re, Node replacement) {
    Meter meter = env.meter();
    List<StringBuilder> made = new ArrayList<>(List.of(new StringBuilder()));
    int[] from = {0};
    find(
        meter,
        text,
        re,
        found -> {
          List<String> texts = new ArrayList<>();
          replacement.run(
              env,
              captured(meter, text, re, found),
              value -> texts.add(Texts.text("the replacement of sub", value)));
          List<StringBuilder> next = new ArrayList<>();
          for (String with : texts) {
            for (StringBuilder before : made) {
              // One replacement goes on with the same buffer; several need a copy each.
              StringBuilder after = texts.size() == 1 ? before : copy(meter, before);
              String kept = text.substring(from[0], found.begins()[0]);
              meter.hold((long) kept.length() + with.length());
              next.add(after.append(kept).append(with));
              if (after.length() > Limits.OUTPUT_BYTES) {
                meter.text(after.length());
              }
            }
          }
          made.clear();
          made.addAll(next);
          from[0] = found.ends()[0];
        });
    List<String> results = new ArrayList<>();
    for (StringBuilder each : made) {
      meter.text(each.length() + (long) text.length() - from[0]);
      results.add(each.append(text, from[0], text.length()).toString());
    }
    return results;
  }

  private static StringBuilder copy(Meter meter, StringBuilder text) {
    meter.text(text.length());
    return new StringBuilder(text);
  }
}
