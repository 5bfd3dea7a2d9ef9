package dev.fermata.policy;

/** What is said about an effect before it happens, and by which rule. */
public sealed interface Verdict {
  String rule();

  record Allow(String rule) implements Verdict {}

  record Deny(String rule, String reason) implements Verdict {}
}
