/** What the server tells those who watch it: traces and metrics. */
@NullMarked
package dev.fermata.server.telemetry;

import org.jspecify.annotations.NullMarked;
