/** A seeded world for tests: it owns time, crashes, lost replies and scripted agents. */
@NullMarked
package dev.fermata.testkit;

import org.jspecify.annotations.NullMarked;
