/** Telemetry: what runs did, told as traces and metrics of OpenTelemetry. */
@NullMarked
package dev.fermata.adapter.otel;

import org.jspecify.annotations.NullMarked;
