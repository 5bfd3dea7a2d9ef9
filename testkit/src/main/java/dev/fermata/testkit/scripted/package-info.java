/**
 * Language models that answer from a script, over the protocols that real ones speak: for tests of
 * whatever asks models.
 */
@NullMarked
package dev.fermata.testkit.scripted;

import org.jspecify.annotations.NullMarked;
