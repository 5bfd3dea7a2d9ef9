package dev.fermata.server.a2a;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.RunFact.Started;
import dev.fermata.run.state.RunState;
import dev.fermata.server.brief.Blindfold;
import dev.fermata.task.Decision;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What was said in a run, as messages: what it was started with, what it asks, what was answered.
 */
final class Messages {
  private static final String USER = "ROLE_USER";
  private static final String AGENT = "ROLE_AGENT";

  /** How many questions that wait at once are told in one message. */
  private static final int ASKS = 10;

  private Messages() {}

  /** The conversation of a run. */
  record Talk(String task, String context, Predicate<Task> blind) {
    private ObjectNode message(String id, String role) {
      return Json.object()
          .put("messageId", id)
          .put("contextId", context)
          .put("taskId", task)
          .put("role", role);
    }

    /** What stands beside a status. */
    ObjectNode status(Standing standing) {
      ObjectNode message = message(statusId(standing), AGENT);
      ArrayNode parts = message.putArray("parts");
      standing.asks().stream().limit(ASKS).forEach(ask -> ask(parts, ask, blind.test(ask)));
      if (!standing.note().isEmpty()) {
        parts.addObject().put("text", standing.note());
      }
      return message;
    }

    private String statusId(Standing standing) {
      return standing.asks().isEmpty()
          ? task + "-" + standing.state().name().toLowerCase(Locale.ROOT)
          : standing.asks().getFirst().id().value();
    }

    ObjectNode input(Started started) {
      Json input = started.input();
      var text = input.text("text");
      var id = input.text(SentMessage.ID);
      ObjectNode message = message(id.orElse(task + "-input"), USER);
      ArrayNode parts = message.putArray("parts");
      if (text.isPresent() && id.isPresent()) {
        parts.addObject().put("text", text.get());
        input
            .member(SentMessage.DATA)
            .ifPresent(all -> all.view().forEach(each -> parts.addObject().set("data", each)));
      } else {
        parts.add(part(input));
      }
      return message;
    }

    ObjectNode question(Task asked) {
      ObjectNode message = message(asked.id().value(), AGENT);
      ask(message.putArray("parts"), asked, blind.test(asked));
      return message;
    }

    ObjectNode answer(Decision decision) {
      ObjectNode message = message(decision.id(), USER);
      ArrayNode parts = message.putArray("parts");
      if (decision.why().isEmpty() && decision.data().isNull()) {
        parts.addObject().put("text", decision.answer());
      } else {
        ObjectNode data = parts.addObject().putObject("data");
        data.put("answer", decision.answer()).put("why", decision.why());
        if (!decision.data().isNull()) {
          data.set("data", decision.data().view());
        }
      }
      message.putObject("metadata").put("by", decision.by());
      return message;
    }
  }

  /** All of it, in the order in which it was said. */
  static List<ObjectNode> history(RunState run, Talk talk) {
    List<ObjectNode> all = new ArrayList<>();
    run.start().ifPresent(started -> all.add(talk.input(started)));
    List<Task> tasks = new ArrayList<>(run.closed().values());
    tasks.addAll(run.waiting().values());
    tasks.sort(Comparator.comparing(Task::opened).thenComparing(task -> task.id().value()));
    for (Task task : tasks) {
      all.add(talk.question(task));
      if (task.state() instanceof Task.State.Decided(var decision)) {
        all.add(talk.answer(decision));
      }
    }
    return all;
  }

  /**
   * The brief: the question as text, and all of it as data; where it is to be, without opinions.
   */
  private static void ask(ArrayNode parts, Task task, boolean blind) {
    var brief = task.brief();
    parts.addObject().put("text", brief.question());
    ObjectNode part = parts.addObject().put("mediaType", "application/json");
    ObjectNode data =
        part.putObject("data")
            .put("task", task.id().value())
            .put("kind", task.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .put("team", task.team())
            .put("question", brief.question())
            .put("digest", brief.digest().value());
    ObjectNode answers = data.putObject("answers");
    brief.answers().forEach(answers::put);
    data.set("show", brief.show().view());
    if (blind) {
      data.putNull("proposals").put("withheld", Blindfold.WHY);
    } else {
      data.set("proposals", brief.proposals().view());
    }
    brief.form().ifPresent(form -> data.set("form", form.view()));
    data.put("otherwise", brief.otherwise());
    task.due().ifPresent(due -> data.put("due", due.toString()));
  }

  /** A value: text as text, all else as data. */
  static ObjectNode part(Json value) {
    ObjectNode part = Json.object();
    if (value.view().isTextual()) {
      return part.put("text", value.view().textValue()).put("mediaType", "text/plain");
    }
    part.set("data", value.view());
    return part.put("mediaType", "application/json");
  }
}
