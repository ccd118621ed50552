// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the script {@code tailrace} in a copy of the project's folders, with JDKs that echo. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

  private static final String PATH = "/usr/bin:/bin";

  @TempDir Path dir;

  private Path launcher = Path.of("");

  /**
   * How a run ended.
   *
   * @param code the exit code
   * @param output both streams
   */
  private record Run(int code, String output) {}

  @BeforeEach
  void install() throws IOException {
    Path project = Files.createDirectories(dir.resolve("project"));
    launcher = Files.copy(Path.of("../tailrace"), project.resolve("tailrace"));
    executable(launcher);
    Path lib = Files.createDirectories(project.resolve("distribution/target/tailrace/lib"));
    Files.createFile(lib.resolve("distribution-1.0.jar"));
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A JDK whose {@code java} prints its name and its arguments and exits with 7. */
  private Path jdk(String name, int version) throws IOException {
    Path home = dir.resolve(name);
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho \"%s: $*\"\nexit 7\n".formatted(name));
    executable(java);
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%d.0.1\"\n".formatted(version));
    return home;
  }

  private Run run(Path script, Map<String, String> environment, String... args) throws Exception {
    var command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command).redirectErrorStream(true).directory(dir.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", PATH);
    builder.environment().put("HOME", dir.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), output);
  }

  @Test
  void start_olderJavaFirst_takesTheNewerOne() throws Exception {
    Path old = jdk("old", 17);
    Path current = jdk("current", 25);
    Run run =
        run(
            launcher,
            Map.of(
                "PATH", old + "/bin:" + PATH,
                "JAVA_HOME", old.toString(),
                "TAILRACE_JAVA_HOME", current.toString()),
            "run",
            "--config",
            "a b.yaml");
    assertThat(run.output())
        .startsWith("current: ")
        .endsWith(
            "-jar "
                + dir.toRealPath()
                + "/project/distribution/target/tailrace/lib/distribution-1.0.jar run --config a b.yaml\n");
    assertThat(run.code()).isEqualTo(7);
  }

  @Test
  void start_javaHomeAndPath_areTakenIfNewEnough() throws Exception {
    Path old = jdk("old", 17);
    Path current = jdk("current", 25);
    Path newer = jdk("newer", 26);
    assertThat(
            run(launcher, Map.of("JAVA_HOME", newer.toString(), "PATH", current + "/bin:" + PATH))
                .output())
        .startsWith("newer: ");
    assertThat(
            run(launcher, Map.of("JAVA_HOME", old.toString(), "PATH", newer + "/bin:" + PATH))
                .output())
        .startsWith("newer: ");
  }

  @Test
  void start_toolchainsAndUsualFolders_areSearched() throws Exception {
    Path current = jdk("current", 25);
    Path old = jdk("old", 17);
    Files.createDirectories(dir.resolve(".m2"));
    Files.writeString(
        dir.resolve(".m2/toolchains.xml"),
        "<toolchains>\n <jdkHome>%s</jdkHome>\n <jdkHome>%s</jdkHome>\n</toolchains>\n"
            .formatted(old, current));
    assertThat(run(launcher, Map.of("PATH", old + "/bin:" + PATH)).output())
        .startsWith("current: ");
  }

  @Test
  void start_throughLink_findsItsOwnFolder() throws Exception {
    Path current = jdk("current", 25);
    Path bin = Files.createDirectories(dir.resolve("bin"));
    Path link = Files.createSymbolicLink(bin.resolve("tr"), Path.of("../project/tailrace"));
    Run run = run(link, Map.of("TAILRACE_JAVA_HOME", current.toString()), "version");
    assertThat(run.output())
        .contains("/project/distribution/target/tailrace/lib/distribution-1.0.jar version");
  }

  @Test
  void start_flags_areOrderedSoThatTheUsersWin() throws Exception {
    Path current = jdk("current", 25);
    Run run =
        run(
            launcher,
            Map.of("TAILRACE_JAVA_HOME", current.toString(), "TAILRACE_JAVA_OPTS", "-Xmx1g -Da=b"));
    assertThat(run.output())
        .containsPattern("-XX:\\+UseSerialGC -Xmx\\d+m -XX:MaxDirectMemorySize=\\d+m ")
        .contains(" -Xmx1g -Da=b -jar ");
  }

  @Test
  void build_nothingBuiltAndNoMaven_saysWhatToInstall() throws Exception {
    Path current = jdk("current", 25);
    Files.delete(dir.resolve("project/distribution/target/tailrace/lib/distribution-1.0.jar"));
    Files.createFile(dir.resolve("project/pom.xml"));
    Run run =
        run(
            launcher,
            Map.of("TAILRACE_JAVA_HOME", current.toString(), "PATH", toolsWithoutMaven()));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.output().lines())
        .containsExactly(
            "tailrace: Maven not found: install Maven 3.8.7 or newer (https://maven.apache.org) for"
                + " the first build");
  }

  @Test
  void build_nothingBuilt_callsMavenOnceAndStarts() throws Exception {
    Path current = jdk("current", 25);
    Path jar = dir.resolve("project/distribution/target/tailrace/lib/distribution-1.0.jar");
    Files.delete(jar);
    Files.createFile(dir.resolve("project/pom.xml"));
    Path tools = Path.of(toolsWithoutMaven());
    Files.writeString(
        tools.resolve("mvn"), "#!/bin/sh\necho \"mvn $JAVA_HOME $*\"\ntouch %s\n".formatted(jar));
    executable(tools.resolve("mvn"));
    Run run =
        run(
            launcher,
            Map.of("TAILRACE_JAVA_HOME", current.toString(), "PATH", tools.toString()),
            "version");
    assertThat(run.output().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("tailrace: building (first use only"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "mvn " + current + " -B -q -DskipTests -pl distribution -am package"),
            line -> assertThat(line).startsWith("current: ").endsWith(" version"));
  }

  /** A folder with the few tools that the launcher calls. */
  private String toolsWithoutMaven() throws IOException {
    Path tools = Files.createDirectories(dir.resolve("tools"));
    for (String tool : List.of("sed", "head", "cat", "dirname", "readlink", "touch")) {
      Path real = Path.of("/usr/bin", tool);
      Path command = Files.exists(real) ? real : Path.of("/bin", tool);
      Path wrapper = tools.resolve(tool);
      Files.writeString(wrapper, "#!/bin/sh\nexec %s \"$@\"\n".formatted(command));
      executable(wrapper);
    }
    return tools.toString();
  }
}
