package dev.fermata.server.api.operation.insights;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Agent;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Rights;
import dev.fermata.value.Json;
import dev.fermata.watch.work.Cell.Dimension;
import dev.fermata.watch.work.Insights;
import dev.fermata.watch.work.Insights.Filter;
import dev.fermata.watch.work.Measure;
import dev.fermata.watch.work.Tally;
import dev.fermata.workflow.WorkflowId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiConsumer;

/** Scorecards, and the rows behind each of their figures. */
public final class InsightActs {
  /** How many rows of a kind are looked through where a question crosses what is kept. */
  private static final int LOOKED = 100_000;

  private static final Set<Dimension> OF_RUNS =
      Set.of(Dimension.ALL, Dimension.WORKFLOW, Dimension.OWNER);

  private final Means means;
  private final Behind behind;
  public final Act quality = card(this::quality, Dimension.AGENT);
  public final Act cost = card(plain(Cards::cost), Dimension.WORKFLOW);
  public final Act time = card(plain(Cards::time), Dimension.WORKFLOW);
  public final Act reviewers;
  public final Act runs;

  public InsightActs(Means means) {
    this.means = means;
    this.behind = new Behind(means);
    this.reviewers =
        Act.of(
            Right.SEE,
            request -> {
              Asked.of(request.query()).ofPeople(Asked.by(request.query(), Dimension.TEAM));
              return cards(request, plain(Cards::reviewers), Dimension.TEAM);
            },
            Asked.parameters("by", "raw"));
    this.runs =
        Act.of(Right.SEE, this::runs, Asked.parameters("figure", "error", "before", "limit"));
  }

  /** Writes what a tally says into the card of that name. */
  @FunctionalInterface
  private interface View {
    void into(ObjectNode card, Tally tally, Dimension by, String name);
  }

  private static View plain(BiConsumer<ObjectNode, Tally> view) {
    return (card, tally, _, _) -> view.accept(card, tally);
  }

  private void quality(ObjectNode card, Tally tally, Dimension by, String name) {
    Cards.quality(card, tally);
    if (by == Dimension.WORKFLOW) {
      Goals.into(card, Goals.of(means.engine(), WorkflowId.parse(name), tally));
    }
  }

  private Act card(View view, Dimension usual) {
    return Act.of(Right.SEE, request -> cards(request, view, usual), Asked.parameters("by", "raw"));
  }

  private Reply cards(Request request, View view, Dimension usual) {
    Asked asked = Asked.of(request.query());
    Dimension by = Asked.by(request.query(), usual);
    guard(request, asked, by);
    asked.answerable(by);
    Insights insights = means.insights();
    ObjectNode tree = Json.object().put("by", by.word());
    asked.span().since().ifPresent(at -> tree.put("since", at.toString()));
    asked.span().until().ifPresent(at -> tree.put("until", at.toString()));
    boolean kept = !asked.crosses(by);
    var looked = new Looked(insights, LOOKED);
    SortedMap<String, Tally> figures =
        kept ? insights.figures(by, asked.span()) : looked.through(asked, by);
    looked.from().ifPresent(at -> tree.put("since", at.toString()));
    tree.put("whole", looked.from().isEmpty()).put("notCounted", insights.missed());
    ArrayNode items = tree.putArray("items");
    Map<String, Agent> agents = insights.agents();
    figures.forEach((name, tally) -> {
      if (asked.fits(by, name) && !tally.isEmpty()) {
        ObjectNode card = items.addObject().put("name", name);
        if (by == Dimension.AGENT) {
          agent(card, name, agents);
        }
        view.into(card, tally, by, name);
        if (!kept) {
          card.remove("goals"); // They are about all work of the workflow.
        }
        if (!OF_RUNS.contains(by)) {
          card.remove(Measure.COMPLETED.key()); // Runs are not counted by who took part in them.
        }
        card.put("runs", link(by, name, request));
        if (request.query().flag("raw")) {
          card.set("figures", Cards.raw(tally));
        }
      }
    });
    return Reply.ok(tree);
  }

  /** What single persons did is for those who look the house over; and for that person. */
  private static void guard(Request request, Asked asked, Dimension by) {
    String person = asked.names().getOrDefault(Dimension.PERSON, "");
    if (person.isEmpty() && by != Dimension.PERSON) {
      return;
    }
    boolean own =
        !person.isEmpty()
            && request.who().filter(who -> who.principal().natural().equals(person)).isPresent();
    if (!own) {
      Act.require(request, Right.AUDIT);
    }
  }

  private static void agent(ObjectNode card, String name, Map<String, Agent> agents) {
    int at = name.indexOf('@');
    card.put("agent", name.substring(0, at)).put("fingerprint", name.substring(at + 1));
    agents.forEach((print, agent) -> {
      if (print.startsWith(name.substring(at + 1)) && agent.name().equals(name.substring(0, at))) {
        card.put("version", agent.version()).put("owner", agent.owner());
      }
    });
  }

  /** The address of the rows behind a card: with {@code &figure=} behind it, of one figure. */
  private static String link(Dimension by, String name, Request request) {
    var link = new StringBuilder("/api/v1/insights/runs?");
    link.append(by == Dimension.ALL ? "" : by.word() + "=" + quoted(name));
    for (String each : Asked.parameters()) {
      if (!each.equals(by.word())) {
        request
            .query()
            .text(each)
            .ifPresent(value -> link.append('&').append(each).append('=').append(quoted(value)));
      }
    }
    return link.toString().replace("?&", "?");
  }

  private static String quoted(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Reply runs(Request request) {
    Asked asked = Asked.of(request.query());
    guard(request, asked, Dimension.ALL);
    Filter filter = asked.filter(request.query());
    if (filter.figure().filter(figure -> figure.rows() != Measure.Rows.RUNS).isPresent()) {
      asked.answerable(Dimension.ALL);
    }
    boolean persons =
        Behind.reviews(filter.figure())
            && request
                .who()
                .flatMap(who -> Rights.refusal(Optional.of(who.principal()), Right.AUDIT))
                .isEmpty();
    return Reply.ok(behind.of(filter, persons));
  }
}
