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

  static String subject(List<Message> notices) {
    return notices.size() == 1
        ? notices.getFirst().title()
        : notices.getFirst().many(notices.size());
  }

  /** A mail's text. */
  static String text(List<Message> notices) {
    var lines = new StringJoiner("\n");
    notices.stream()
        .limit(NAMED)
        .forEach(notice -> {
          lines.add(notice.headline());
          if (!notice.question().isEmpty()) lines.add(notice.question());
          if (!notice.said().isEmpty()) lines.add(notice.said());
          notice.until().ifPresent(lines::add);
          lines.add(notice.link()).add("");
        });
    if (notices.size() > NAMED) lines.add("and " + (notices.size() - NAMED) + " more");
    return lines.add(notices.getFirst().foot()).toString();
  }

  static Json json(Channel.Kind kind, List<Message> notices) {
    return Json.adopt(
        switch (kind) {
          case WEBHOOK, EMAIL -> plain(notices);
          case SLACK -> slack(notices);
          case TEAMS -> teams(notices);
        });
  }

  private static ObjectNode plain(List<Message> notices) {
    if (notices.size() == 1) {
      return notices.getFirst().plain();
    }
    ObjectNode tree = Json.object().put("kind", "digest").put("count", notices.size());
    ArrayNode items = tree.putArray("items");
    notices.stream().limit(NAMED).forEach(each -> items.add(each.plain()));
    return tree;
  }

  private static ObjectNode slack(List<Message> notices) {
    ObjectNode tree = Json.object().put("text", entities(subject(notices)));
    ArrayNode blocks = tree.putArray("blocks");
    for (Message notice : notices.subList(0, Math.min(NAMED, notices.size()))) {
      ObjectNode section = blocks.addObject().put("type", "section");
      section.putObject("text").put("type", "plain_text").put("text", cut(lines(notice)));
      ObjectNode button = section.putObject("accessory").put("type", "button");
      button.putObject("text").put("type", "plain_text").put("text", "Look at it");
      button.put("url", notice.link());
    }
    return tree;
  }

  private static ObjectNode teams(List<Message> notices) {
    ObjectNode tree = Json.object().put("type", "message");
    ObjectNode attachment = tree.putArray("attachments").addObject();
    attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
    ObjectNode card = attachment.putObject("content").put("type", "AdaptiveCard");
    card.put("version", "1.4");
    ArrayNode body = card.putArray("body");
    for (Message notice : notices.subList(0, Math.min(NAMED, notices.size()))) {
      body.addObject()
          .put("type", "TextBlock")
          .put("wrap", true)
          .put("text", marks(cut(lines(notice))));
      ObjectNode open = body.addObject().put("type", "ActionSet").putArray("actions").addObject();
      open.put("type", "Action.OpenUrl").put("title", "Look at it").put("url", notice.link());
    }
    return tree;
  }

  private static String lines(Message notice) {
    var lines = new StringJoiner("\n").add(notice.headline());
    if (!notice.question().isEmpty()) lines.add(notice.question());
    if (!notice.said().isEmpty()) lines.add(notice.said());
    notice.until().ifPresent(lines::add);
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
