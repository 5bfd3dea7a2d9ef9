import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bank's own book: one line for each booking, only ever appended, on disk before it is
 * answered. One process at a time owns it, until it ends. Safe for several threads.
 */
final class Book {
  /** Room for a predecessor to end after its stdin was closed. */
  private static final int LOCK_TRIES = 100;

  private static final int LOCK_PAUSE_MS = 100;

  /** The exit code of an I/O error, as in sysexits.h (EX_IOERR). */
  private static final int WRITE_FAILED = 74;

  record Entry(String run, String key, String application, BigDecimal amount, String currency) {
    boolean sameAs(Map<String, Object> line) {
      return application.equals(line.get("application"))
          && currency.equals(line.get("currency"))
          && line.get("amount") instanceof BigDecimal booked
          && amount.compareTo(booked) == 0;
    }
  }

  private final FileChannel channel;
  private final Map<String, Map<String, Object>> byKey = new HashMap<>();
  private int lines;

  private Book(FileChannel channel) {
    this.channel = channel;
  }

  static Book open(Path file) throws IOException, InterruptedException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    lock(channel, file);
    Book book = new Book(channel);
    book.recover(file);
    return book;
  }

  private static void lock(FileChannel channel, Path file)
      throws IOException, InterruptedException {
    for (int i = 0; i < LOCK_TRIES; i++) {
      FileLock lock = channel.tryLock();
      if (lock != null) return;
      Thread.sleep(LOCK_PAUSE_MS);
    }
    throw new IOException("another process holds the book " + file + "; end it, or name another");
  }

  private void recover(Path file) throws IOException {
    String text = content();
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    for (var line : parse(whole, file)) note(line);
    // A last line without its end was never answered: the write was cut short.
    if (whole.length() < text.length()) System.err.println("dropped a torn last line of " + file);
    int length = whole.getBytes(StandardCharsets.UTF_8).length;
    channel.truncate(length);
    channel.force(true);
    channel.position(length);
  }

  /** By the channel itself: opening and closing the file again would give its lock away (POSIX). */
  private String content() throws IOException {
    var bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }

  /** All whole lines of a book that another process may be writing. */
  static List<Map<String, Object>> read(Path file) throws IOException {
    String text = Files.readString(file);
    return parse(text.substring(0, text.lastIndexOf('\n') + 1), file);
  }

  private static List<Map<String, Object>> parse(String text, Path file) throws IOException {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (String line : text.lines().toList())
      try {
        lines.add(Json.readObject(line));
      } catch (IllegalArgumentException e) {
        throw new IOException(file + " line " + (lines.size() + 1) + ": " + e.getMessage(), e);
      }
    return lines;
  }

  /** Books once for each key; a repeat gets the first booking. */
  synchronized Map<String, Object> bookOnce(Entry entry) {
    Map<String, Object> known = byKey.get(entry.key());
    if (known == null) return book(entry);
    if (entry.sameAs(known)) return known;
    throw new Agent.Refused("key " + entry.key() + " was used for another booking: " + known);
  }

  /** Books, whatever was booked before. */
  synchronized Map<String, Object> book(Entry entry) {
    var line =
        Json.object(
            "run", entry.run().isEmpty() ? null : entry.run(),
            "key", entry.key(),
            "application", entry.application(),
            "amount", entry.amount(),
            "currency", entry.currency(),
            "at", Instant.now().toString());
    try {
      var bytes = ByteBuffer.wrap((Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) channel.write(bytes);
      channel.force(true);
    } catch (IOException e) {
      // Nobody knows what is on disk now. An error would say "not booked"; ending says "in doubt".
      System.err.println("the book cannot be written, so this process ends: " + e.getMessage());
      Runtime.getRuntime().halt(WRITE_FAILED);
    }
    return note(line);
  }

  private Map<String, Object> note(Map<String, Object> line) {
    lines++;
    var booking = Json.object("booking", "booking-" + lines);
    booking.putAll(line);
    if (line.get("key") instanceof String key) byKey.putIfAbsent(key, booking);
    return booking;
  }
}
