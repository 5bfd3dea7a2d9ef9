package dev.fermata.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.roster.Credentials;
import dev.fermata.roster.Credentials.Holder;
import dev.fermata.roster.Credentials.Token;
import dev.fermata.roster.Role;
import dev.fermata.value.Digest;
import dev.fermata.value.PersonId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  private static final Instant NOON = Drafts.NOON;
  private static final PersonId ANA = new PersonId("ana");
  @TempDir Path folder;
  private SqliteStore store;
  private Credentials credentials;

  @BeforeEach
  void opens() {
    store = SqliteStore.open(folder, new SecureRandom());
    credentials = store.credentials();
  }

  @AfterEach
  void closes() {
    store.close();
  }

  private static Token token(String id) {
    return new Token(
        id,
        Digest.of("secret of " + id),
        Holder.MACHINE,
        "nightly job",
        Set.of(Role.OPERATOR, Role.VIEWER),
        NOON,
        Optional.of(NOON.plusSeconds(60)),
        Optional.empty());
  }

  @Test
  void a_password_hash_is_kept_and_replaced() {
    assertThat(credentials.passwordHash(ANA)).isEmpty();
    credentials.setPasswordHash(ANA, "$argon2id$one");
    credentials.setPasswordHash(ANA, "$argon2id$two");
    closes();
    opens();

    assertThat(credentials.passwordHash(ANA)).contains("$argon2id$two");
    assertThat(credentials.passwordHash(new PersonId("bob"))).isEmpty();
  }

  @Test
  void a_token_is_found_by_its_hash_until_it_is_revoked() {
    credentials.saveToken(token("ft1"));

    assertThat(credentials.findToken(Digest.of("secret of ft1"))).contains(token("ft1"));
    assertThat(credentials.findToken(Digest.of("guessed"))).isEmpty();
    assertThat(credentials.revoke("ft1")).isTrue();
    assertThat(credentials.revoke("ft1")).isFalse();
    assertThat(credentials.findToken(Digest.of("secret of ft1"))).isEmpty();
  }

  @Test
  void a_token_without_roles_or_end_reads_back() {
    var token =
        new Token(
            "t",
            Digest.of("t"),
            Holder.PERSON,
            "ana",
            Set.of(),
            NOON,
            Optional.empty(),
            Optional.empty());
    credentials.saveToken(token);

    assertThat(credentials.tokens()).containsExactly(token);
    assertThat(token.expired(NOON)).isFalse();
    assertThat(token("x").expired(NOON.plusSeconds(60))).isTrue();
  }

  @Test
  void the_last_use_of_a_token_only_moves_forward() {
    credentials.saveToken(token("ft1"));
    credentials.touch("ft1", NOON.plusSeconds(9));
    credentials.touch("ft1", NOON.plusSeconds(3));
    credentials.touch("nobody's", NOON);

    assertThat(credentials.tokens())
        .extracting(Token::lastUsed)
        .containsExactly(Optional.of(NOON.plusSeconds(9)));
  }

  @Test
  void two_tokens_cannot_share_an_id() {
    credentials.saveToken(token("ft1"));

    assertThatThrownBy(() -> credentials.saveToken(token("ft1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is a token 'ft1' already; revoke it, or choose another id");
    assertThat(credentials.tokens()).hasSize(1);
  }

  @Test
  void a_link_signs_in_once_and_not_after_its_end() {
    credentials.saveLink(Digest.of("one"), ANA, NOON, NOON.plusSeconds(60));
    credentials.saveLink(Digest.of("two"), ANA, NOON, NOON.plusSeconds(60));

    assertThat(credentials.takeLink(Digest.of("one"), NOON)).contains(ANA);
    assertThat(credentials.takeLink(Digest.of("one"), NOON)).isEmpty();
    assertThat(credentials.takeLink(Digest.of("two"), NOON.plusSeconds(60))).isEmpty();
    assertThat(credentials.takeLink(Digest.of("three"), NOON)).isEmpty();
    closes();
    opens();
    assertThat(credentials.takeLink(Digest.of("one"), NOON)).isEmpty();
  }

  @Test
  void of_many_who_take_a_link_at_once_one_gets_it() throws Exception {
    for (int round = 0; round < 50; round++) {
      Digest link = Digest.of("link " + round);
      credentials.saveLink(link, ANA, NOON, NOON.plusSeconds(60));
      List<Future<Optional<PersonId>>> takers = new ArrayList<>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 8; i++) {
          takers.add(threads.submit(() -> credentials.takeLink(link, NOON)));
        }
      }
      int winners = 0;
      for (Future<Optional<PersonId>> taker : takers) {
        winners += taker.get().isPresent() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
    }
  }
}
