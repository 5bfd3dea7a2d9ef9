/**
 * What stands beside a brief so that it is judged well: risk, differences, evidence, likeness, and
 * what has to be done before an answer counts. Derived, never part of what is approved.
 */
@NullMarked
package dev.fermata.task.brief;

import org.jspecify.annotations.NullMarked;
