package dev.fermata.value.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.RunId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final RunId RUN = new RunId("k3v9m2x7q1");

  @Test
  void a_header_names_the_trace_its_span_and_whether_it_is_recorded() {
    assertThat(TraceContext.of("00-" + TRACE + "-" + SPAN + "-01"))
        .contains(new TraceContext(TRACE, SPAN, true));
    assertThat(TraceContext.of("00-" + TRACE + "-" + SPAN + "-00"))
        .contains(new TraceContext(TRACE, SPAN, false));
  }

  @Test
  void a_header_of_a_later_version_may_say_more() {
    assertThat(TraceContext.of("01-" + TRACE + "-" + SPAN + "-01-more")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-" + TRACE + "-" + SPAN,
        "00-" + TRACE + "-" + SPAN + "-01-more",
        "ff-" + TRACE + "-" + SPAN + "-01",
        "00-00000000000000000000000000000000-" + SPAN + "-01",
        "00-" + TRACE + "-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-" + SPAN + "-01",
        "00-" + TRACE + "-" + SPAN + "-0x",
        "nonsense"
      })
  void a_header_that_cannot_be_used_is_as_none(String header) {
    assertThat(TraceContext.of(header)).isEmpty();
  }

  @Test
  void a_run_has_the_trace_that_came_with_its_start_and_else_one_of_its_own() {
    String header = "00-" + TRACE + "-" + SPAN + "-01";
    assertThat(TraceContext.of(RUN, Optional.of(header)).trace()).isEqualTo(TRACE);
    TraceContext own = TraceContext.of(RUN, Optional.empty());
    assertThat(own).isEqualTo(TraceContext.of(RUN, Optional.of("nonsense")));
    assertThat(own.trace()).hasSize(32).isNotEqualTo(TRACE);
    assertThat(own.parent()).isEmpty();
  }

  @Test
  void the_header_of_a_call_can_be_read_again() {
    var context = new TraceContext(TRACE, SPAN, false);
    String span = TraceContext.span("run/place");
    assertThat(TraceContext.of(context.header(span)))
        .contains(new TraceContext(TRACE, span, false));
    assertThat(span).isEqualTo(TraceContext.span("run/place")).hasSize(16);
  }
}
