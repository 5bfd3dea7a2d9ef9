package dev.fermata.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fermata.server.Product.Ran;
import dev.fermata.server.cli.Typed;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a folder of its own that holds built jars and no sources, as a release does: in
 * the checkout it would wait for the build that runs this test.
 */
class LauncherTest {
  private static final Path JDKS = Path.of("/usr/lib/jvm");
  private static final String SEARCHED =
      " /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* \\\n"
          + "    \"${HOME:-}\"/.sdkman/candidates/java/* \"${HOME:-}\"/.jdks/*"
          + " /Library/Java/JavaVirtualMachines/*/Contents/Home";
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^(?:\\$ )?\\./fermata (.+?)(?: +#.*)?$");

  @TempDir private Path folder;

  private Path launcher(String text) throws IOException {
    Path lib = Files.createDirectories(folder.resolve("server/target/fermata/lib"));
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
    new JarOutputStream(Files.newOutputStream(lib.resolve("fermata.jar")), manifest).close();
    Path launcher = Files.writeString(folder.resolve("fermata"), text);
    return Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .map(Path::toUri)
        .map(URI::toString)
        .collect(Collectors.joining(" "));
  }

  private static String shipped() throws IOException {
    return Files.readString(Checkout.root().resolve("fermata"));
  }

  /** The launcher where it finds no JDK but those that it is told of. */
  private static String blind() throws IOException {
    assertThat(shipped()).contains(SEARCHED, "mac=/usr/libexec/java_home");
    return shipped()
        .replace(SEARCHED, "")
        .replace("mac=/usr/libexec/java_home", "mac=/nonexistent");
  }

  private Ran version(Path launcher, String javaHome) {
    return Program.of(launcher.toString(), "version")
        .with("HOME", folder.toString())
        .with("FERMATA_JAVA_HOME", "")
        .with("JAVA_HOME", javaHome)
        .with("PATH", javaHome.isEmpty() ? "/usr/bin:/bin" : javaHome + "/bin:/usr/bin:/bin")
        .run();
  }

  @Test
  void it_finds_a_new_jdk_where_an_old_one_is_first() throws IOException {
    Optional<Path> old = oldJdk();
    boolean newIsFound = Path.of(System.getProperty("java.home")).startsWith(JDKS);
    if (old.isEmpty() || !newIsFound)
      System.err.println("SKIPPED: there are not two JDKs in " + JDKS);
    assumeTrue(old.isPresent() && newIsFound, "needs an old and a new JDK in " + JDKS);
    Ran ran = version(launcher(shipped()), old.orElseThrow().toString());
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).startsWith("fermata ");
  }

  private static Optional<Path> oldJdk() throws IOException {
    if (!Files.isDirectory(JDKS)) return Optional.empty();
    try (Stream<Path> homes = Files.list(JDKS)) {
      return homes
          .filter(home -> Files.isExecutable(home.resolve("bin/javac")))
          .filter(home -> LauncherTest.version(home) > 0 && LauncherTest.version(home) < 25)
          .findFirst();
    }
  }

  private static int version(Path home) {
    try {
      var version =
          Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)")
              .matcher(Files.readString(home.resolve("release")));
      return version.find() ? Integer.parseInt(version.group(1)) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void it_takes_the_jdk_that_it_is_told() throws IOException {
    Ran ran = version(launcher(blind()), System.getProperty("java.home"));
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).startsWith("fermata ");
  }

  @Test
  void without_a_jdk_it_says_so_in_one_sentence() throws IOException {
    toldToInstall(version(launcher(blind()), ""));
  }

  @Test
  void with_only_an_old_jdk_it_says_so_in_one_sentence() throws IOException {
    Path old = Files.createDirectories(folder.resolve("old/bin")).getParent();
    for (String program : List.of("java", "javac"))
      Files.createFile(
          old.resolve("bin").resolve(program),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    toldToInstall(version(launcher(blind()), old.toString()));
  }

  private static void toldToInstall(Ran ran) {
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines())
        .singleElement()
        .asString()
        .contains("JDK 25", "FERMATA_JAVA_HOME");
  }

  @Test
  void without_sources_and_jars_it_says_what_to_do() throws IOException {
    Path launcher = launcher(blind());
    Files.delete(folder.resolve("server/target/fermata/lib/fermata.jar"));
    Files.delete(folder.resolve("server/target/fermata/lib"));
    Ran ran = version(launcher, System.getProperty("java.home"));
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err().lines()).singleElement().asString().contains("clone the repository");
  }

  @Test
  void the_commands_of_the_readme_exist() throws IOException {
    List<String> commands =
        COMMAND
            .matcher(Files.readString(Checkout.root().resolve("README.md")))
            .results()
            .map(each -> each.group(1))
            .toList();
    assertThat(commands).hasSizeGreaterThanOrEqualTo(2);
    for (String command : commands) {
      Stream<String> words =
          Arrays.stream(command.split(" +")).takeWhile(each -> !each.contains("<"));
      Typed help =
          Typed.by(Map.of(), Stream.concat(words, Stream.of("--help")).toArray(String[]::new));
      assertThat(help.exit()).as("%s: %s", command, help.err()).isZero();
    }
  }

  @Test
  void a_data_folder_that_cannot_be_written_is_one_plain_sentence() throws IOException {
    Path data =
        Files.createDirectory(
            folder.resolve("data"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
    boolean bound = !Files.isWritable(data);
    if (!bound) System.err.println("SKIPPED: this user may write everywhere");
    assumeTrue(bound, "root may write everywhere");
    for (String verb : List.of("server", "demo")) {
      Ran ran =
          Program.of(
                  Program.java().toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  "dev.fermata.server.Main",
                  verb,
                  "--port",
                  "0",
                  "--data",
                  data.resolve("of-mine").toString())
              .run();
      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.err()).contains(data.toString()).doesNotContain("Exception");
    }
  }
}
