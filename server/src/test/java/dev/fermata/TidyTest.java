package dev.fermata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks the repository itself, so that reviewers never have to. STYLE.md gives the reasons. */
class TidyTest {
  private static final int FILE_LINES = 400;
  private static final int LINE_CHARS = 140;
  private static final int METHOD_LINES = 50;
  private static final int PACKAGE_FILES = 20;
  private static final int README_LINES = 80;

  private static final Set<String> NOT_OURS = Set.of("target", "node_modules", "build", "dist");
  private static final Pattern LEFT_OVER = Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?!\\(#\\d+\\))");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\)");

  private final Path root = root();
  private final List<Path> files = files(root);

  @Test
  void every_source_file_is_short() throws IOException {
    List<String> complaints = new ArrayList<>();
    for (Path file : sources()) {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() > FILE_LINES)
        complaints.add(
            "%s:%d: the file has %d lines, the limit is %d; give each idea in it its own file"
                .formatted(name(file), FILE_LINES + 1, lines.size(), FILE_LINES));
      for (int i = 0; i < lines.size(); i++)
        if (lines.get(i).length() > LINE_CHARS)
          complaints.add(
              "%s:%d: the line has %d characters, the limit is %d; break it"
                  .formatted(name(file), i + 1, lines.get(i).length(), LINE_CHARS));
    }
    assertNone(complaints);
  }

  @Test
  void every_method_fits_on_a_screen() throws IOException {
    List<String> complaints = new ArrayList<>();
    for (Path file : sources())
      for (var method : JavaMethods.in(Files.readString(file)))
        if (method.lines() > METHOD_LINES)
          complaints.add(
              "%s:%d: the method %s has %d lines, the limit is %d; keep the branching, move plain work into helpers"
                  .formatted(
                      name(file), method.firstLine(), method.name(), method.lines(), METHOD_LINES));
    assertNone(complaints);
  }

  @Test
  void every_package_says_what_it_is_and_is_small() {
    var packages = new TreeMap<Path, Set<String>>();
    for (Path file : sources())
      packages
          .computeIfAbsent(file.getParent(), each -> new TreeSet<>())
          .add(file.getFileName().toString());
    List<String> complaints = new ArrayList<>();
    packages.forEach((folder, names) -> {
      if (folder.toString().contains("/src/main/") && !names.contains("package-info.java"))
        complaints.add(
            "%s/package-info.java:1: there is none; write it and say in one sentence what the package is"
                .formatted(name(folder)));
      if (names.size() > PACKAGE_FILES)
        complaints.add(
            "%s/package-info.java:1: the package has %d files, the limit is %d; find the two ideas in it and split them"
                .formatted(name(folder), names.size(), PACKAGE_FILES));
    });
    assertNone(complaints);
  }

  @Test
  void nothing_is_left_over_without_an_issue() throws IOException {
    List<String> complaints = new ArrayList<>();
    for (Path file : sources()) {
      if (file.endsWith("TidyTest.java")) continue; // It has to spell the words it looks for.
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        var found = LEFT_OVER.matcher(lines.get(i));
        if (found.find())
          complaints.add(
              "%s:%d: %s without an issue; do it now, or open an issue and write %s(#number)"
                  .formatted(name(file), i + 1, found.group(1), found.group(1)));
      }
    }
    assertNone(complaints);
  }

  @Test
  void every_test_under_faults_is_in_the_long_set() throws IOException {
    List<String> complaints = new ArrayList<>();
    for (Path file : sources()) {
      if (file.endsWith("TidyTest.java") || !name(file).contains("src/test/")) continue;
      String text = Files.readString(file);
      if (text.contains("Campaign.of(") && !text.contains("@Tag(\"faults\")"))
        complaints.add(
            "%s:1: it holds a Campaign; put @Tag(\"faults\") on the class, or `fermata test --faults` leaves it out"
                .formatted(name(file)));
    }
    assertNone(complaints);
  }

  @Test
  void the_readme_is_short() throws IOException {
    Path readme = root.resolve("README.md");
    if (!Files.exists(readme)) return;
    int lines = Files.readAllLines(readme).size();
    assertThat(lines)
        .as(
            "README.md:%d: the file has %d lines, the limit is %d; move detail to docs/ and link it",
            README_LINES + 1, lines, README_LINES)
        .isLessThanOrEqualTo(README_LINES);
  }

  @Test
  void every_link_to_a_file_leads_somewhere() throws IOException {
    List<String> complaints = new ArrayList<>();
    for (Path file : files) {
      if (!file.toString().endsWith(".md")) continue;
      List<String> lines = Files.readAllLines(file);
      boolean fenced = false;
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).strip().startsWith("```")) fenced = !fenced;
        if (fenced) continue;
        var link = LINK.matcher(lines.get(i).replaceAll("`[^`]*`", ""));
        while (link.find())
          if (!resolves(file, link.group(1)))
            complaints.add(
                "%s:%d: the link %s leads nowhere; correct the path, or remove the link"
                    .formatted(name(file), i + 1, link.group(1)));
      }
    }
    assertNone(complaints);
  }

  private static boolean resolves(Path file, String link) {
    if (link.matches("[a-z][a-z0-9+.-]*:.*") || link.startsWith("#")) return true;
    String path = link.replaceFirst("#.*", "").replace("%20", " ");
    return Files.exists(file.resolveSibling(path));
  }

  private static void assertNone(List<String> complaints) {
    assertThat(complaints).as("complaints").isEmpty();
  }

  private List<Path> sources() {
    return files.stream()
        .filter(file -> file.toString().endsWith(".java") && file.toString().contains("/src/"))
        .toList();
  }

  private String name(Path file) {
    return root.relativize(file).toString();
  }

  /** The repository's root, from wherever the test was started. */
  private static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent())
      if (Files.isDirectory(at.resolve("core")) && isParentPom(at.resolve("pom.xml"))) return at;
    throw new AssertionError(
        "no Fermata source tree at or above "
            + Path.of("").toAbsolutePath()
            + "; start this test inside the repository");
  }

  private static boolean isParentPom(Path pom) {
    try {
      return Files.exists(pom)
          && Files.readString(pom).contains("<artifactId>fermata</artifactId>");
    } catch (IOException e) {
      throw new AssertionError("cannot read " + pom + "; check its permissions", e);
    }
  }

  private static List<Path> files(Path root) {
    List<Path> found = new ArrayList<>();
    var visitor =
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean skip =
                !folder.equals(root) && (name.startsWith(".") || NOT_OURS.contains(name));
            return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            found.add(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE; // Others may write here while the test runs.
          }
        };
    try {
      Files.walkFileTree(root, visitor);
    } catch (IOException e) {
      throw new AssertionError("cannot walk " + root + "; check its permissions", e);
    }
    found.sort(null);
    return found;
  }
}
