package dev.fermata.roster.hours;

import dev.fermata.workflow.Part;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads {@code zone}, {@code hours} and {@code absence} of a team or person in a roster's file. */
public final class PresenceReader {
  private PresenceReader() {}

  /** What the fields say; always there where they say nothing. */
  public static Presence read(Part.Fields fields) {
    ZoneId zone = fields.take("zone").flatMap(PresenceReader::zone).orElse(Presence.ALWAYS.zone());
    Hours hours =
        fields
            .take("hours")
            .flatMap(p -> p.text().flatMap(text -> told(p, () -> Hours.parse(text))))
            .orElse(Hours.ALWAYS);
    Optional<Part> absence = fields.take("absence");
    List<Absence> absences =
        absence.map(Part::items).orElse(List.of()).stream()
            .flatMap(item -> absence(item).stream())
            .toList();
    return absence
        .flatMap(p -> told(p, () -> new Presence(zone, hours, absences)))
        .orElseGet(() -> new Presence(zone, hours, List.of()));
  }

  private static Optional<ZoneId> zone(Part part) {
    Optional<String> name = part.text();
    if (name.isPresent() && !ZoneId.getAvailableZoneIds().contains(name.get())) {
      part.wrong("give a time zone such as Europe/Madrid");
      return Optional.empty();
    }
    return name.map(ZoneId::of);
  }

  private static Optional<Absence> absence(Part part) {
    Part.Fields fields = part.fields();
    Optional<LocalDate> from =
        fields.need("from", "give the first day of it").flatMap(PresenceReader::day);
    Optional<LocalDate> to =
        fields.need("to", "give the last day of it").flatMap(PresenceReader::day);
    String delegate = fields.take("delegate").flatMap(Part::name).orElse("");
    fields.end();
    return from.isPresent() && to.isPresent()
        ? told(part, () -> new Absence(from.get(), to.get(), delegate))
        : Optional.empty();
  }

  private static Optional<LocalDate> day(Part part) {
    return part.text().flatMap(text -> told(part, () -> LocalDate.parse(text)));
  }

  /** What a value refuses, is wrong with the part. */
  public static <T> Optional<T> told(Part part, Supplier<T> made) {
    try {
      return Optional.of(made.get());
    } catch (IllegalArgumentException | DateTimeException e) {
      part.error(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
