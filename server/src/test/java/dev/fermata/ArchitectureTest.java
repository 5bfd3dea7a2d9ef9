package dev.fermata;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import dev.fermata.effect.Caller;
import dev.fermata.effect.Gate;
import dev.fermata.engine.call.Switchboard;
import dev.fermata.fact.RunFact;
import dev.fermata.run.host.Work;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps the walls of the house: what may know what. ARCHITECTURE.md says why. */
class ArchitectureTest {
  private record Layer(String name, String[] packages, String[] mayUse) {}

  /** From the inside out. A layer uses the ones it names, and nothing else of ours. */
  private static final List<Layer> LAYERS =
      List.of(
          layer("value", "value", ""),
          layer("words", "workflow roster policy", "value"),
          layer("acts", "effect task", "value words"),
          layer("facts", "fact", "value words acts"),
          layer("judgement", "assign review watch", "value words acts facts"),
          layer("decider", "run house", "value words acts facts judgement"),
          layer("engine", "engine", "value words acts facts judgement decider"),
          layer("adapters", "adapter", "value words acts facts judgement decider"),
          layer("testkit", "testkit", "value words acts facts judgement decider engine adapters"),
          layer(
              "edge",
              "server",
              "value words acts facts judgement decider engine adapters testkit"));

  private static final Set<String> PURE_LAYERS =
      Set.of("value", "words", "acts", "facts", "judgement", "decider");

  private static final String[] PURE =
      LAYERS.stream()
          .filter(each -> PURE_LAYERS.contains(each.name()))
          .flatMap(each -> Stream.of(each.packages()))
          .toArray(String[]::new);

  /** Each outside thing has one home, so that replacing it touches one module. */
  private static final Map<String, List<String>> HOMES =
      Map.ofEntries(
          Map.entry("org.snakeyaml..", List.of("dev.fermata.adapter.yaml..")),
          Map.entry("com.networknt..", List.of("dev.fermata.adapter.schema..")),
          Map.entry(
              "com.google.re2j..",
              List.of("dev.fermata.adapter.jq..", "dev.fermata.adapter.schema..")),
          Map.entry("dev.cel..", List.of("dev.fermata.adapter.cel..")),
          Map.entry("com.google.common..", List.of("dev.fermata.adapter.cel..")),
          Map.entry("org.eclipse.elk..", List.of("dev.fermata.adapter.elk..")),
          Map.entry("org.eclipse.emf..", List.of("dev.fermata.adapter.elk..")),
          Map.entry("org.sqlite..", List.of("dev.fermata.adapter.sqlite..")),
          Map.entry("java.sql..", List.of("dev.fermata.adapter.sqlite..")),
          Map.entry("javax.sql..", List.of("dev.fermata.adapter.sqlite..")),
          Map.entry(
              "org.apache.hc..",
              List.of("dev.fermata.adapter.http..", "dev.fermata.adapter.mcp.session..")),
          Map.entry("io.javalin..", List.of("dev.fermata.server..")),
          Map.entry("org.eclipse.jetty..", List.of("dev.fermata.server..")),
          Map.entry("jakarta.servlet..", List.of("dev.fermata.server..")),
          Map.entry("kotlin..", List.of("dev.fermata.server..")),
          Map.entry("picocli..", List.of("dev.fermata.server..")),
          Map.entry("org.jline..", List.of("dev.fermata.server..")),
          Map.entry("com.password4j..", List.of("dev.fermata.server..")),
          Map.entry("org.slf4j..", List.of("dev.fermata.server..")),
          Map.entry("io.opentelemetry..", List.of("dev.fermata.adapter.otel..")),
          Map.entry("io.modelcontextprotocol..", List.of("dev.fermata.server.api.mcp..")),
          Map.entry("reactor..", List.of("dev.fermata.server.api.mcp..")),
          // The JDK's own; it plays the world outside, and serves nobody else.
          Map.entry("com.sun.net.httpserver..", List.of("dev.fermata.server.bench..")));

  // Names, not signatures: this also catches method references such as Instant::now.
  private static final Set<String> NONDETERMINISTIC =
      Set.of(
          "now",
          "random",
          "randomUUID",
          "currentTimeMillis",
          "nanoTime",
          "getenv",
          "getProperty",
          "sleep");

  /** Bytes in memory, and the exceptions that Jackson's own signatures declare: no I/O happens. */
  private static final DescribedPredicate<JavaClass> MEMORY_ONLY =
      DescribedPredicate.describe(
          "bytes in memory",
          type ->
              Set.of(
                      "java.io.IOException",
                      "java.io.UncheckedIOException",
                      "java.nio.ByteBuffer",
                      "java.nio.CharBuffer")
                  .contains(type.getName()));

  private static final DescribedPredicate<JavaAccess<?>> TIME_CHANCE_OR_ENVIRONMENT =
      DescribedPredicate.describe(
          "reading time, chance or the environment",
          access ->
              NONDETERMINISTIC.contains(access.getTarget().getName())
                  && access.getTargetOwner().getPackageName().startsWith("java."));

  private static final JavaClasses FERMATA =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.fermata");

  @Test
  void every_module_is_seen() {
    assertThat(FERMATA.stream().map(each -> each.getPackageName()))
        .contains("dev.fermata.value", "dev.fermata.server");
  }

  @Test
  void packages_form_no_cycle() {
    slices().matching("dev.fermata.(*)..").should().beFreeOfCycles().check(FERMATA);
    slices().matching("dev.fermata.(**)").should().beFreeOfCycles().check(FERMATA);
  }

  @Test
  void dependencies_point_inwards() {
    var layers =
        Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true);
    for (Layer layer : LAYERS) layers.layer(layer.name()).definedBy(layer.packages());
    for (Layer layer : LAYERS)
      layers =
          layer.mayUse().length == 0
              ? layers.whereLayer(layer.name()).mayNotAccessAnyLayer()
              : layers.whereLayer(layer.name()).mayOnlyAccessLayers(layer.mayUse());
    layers.check(FERMATA);
  }

  @Test
  void every_package_has_a_place_in_the_layers() {
    classes()
        .should()
        .resideInAnyPackage(
            LAYERS.stream().flatMap(each -> Stream.of(each.packages())).toArray(String[]::new))
        .because("a new package needs a place: name it in this test and in ARCHITECTURE.md")
        .check(FERMATA);
  }

  @Test
  void adapters_do_not_see_each_other() {
    slices().matching("dev.fermata.adapter.(*)..").should().notDependOnEachOther().check(FERMATA);
  }

  @Test
  void pure_packages_use_only_the_jdk_json_trees_and_each_other() {
    classes()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "java.lang..",
                    "java.util..",
                    "java.time..",
                    "java.math..",
                    "java.security..",
                    "java.text..",
                    "java.nio.charset..",
                    "com.fasterxml.jackson..",
                    "org.jspecify..",
                    "dev.fermata..")
                .or(MEMORY_ONLY))
        .check(FERMATA);
  }

  @Test
  void pure_packages_have_no_clock_chance_thread_or_io() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .accessTargetWhere(TIME_CHANCE_OR_ENVIRONMENT)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(RandomGenerator.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat(
            resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.util.concurrent..")
                .and(not(resideInAnyPackage("java.nio.charset..")))
                .and(not(MEMORY_ONLY)))
        .check(FERMATA);
  }

  @Test
  void the_engine_is_handed_time_and_chance() {
    noClasses()
        .that()
        .resideInAPackage("dev.fermata.engine..")
        .should()
        .accessTargetWhere(TIME_CHANCE_OR_ENVIRONMENT)
        .allowEmptyShould(true)
        .check(FERMATA);
  }

  @Test
  void no_caller_is_reached_around_the_gate() {
    String trials = "dev.fermata.server.api.operation.Trials";
    onlyFrom(Caller.class, "call", "dev.fermata.engine.call.Switchboard", trials);
    onlyFrom(Switchboard.class, "call", "dev.fermata.engine.dispatch.Dispatch");
    String makeCall = Work.MakeCall.class.getName();
    onlyFrom(Work.MakeCall.class, "<init>", "dev.fermata.run.RunDecider", makeCall);
    onlyFrom(Work.Begin.class, "<init>", "dev.fermata.run.Children");
    onlyFrom(
        RunFact.EffectIntended.class,
        "<init>",
        "dev.fermata.run.Passage",
        "dev.fermata.run.Doubts");
    // The last two only tell what would be said; nothing leaves by their word.
    onlyFrom(
        Gate.class,
        "judge",
        "dev.fermata.run.Passage",
        "dev.fermata.effect.Gate",
        trials,
        "dev.fermata.effect.Shadow",
        "dev.fermata.run.backtest.Backtest");
  }

  /** What adapters do inside themselves is their own; everybody else goes through these places. */
  private static void onlyFrom(Class<?> owner, String member, String... places) {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.fermata.adapter..", "dev.fermata.testkit..")
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe(
                owner.getSimpleName() + "." + member + " is used elsewhere",
                access ->
                    access.getTarget().getName().equals(member)
                        && access.getTargetOwner().isEquivalentTo(owner)
                        && !Set.of(places).contains(access.getOriginOwner().getName())))
        .because("the gate stands before every effect, whoever wants it")
        .check(FERMATA);
  }

  // Algorithm: an annotation of ours for the few classes that compute, such as RFC 8785.
  @Test
  void words_and_facts_are_records_sealed_interfaces_or_enums() {
    classes()
        .that()
        .resideInAnyPackage("dev.fermata.value..", "dev.fermata.fact..")
        .and()
        .doNotHaveSimpleName("package-info")
        .and()
        .areTopLevelClasses()
        .and()
        .areNotAnnotatedWith("dev.fermata.value.Algorithm")
        .should()
        .beRecords()
        .orShould()
        .beInterfaces()
        .orShould()
        .beEnums()
        .check(FERMATA);
  }

  @Test
  void no_class_hides_behind_an_empty_name() {
    noClasses()
        .that()
        .areTopLevelClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Base|Data|Info|Holder)")
        .orShould()
        .resideInAnyPackage(
            "..util..",
            "..utils..",
            "..common..",
            "..helper..",
            "..impl..",
            "..internal..",
            "..dto..",
            "..service..")
        .check(FERMATA);
  }

  @Test
  void each_outside_library_has_one_home() {
    HOMES.forEach((library, homes) ->
        noClasses()
            .that()
            .resideOutsideOfPackages(homes.toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library)
            .because("only " + homes + " may know it; put a port of core in between")
            .check(FERMATA));
  }

  @Test
  void no_library_comes_in_unannounced() {
    var known = new ArrayList<>(HOMES.keySet());
    known.addAll(
        List.of("java..", "javax..", "org.jspecify..", "com.fasterxml.jackson..", "dev.fermata.."));
    classes()
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(known.toArray(String[]::new)))
        .because("a new library needs a decision record and a home in this test's table")
        .check(FERMATA);
  }

  @Test
  void nothing_outside_chooses_which_class_is_built() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.io\\.Object(In|Out)putStream"
                + "|com\\.fasterxml\\.jackson\\.annotation\\.Json(TypeInfo|SubTypes)(\\$.*)?"
                + "|java\\.beans\\.XMLDecoder|javax\\.script\\..*")
        .orShould()
        .accessTargetWhere(target(nameMatching("(enable|activate|set)DefaultTyping(AsProperty)?")))
        .because("bytes from outside become JSON trees, never classes of their own choice")
        .check(FERMATA);
  }

  private static Layer layer(String name, String packages, String mayUse) {
    String[] patterns =
        Stream.of(packages.split(" "))
            .map(each -> "dev.fermata." + each + "..")
            .toArray(String[]::new);
    return new Layer(name, patterns, mayUse.isEmpty() ? new String[0] : mayUse.split(" "));
  }
}
