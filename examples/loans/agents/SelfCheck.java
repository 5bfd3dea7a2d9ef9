import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Starts every agent as a real child process and checks its answers; ends with 1 if one is wrong.
 * Run: java SelfCheck.java [folder of the agents]
 */
final class SelfCheck {
  private static final int WAIT_SECONDS = 20;
  private static final int IN_FLIGHT = 8;
  private static final String JAVA =
      ProcessHandle.current().info().command().orElseThrow(() -> new IllegalStateException("java"));

  private static Path folder = Path.of(".");
  private static int checked;
  private static int failed;

  /** One child process. Its replies are kept by the request's id, whatever their order. */
  private static final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedWriter in;
    private final Map<String, Map<String, Object>> replies = new ConcurrentHashMap<>();
    private final Thread reader;

    Child(String file, Map<String, String> environment) throws IOException {
      // As in the agents' roster files: a short life does not repay the second compiler.
      var builder =
          new ProcessBuilder(JAVA, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", file)
              .directory(folder.toFile());
      builder.environment().putAll(environment);
      process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      in = process.outputWriter(StandardCharsets.UTF_8);
      reader = Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try (var out = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          var reply = Json.readObject(line);
          synchronized (replies) {
            replies.put((String) reply.get("id"), reply);
            replies.notifyAll();
          }
        }
      } catch (IOException e) {
        // The process was ended.
      } catch (IllegalArgumentException e) {
        check(false, "stdout holds one JSON object a line: " + e.getMessage());
      }
    }

    void send(String line) throws IOException {
      in.write(line + "\n");
      in.flush();
    }

    void ask(String id, String work, Map<String, Object> input, String key) throws IOException {
      send(Json.write(Json.object("id", id, "work", work, "input", input, "key", key)));
    }

    /** The reply to this id, or an empty map after the wait. */
    Map<String, Object> reply(String id) throws InterruptedException {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
      synchronized (replies) {
        while (!replies.containsKey(id) && System.nanoTime() < until) replies.wait(100);
        return replies.getOrDefault(id, Map.of());
      }
    }

    boolean endsWithStdin() throws IOException, InterruptedException {
      in.close();
      return process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Override
    public void close() {
      process.destroyForcibly();
      reader.interrupt();
    }
  }

  private SelfCheck() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0) folder = Path.of(args[0]);
    var rows = Csv.read(folder.resolve("../applications.csv")).subList(0, IN_FLIGHT);
    try (var scorer = new Child("CreditScorer.java", Map.of());
        var finder = new Child("PrecedentFinder.java", Map.of());
        var checker = new Child("AffordabilityChecker.java", Map.of());
        var writer = new Child("LetterWriter.java", Map.of())) {
      assessor("credit-scorer", scorer, rows);
      assessor("precedent-finder", finder, rows);
      assessor("affordability-checker", checker, rows);
      letters(writer, rows.getFirst());
    }
    bank();
    System.out.println(checked + " checks, " + failed + " failed");
    System.exit(failed == 0 ? 0 : 1);
  }

  private static void assessor(String name, Child agent, List<Map<String, String>> rows)
      throws Exception {
    for (int i = 0; i < rows.size(); i++) {
      agent.ask("ask-" + i, "assess", Application.of(rows.get(i)).fields(), "run-1/assess");
      if (i == 2) agent.send("{\"id\": \"broken\", ");
    }
    var partial = new LinkedHashMap<>(Application.of(rows.getFirst()).fields());
    partial.remove("savings_dm");
    agent.ask("partial", "assess", partial, "run-2/assess");
    // What agents must not weigh changes nothing, even when it is handed over by mistake.
    var hidden = new LinkedHashMap<>(Application.of(rows.getFirst()).fields());
    hidden.putAll(Map.of("age_years", 99, "foreign_worker", "no", "outcome", "bad"));
    agent.ask("hidden", "assess", hidden, "run-3/assess");
    for (int i = 0; i < rows.size(); i++) {
      var output = object(agent.reply("ask-" + i), "output");
      boolean known = List.of("accept", "decline").contains(output.get("recommendation"));
      check(known && !list(output, "reasons").isEmpty(), name + " judges application " + i);
      boolean evidence = !list(agent.reply("ask-" + i), "evidence").isEmpty();
      check(evidence, name + " gives evidence for application " + i);
    }
    check(message(agent, "partial").contains("savings_dm"), name + " names the missing field");
    check(
        object(agent.reply("hidden"), "output").equals(object(agent.reply("ask-0"), "output")),
        name + " ignores hidden fields");
    check(agent.endsWithStdin(), name + " ends when stdin does");
  }

  private static void letters(Child writer, Map<String, String> row) throws Exception {
    var application = new LinkedHashMap<>(Application.of(row).fields());
    application.put("id", "loan-7");
    var true1 = reason("duration_months", application.get("duration_months"));
    var false1 = reason("housing", "a palace");
    var opinions = Json.object("score", Json.object("reasons", List.of(true1, false1)));
    var decline = Json.object("recommendation", "decline", "unanimous", true, "opinions", opinions);
    writer.ask("refuse", "", Json.object("application", application, "assessment", decline), "r/1");
    var accept = Json.object("recommendation", "accept", "unanimous", true);
    writer.ask("accept", "", Json.object("application", application, "assessment", accept), "r/2");
    var bare = Json.object("recommendation", "decline", "unanimous", true);
    writer.ask("bare", "", Json.object("application", application, "assessment", bare), "r/3");
    writer.ask("empty", "", Json.object("assessment", accept), "r/4");
    var output = object(writer.reply("refuse"), "output");
    check(
        List.of("duration_months").equals(output.get("reasons")),
        "a refusal gives only reasons that the application bears out");
    String letter = String.valueOf(output.get("letter"));
    check(letter.contains("loan-7") && !letter.contains("palace"), "the letter says no more");
    String granted = String.valueOf(object(writer.reply("accept"), "output").get("letter"));
    check(granted.contains("grant"), "an acceptance is written too");
    check(message(writer, "bare").contains("reason"), "a refusal without a reason is not written");
    check(message(writer, "empty").contains("application"), "a missing application is named");
    check(writer.endsWithStdin(), "letter-writer ends when stdin does");
  }

  private static void bank() throws Exception {
    Path book = Files.createTempDirectory("fermata-loans").resolve("book.jsonl");
    var environment = Map.of("FERMATA_LOANS_BOOK", book.toString());
    var loan = Json.object("application", "loan-7", "amount", 1500, "currency", "DEM");
    Object first;
    try (var bank = new Child("CoreBanking.java", environment)) {
      bank.ask("a", "book_loan", loan, "run-1/book");
      bank.ask("b", "book_loan", loan, "run-1/book");
      bank.ask("c", "book_loan_unkeyed", loan, "run-2/book");
      bank.ask("d", "book_loan_unkeyed", loan, "run-2/book");
      bank.ask("e", "book_loan", Json.object("application", "loan-7"), "run-3/book");
      bank.ask("f", "no_such_tool", loan, "run-3/book");
      first = object(bank.reply("a"), "output");
      check(first.equals(object(bank.reply("b"), "output")), "one key books once");
      Object again = object(bank.reply("d"), "output");
      check(!again.equals(object(bank.reply("c"), "output")), "without a key it books twice");
      check(message(bank, "e").contains("amount"), "a missing amount is named");
      check(message(bank, "f").contains("no_such_tool"), "an unknown tool is named");
    }
    Files.writeString(book, "{\"run\":\"run-9\",\"key\":\"ru", StandardOpenOption.APPEND);
    try (var bank = new Child("CoreBanking.java", environment)) {
      bank.ask("g", "book_loan", loan, "run-1/book");
      check(first.equals(object(bank.reply("g"), "output")), "a key is known after kill -9");
      bank.ask("h", "book_loan", loan, "run-4/book");
      check(bank.reply("h").containsKey("output"), "a torn last line is tolerated");
      check(bank.endsWithStdin(), "core-banking ends when stdin does");
    }
    var count = CountBook.count(book);
    check(
        count.equals(Json.object("lines", 4, "runs", 3, "twice", 1L)),
        "the book holds 4 lines of 3 runs, one of them twice; it says " + count);
  }

  private static Map<String, Object> reason(String field, Object value) {
    return Json.object("field", field, "value", value, "speaks", "against", "text", "");
  }

  private static String message(Child agent, String id) throws InterruptedException {
    return String.valueOf(object(agent.reply(id), "error").get("message"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Map<String, Object> from, String name) {
    return from.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private static List<?> list(Map<String, Object> from, String name) {
    return from.get(name) instanceof List<?> list ? list : List.of();
  }

  private static synchronized void check(boolean right, String sentence) {
    checked++;
    if (right) return;
    failed++;
    System.err.println("FAILED: " + sentence);
  }
}
