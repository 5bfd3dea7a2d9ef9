package dev.fermata.server.cli.insights;

import picocli.CommandLine.Command;

/** What all that runs comes to, and what goes wrong. */
@Command(
    name = "insights",
    description = "Shows how agents, workflows and teams do, and what goes wrong.")
public final class InsightsVerbs {}
