package dev.fermata.server.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;

/** Counts how bookings of the loans example passed the gate. Used by one thread. */
final class Bookings {
  private long byRule;
  private long approved;
  private long asked;

  /** A run, with its effects. */
  void take(JsonNode run) {
    for (JsonNode effect : run.path("effects")) {
      boolean booking = effect.path("target").asText().endsWith(".book_loan");
      boolean done = effect.path("state").asText().equals("done");
      boolean granted = !effect.path("approved").isEmpty();
      boolean waits = effect.path("state").asText().equals("asked");
      if (booking && (waits || granted)) asked++;
      if (booking && done && granted) approved++;
      if (booking && done && !granted) byRule++;
    }
  }

  /** Runs whose loan the bank has booked, whoever decided it. */
  long booked() {
    return byRule + approved;
  }

  long byRule() {
    return byRule;
  }

  /** Of those that people were asked about, as far as it is known. */
  long asked() {
    return asked;
  }

  long approved() {
    return approved;
  }

  /** What is to be said of them beside their number; empty where there is nothing. */
  String words() {
    var words = new StringJoiner(", ", ": ", "").setEmptyValue("");
    if (byRule > 0) words.add(byRule + " allowed by rule");
    if (approved > 0) words.add(approved + " approved by two underwriters");
    if (asked > approved) words.add(asked - approved + " more wait for approval");
    return words.toString();
  }
}
