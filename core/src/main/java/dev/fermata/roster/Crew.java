package dev.fermata.roster;

import dev.fermata.roster.hours.Presence;
import dev.fermata.roster.hours.PresenceReader;
import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import dev.fermata.value.label.Classification;
import dev.fermata.workflow.Part;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads how a team works, and who a person is, from a roster's file. */
final class Crew {
  private static final List<String> ROLES = Arrays.stream(Role.values()).map(Role::word).toList();
  private static final List<String> KINDS =
      Arrays.stream(Channel.Kind.values()).map(Channel.Kind::word).toList();

  private Crew() {}

  static Optional<Team.Practice> practice(Part item, Part.Fields fields) {
    Presence presence = PresenceReader.read(fields);
    String lead = fields.take("lead").flatMap(Part::name).orElse("");
    List<Duration> reminders = items(fields, "reminders", Part::lengthOverZero);
    List<Channel> channels = items(fields, "channels", Crew::channel);
    boolean passed = fields.take("passed").flatMap(Part::flag).orElse(false);
    Optional<Double> blind = fields.take("blindFirst").flatMap(Crew::share);
    Optional<Set<Classification>> reads = fields.take("reads").map(Crew::classes);
    return PresenceReader.told(
        item, () -> new Team.Practice(presence, lead, reminders, channels, passed, blind, reads));
  }

  static Optional<Person> person(PersonId id, Part item, Part.Fields fields) {
    String display = fields.take("displayName").flatMap(Part::text).orElse(id.value());
    Set<Role> roles =
        items(fields, "roles", p -> p.word(ROLES)).stream()
            .map(word -> Role.valueOf(word.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toSet());
    Set<TeamName> teams =
        items(fields, "teams", Part::name).stream().map(TeamName::new).collect(Collectors.toSet());
    String sameAs = fields.take("sameAs").flatMap(Part::name).orElse("");
    Set<String> skills =
        Set.copyOf(fields.take("skills").map(RosterReader::skills).orElse(List.of()));
    Presence presence = PresenceReader.read(fields);
    List<Channel> channels = items(fields, "channels", Crew::channel);
    Optional<Presence> there = Optional.of(presence).filter(p -> !p.equals(Presence.ALWAYS));
    return PresenceReader.told(
        item, () -> new Person(id, display, roles, teams, false, sameAs, skills, there, channels));
  }

  private static <T> List<T> items(
      Part.Fields fields, String name, Function<Part, Optional<T>> reading) {
    return fields.take(name).map(Part::items).orElse(List.of()).stream()
        .flatMap(item -> reading.apply(item).stream())
        .toList();
  }

  private static Optional<Channel> channel(Part part) {
    Part.Fields fields = part.fields();
    Optional<Channel.Kind> kind =
        fields
            .need("kind", "give one of " + String.join(", ", KINDS))
            .flatMap(p -> p.word(KINDS))
            .flatMap(Channel.Kind::of);
    Optional<String> to =
        fields.need("to", "give the address that it leads to").flatMap(Part::text);
    fields.end();
    return kind.isPresent() && to.isPresent()
        ? PresenceReader.told(part, () -> new Channel(kind.get(), to.get()))
        : Optional.empty();
  }

  private static Optional<Double> share(Part part) {
    double share = part.json().view().asDouble(-1);
    if (!part.json().view().isNumber() || share < 0 || share > 1) {
      part.wrong("give the share of tasks, a number from 0 to 1");
      return Optional.empty();
    }
    return Optional.of(share);
  }

  private static Set<Classification> classes(Part part) {
    Set<Classification> classes = EnumSet.noneOf(Classification.class);
    for (Part item : part.items()) {
      item.word(Classification.WORDS).flatMap(Classification::of).ifPresent(classes::add);
    }
    return classes;
  }
}
