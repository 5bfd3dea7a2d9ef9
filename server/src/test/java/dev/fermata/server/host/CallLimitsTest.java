package dev.fermata.server.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.http.HttpLimits;
import dev.fermata.engine.EngineLimits;
import org.junit.jupiter.api.Test;

class CallLimitsTest {
  /** Else slow agents let some calls wait for a connection until they are given up. */
  @Test
  void every_call_that_may_be_under_way_finds_a_connection() {
    assertThat(HttpLimits.DEFAULT.connections())
        .isGreaterThanOrEqualTo(EngineLimits.forCores(64).callsInFlight());
  }
}
