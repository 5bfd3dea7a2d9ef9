package dev.fermata.fact.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChainTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final StreamId RUN = new StreamId("run/r1");
  private static final byte[] NONE = {};
  private static final byte[] BODY =
      Chain.body(new byte[16], "[]".getBytes(StandardCharsets.UTF_8));

  private static String hex(byte[] digest) {
    assertThat(digest).hasSize(Chain.DIGEST_BYTES);
    return HexFormat.of().formatHex(digest);
  }

  @Test
  void equal_entries_have_equal_digests() {
    assertThat(hex(Chain.entry(RUN, 1, NOON, List.of("Started"), NONE, BODY)))
        .isEqualTo(hex(Chain.entry(RUN, 1, NOON, List.of("Started"), NONE, BODY)));
  }

  @Test
  void every_part_of_an_entry_counts() {
    byte[] previous = Chain.body(NONE, NONE);
    List<byte[]> all =
        List.of(
            Chain.entry(RUN, 1, NOON, List.of("Started"), NONE, BODY),
            Chain.entry(new StreamId("run/r2"), 1, NOON, List.of("Started"), NONE, BODY),
            Chain.entry(RUN, 2, NOON, List.of("Started"), NONE, BODY),
            Chain.entry(RUN, 1, NOON.plusMillis(1), List.of("Started"), NONE, BODY),
            Chain.entry(RUN, 1, NOON, List.of("Started", "Ended"), NONE, BODY),
            Chain.entry(RUN, 1, NOON, List.of(), NONE, BODY),
            Chain.entry(RUN, 1, NOON, List.of("Started"), previous, BODY),
            Chain.entry(RUN, 1, NOON, List.of("Started"), NONE, previous));

    Set<String> distinct = new HashSet<>();
    all.forEach(digest -> distinct.add(hex(digest)));
    assertThat(distinct).hasSameSizeAs(all);
  }

  @Test
  void a_body_is_hidden_by_its_salt() {
    byte[] body = {1, 2, 3};

    assertThat(Chain.body(new byte[16], body)).isNotEqualTo(Chain.body(new byte[] {1}, body));
  }

  @Test
  void a_commit_covers_its_entries_in_order_and_the_commit_before() {
    byte[] one = Chain.body(NONE, new byte[] {1});
    byte[] two = Chain.body(NONE, new byte[] {2});

    assertThat(hex(Chain.commit(NONE, List.of(one, two))))
        .isNotEqualTo(hex(Chain.commit(NONE, List.of(two, one))))
        .isNotEqualTo(hex(Chain.commit(one, List.of(one, two))))
        .isNotEqualTo(hex(Chain.commit(NONE, List.of(one))));
  }

  /** A digest that was once written stays what it is: other programs verify it too. */
  @Test
  void the_digests_are_those_that_are_documented() {
    assertThat(hex(Chain.body(NONE, "abc".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(hex(Chain.commit(NONE, List.of())))
        .isEqualTo("df3f619804a92fdb4057192dc43dd748ea778adc52bc498ce80524c014b81119");
  }
}
