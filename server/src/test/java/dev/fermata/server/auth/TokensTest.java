package dev.fermata.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.fact.HouseFact;
import dev.fermata.house.HouseDecider;
import dev.fermata.house.HouseState;
import dev.fermata.roster.Person;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.value.PersonId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  private static final PersonId ANA = new PersonId("ana");

  @TempDir Path folder;
  private final SecureRandom chance = new SecureRandom();
  private Instant now = Instant.parse("2026-01-05T09:00:00Z");
  private HouseState house = house(Set.of(Role.VIEWER), false);
  private SqliteStore store;
  private Tokens tokens;

  @BeforeEach
  void open() {
    store = SqliteStore.open(folder, chance);
    tokens = new Tokens(store.credentials(), () -> house, () -> now, chance);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static HouseState house(Set<Role> roles, boolean disabled) {
    var ana = new Person(ANA, "Ana", roles, Set.of(), disabled);
    var added = new HouseFact.PersonAdded(ana, "system", Instant.EPOCH);
    return HouseDecider.evolve(HouseState.EMPTY, added);
  }

  @Test
  void a_session_lasts_twelve_hours_and_not_a_moment_longer() {
    Secret secret = tokens.session(ANA).secret();
    now = now.plus(Duration.ofHours(12)).minusMillis(1);
    assertThat(tokens.recognise(secret, true)).isPresent();
    now = now.plusMillis(1);
    assertThat(tokens.recognise(secret, true)).isEmpty();
    now = now.minusSeconds(60);
    assertThat(tokens.recognise(secret, true)).as("it is gone for good").isEmpty();
  }

  @Test
  void roles_are_those_of_this_moment() {
    Secret secret = tokens.session(ANA).secret();
    house = house(Set.of(Role.ADMIN), false);
    assertThat(tokens.recognise(secret, false).map(SignedIn::principal))
        .contains(new Principal.Human(ANA, Set.of(Role.ADMIN), Set.of()));
    house = house(Set.of(Role.ADMIN), true);
    assertThat(tokens.recognise(secret, false)).isEmpty();
    house = HouseState.EMPTY;
    assertThat(tokens.recognise(secret, false)).isEmpty();
  }

  @Test
  void a_changed_character_makes_it_nobodys() {
    String good = tokens.machine("p", Set.of(Role.OPERATOR), Optional.empty()).secret().reveal();
    assertThat(tokens.recognise(Secret.of(good), false)).isPresent();
    for (int i = 0; i < good.length(); i++) {
      char other = good.charAt(i) == 'A' ? 'B' : 'A';
      String bad = good.substring(0, i) + other + good.substring(i + 1);
      assertThat(tokens.recognise(Secret.of(bad), false)).as(bad).isEmpty();
    }
    assertThat(tokens.recognise(Secret.of(good + "A"), false)).isEmpty();
    assertThat(tokens.recognise(Secret.of(""), false)).isEmpty();
  }

  @Test
  void sweeping_drops_what_is_over_and_keeps_the_rest() {
    tokens.session(ANA);
    tokens.machine("p", Set.of(Role.OPERATOR), Optional.empty());
    now = now.plus(Duration.ofHours(13));
    tokens.sweep();
    assertThat(store.credentials().tokens()).hasSize(1);
  }

  @Test
  void a_throttle_gives_so_many_at_once_and_then_so_many_a_second() {
    var throttle = new Throttle(3, 1, () -> now);
    for (int i = 0; i < 3; i++) {
      assertThat(throttle.take("a", 1)).isZero();
    }
    assertThat(throttle.take("a", 1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(throttle.take("b", 3)).isZero();
    now = now.plusSeconds(1);
    assertThat(throttle.take("a", 1)).isZero();
    assertThat(throttle.take("a", 1)).isPositive();
  }
}
