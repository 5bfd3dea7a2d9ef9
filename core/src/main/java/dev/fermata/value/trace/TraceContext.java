package dev.fermata.value.trace;

import dev.fermata.value.Digest;
import dev.fermata.value.RunId;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A trace, and the span in it that caused what is done, as W3C Trace Context has them. The ids of
 * our own spans follow from what they tell of, so that whoever asks twice gets the same.
 *
 * @param trace 32 hexadecimal digits
 * @param parent 16 hexadecimal digits; empty where nothing caused it
 * @param sampled whether whoever began the trace wants it recorded
 */
public record TraceContext(String trace, String parent, boolean sampled) {
  /** https://www.w3.org/TR/trace-context/#traceparent-header; a later version may say more. */
  private static final Pattern HEADER =
      Pattern.compile("(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern SPAN = Pattern.compile("[0-9a-f]{16}");
  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_SPAN = "0".repeat(16);
  private static final int TRACE_BYTES = 16;
  private static final int SPAN_BYTES = 8;

  /** The longest header that is read. */
  private static final int LIMIT_CHARS = 200;

  public TraceContext {
    if (!TRACE.matcher(trace).matches() || trace.equals(NO_TRACE)) {
      throw new IllegalArgumentException("'" + trace + "' is no id of a trace");
    }
    if (!parent.isEmpty() && (!SPAN.matcher(parent).matches() || parent.equals(NO_SPAN))) {
      throw new IllegalArgumentException("'" + parent + "' is no id of a span");
    }
  }

  /** What the header {@code traceparent} says; empty if it cannot be used, as the standard asks. */
  public static Optional<TraceContext> of(String header) {
    if (header.isEmpty() || header.length() > LIMIT_CHARS) {
      return Optional.empty();
    }
    Matcher parts = HEADER.matcher(header);
    boolean fits =
        parts.matches()
            && (parts.group(5) == null || !parts.group(1).equals("00"))
            && !parts.group(2).equals(NO_TRACE)
            && !parts.group(3).equals(NO_SPAN);
    return fits
        ? Optional.of(
            new TraceContext(
                parts.group(2), parts.group(3), (Integer.parseInt(parts.group(4), 16) & 1) == 1))
        : Optional.empty();
  }

  /**
   * Where a run's trace comes from. Most are never told to anybody, so it is worked out when asked.
   *
   * @param root the run, or the one at the top if others began it
   * @param given what came with its start, if anything did
   */
  public record Origin(RunId root, Optional<String> given) {
    public TraceContext trace() {
      return given
          .flatMap(TraceContext::of)
          .orElseGet(() -> new TraceContext(hex("trace\n" + root, TRACE_BYTES), "", true));
    }
  }

  /** The trace of a run, as {@link Origin} has it. */
  public static TraceContext of(RunId root, Optional<String> given) {
    return new Origin(root, given).trace();
  }

  /** The id of the span that tells of this: of an effect, by its key, or of a part of a run. */
  public static String span(String what) {
    return hex("span\n" + what, SPAN_BYTES);
  }

  /** The header that a call carries whose span has this id. */
  public String header(String span) {
    return "00-" + trace + "-" + span + (sampled ? "-01" : "-00");
  }

  private static String hex(String text, int bytes) {
    String digits = HexFormat.of().formatHex(Digest.of(text).bytes(), 0, bytes);
    return digits.chars().allMatch(c -> c == '0') ? "1" + digits.substring(1) : digits;
  }
}
