package dev.fermata.fact.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Digest;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The packed form says what JSON text says, and nothing else is read as it. */
class PackedTest {
  private static final int DEPTH = 40;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final String[] TEXTS = {
    "",
    "a",
    "ab",
    "abc",
    "key",
    "untrusted",
    "READ",
    "größe",
    "名前",
    "😀😀",
    "\u0000",
    "why?",
    "step1",
    Digest.of("x").value(),
    Digest.of("x").value().substring(1) + "_",
    "x".repeat(43),
    "x".repeat(63),
    "x".repeat(64),
    "x".repeat(65),
    "x".repeat(20_000),
  };
  private static final Number[] NUMBERS = {
    0,
    1,
    63,
    64,
    -1,
    -64,
    127,
    128,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1_795_322_558_740L,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    new BigInteger("123456789012345678901234567890"),
    BigInteger.TEN,
    new BigDecimal("1.50"),
    new BigDecimal("1E+30"),
    new BigDecimal("-0.0"),
    new BigDecimal("1e-400"),
    0.1,
    -1e300,
    Double.NaN,
    Double.NEGATIVE_INFINITY,
    0.25f,
    7L,
  };

  @Test
  void whatever_json_can_say_is_read_as_from_its_text() throws IOException {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      JsonNode tree = tree(random, 6);
      byte[] packed = packed(tree);
      assertThat(read(packed)).as("seed %d, tree %d", seed, i).isEqualTo(text(tree));
      assertThat(packed(read(packed)))
          .as("seed %d, tree %d, again", seed, i)
          .isEqualTo(packed(text(tree)));
    }
  }

  @Test
  void half_of_a_pair_is_kept_as_it_came() throws IOException {
    JsonNode halves =
        MAPPER.readTree(
            "[\"half \\ud83d of a pair\", \"\\ude00?\", \"half \\ud83d of a pair\", \"after\"]");
    var named = JsonNodeFactory.instance.objectNode();
    named.set("\ud83d named", halves);
    named.put("after", "after");

    assertThat(read(packed(named))).isEqualTo(named);
    assertThat(named.get("\ud83d named").get(1).textValue()).isEqualTo("\ude00?");
  }

  @Test
  void what_is_said_twice_is_written_once() throws IOException {
    var twice = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < 100; i++) {
      twice.add("application-4711").addObject().put("applicant's name", i % 10);
    }

    assertThat(packed(twice).length).isLessThan(700);
    assertThat(read(packed(twice))).isEqualTo(twice);
  }

  @Test
  void a_digest_takes_its_bytes_and_one_more() throws IOException {
    byte[] packed = packed(JsonNodeFactory.instance.textNode(Digest.of("x").value()));

    assertThat(packed).hasSize(1 + 1 + Sealed.BYTES);
  }

  @Test
  void a_body_with_more_texts_than_are_numbered_is_read() throws IOException {
    var many = JsonNodeFactory.instance.arrayNode();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < Kept.LIMIT + 100; i++) {
        many.add("text " + i);
      }
    }

    assertThat(read(packed(many))).isEqualTo(many);
  }

  @Test
  void texts_of_equal_hash_cost_no_more_than_others() throws IOException {
    var list = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < Kept.LIMIT; i++) {
      var text = new StringBuilder();
      for (int bit = 0; bit < 14; bit++) {
        text.append((i >> bit & 1) == 0 ? "Aa" : "BB"); // Both have one hash.
      }
      list.add(text.toString());
    }
    byte[] packed = packed(list);
    assertTimeoutPreemptively(Duration.ofSeconds(2), () -> packed(list));

    assertThat(read(packed)).isEqualTo(list);
    assertThat(packed.length).isLessThan(Kept.LIMIT * 30);
  }

  @Test
  void damaged_bytes_are_an_error_of_reading_and_no_other() throws IOException {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] packed = packed(tree(random, 3));
      for (int damage = 0; damage <= i % 3; damage++) {
        packed[1 + random.nextInt(packed.length - 1)] = (byte) random.nextInt();
      }
      byte[] cut =
          i % 5 == 0 ? java.util.Arrays.copyOf(packed, random.nextInt(packed.length) + 1) : packed;
      Throwable thrown = catchThrowable(() -> read(cut));
      if (thrown != null) {
        assertThat(thrown).as("seed %d, case %d", seed, i).isInstanceOf(IOException.class);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(2_000);
  }

  @Test
  void what_nests_too_deep_is_refused() throws IOException {
    JsonNode deep = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < DEPTH; i++) {
      deep = JsonNodeFactory.instance.arrayNode().add(deep);
    }
    byte[] packed = packed(deep);

    assertThat(catchThrowable(() -> read(packed))).hasMessageContaining("nesting depth");
  }

  @Test
  void an_id_takes_eight_bytes_and_one_more() throws IOException {
    for (String id : new String[] {"000000000000", "dhc5t2stmt56", "zzzzzzzzzzzz"}) {
      byte[] packed = packed(JsonNodeFactory.instance.textNode(id));
      assertThat(packed).hasSize(1 + 1 + Drawn.BYTES);
      assertThat(read(packed).textValue()).isEqualTo(id);
    }
    for (String other : new String[] {"dhc5t2stmt5", "dhc5t2stmt5A", "dhc5t2stmt5é"}) {
      assertThat(read(packed(JsonNodeFactory.instance.textNode(other))).textValue())
          .isEqualTo(other);
    }
  }

  @Test
  void paths_keys_and_moments_are_read_as_they_were_written() throws IOException {
    String[] paths = {
      "",
      "/",
      "/do",
      "a/b",
      "each/3/charge~2",
      "each/03/x",
      "each/1234567890/x",
      "a//b",
      "each/3",
      "each/4/charge~2",
      "//",
      "x/",
      "a".repeat(70) + "/b/" + "c".repeat(70),
      "0/0/0",
      "/a/b".repeat(40)
    };
    var out = new PackedWriter(MAPPER);
    out.writeStartArray();
    for (int round = 0; round < 2; round++) {
      for (String path : paths) {
        out.writePath(path);
        out.writeKey("dhc5t2stmt56", path);
        out.writeString(path);
      }
      for (long moment : new long[] {1_795_322_558_740L, 1_795_322_558_741L, 0, Long.MAX_VALUE}) {
        out.writeMoment(moment);
      }
    }
    out.writeEndArray();

    JsonNode read = read(out.bytes());
    int at = 0;
    for (int round = 0; round < 2; round++) {
      for (String path : paths) {
        assertThat(read.get(at++).textValue()).isEqualTo(path);
        assertThat(read.get(at++).textValue()).isEqualTo("dhc5t2stmt56/" + path);
        assertThat(read.get(at++).textValue()).isEqualTo(path);
      }
      for (long moment : new long[] {1_795_322_558_740L, 1_795_322_558_741L, 0, Long.MAX_VALUE}) {
        assertThat(read.get(at++).longValue()).isEqualTo(moment);
      }
    }
  }

  @Test
  void the_same_value_stands_once_and_is_read_wherever_it_is() throws IOException {
    var large = JsonNodeFactory.instance.objectNode();
    large.put("text", "x".repeat(300)).put("name", "application-4711").putArray("none");
    large.putObject("empty").putObject("within");
    var out = new PackedWriter(MAPPER);
    out.writeStartArray();
    for (int i = 0; i < 2 * Trees.SAME_LIMIT; i++) {
      out.writeTree(large, MAPPER.getSerializerProviderInstance());
      out.writeString("application-4711");
    }
    out.writeEndArray();
    byte[] packed = out.bytes();

    JsonNode read = read(packed);
    assertThat(read).hasSize(4 * Trees.SAME_LIMIT);
    for (int i = 0; i < read.size(); i += 2) {
      assertThat(read.get(i)).isEqualTo(large);
      assertThat(read.get(i + 1).textValue()).isEqualTo("application-4711");
    }
    assertThat(packed.length).isLessThan(Trees.SAME_LIMIT * 340);
  }

  @Test
  void the_first_form_has_none_of_the_later_tokens() throws IOException {
    byte[] packed = packed(JsonNodeFactory.instance.textNode("dhc5t2stmt56"));
    packed[0] = Tokens.FIRST_MARK;

    assertThat(catchThrowable(() -> read(packed))).hasMessageContaining("no value begins with");
  }

  @Test
  void shapes_and_common_values_keep_their_numbers_for_ever() {
    List<String> common = new ArrayList<>();
    for (int i = 0; i < 8; i++) common.add(Common.text(i) + " " + Arrays.toString(Common.tree(i)));
    assertThat(Digest.of(String.join("\n", Shape.all().subList(0, 25)) + common).value())
        .as("shapes and values are only ever added at the end; what is stored names them by number")
        .isEqualTo("_vjFQkunPHj3QUNkolOzJu7gqUz_LPjnlWZhbuPn8SE");
  }

  @Test
  void a_word_keeps_its_number_for_ever() {
    assertThat(Words.all()).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(420);
    assertThat(Digest.of(String.join(" ", Words.all().subList(0, 420))).value())
        .as("words are only ever added at the end; what is stored names them by number")
        .isEqualTo("Injuubc-VNW_2XxHeEnp9l5DxcZXlPExVv_OS2_p75c");
  }

  private static byte[] packed(JsonNode tree) throws IOException {
    var out = new PackedWriter(MAPPER);
    MAPPER.writeValue(out, tree);
    return out.bytes();
  }

  private static JsonNode read(byte[] packed) throws IOException {
    var constraints = StreamReadConstraints.builder().maxNestingDepth(DEPTH).build();
    return MAPPER.readTree(new PackedReader(packed, MAPPER, constraints));
  }

  private static JsonNode text(JsonNode tree) throws IOException {
    return MAPPER.readTree(MAPPER.writeValueAsBytes(tree));
  }

  private static JsonNode tree(Random random, int depth) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> nodes.nullNode();
      case 1 -> nodes.booleanNode(random.nextBoolean());
      case 2, 3 -> nodes.textNode(TEXTS[random.nextInt(TEXTS.length)]);
      case 4, 5 -> number(NUMBERS[random.nextInt(NUMBERS.length)]);
      case 6 -> {
        ArrayNode list = nodes.arrayNode();
        for (int i = random.nextInt(5); i > 0; i--) {
          list.add(tree(random, depth - 1));
        }
        yield list;
      }
      default -> {
        ObjectNode object = nodes.objectNode();
        for (int i = random.nextInt(5); i > 0; i--) {
          object.set(TEXTS[random.nextInt(TEXTS.length)], tree(random, depth - 1));
        }
        yield object;
      }
    };
  }

  private static JsonNode number(Number number) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (number) {
      case Integer value -> nodes.numberNode(value);
      case Long value -> nodes.numberNode(value);
      case BigInteger value -> nodes.numberNode(value);
      case BigDecimal value -> nodes.numberNode(value);
      case Double value -> nodes.numberNode(value);
      case Float value -> nodes.numberNode(value);
      default -> throw new IllegalArgumentException(number.toString());
    };
  }
}
