package dev.fermata.workflow;

import dev.fermata.value.Complaint;
import dev.fermata.value.Digest;
import dev.fermata.value.Nearest;
import dev.fermata.value.goal.Goal;
import dev.fermata.workflow.Workflow.Unchecked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a workflow from its document (DSL 1.0.3 and our five functions), and tells everything that
 * is wrong with it, not only the first thing.
 */
public final class WorkflowReader {
  private static final Pattern LANGUAGE = Pattern.compile("1\\.0\\.\\d{1,4}");
  private static final Pattern HOST_NAME =
      Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?");
  private static final Pattern VERSION =
      Pattern.compile(
          "(?:0|[1-9]\\d{0,9})\\.(?:0|[1-9]\\d{0,9})\\.(?:0|[1-9]\\d{0,9})"
              + "(?:-[0-9A-Za-z.-]{1,64})?(?:\\+[0-9A-Za-z.-]{1,64})?");

  private static final Map<String, String> USE_NOT_RUN =
      Map.of(
          "secrets", "secrets come with a later version",
          "authentications", "put a service's header into the file of its tool server",
          "extensions", "write the steps where they are to run",
          "functions", "write the step where it is called",
          "catalogs", "write the step where it is called");

  /** What every expression about the whole workflow may read. */
  private static final List<String> ALWAYS = List.of("secrets", "workflow", "runtime");

  private static final List<String> AT_THE_END =
      List.of("secrets", "workflow", "runtime", "context");

  private final Complaints complaints;
  private final Gathering gathering = new Gathering();
  private final StepReader steps = new StepReader(gathering);

  private WorkflowReader(Document document) {
    this.complaints = new Complaints(document);
  }

  /** Reads a whole document; warnings alone do not keep it out. */
  public static Read<Workflow> read(Document document) {
    var reader = new WorkflowReader(document);
    Part root = reader.complaints.root();
    if (!root.isObject()) {
      root.wrong("give an object with 'document' and 'do'");
      return new Read.Broken<>(brokenOf(reader.complaints));
    }
    return reader.read(document, root.fields());
  }

  private static List<Complaint> brokenOf(Complaints complaints) {
    return complaints.<Workflow>read(() -> {
      throw new IllegalStateException("a document with an error was read");
    })
            instanceof Read.Broken<Workflow>(var all)
        ? all
        : List.of();
  }

  private static final List<String> ON_SAME =
      Arrays.stream(Workflow.OnSameSubject.values())
          .map(o -> o.name().toLowerCase(Locale.ROOT))
          .toList();

  private record Named(
      WorkflowId id,
      String title,
      String summary,
      String owner,
      Optional<Expr> subject,
      Workflow.OnSameSubject onSameSubject,
      Workflow.Limits limits,
      List<Goal> goals) {}

  private Read<Workflow> read(Document document, Part.Fields fields) {
    Named named =
        fields
            .need("document", "give it dsl, namespace, name, version and metadata.owner")
            .map(this::named)
            .orElse(NOBODY);
    fields.take("use").ifPresent(this::use);
    fields.take("evaluate").ifPresent(WorkflowReader::evaluate);
    fields
        .take("schedule")
        .ifPresent(
            p -> p.error(Complaints.notRun("'schedule'", "start runs by the API or a cron job")));
    Optional<Step.Shape> input = fields.take("input").map(p -> gathering.shaped(p, "from", ALWAYS));
    Optional<Step.Shape> output =
        fields.take("output").map(p -> gathering.shaped(p, "as", AT_THE_END));
    Optional<Step.Timeout> timeout =
        fields.take("timeout").flatMap(p -> gathering.timeout(p, ALWAYS));
    Block body =
        fields
            .need("do", "give the steps of the workflow")
            .map(p -> steps.block(p, List.of()))
            .orElse(new Block(new StepId("/do"), List.of()));
    fields.end();
    unused();
    return complaints.read(() ->
        new Workflow(
            named.id(),
            named.title(),
            named.summary(),
            named.owner(),
            named.subject(),
            named.onSameSubject(),
            input,
            output,
            timeout,
            named.limits(),
            named.goals(),
            body,
            gathering.steps,
            gathering.blocks,
            document.tree(),
            Digest.of(document.source()),
            complaints.at("/document"),
            gathering.unchecked()));
  }

  /** Stands in where the document does not say; a document with an error is never run. */
  private static final Named NOBODY =
      new Named(
          new WorkflowId("", "", ""),
          "",
          "",
          "",
          Optional.empty(),
          Workflow.OnSameSubject.ALLOW,
          Workflow.Limits.NONE,
          List.of());

  private Named named(Part part) {
    Part.Fields fields = part.fields();
    fields
        .need("dsl", "write dsl: '1.0.3'")
        .ifPresent(
            p -> matching(p, LANGUAGE, "this version reads 1.0.x of the language; write '1.0.3'"));
    String rule = "use 1 to 63 letters, digits and dashes, with no dash at the ends";
    String namespace =
        fields.need("namespace", rule).flatMap(p -> matching(p, HOST_NAME, rule)).orElse("");
    String name = fields.need("name", rule).flatMap(p -> matching(p, HOST_NAME, rule)).orElse("");
    String semver = "give three numbers, such as '1.0.0'";
    String version =
        fields.need("version", semver).flatMap(p -> matching(p, VERSION, semver)).orElse("");
    String title = fields.take("title").flatMap(Part::text).orElse(name);
    String summary = fields.take("summary").flatMap(Part::text).orElse("");
    fields.take("tags").ifPresent(Part::fields);
    Optional<Part> metadata =
        fields.need("metadata", "it holds the owner, as metadata: { owner: credit-ops }");
    Optional<String> owner = metadata.flatMap(this::owner);
    Optional<Expr> subject =
        metadata
            .flatMap(p -> p.fields().take("subject"))
            .flatMap(p -> gathering.expression(p, ALWAYS));
    Workflow.OnSameSubject onSame =
        metadata
            .flatMap(p -> p.fields().take("onSameSubject"))
            .map(p -> onSame(p, subject))
            .orElse(Workflow.OnSameSubject.ALLOW);
    Workflow.Limits limits =
        metadata
            .flatMap(p -> p.fields().take("limits"))
            .map(LimitsReader::limits)
            .orElse(Workflow.Limits.NONE);
    List<Goal> goals =
        metadata.flatMap(p -> p.fields().take("goal")).map(LimitsReader::goals).orElse(List.of());
    metadata.ifPresent(StepReader::metadata);
    fields.end();
    return new Named(
        new WorkflowId(namespace, name, version),
        title,
        summary,
        owner.orElse(""),
        subject,
        onSame,
        limits,
        goals);
  }

  private static Workflow.OnSameSubject onSame(Part part, Optional<Expr> subject) {
    if (subject.isEmpty()) {
      part.error(
          "it needs a subject: say what a run is about, as metadata: { subject: '${ .id }' }");
    }
    return part.word(ON_SAME)
        .map(word -> Workflow.OnSameSubject.valueOf(word.toUpperCase(Locale.ROOT)))
        .orElse(Workflow.OnSameSubject.ALLOW);
  }

  private static Optional<String> matching(Part part, Pattern pattern, String wanted) {
    Optional<String> text = part.text();
    if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
      part.wrong(wanted);
      return Optional.empty();
    }
    return text;
  }

  private Optional<String> owner(Part metadata) {
    Part.Fields fields = metadata.fields();
    // Other fields of the metadata are free, so a slip of the pen is only seen from here.
    String slip = Nearest.to("owner", fields.names()).orElse("");
    Optional<Part> part =
        fields.need(
            "owner",
            "name the team or person who answers for this workflow"
                + (slip.isEmpty() ? "" : ". Did you mean it by '" + Complaints.shown(slip) + "'?"));
    Optional<String> owner = part.flatMap(gathering::rosterName);
    if (part.isPresent() && owner.isPresent()) {
      Part at = part.get();
      gathering.name(new Unchecked.Name.Owner(owner.get(), at.pointer(), at.at()));
    }
    return owner;
  }

  private void use(Part part) {
    Part.Fields fields = part.fields();
    for (String word : List.of("errors", "retries", "timeouts")) {
      fields.take(word).ifPresent(p -> gathering.define(word, p));
    }
    for (String word : USE_NOT_RUN.keySet().stream().sorted().toList()) {
      fields
          .take(word)
          .ifPresent(p ->
              p.error(Complaints.notRun("'use." + word + "'", USE_NOT_RUN.getOrDefault(word, ""))));
    }
    fields.end();
  }

  /** Reads the definitions that no step did, so that their faults are told as well. */
  private void unused() {
    var tries = new TryReader(gathering, steps);
    List<Part> unused = new ArrayList<>();
    for (Part part : gathering.unused("errors")) {
      tries.error(part, ALWAYS);
      unused.add(part);
    }
    for (Part part : gathering.unused("retries")) {
      tries.retry(part, ALWAYS);
      unused.add(part);
    }
    for (Part part : gathering.unused("timeouts")) {
      gathering.timeoutOf(part, ALWAYS);
      unused.add(part);
    }
    unused.forEach(part -> part.warning(part.label() + " is never used; use it or remove it"));
  }

  private static void evaluate(Part part) {
    Part.Fields fields = part.fields();
    fields.take("language").ifPresent(p -> only(p, "jq", "an expression language other than jq"));
    fields.take("mode").ifPresent(p -> only(p, "strict", "a mode other than strict"));
    fields.end();
  }

  private static void only(Part part, String word, String other) {
    Optional<String> text = part.text();
    if (text.isPresent() && !text.get().equals(word)) {
      part.error(Complaints.notRun(other, "write '" + word + "', or leave it out"));
    }
  }
}
