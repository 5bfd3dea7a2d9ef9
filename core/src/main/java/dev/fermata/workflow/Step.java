package dev.fermata.workflow;

import dev.fermata.value.Json;
import dev.fermata.value.SourcePosition;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One node of a workflow. */
public sealed interface Step {
  Head head();

  default StepId id() {
    return head().id();
  }

  /** What every step may have. */
  record Head(
      StepId id,
      String name,
      Optional<Expr> when,
      Optional<Shape> input,
      Optional<Shape> output,
      Optional<Shape> export,
      Optional<Timeout> timeout,
      Flow then,
      Json metadata,
      SourcePosition at) {}

  /**
   * How data is shaped on its way: {@code from} or {@code as}, and the schema it must fit. For an
   * input the schema is checked before, for an output after the shaping (DSL 1.0.3, "Data Flow").
   */
  record Shape(Optional<Template> shape, Optional<Json> schema) {}

  /** A length of time: written, or computed when the step begins; milliseconds resolution. */
  sealed interface Timeout {
    record Fixed(Duration after) implements Timeout {
      /** No fixed length of time may be longer; ten years are enough, and no sum overflows. */
      public static final Duration LONGEST = Duration.ofDays(3660);

      private static final Pattern SHAPE =
          Pattern.compile(
              "P(?=[\\dT])(?:%sW)?(?:%sD)?(?:T(?=\\d)(?:%sH)?(?:%sM)?(?:%sS)?)?"
                  .replace("%s", "(\\d{1,12}(?:\\.\\d{1,9})?)"));
      private static final List<Duration> UNITS =
          List.of(
              Duration.ofDays(7),
              Duration.ofDays(1),
              Duration.ofHours(1),
              Duration.ofMinutes(1),
              Duration.ofSeconds(1));

      /**
       * Reads an ISO 8601 duration in weeks, days, hours, minutes and seconds, as {@code P1DT4H},
       * up to {@link #LONGEST}. Years and months have no fixed length and are not read.
       */
      public static Optional<Duration> parse(String iso) {
        var found = SHAPE.matcher(iso.strip());
        if (!found.matches()) {
          return Optional.empty();
        }
        var sumMs = BigDecimal.ZERO;
        for (int i = 0; i < UNITS.size(); i++) {
          String count = found.group(i + 1);
          if (count != null) {
            var unitMs = BigDecimal.valueOf(UNITS.get(i).toMillis());
            sumMs = sumMs.add(new BigDecimal(count).multiply(unitMs));
          }
        }
        return sumMs.compareTo(BigDecimal.valueOf(LONGEST.toMillis())) > 0
            ? Optional.empty()
            : Optional.of(Duration.ofMillis(sumMs.longValue()));
      }
    }

    /** An expression that gives an ISO 8601 duration. */
    record Computed(Expr after) implements Timeout {}
  }

  /** Steps in a row. */
  record Do(Head head, Block body) implements Step {}

  /** Sets the data to a value. */
  record SetData(Head head, Template value) implements Step {}

  /** Goes on where the first case that holds says. */
  record Switch(Head head, List<Case> cases) implements Step {
    public Switch {
      cases = List.copyOf(cases);
    }

    /** Without a condition it holds always. */
    public record Case(String name, Optional<Expr> when, Flow then) {}
  }

  /**
   * Runs its body once for each item; {@code each} and {@code at} name the variables. {@code until}
   * is what the DSL calls {@code while}: the loop goes on only as long as it holds.
   */
  record For(Head head, String each, String at, Expr in, Optional<Expr> until, Block body)
      implements Step {}

  /** Runs branches side by side; each branch is a block of one step. */
  record Fork(Head head, boolean compete, Map<String, Block> branches) implements Step {}

  /** Runs a body and catches its errors. */
  record Try(Head head, Block body, Catch handler) implements Step {}

  /**
   * Which errors are caught, and what happens then. {@code with} holds the members of the error
   * that must be equal: type, status, title, detail, instance.
   */
  record Catch(
      Map<String, Json> with,
      String as,
      Optional<Expr> when,
      Optional<Expr> exceptWhen,
      Optional<Retry> retry,
      Optional<Block> body) {}

  /** How a body is tried again; a limit of zero or {@code Duration.ZERO} means none given. */
  record Retry(
      Optional<Expr> when,
      Optional<Expr> exceptWhen,
      Duration delay,
      Backoff backoff,
      Duration jitterFrom,
      Duration jitterTo,
      int attemptLimit,
      Duration durationLimit,
      Duration attemptTimeLimit) {}

  /** How the delay grows from one attempt to the next. */
  enum Backoff {
    CONSTANT,
    LINEAR,
    EXPONENTIAL;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Ends with an error of the author's; each field may be an expression. */
  record Raise(Head head, Template error) implements Step {}

  record Wait(Head head, Timeout after) implements Step {}

  /** Every step that acts on the world outside, or asks a person. */
  sealed interface Call extends Step {
    /** An HTTP request to an address that is not on the roster. */
    record Http(
        Head head,
        String method,
        Template endpoint,
        Template headers,
        Template query,
        Template body,
        boolean hasBody,
        Output output,
        boolean redirect)
        implements Call {
      /** What of the answer becomes the step's output. */
      public enum Output {
        CONTENT,
        RAW,
        RESPONSE
      }
    }

    /** Gives work to an agent of the roster; {@code work} says which of its works, or is empty. */
    record Agent(Head head, String agent, String work, Optional<Template> input) implements Call {}

    /**
     * Gives work to whoever has the skill and should have it: an agent, or a person.
     *
     * @param people whether people are preferred
     * @param ask how a person is asked; its team is empty until somebody is chosen
     */
    record Skilled(
        Head head,
        String skill,
        String work,
        Optional<Template> input,
        boolean people,
        Optional<Json> output,
        Ask ask)
        implements Call {
      /** The answer by which a person gives the result. */
      public static final String DONE = "done";

      /** The answer by which a person gives the work back. */
      public static final String CANNOT = "cannot";
    }

    record Tool(Head head, String server, String name, Template arguments) implements Call {}

    /**
     * Has a planner break a goal into steps, which are run as a child.
     *
     * @param agent the planner
     * @param use a list of what the plan may call; absent for all agents and tools
     * @param limits {@code {steps, people, cost: {amount, currency}}}
     * @param repairs how often a plan that cannot be run is sent back
     * @param replans how often another plan is made after one has failed
     * @param together who pulls the results together; absent for nobody
     */
    record Plan(
        Head head,
        String agent,
        Template goal,
        Optional<Template> input,
        Optional<Template> use,
        Optional<Template> limits,
        int repairs,
        int replans,
        Optional<String> together)
        implements Call {
      public static final int REPAIRS = 2;
      public static final int REPLANS = 1;

      /** The most of either. */
      public static final int LIMIT = 10;
    }

    record Human(Head head, Ask ask) implements Call {}

    /**
     * Starts a run of another workflow.
     *
     * @param version one that is published, or {@link #LATEST}
     * @param input what it is given; absent for the step's own input
     * @param awaited whether the step ends with it, and not as soon as it is begun
     */
    record Child(
        Head head,
        String namespace,
        String name,
        String version,
        Optional<Template> input,
        boolean awaited)
        implements Call {
      /** The version that was published last when the step is entered. */
      public static final String LATEST = "latest";
    }

    record Panel(
        Head head,
        Map<String, String> members,
        Optional<Template> input,
        List<Agreement> agreeOn,
        Conflict conflict,
        Optional<Duration> within)
        implements Call {}
  }

  /**
   * A call whose result is looked over before anything uses it.
   *
   * @param repairs how often whoever did the work is told what is wrong, and does it again
   * @param instead who gives the result after that; absent where it is an error
   */
  record Reviewed(
      Head head, Call work, List<Check> checks, Sample sample, int repairs, Optional<Call> instead)
      implements Step {
    /** The answers of a person to a result that did not pass. */
    public static final String ACCEPT = "accept";

    public static final String CORRECT = "correct";
    public static final String REJECT = "reject";

    public Reviewed {
      checks = List.copyOf(checks);
    }

    /** All that it may call, the work first. */
    public Stream<Call> calls() {
      Stream<Call> asked =
          checks.stream()
              .flatMap(c -> c instanceof Check.Asked a ? Stream.of(a.who()) : Stream.empty());
      return Stream.concat(Stream.concat(Stream.of(work), asked), instead.stream());
    }
  }

  /** One check of a result. */
  sealed interface Check {
    /** Its own among the checks of its step. */
    String name();

    /** The result fits a JSON Schema. */
    record Fits(String name, Json schema) implements Check {}

    /** A rule in CEL about {@code output}, {@code input} and {@code run} holds. */
    record Holds(String name, String cel, String because, String pointer, SourcePosition at)
        implements Check {}

    /** At least so many texts are quoted, and each of them stands in the input. */
    record Quotes(String name, Expr of, Expr in, int least) implements Check {}

    /** Somebody says so: an effect or a task of its own. */
    record Asked(String name, Call who, Expr passes, Expr why) implements Check {}
  }

  /**
   * Which share of the results is put to the checks that cost something.
   *
   * @param risk gives the word whose share it is; absent where there is one for all
   * @param shares by that word; one that is missing is put to them always
   */
  record Sample(Optional<Expr> risk, Map<String, Double> shares) {
    public Sample {
      shares = Map.copyOf(shares);
    }
  }

  /**
   * What a person is asked.
   *
   * @param working whether the time to answer is working time of whom it is asked
   * @param endorse the answer by which a person vouches for what is shown
   */
  record Ask(
      String team,
      Template question,
      Template show,
      Map<String, Template> answers,
      Optional<Json> form,
      Duration due,
      boolean working,
      List<String> escalate,
      Otherwise otherwise,
      Optional<String> endorse) {
    /** The same, asked of another team or person. */
    public Ask of(String other) {
      return new Ask(
          other, question, show, answers, form, due, working, escalate, otherwise, endorse);
    }
  }

  /** What happens when nobody answers in time. */
  sealed interface Otherwise {
    /** A timeout error. */
    record RaiseTimeout() implements Otherwise {}

    /** That answer counts, and says that nobody gave it. */
    record Answer(String answer) implements Otherwise {}

    /** The step ends with {@code {"timedOut": true}}. */
    record GoOn() implements Otherwise {}
  }

  /** A field on which opinions are compared; numbers agree within the tolerance. */
  record Agreement(String field, double tolerance) {}

  /** What resolves a panel's conflict. */
  sealed interface Conflict {
    /** A person decides; the answers are the values of the one field agreed on. */
    record ByPerson(Ask ask) implements Conflict {}

    /** More than half decide; a tie goes to the fallback. */
    record ByMajority(Optional<Ask> tie) implements Conflict {}

    /** One member's word counts. */
    record BySenior(String member) implements Conflict {}

    /** A conflict is an error of type {@code conflict}. */
    record ByError() implements Conflict {}
  }

  /** Where a run goes after a step (DSL 1.0.3, "Flow Directive"). */
  sealed interface Flow {
    /** To the step below; past the last one the block is done. */
    record Continue() implements Flow {}

    /** Out of the block that holds the step. */
    record Exit() implements Flow {}

    /** To the end of the run. */
    record End() implements Flow {}

    /** To a step of the same block. */
    record To(String step) implements Flow {}
  }
}
