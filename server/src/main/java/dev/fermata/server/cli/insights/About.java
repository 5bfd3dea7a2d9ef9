package dev.fermata.server.cli.insights;

import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.effect.Since;
import dev.fermata.server.cli.say.Trouble;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import picocli.CommandLine.Option;

/** What figures are asked about. */
final class About {
  @Option(
      names = "--agent",
      paramLabel = "NAME",
      defaultValue = "",
      description = "of this agent; with @FINGERPRINT of that version alone")
  private String agent = "";

  @Option(names = "--tool", paramLabel = "NAME", defaultValue = "", description = "of this tool")
  private String tool = "";

  @Option(
      names = "--workflow",
      paramLabel = "NS/NAME",
      defaultValue = "",
      description = "of this workflow; with @VERSION of that one alone")
  private String workflow = "";

  @Option(
      names = "--step",
      paramLabel = "STEP",
      defaultValue = "",
      description = "of the step of that name")
  private String step = "";

  @Option(names = "--team", paramLabel = "TEAM", defaultValue = "", description = "of this team")
  private String team = "";

  @Option(
      names = "--owner",
      paramLabel = "NAME",
      defaultValue = "",
      description = "of workflows that they own")
  private String owner = "";

  @Option(
      names = "--person",
      paramLabel = "PERSON",
      defaultValue = "",
      description = "of this person; for auditors and admins")
  private String person = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      defaultValue = "",
      description = "from the hour of then on: 30d, 12h, 2026-01-31")
  private String since = "";

  @Option(
      names = "--until",
      paramLabel = "TIME",
      defaultValue = "",
      description = "up to the hour of then, written the same way")
  private String until = "";

  /** The address with the query that asks for it. */
  String query(String path, Instant now, Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("agent", agent);
    all.put("tool", tool);
    all.put("workflow", workflow);
    all.put("step", step);
    all.put("team", team);
    all.put("owner", owner);
    all.put("person", person);
    all.put("since", since.isEmpty() ? "" : Since.of(since, now).toString());
    all.put("until", until.isEmpty() ? "" : Since.of(until, now).toString());
    all.putAll(more);
    return joined(path, all);
  }

  private static String joined(String path, Map<String, String> all) {
    var query = new StringJoiner("&", path + "?", "");
    all.forEach((name, value) -> {
      if (!value.isEmpty()) query.add(name + "=" + Server.quoted(value));
    });
    return query.toString().replaceFirst("\\?$", "");
  }

  /** The address of the picture. */
  String map(Instant now) {
    if (workflow.isEmpty())
      throw Trouble.usage("--svg needs --workflow", "Name the workflow: --workflow NS/NAME.");
    var of = new LinkedHashMap<String, String>();
    of.put("workflow", workflow);
    of.put("since", since.isEmpty() ? "" : Since.of(since, now).toString());
    of.put("until", until.isEmpty() ? "" : Since.of(until, now).toString());
    of.put("as", "svg");
    return joined("/insights/map", of);
  }

  /** What cards are made of where nothing is said: what is asked about. */
  String by() {
    if (!step.isEmpty()) return "step";
    if (!agent.isEmpty()) return "agent";
    if (!tool.isEmpty()) return "tool";
    if (!team.isEmpty()) return "team";
    if (!person.isEmpty()) return "person";
    if (!workflow.isEmpty()) return "workflow";
    return owner.isEmpty() ? "" : "owner";
  }
}
