package dev.fermata.roster;

import dev.fermata.roster.hours.Presence;
import dev.fermata.value.TeamName;
import dev.fermata.value.label.Classification;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * People who share a queue of tasks.
 *
 * @param skills what work they may be chosen for
 * @param practice how they work; absent where nothing is said about it
 */
public record Team(TeamName name, String purpose, Set<String> skills, Optional<Practice> practice) {
  public Team {
    skills = skills == null ? Set.of() : Set.copyOf(skills);
    practice = practice.filter(p -> !p.equals(Practice.NONE));
  }

  /**
   * How a team works.
   *
   * @param lead the person who may hand its tasks to others; empty for nobody
   * @param reminders how long before a task is due the team is reminded, the longest first
   * @param passed whether a task that escalates passes the team by while nobody is there
   * @param blindFirst the share of the opinions put before it of which its people first say what
   *     they think themselves; absent for none
   * @param reads the classes of data that its people are shown of other cases; absent for all
   */
  public record Practice(
      Presence presence,
      String lead,
      List<Duration> reminders,
      List<Channel> channels,
      boolean passed,
      Optional<Double> blindFirst,
      Optional<Set<Classification>> reads) {
    public static final Practice NONE =
        new Practice(Presence.ALWAYS, "", List.of(), List.of(), false);
    private static final int REMINDERS_LIMIT = 5;

    public Practice {
      reminders = reminders.stream().distinct().sorted(Comparator.reverseOrder()).toList();
      channels = List.copyOf(channels);
      if (reminders.size() > REMINDERS_LIMIT
          || reminders.stream().anyMatch(r -> r.isNegative() || r.isZero())) {
        throw new IllegalArgumentException(
            "a team is reminded at most "
                + REMINDERS_LIMIT
                + " times before a task is due; give lengths of time such as PT1H");
      }
      reads = reads == null ? Optional.empty() : reads.map(Set::copyOf);
      blindFirst = blindFirst == null ? Optional.empty() : blindFirst.filter(share -> share != 0);
      if (blindFirst.filter(share -> !(share > 0 && share <= 1)).isPresent()) {
        throw new IllegalArgumentException(
            "'blindFirst' is the share of tasks, a number from 0 to 1");
      }
    }

    /** Without first answers, and cleared for all. */
    public Practice(
        Presence presence,
        String lead,
        List<Duration> reminders,
        List<Channel> channels,
        boolean passed) {
      this(presence, lead, reminders, channels, passed, Optional.empty(), Optional.empty());
    }

    /** When the team is next reminded of a task that is due then; empty for not any more. */
    public Optional<Instant> reminder(Instant due, Instant now) {
      return reminders.stream().map(due::minus).filter(at -> at.isAfter(now)).findFirst();
    }

    boolean passes(Instant now) {
      return passed && !presence.at(now);
    }
  }

  /** Without skills. */
  public Team(TeamName name, String purpose) {
    this(name, purpose, Set.of());
  }

  /** As nothing is said about how it works. */
  public Team(TeamName name, String purpose, Set<String> skills) {
    this(name, purpose, skills, Optional.empty());
  }

  public Practice how() {
    return practice.orElse(Practice.NONE);
  }
}
