package dev.fermata.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The small values: places, money, names. */
class ValuesTest {
  @Test
  void a_place_names_the_way_from_the_outside_in() {
    Place place = Place.ROOT.visit("each", 1).inside("3").visit("charge", 2);

    assertThat(place.path()).isEqualTo("each/3/charge~2");
    assertThat(place.last()).isEqualTo("charge~2");
    assertThat(place.parent()).isEqualTo(new Place("each/3"));
    assertThat(new Place("each").parent()).isEqualTo(Place.ROOT);
    assertThat(Place.ROOT).hasToString("run");
    assertThatThrownBy(Place.ROOT::parent).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_place_lies_within_itself_and_all_around_it_and_not_beside_it() {
    Place place = new Place("a/b");

    assertThat(place.within(place)).isTrue();
    assertThat(place.within(new Place("a"))).isTrue();
    assertThat(place.within(Place.ROOT)).isTrue();
    assertThat(Place.ROOT.within(Place.ROOT)).isTrue();
    assertThat(Place.ROOT.within(place)).isFalse();
    assertThat(new Place("a").within(place)).isFalse();
    assertThat(new Place("ab/c").within(new Place("a"))).isFalse();
    assertThat(new Place("a~2/c").within(new Place("a"))).isFalse();
  }

  @Test
  void money_is_exact_to_a_millionth() {
    assertThat(Money.of("0.0123", "EUR")).isEqualTo(new Money(12_300, "EUR"));
    assertThat(Money.of("12.50", "EUR").amount()).isEqualTo("12.5");
    assertThat(Money.of("1000000", "JPY").amount()).isEqualTo("1000000");
    assertThat(Money.of("-3.000001", "EUR")).hasToString("EUR -3.000001");
    assertThat(Money.of("0.000", "EUR").amount()).isEqualTo("0");
    assertThatThrownBy(() -> Money.of("0.0000001", "EUR")).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Money.of("1e30", "EUR")).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Money.of("1", "eur")).hasMessageContaining("ISO 4217");
    assertThatThrownBy(() -> Money.of("1", "EURO")).hasMessageContaining("ISO 4217");
  }

  @Test
  void the_nearest_name_is_what_was_most_likely_meant() {
    List<String> known = List.of("credit-scorer", "letter-writer", "checker");

    assertThat(Nearest.to("credit-scoerr", known)).contains("credit-scorer");
    assertThat(Nearest.to("Checker", known)).contains("checker");
    assertThat(Nearest.to("something-else-entirely", known)).isEmpty();
    assertThat(Nearest.to("x", List.of())).isEmpty();
    assertThat(Nearest.hint("cheker", known)).isEqualTo(" Did you mean 'checker'?");
    assertThat(Nearest.hint("zzzzzz", known)).isEmpty();
  }

  @Test
  void of_names_that_are_equally_near_the_first_in_the_alphabet_is_told() {
    assertThat(Nearest.to("bat", List.of("hat", "cat"))).contains("cat");
  }

  @Test
  void a_name_has_letters_digits_dots_dashes_and_underscores() {
    assertThat(Names.valid("a")).isTrue();
    assertThat(Names.valid("A-z_0.9")).isTrue();
    assertThat(Names.valid("a".repeat(128))).isTrue();
    assertThat(Names.valid("")).isFalse();
    assertThat(Names.valid("a".repeat(129))).isFalse();
    for (String bad : List.of("a b", "a/b", "a~2", "a#b", "ä", "a\n", "../a", "a:b")) {
      assertThat(Names.valid(bad)).as(bad).isFalse();
    }
    assertThatThrownBy(() -> Names.check("team", "a b"))
        .hasMessage(
            "team 'a b' is not a name; use 1 to 128 letters, digits, dots, dashes or underscores");
    assertThatThrownBy(() -> Names.check("team", "/".repeat(5000)))
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(300));
  }
}
