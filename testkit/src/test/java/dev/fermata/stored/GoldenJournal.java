package dev.fermata.stored;

import static org.awaitility.Awaitility.await;

import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import dev.fermata.fact.RunSignal;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Makes a journal to be kept: runs in every state, as this version stores them. Run it once for
 * each new format, with the file to write: {@code
 * testkit/src/test/resources/golden/format-N.db.gz}.
 */
final class GoldenJournal {
  private static final Duration LONG = Duration.ofSeconds(30);

  /** What each run came to, by its workflow's name, which is its start key too. */
  static final Map<String, String> STATUS = new LinkedHashMap<>();

  private static final Map<String, String> STEPS = new LinkedHashMap<>();

  static {
    add(
        "done",
        "completed",
        """
        do:
          - score: { call: agent, with: { agent: scorer } }
          - book: { call: tool, with: { server: bank, name: book } }
          - pay: { call: tool, with: { server: bank, name: pay } }
        """);
    add(
        "asks",
        "waiting",
        """
        do:
          - ask:
              call: human
              with: { team: clerks, question: Go on?, answers: { go: It goes on. }, due: P900D }
          - book: { call: tool, with: { server: bank, name: book } }
        """);
    add(
        "claimed",
        "waiting",
        """
        do:
          - ask:
              call: human
              with: { team: clerks, question: And now?, answers: { go: It goes on. }, due: P900D }
        """);
    add(
        "doubts",
        "waiting",
        "do: [ { doubt: { call: tool, with: { server: bank, name: book } } } ]");
    add(
        "sleeps",
        "running",
        """
        do:
          - nap: { wait: PT1H }
          - score: { call: agent, with: { agent: scorer } }
        """);
    add(
        "retries",
        "running",
        """
        do:
          - safe:
              try:
                - score: { call: agent, with: { agent: scorer } }
                - no: { raise: { error: { type: 'https://x.dev/no', status: 422 } } }
              catch:
                retry: { delay: PT10M, limit: { attempt: { count: 2 } } }
                do: [ { pay: { call: tool, with: { server: bank, name: pay } } } ]
        """);
    add(
        "fails",
        "faulted",
        "do: [ { no: { raise: { error: { type: 'https://x.dev/no', status: 422 } } } } ]");
    add(
        "breaks",
        "waiting",
        "do: [ { score: { call: agent, with: { agent: scorer, input: '${ .list }' } } } ]");
    add("cancelled", "cancelled", "do: [ { nap: { wait: PT1H } } ]");
    add("paused", "paused", "do: [ { nap: { wait: PT1H } } ]");
    add(
        "loops",
        "completed",
        """
        do:
          - each:
              for: { each: x, in: '[range(400)]' }
              do: [ { a: { set: { n: '${ $x }' } } }, { b: { set: { n: '${ .n + 1 }' } } } ]
          - score: { call: agent, with: { agent: scorer } }
        """);
    add(
        "panel",
        "waiting",
        """
        do:
          - opinions:
              call: panel
              with:
                members: { x: { agent: scorer }, y: { agent: scorer } }
                agreeOn: missing
                conflict:
                  { by: person, team: clerks, question: Which?, answers: { go: It counts. }, due: P900D }
        """);
  }

  /** Came with format 4: a run that began another, so two runs. */
  static final String FAMILY = "family";

  static final int FAMILY_RUNS = 2;

  private GoldenJournal() {}

  private static void add(String name, String status, String steps) {
    STEPS.put(name, steps);
    STATUS.put(name, status);
  }

  /** Writes the journal to the file that is named. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("golden");
    make(folder);
    Path to = Path.of(arguments[0]);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
      Files.copy(folder.resolve("fermata.db"), out);
    }
    System.out.println(to + ": " + Files.size(to) + " bytes");
  }

  /** Fills a new folder with all the runs. */
  static void make(Path folder) {
    try (Shop shop = Shop.open(folder, Shop.TEN, GoldenJournal::reply).furnished()) {
      STEPS.forEach(shop::publish);
      STEPS.keySet().forEach(shop::start);
      RunId claimed = shop.run("claimed");
      await().atMost(LONG).until(() -> shop.row(claimed).openTasks() == 1);
      shop.store
          .task(shop.engine.state(claimed).orElseThrow().waiting().values().iterator().next().id())
          .ifPresent(task -> shop.send(claimed, new RunSignal.Claim(task.id(), Shop.CLERK)));
      shop.send(shop.run("cancelled"), new RunSignal.Cancel("not wanted", Shop.CLERK));
      shop.send(shop.run("paused"), new RunSignal.Pause("lunch", Shop.CLERK));
      STATUS.forEach((key, status) ->
          await(key).atMost(LONG).until(() -> shop.status(shop.run(key)).equals(status)));
      family(shop);
    }
  }

  private static void family(Shop shop) {
    shop.publish("member", "do: [ { score: { call: agent, with: { agent: scorer } } } ]");
    shop.publish(
        FAMILY,
        "do: [ { one: { run: { workflow: { namespace: test, name: member, version: latest }"
            + " } } } ]");
    shop.start(FAMILY);
    await().atMost(LONG).until(() -> shop.status(shop.run(FAMILY)).equals("completed"));
  }

  private static Reply reply(Caller.Attempt attempt) {
    if (attempt.key().place().path().contains("doubt")) {
      return Shop.lost();
    }
    return attempt.input().toString().equals("[1,2,3]")
        ? new Reply.Rejected(Problem.own("no", 422, "No score", "the list is too short"), false)
        : Shop.answered();
  }
}
