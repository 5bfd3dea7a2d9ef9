package dev.fermata.fact;

import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.label.Label;
import java.time.Instant;

/** What can happen to a result that is looked over before anything uses it. */
public sealed interface ReviewFact extends RunFact.OfReview {
  /** The step whose result it is. */
  Place place();

  /**
   * A result is to be made and looked over.
   *
   * @param whole whether checks that cost something are made, too
   */
  record ReviewBegun(Place place, boolean whole) implements ReviewFact {}

  /**
   * One check was made.
   *
   * @param number of the check in the document, from 0
   * @param why it was not passed; empty where it was
   * @param under the label of the verdict
   */
  record Checked(
      Place place, int number, String check, boolean passed, String why, Label under, Instant at)
      implements ReviewFact {}

  /**
   * The result did not pass, and another is made by whoever is told what was wrong with it.
   *
   * @param to who makes it
   */
  record SentBack(Place place, Giver to, Instant at) implements ReviewFact {}

  /** Who was to mend a result gave another, which is looked over like any. */
  record Mended(Place place, Json result, String by, Instant at) implements ReviewFact {}

  /** Who makes a result. */
  enum Giver {
    /** The step's own call. */
    WORK,
    /** Another agent in its stead. */
    OTHER,
    /** A person. */
    PERSON
  }
}
