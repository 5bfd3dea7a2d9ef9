package dev.fermata.run.state;

import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.value.Place;
import java.time.Instant;
import java.util.Locale;

/** A timer of a run; its name is its place, perhaps a {@code #} and an ordinal, and its purpose. */
public record Timer(String name, Place place, Purpose purpose, Instant at) {
  public static String name(Place place, String ordinal, Purpose purpose) {
    return place.path()
        + (ordinal.isEmpty() ? "" : "#" + ordinal)
        + "!"
        + purpose.name().toLowerCase(Locale.ROOT);
  }

  public static String name(Place place, Purpose purpose) {
    return name(place, "", purpose);
  }
}
