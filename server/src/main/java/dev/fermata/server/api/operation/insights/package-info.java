/** What was done and what it adds up to: scorecards, and the runs behind every figure. */
@NullMarked
package dev.fermata.server.api.operation.insights;

import org.jspecify.annotations.NullMarked;
