package dev.fermata.policy;

import dev.fermata.policy.Asking.Otherwise;
import dev.fermata.value.Complaint;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Risk;
import dev.fermata.workflow.Complaints;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.LimitsReader;
import dev.fermata.workflow.Part;
import dev.fermata.workflow.Read;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a policy's file, with all that is wrong with it, its rule included. */
public final class PolicyReader {
  /** Targets, workflows and redacted fields that one policy may name, of each. */
  public static final int NAMES_LIMIT = 64;

  public static final int CASES_LIMIT = 100;

  private static final List<String> EFFECTS =
      Arrays.stream(EffectClass.values()).map(EffectClass::word).toList();
  private static final List<String> OTHERWISE =
      Arrays.stream(Otherwise.values()).map(o -> o.name().toLowerCase(Locale.ROOT)).toList();
  private static final Then NOTHING = new Then.Deny("");

  private final Document document;
  private final Complaints complaints;
  private final Part.Fields fields;

  private PolicyReader(Document document) {
    this.document = document;
    this.complaints = new Complaints(document);
    this.fields = complaints.root().fields();
  }

  /** Reads a policy; {@code rules} say what is wrong with its {@code when}. */
  public static Read<Policy> read(Document document, Rules rules) {
    Read<Policy> read = new PolicyReader(document).policy();
    List<Complaint> flaws = flaws(document, rules);
    if (flaws.isEmpty()) {
      return read;
    }
    List<Complaint> all =
        new ArrayList<>(
            switch (read) {
              case Read.Good<Policy>(_, var warnings) -> warnings;
              case Read.Broken<Policy>(var complaints) -> complaints;
            });
    all.addAll(flaws);
    all.sort(
        Comparator.<Complaint>comparingInt(c -> c.at().line())
            .thenComparingInt(c -> c.at().column()));
    return new Read.Broken<>(all);
  }

  private static List<Complaint> flaws(Document document, Rules rules) {
    Optional<String> when = document.tree().text("when").filter(text -> !text.isBlank());
    if (when.isEmpty()) {
      return List.of();
    }
    var within = new TextPlaces(document, "/when");
    return rules.flaws(when.get()).stream()
        .map(flaw ->
            Complaint.error(
                "/when",
                within.at(when.get(), flaw.line(), flaw.column()),
                "the rule is wrong: " + flaw.message()))
        .toList();
  }

  private Read<Policy> policy() {
    String name = fields.need("policy", "give it a name").flatMap(Part::name).orElse("");
    String version = fields.take("version").flatMap(Part::name).orElse("1");
    String owner =
        fields
            .need("owner", "name the team or person who answers for it")
            .flatMap(Part::name)
            .orElse("");
    fields.take("purpose").ifPresent(Part::textOrNothing);
    Scope scope = fields.take("scope").map(PolicyReader::scope).orElse(Scope.ALL);
    Optional<String> when = fields.take("when").flatMap(Part::text);
    Then then =
        fields
            .need("then", "say what happens where it holds, such as { deny: reason }")
            .flatMap(this::then)
            .orElse(NOTHING);
    boolean earnable = earnable(then);
    List<Policy.Case> cases =
        fields.take("cases").map(part -> new CaseReader(scope, then).cases(part)).orElse(List.of());
    fields.end();
    Optional<Digest> digest = digest();
    return complaints.read(() ->
        new Policy(name, version, owner, digest.orElseThrow(), scope, when, then, earnable, cases));
  }

  private Optional<Digest> digest() {
    try {
      return Optional.of(Digest.ofCanonical(document.tree()));
    } catch (IllegalArgumentException e) {
      complaints.error("", "the policy has no digest: " + e.getMessage());
      return Optional.empty();
    }
  }

  private boolean earnable(Then then) {
    Optional<Part> part = fields.take("earnable");
    boolean earnable = part.flatMap(Part::flag).orElse(false);
    if (earnable && !(then instanceof Then.Ask)) {
      part.get().error("only an ask can be 'earnable', and this policy does not ask; remove it");
    }
    return earnable;
  }

  private static Scope scope(Part part) {
    Part.Fields fields = part.fields();
    Set<EffectClass> effects =
        items(fields, "effects", p -> p.word(EFFECTS)).stream()
            .map(word -> EffectClass.valueOf(word.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toUnmodifiableSet());
    List<String> targets =
        items(fields, "targets", p -> pattern(p, "core-banking.* or core-banking.book_loan"));
    List<String> workflows =
        items(fields, "workflows", p -> pattern(p, "lending/* or lending/loan-origination"));
    for (Part each : fields.take("workflows").map(Part::itemOrItems).orElse(List.of())) {
      each.text()
          .filter(text -> text.indexOf('/') < 0 && !text.equals("*"))
          .ifPresent(_ -> each.wrong("write namespace/name, such as lending/*"));
    }
    fields.end();
    return new Scope(effects, targets, workflows);
  }

  /** The items of a field that may be left out, but not be empty: nothing would stand for all. */
  private static List<String> items(
      Part.Fields fields, String name, Function<Part, Optional<String>> reading) {
    Optional<Part> part = fields.take(name);
    if (part.isEmpty()) {
      return List.of();
    }
    return named(part.get(), reading);
  }

  private static List<String> named(Part part, Function<Part, Optional<String>> reading) {
    List<Part> items = part.items();
    if (part.isList() && items.isEmpty()) {
      part.error(part.label() + " is empty; name something, or leave it out");
    }
    if (items.size() > NAMES_LIMIT) {
      part.error(part.label() + " names " + items.size() + "; name at most " + NAMES_LIMIT);
      return List.of();
    }
    return items.stream().flatMap(item -> reading.apply(item).stream()).distinct().toList();
  }

  private static Optional<String> pattern(Part part, String example) {
    Optional<String> text = part.text();
    if (text.isPresent()) {
      int star = text.get().indexOf(Scope.ANY);
      if (star >= 0 && star < text.get().length() - 1) {
        part.wrong("a star may only stand at the end, as in " + example);
        return Optional.empty();
      }
    }
    return text;
  }

  private Optional<Then> then(Part part) {
    Part.Fields fields = part.fields();
    List<Optional<? extends Then>> found = new ArrayList<>();
    fields.take("deny").ifPresent(p -> found.add(p.text().map(Then.Deny::new)));
    fields.take("ask").ifPresent(p -> found.add(ask(p)));
    fields.take("redact").ifPresent(p -> found.add(redact(p)));
    fields.take("reroute").ifPresent(p -> found.add(reroute(p)));
    fields.take("limit").ifPresent(p -> found.add(LimitsReader.rate(p).map(Then.Limit::new)));
    fields.take("allow").ifPresent(p -> found.add(allow(p)));
    fields.end();
    if (found.size() != 1) {
      if (part.isObject() && (found.size() > 1 || fields.names().isEmpty())) {
        part.error(
            "'then' says "
                + (found.isEmpty() ? "nothing" : found.size() + " things")
                + "; give exactly one of deny, ask, redact, reroute, limit, allow");
      }
      return Optional.empty();
    }
    return found.getFirst().map(then -> (Then) then);
  }

  private static Optional<Then> ask(Part part) {
    Part.Fields fields = part.fields();
    Optional<String> team =
        fields.need("team", "name the team or person who is asked").flatMap(Part::name);
    int people = fields.take("people").flatMap(p -> p.whole(1, Asking.PEOPLE_LIMIT)).orElse(1);
    boolean fourEyes = fields.take("fourEyes").flatMap(Part::flag).orElse(false);
    Duration deadline =
        fields.take("deadline").flatMap(Part::lengthOverZero).orElse(Asking.DEADLINE);
    Otherwise otherwise =
        fields
            .take("otherwise")
            .flatMap(p -> p.word(OTHERWISE))
            .map(word -> Otherwise.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(Otherwise.HOLD);
    Optional<Risk> risk = fields.take("risk").flatMap(p -> p.word(Risk.WORDS)).flatMap(Risk::of);
    fields.end();
    return team.map(t -> new Then.Ask(t, people, fourEyes, deadline, otherwise, risk));
  }

  private static Optional<Then> redact(Part part) {
    Part.Fields fields = part.fields();
    List<String> pointers =
        fields
            .need("fields", "name what to take out, such as [/applicant/age]")
            .map(p -> named(p, PolicyReader::pointer))
            .orElse(List.of());
    fields.end();
    return pointers.isEmpty() ? Optional.empty() : Optional.of(new Then.Redact(pointers));
  }

  private static Optional<String> pointer(Part part) {
    Optional<String> text = part.text();
    if (text.isPresent() && !text.get().startsWith("/")) {
      part.wrong("give a JSON pointer into the arguments, such as /applicant/age");
      return Optional.empty();
    }
    return text;
  }

  private static Optional<Then> reroute(Part part) {
    Part.Fields fields = part.fields();
    Optional<String> agent =
        fields.need("agent", "name the agent that does it instead").flatMap(Part::name);
    fields.end();
    return agent.map(Then.Reroute::new);
  }

  private static Optional<Then> allow(Part part) {
    Part.Fields fields = part.fields();
    Optional<String> because =
        fields.need("because", "say why nobody needs to be asked").flatMap(Part::text);
    fields.end();
    return because.map(Then.Allow::new);
  }
}
