// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Factory;
import io.tailrace.extension.healthcheck.HealthCheckFactory;
import io.tailrace.service.ComponentCatalog;
import io.tailrace.service.FakeComponents;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  private static final String VALID =
      """
      receivers: {fake: }
      exporters: {copy: {token: "${env:TOKEN}"}}
      service:
        telemetry: {metrics: {level: none}, logs: {level: error}}
        pipelines: {traces: {receivers: [fake], exporters: [copy]}}
      """;

  @TempDir Path dir;

  private final FakeComponents fakes = new FakeComponents();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path config = Path.of("");

  @BeforeEach
  void writeConfig() throws IOException {
    config = Files.writeString(dir.resolve("collector.yaml"), VALID);
  }

  /** Runs a command; it is asked to stop as soon as it listens for that. */
  private int execute(String... args) {
    List<Factory<?>> factories = new ArrayList<>(fakes.factories());
    factories.add(new HealthCheckFactory());
    var terminal =
        new Terminal(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            Map.of("TOKEN", "hunter2"),
            Runnable::run);
    return new Tailrace(terminal, new ComponentCatalog(factories)).execute(args);
  }

  @Test
  void run_validConfig_startsAndStopsEverything() {
    assertThat(execute("run", "--config", config.toString())).isEqualTo(ExitCode.OK);
    assertThat(fakes.events)
        .containsExactly(
            "create exporter copy",
            "create receiver fake",
            "start exporter copy",
            "start receiver fake",
            "stop receiver fake",
            "stop exporter copy");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void run_everyOption_isTheSameWithAndWithoutPicocli() {
    String[] args = {
      "run",
      "--config=" + config,
      "--config",
      "yaml:receivers::fake::wait: 1s",
      "--set=exporters.copy.fail=",
      "--feature-gates=-processor.tailsamplingprocessor.usetracestate",
      "--shutdown-timeout=1s"
    };
    assertThat(RunArguments.parse(args)).isNotNull();
    assertThat(execute(args)).isEqualTo(ExitCode.OK);
    assertThat(err.toString()).isEmpty();
    var terminal =
        new Terminal(
            new PrintWriter(out, true), new PrintWriter(err, true), Map.of(), Runnable::run);
    assertThat(new CommandTree(terminal, fakes.catalog()).execute(args)).isEqualTo(ExitCode.OK);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void run_wrongConfig_printsEveryErrorAndExitsWith2() {
    int code =
        execute(
            "run",
            "--config",
            config.toString(),
            "--set",
            "receivers.fake.wiat=1s",
            "--set",
            "exporters.copy.wait=5");
    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().lines())
        .containsExactly(
            "--set exporters.copy.wait: exporters::copy::wait: 5 (expected: a duration with a unit,"
                + " such as 200ms, 10s or 1h30m)",
            "--set receivers.fake.wiat: receivers::fake: unknown key wiat, did you mean wait?");
    assertThat(fakes.events).isEmpty();
  }

  @Test
  void run_componentDoesNotStart_isOneLineAndExitsWith1() {
    int code = execute("run", "--config=" + config, "--set", "receivers.fake.fail=start");
    assertThat(code).isEqualTo(ExitCode.FAILURE);
    assertThat(err.toString()).isEqualTo("tailrace: receiver fake: start went wrong\n");
  }

  @Test
  void run_portInUse_namesComponentAndEndpoint() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String endpoint = "127.0.0.1:" + taken.getLocalPort();
      int code =
          execute(
              "run",
              "--config=" + config,
              "--set=extensions.health_check.endpoint=" + endpoint,
              "--set=service.extensions=[health_check]");
      assertThat(code).isEqualTo(ExitCode.FAILURE);
      assertThat(err.toString())
          .isEqualTo(
              "tailrace: extension health_check: cannot listen on "
                  + endpoint
                  + ": Address already in use\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "run --config",
        "run --config a.yaml --sett x",
        "run --config a.yaml --shutdown-timeout soon",
        "run --config a.yaml --shutdown-timeout=-1s",
        "run --config --set",
        "rnu",
        "",
        "print-config --config a.yaml --format xml",
        "validate"
      })
  void execute_wrongUsage_saysSoAndExitsWith2(String line) {
    String[] args = line.isEmpty() ? new String[0] : line.split(" ");
    assertThat(execute(args)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("tailrace").contains("--help").doesNotContain("\tat ");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void execute_misspeltCommand_suggests() {
    execute("valdate");
    assertThat(err.toString()).contains("valdate").contains("validate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "validate", "components", "print-config", "version"})
  void help_everyCommand_isPrintedAndExitsWith0(String command) {
    assertThat(execute(command, "--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).startsWith("Usage: tailrace " + command);
  }

  @Test
  void help_withoutCommand_listsAll() {
    assertThat(execute("--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains("run ", "validate", "components", "print-config", "version");
  }

  @Test
  void validate_validConfig_createsButDoesNotStart() {
    assertThat(execute("validate", "--config", config.toString())).isEqualTo(ExitCode.OK);
    assertThat(fakes.events)
        .contains("create receiver fake", "create exporter copy")
        .doesNotContain("start receiver fake");
    assertThat(err.toString() + out).isEmpty();
  }

  @Test
  void validate_warnings_arePrinted() {
    assertThat(execute("validate", "--config", config.toString(), "--set", "receivers.fake=${NO}"))
        .isEqualTo(ExitCode.OK);
    assertThat(err.toString())
        .isEqualTo(
            "warning: --set receivers.fake: receivers::fake: environment variable NO is not set,"
                + " read as empty\n");
  }

  @Test
  void validate_missingFileAndUnknownGate_exitWith2() {
    assertThat(execute("validate", "--config", dir + "/none.yaml")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .isEqualTo(dir + "/none.yaml: no such file (expected: a readable file)\n");
    assertThat(execute("validate", "--config", config.toString(), "--feature-gates", "nope"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--feature-gates: no gate nope (expected: processor.");
  }

  @Test
  void printConfig_redactsSecretsUnlessAskedNotTo() {
    assertThat(execute("print-config", "--config", config.toString())).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .isEqualTo(
            """
            receivers:
              fake: null
            exporters:
              copy:
                token: '[REDACTED]'
            service:
              telemetry:
                metrics:
                  level: none
                logs:
                  level: error
              pipelines:
                traces:
                  receivers:
                    - fake
                  exporters:
                    - copy
            """);
    out.getBuffer().setLength(0);
    assertThat(
            execute(
                "print-config",
                "--config",
                config.toString(),
                "--mode",
                "unredacted",
                "--format",
                "json"))
        .isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("\"token\": \"hunter2\"");
  }

  @Test
  void printConfig_wrongConfig_printsErrorsAndNoSecret() {
    assertThat(
            execute("print-config", "--config", config.toString(), "--set", "exporters.copy.x=1"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("unknown key x").doesNotContain("hunter2");
  }

  @Test
  void components_lists_namesAliasesAndStability() {
    assertThat(execute("components")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains(
            """
            exporters:
              - name: fake
                aliases: [copy]
                description: For tests
                stability:
                  traces: alpha
            """);
  }

  @Test
  void version_printsOne() {
    assertThat(execute("version")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).matches("tailrace \\d+\\.\\d+\\.\\d+.*\n");
  }

  @Test
  void catalog_shippedComponents_haveDistinctNames() {
    assertThat(Components.catalog()).isNotNull();
  }
}
