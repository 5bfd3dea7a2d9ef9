import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;

/**
 * Tool server: the bank's core system with a book of its own. `book_loan` books once for each key;
 * `book_loan_unkeyed` books on every call. Run: java CoreBanking.java [book file], or name the file
 * by FERMATA_LOANS_BOOK.
 */
final class CoreBanking {
  private CoreBanking() {}

  public static void main(String[] args) {
    Agent.serve(
        "core-banking",
        () -> {
          Book book = Book.open(file(args));
          return request -> new Agent.Reply(work(book, request));
        });
  }

  static Path file(String[] args) {
    return args.length > 0
        ? Path.of(args[0])
        : Settings.path("FERMATA_LOANS_BOOK", "../data/book.jsonl");
  }

  private static Map<String, Object> work(Book book, Agent.Request request) {
    return switch (request.work()) {
      case "book_loan" -> {
        if (request.key().isEmpty())
          throw new Agent.Refused("book_loan needs a `key`, so that it can book once");
        yield paused(book.bookOnce(entry(request)));
      }
      case "book_loan_unkeyed" -> paused(book.book(entry(request)));
      default ->
          throw new Agent.Refused(
              "there is no tool '%s'; there are book_loan and book_loan_unkeyed"
                  .formatted(request.work()));
    };
  }

  /** For tests of lost answers: waits between the booking and its answer. */
  private static Map<String, Object> paused(Map<String, Object> booking) {
    String pause = System.getenv().getOrDefault("FERMATA_LOANS_PAUSE_MS", "0");
    try {
      Thread.sleep(Long.parseLong(pause));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return booking;
  }

  private static Book.Entry entry(Agent.Request request) {
    String run = request.run();
    if (run.isEmpty() && request.key().contains("/"))
      run = request.key().substring(0, request.key().indexOf('/'));
    Map<String, Object> input = request.input();
    return new Book.Entry(
        run, request.key(), text(input, "application"), amount(input), text(input, "currency"));
  }

  private static String text(Map<String, Object> input, String field) {
    if (input.get(field) instanceof String text && !text.isBlank()) return text;
    throw new Agent.Refused("field '" + field + "' is missing; send a text");
  }

  private static BigDecimal amount(Map<String, Object> input) {
    if (input.get("amount") instanceof BigDecimal amount && amount.signum() > 0) return amount;
    throw new Agent.Refused(
        "field 'amount' is " + Json.write(input.get("amount")) + "; send a number above 0");
  }
}
