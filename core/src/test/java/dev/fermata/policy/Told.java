package dev.fermata.policy;

import static java.util.stream.Collectors.joining;

/** A ruling in one line. */
final class Told {
  private Told() {}

  static String of(Ruling ruling) {
    String verdict =
        switch (ruling.verdict()) {
          case Verdict.Allow(var rule) -> "allow by " + rule;
          case Verdict.Deny(var rule, _) -> "deny by " + rule;
          case Verdict.Ask(var rule, var asks) ->
              "ask " + asks.stream().map(Asking::team).collect(joining(", ")) + " by " + rule;
        };
    return verdict
        + (ruling.redact().isEmpty() ? "" : ", redact " + String.join(" ", ruling.redact()))
        + ruling.reroute().map(agent -> ", reroute " + agent).orElse("")
        + (ruling.limits().isEmpty()
            ? ""
            : ", limit " + ruling.limits().stream().map(Ruling.Limit::rule).collect(joining(" ")));
  }
}
