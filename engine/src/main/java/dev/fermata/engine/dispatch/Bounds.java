package dev.fermata.engine.dispatch;

import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowId;
import java.util.function.Function;

/**
 * How much is done and kept at once beside what each receiver may be asked.
 *
 * @param callsInFlight calls being made at once, over all receivers
 * @param callsWaiting calls that may wait before no further run is begun
 * @param ofWorkflows what all runs of a workflow together may ask, as it is now
 */
public record Bounds(
    int callsInFlight, int callsWaiting, Function<WorkflowId, Workflow.Limits> ofWorkflows) {}
