package dev.fermata.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the pages about oversight and attacks promise is there: each test, each command. */
class OversightTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path GUIDE = ROOT.resolve("docs/guides/oversight.md");
  private static final Path ATTACKS = ROOT.resolve("docs/internals/security-tests.md");
  private static final Path COMMANDS = ROOT.resolve("docs/reference/cli.md");
  private static final Pattern RISK =
      Pattern.compile("(?m)^\\| (ASI\\d\\d) [^|]*\\|[^|]*\\| `(\\w+)\\.(\\w+)` \\|$");
  private static final Pattern COMMAND = Pattern.compile("`fermata ([a-z-]+ [a-z-]+)");
  private static final Pattern TEST_CLASS = Pattern.compile("`(\\w+(?:Test|Contract))`");

  private static final Map<String, Path> TESTS = new HashMap<>();

  @BeforeAll
  static void look() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      files
          .filter(f -> f.toString().contains("/src/test/") && f.toString().endsWith(".java"))
          .forEach(f -> TESTS.put(f.getFileName().toString().replace(".java", ""), f));
    }
  }

  private static List<MatchResult> found(Pattern pattern, Path file) {
    return pattern.matcher(text(file)).results().toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void each_of_the_ten_risks_has_a_test_that_exists() {
    List<String> risks = new ArrayList<>();
    for (MatchResult row : found(RISK, GUIDE)) {
      risks.add(row.group(1));
      assertThat(TESTS).containsKey(row.group(2));
      String source = text(TESTS.get(row.group(2)));
      assertThat(source)
          .as(row.group(2))
          .containsPattern(
              "(?s)@(Parameterized)?Test\\b((?!\n  (void|private|static)).)*\n  void "
                  + row.group(3)
                  + "\\(");
    }
    assertThat(risks)
        .isEqualTo(IntStream.rangeClosed(1, 10).mapToObj("ASI%02d"::formatted).toList());
  }

  @Test
  void each_command_that_shows_a_record_exists() {
    assertThat(found(COMMAND, GUIDE)).hasSizeGreaterThan(20);
    for (MatchResult command : found(COMMAND, GUIDE)) {
      assertThat(text(COMMANDS)).contains("`" + command.group(1) + "`");
    }
  }

  @Test
  void each_test_of_an_attack_exists() {
    assertThat(found(TEST_CLASS, ATTACKS)).hasSizeGreaterThan(20);
    for (MatchResult test : found(TEST_CLASS, ATTACKS)) {
      assertThat(TESTS).containsKey(test.group(1));
    }
  }

  @Test
  void nobody_is_told_that_a_law_is_met() {
    assertThat(text(GUIDE).toLowerCase(Locale.ROOT)).doesNotContain("compliant", "compliance");
  }
}
