package dev.fermata.fact.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Digest;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CheckpointsTest {
  private static final Instant TEN = Instant.parse("2026-03-02T10:00:00.123Z");
  private static final Checkpoints ANY = new Checkpoints(Set.of());

  private final KeyPair keys = keys();
  private final List<Checkpoint> three = signed(3);

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance(Checkpoint.ALGORITHM).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Commit commit(long id) {
    return new Commit(id, id * 10 - 9, id * 10, Digest.of("commit " + id));
  }

  private Checkpoint sign(Checkpoint checkpoint) {
    try {
      var signature = Signature.getInstance(Checkpoint.ALGORITHM);
      signature.initSign(keys.getPrivate());
      signature.update(checkpoint.text());
      return checkpoint.signed(text(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private List<Checkpoint> signed(int count) {
    List<Checkpoint> all = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Optional<Digest> previous =
          all.isEmpty() ? Optional.empty() : Optional.of(all.getLast().digest());
      String key = text(keys.getPublic().getEncoded());
      all.add(sign(new Checkpoint(i, commit(i * 5), TEN.plusSeconds(i), previous, key, "")));
    }
    return all;
  }

  private static Optional<Commit> known(long id) {
    return Optional.of(commit(id));
  }

  @Test
  void what_was_signed_reads_back_and_is_genuine() {
    String file = three.stream().map(each -> each + "\n").collect(Collectors.joining());

    assertThat(Checkpoints.read("f", file)).isEqualTo(new Checkpoints.File.Good(three));
    assertThat(Checkpoints.read("f", file + "{\"number\":4,"))
        .as("a line that was broken off")
        .isEqualTo(new Checkpoints.File.Good(three));
    assertThat(three).allMatch(Checkpoint::genuine);
    assertThat(ANY.sound(three)).isEmpty();
    assertThat(ANY.borneOut(three, CheckpointsTest::known, 15)).isEmpty();
  }

  @Test
  void no_part_of_a_checkpoint_can_be_changed() {
    Checkpoint it = three.get(1);
    var other = new Commit(10, 91, 100, Digest.of("another"));
    assertThat(
            List.of(
                new Checkpoint(9, it.commit(), it.at(), it.previous(), it.key(), it.signature()),
                new Checkpoint(2, other, it.at(), it.previous(), it.key(), it.signature()),
                new Checkpoint(2, it.commit(), TEN, it.previous(), it.key(), it.signature()),
                new Checkpoint(2, it.commit(), it.at(), Optional.empty(), it.key(), it.signature()),
                it.signed(three.getFirst().signature()),
                it.signed("not base64!")))
        .allMatch(changed -> ANY.sound(List.of(changed)).isPresent());
  }

  @Test
  void one_that_somebody_else_signed_does_not_count() {
    assertThat(new Checkpoints(Set.of(three.getFirst().key())).sound(three)).isEmpty();
    assertThat(new Checkpoints(Set.of("another")).sound(three).orElseThrow().what())
        .contains("with a key that is not the one you gave");
  }

  @Test
  void one_that_is_missing_in_between_is_seen() {
    assertThat(ANY.sound(List.of(three.get(0), three.get(2))).orElseThrow().what())
        .contains("checkpoint 3")
        .contains("does not follow");
    assertThat(ANY.sound(List.of(three.get(1), three.get(0)))).isPresent();
  }

  @Test
  void a_ledger_that_ends_before_a_checkpoint_was_cut_off() {
    assertThat(ANY.borneOut(three, CheckpointsTest::known, 14).orElseThrow())
        .satisfies(found -> assertThat(found.position()).isEqualTo(150))
        .satisfies(found -> assertThat(found.what()).contains("ends with commit 14"));
  }

  @Test
  void a_ledger_with_another_commit_than_was_signed_was_changed() {
    assertThat(
            ANY.borneOut(
                    three,
                    id ->
                        id == 10 ? Optional.of(new Commit(10, 91, 100, Digest.of("x"))) : known(id),
                    20)
                .orElseThrow()
                .what())
        .contains("checkpoint 2")
        .contains("signed another commit 10 than the ledger has");
  }
}
