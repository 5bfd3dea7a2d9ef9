package dev.fermata.task;

import dev.fermata.value.Json;
import java.time.Instant;

/**
 * What was decided, by whom, when and why. {@code data} holds the filled form, or the edited input
 * or supplied result of a repair; {@code null} if there is none. The id is the signal's, so that
 * its repeat is known.
 */
public record Decision(String answer, String by, String why, Json data, Instant at, String id) {}
