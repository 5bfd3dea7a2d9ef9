package dev.fermata.server.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Channel;
import dev.fermata.value.Json;
import java.util.List;
import java.util.StringJoiner;

/**
 * Notices as each kind of receiver takes them. What agents wrote is text there and nothing else.
 */
final class Shape {
  /** How many of many are named. */
  static final int NAMED = 20;

  private Shape() {}

  static String subject(List<Notice> notices) {
    return notices.size() == 1
        ? notices.getFirst().title()
        : notices.size() + " things about tasks that wait for you";
  }

  /** A mail's text. */
  static String text(List<Notice> notices) {
    var lines = new StringJoiner("\n");
    notices.stream()
        .limit(NAMED)
        .forEach(notice -> {
          lines.add(notice.headline());
          if (!notice.question().isEmpty()) lines.add(notice.question());
          if (!notice.said().isEmpty()) lines.add(notice.said());
          notice.due().ifPresent(due -> lines.add("Due " + due));
          lines.add(notice.link()).add("");
        });
    if (notices.size() > NAMED) lines.add("and " + (notices.size() - NAMED) + " more");
    return lines.add("The link shows the task. Nothing is decided by opening it.").toString();
  }

  static Json json(Channel.Kind kind, List<Notice> notices) {
    return Json.adopt(
        switch (kind) {
          case WEBHOOK, EMAIL -> plain(notices);
          case SLACK -> slack(notices);
          case TEAMS -> teams(notices);
        });
  }

  private static ObjectNode plain(List<Notice> notices) {
    if (notices.size() == 1) {
      return plain(notices.getFirst());
    }
    ObjectNode tree = Json.object().put("kind", "digest").put("count", notices.size());
    ArrayNode items = tree.putArray("items");
    notices.stream().limit(NAMED).forEach(each -> items.add(plain(each)));
    return tree;
  }

  private static ObjectNode plain(Notice notice) {
    ObjectNode tree =
        Json.object()
            .put("kind", notice.kind().word())
            .put("task", notice.task().value())
            .put("run", notice.run().value())
            .put("workflow", notice.workflow())
            .put("team", notice.team())
            .put("link", notice.link())
            .put("at", notice.at().toString());
    if (!notice.question().isEmpty()) tree.put("question", notice.question());
    if (!notice.said().isEmpty()) tree.put("said", notice.said());
    notice.due().ifPresent(due -> tree.put("due", due.toString()));
    return tree;
  }

  private static ObjectNode slack(List<Notice> notices) {
    ObjectNode tree = Json.object().put("text", entities(subject(notices)));
    ArrayNode blocks = tree.putArray("blocks");
    for (Notice notice : notices.subList(0, Math.min(NAMED, notices.size()))) {
      ObjectNode section = blocks.addObject().put("type", "section");
      section.putObject("text").put("type", "plain_text").put("text", cut(lines(notice)));
      ObjectNode button = section.putObject("accessory").put("type", "button");
      button.putObject("text").put("type", "plain_text").put("text", "Look at it");
      button.put("url", notice.link());
    }
    return tree;
  }

  private static ObjectNode teams(List<Notice> notices) {
    ObjectNode tree = Json.object().put("type", "message");
    ObjectNode attachment = tree.putArray("attachments").addObject();
    attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
    ObjectNode card = attachment.putObject("content").put("type", "AdaptiveCard");
    card.put("version", "1.4");
    ArrayNode body = card.putArray("body");
    for (Notice notice : notices.subList(0, Math.min(NAMED, notices.size()))) {
      body.addObject()
          .put("type", "TextBlock")
          .put("wrap", true)
          .put("text", marks(cut(lines(notice))));
      ObjectNode open = body.addObject().put("type", "ActionSet").putArray("actions").addObject();
      open.put("type", "Action.OpenUrl").put("title", "Look at it").put("url", notice.link());
    }
    return tree;
  }

  private static String lines(Notice notice) {
    var lines = new StringJoiner("\n").add(notice.headline());
    if (!notice.question().isEmpty()) lines.add(notice.question());
    if (!notice.said().isEmpty()) lines.add(notice.said());
    notice.due().ifPresent(due -> lines.add("Due " + due));
    return lines.toString();
  }

  /** A block of Slack takes 3,000 characters. */
  private static String cut(String text) {
    int most = 2_000;
    return text.length() > most ? text.substring(0, most) + "…" : text;
  }

  /** In Slack's text these three have a meaning. */
  private static String entities(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** A card reads Markdown, in which text could become a link of somebody else's. */
  private static String marks(String text) {
    return text.replaceAll("([\\\\`*_{}\\[\\]()#+!|<>~-])", "\\\\$1");
  }
}
