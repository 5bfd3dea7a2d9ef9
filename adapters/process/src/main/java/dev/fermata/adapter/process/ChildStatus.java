package dev.fermata.adapter.process;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the child process of one agent or tool server is.
 *
 * @param restarts how often it was started again since the first start
 * @param inFlight requests that wait for an answer now
 * @param nonsense lines that answered nothing, since the first start
 * @param late answers that came after their deadline
 * @param lastSign when it last wrote a line to stdout
 * @param lastError why it last ended or could not be started; empty if it never did
 */
public record ChildStatus(
    boolean running,
    OptionalLong pid,
    int restarts,
    int inFlight,
    long nonsense,
    long late,
    Optional<Instant> lastSign,
    String lastError) {}
