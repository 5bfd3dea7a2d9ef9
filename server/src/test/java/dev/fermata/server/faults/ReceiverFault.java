package dev.fermata.server.faults;

import static dev.fermata.server.faults.ReceiverFault.Known.CERTAIN;
import static dev.fermata.server.faults.ReceiverFault.Known.DONE;
import static dev.fermata.server.faults.ReceiverFault.Known.DOUBT;
import static dev.fermata.server.faults.ReceiverFault.Known.MISFIT;
import static dev.fermata.server.faults.ReceiverFault.Known.UNREACHABLE;
import static dev.fermata.server.faults.ReceiverFault.Line.HTTP;
import static dev.fermata.server.faults.ReceiverFault.Line.HUNG_PROCESS;
import static dev.fermata.server.faults.ReceiverFault.Line.NOBODY;
import static dev.fermata.server.faults.ReceiverFault.Line.NO_PROGRAM;
import static dev.fermata.server.faults.ReceiverFault.Line.PROCESS;
import static dev.fermata.server.faults.ReceiverFault.Line.SLOW_HTTP;
import static dev.fermata.server.faults.ReceiverFault.Line.UNREAD;

import java.util.Locale;

/** How a receiver fails, and what can be known of the effect from outside. */
enum ReceiverFault {
  NO_CONNECTION(NOBODY, UNREACHABLE, false),
  CLOSED_OR_RESET_UNREAD(UNREAD, DOUBT, false),
  CLOSED_BEFORE_WORK(HTTP, DOUBT, false),
  RESET_BEFORE_WORK(HTTP, DOUBT, false),
  RESET_AFTER_WORK(HTTP, DOUBT, true),
  RESET_IN_HEADERS(HTTP, DOUBT, true),
  RESET_IN_BODY(HTTP, DOUBT, true),
  BODY_CUT_OFF(HTTP, DOUBT, true),
  CHUNKS_CUT_OFF(HTTP, DOUBT, true),
  NO_ANSWER(SLOW_HTTP, DOUBT, true),
  SLOW_DRIP(SLOW_HTTP, DOUBT, true),
  STATUS_500_BEFORE_WORK(HTTP, DOUBT, false),
  STATUS_500_AFTER_WORK(HTTP, DOUBT, true),
  STATUS_500_WITH_OWN_WORD(HTTP, CERTAIN, false),
  STATUS_501_AFTER_WORK(HTTP, DOUBT, true),
  STATUS_503_RETRY_AFTER(HTTP, DOUBT, false),
  STATUS_503_RETRY_AFTER_WORK(HTTP, DOUBT, true),
  STATUS_504_OF_A_GATEWAY(HTTP, DOUBT, true),
  STATUS_429(HTTP, CERTAIN, false),
  STATUS_404(HTTP, CERTAIN, false),
  STATUS_422_WITH_OWN_WORD(HTTP, CERTAIN, false),
  STATUS_408_AFTER_WORK(HTTP, DOUBT, true),
  BROKEN_JSON(HTTP, DOUBT, true),
  WRONG_SCHEMA(HTTP, MISFIT, true),
  TOO_LARGE(HTTP, DOUBT, true),
  ANSWER_OF_ANOTHER(HTTP, DOUBT, true),
  EXTRA_BYTES(HTTP, DONE, true),
  DELIVERED_TWICE(HTTP, DOUBT, true),
  REDIRECT_LOOP_AFTER_WORK(HTTP, DOUBT, true),
  REDIRECT_307(HTTP, CERTAIN, false),
  STATUS_304_AFTER_WORK(HTTP, DOUBT, true),
  STATUS_101_AFTER_WORK(HTTP, DOUBT, true),
  MANY_INTERIM_ANSWERS(HTTP, DONE, true),
  PROGRAM_MISSING(NO_PROGRAM, UNREACHABLE, false),
  ENDS_BEFORE_WORK(PROCESS, DOUBT, false),
  ENDS_AFTER_WORK(PROCESS, DOUBT, true),
  HALF_A_LINE(PROCESS, DOUBT, true),
  GARBLED_LINE(PROCESS, DOUBT, true),
  WRONG_ID(HUNG_PROCESS, DOUBT, true),
  SAYS_NOTHING(HUNG_PROCESS, DOUBT, true),
  TWO_REPLIES(PROCESS, DONE, true),
  FLOOD_OF_STDERR(PROCESS, DONE, true),
  CLOSES_STDOUT(PROCESS, DOUBT, true),
  OWN_ERROR(PROCESS, CERTAIN, false);

  /** What the engine can know after one attempt. */
  enum Known {
    /** It was done, and its answer came. */
    DONE,
    /** It was done, and its answer is of no use. */
    MISFIT,
    /** It was not done; the next attempt is. */
    CERTAIN,
    /** No attempt arrives. */
    UNREACHABLE,
    /** Nothing. */
    DOUBT
  }

  /** What kind of receiver fails so. */
  enum Line {
    HTTP,
    SLOW_HTTP,
    NOBODY,
    UNREAD,
    PROCESS,
    HUNG_PROCESS,
    NO_PROGRAM
  }

  final Line line;
  final Known known;
  final boolean works;

  /**
   * @param works whether the struck attempt does the work
   */
  ReceiverFault(Line line, Known known, boolean works) {
    this.line = line;
    this.known = known;
    this.works = works;
  }

  boolean ofProcess() {
    return line == Line.PROCESS || line == Line.HUNG_PROCESS || line == Line.NO_PROGRAM;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
