// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.component.ComponentException;
import io.tailrace.time.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

class LoggingTest {

  @TempDir Path folder;

  private final Logger logger = LoggerFactory.getLogger("receiver.otlp/2");

  @AfterEach
  void reset() throws IOException {
    LogManager.getLogManager().readConfiguration();
    Logging.configure(LogConfig.DEFAULT);
  }

  private Path file() {
    return folder.resolve("collector.log");
  }

  private LogConfig config(Level level, LogConfig.Encoding encoding) {
    return new LogConfig(
        level,
        false,
        encoding,
        true,
        true,
        Optional.empty(),
        List.of(file().toString()),
        List.of("stderr"),
        Map.of());
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(file());
  }

  @Test
  void encode_console_isTheCollectorsForm() {
    var encoder = new Encoder(config(Level.INFO, LogConfig.Encoding.CONSOLE));
    var fields = List.of(new KeyValuePair("port", 4317), new KeyValuePair("why", "a\"b"));
    var entry = new Entry(1_700_000_000_123L, Level.WARN, "receiver.otlp", "a\nb", fields, null);
    assertThat(encoder.encode(entry))
        .isEqualTo(
            "2023-11-14T22:13:20.123Z\twarn\treceiver.otlp\ta\\nb"
                + "\t{\"port\":4317,\"why\":\"a\\\"b\"}\n");
  }

  @Test
  void encode_json_isOneObjectWithInitialFields() {
    LogConfig base = config(Level.INFO, LogConfig.Encoding.JSON);
    var encoder =
        new Encoder(
            new LogConfig(
                base.level(),
                false,
                base.encoding(),
                false,
                false,
                base.sampling(),
                base.outputPaths(),
                base.errorOutputPaths(),
                Map.of("zone", "a")));
    var entry =
        new Entry(
            1_700_000_000_007L,
            Level.ERROR,
            "x",
            "tab\t\u0001",
            List.of(new KeyValuePair("n", Double.NaN)),
            new IllegalStateException("no"));
    assertThat(encoder.encode(entry))
        .isEqualTo(
            "{\"level\":\"error\",\"ts\":1700000000.007,\"msg\":\"tab\\t\\u0001\",\"zone\":\"a\","
                + "\"n\":\"NaN\",\"error\":\"java.lang.IllegalStateException: no\"}\n");
  }

  @Test
  void log_belowTheLevel_isNotWritten() throws IOException {
    Logging.configure(config(Level.WARN, LogConfig.Encoding.CONSOLE));
    logger.info("no");
    logger.atInfo().log("no");
    logger.warn("yes {} {}", 1, "two");
    assertThat(logger.isInfoEnabled()).isFalse();
    assertThat(lines()).hasSize(1).first().asString().endsWith("\treceiver.otlp/2\tyes 1 two");
  }

  @Test
  void log_throwable_showsMessageAndStackTraceFromErrorOn() throws IOException {
    Logging.configure(config(Level.INFO, LogConfig.Encoding.CONSOLE));
    logger.warn("w", new IOException("broken"));
    assertThat(lines()).hasSize(1).first().asString().contains("{\"error\":\"java.io.IOException");
    logger.error("e {}", 5, new IOException("broken"));
    assertThat(lines()).anyMatch(l -> l.contains("\te 5\t"));
    assertThat(lines()).anyMatch(l -> l.startsWith("\tat " + LoggingTest.class.getName()));
  }

  @Test
  void log_libraries_speakFromWarnOn() throws IOException {
    Logging.configure(config(Level.DEBUG, LogConfig.Encoding.CONSOLE));
    LoggerFactory.getLogger("io.netty.channel.X").info("chatter");
    LoggerFactory.getLogger("io.grpc.X").warn("trouble");
    logger.debug("ours");
    assertThat(lines()).hasSize(2);
  }

  @Test
  void log_javaUtilLogging_comesThroughFromWarningOn() throws IOException {
    Logging.configure(config(Level.INFO, LogConfig.Encoding.CONSOLE));
    new JulSettings();
    var jul = java.util.logging.Logger.getLogger("io.grpc.internal.Y");
    jul.info("chatter");
    jul.log(java.util.logging.Level.WARNING, "code {0}", 14);
    assertThat(lines()).hasSize(1).first().asString().endsWith("warn\tio.grpc.internal.Y\tcode 14");
  }

  @Test
  void configure_fileThatCannotBeOpened_failsAndChangesNothing() throws IOException {
    Logging.configure(config(Level.INFO, LogConfig.Encoding.CONSOLE));
    LogConfig base = LogConfig.DEFAULT;
    String path = folder.resolve("no/such/folder.log").toString();
    var wrong =
        new LogConfig(
            base.level(),
            false,
            base.encoding(),
            true,
            true,
            base.sampling(),
            List.of(path),
            base.errorOutputPaths(),
            Map.of());
    assertThatThrownBy(() -> Logging.configure(wrong))
        .isInstanceOf(ComponentException.class)
        .hasMessageContaining("output path " + path)
        .hasMessageContaining("(expected: stderr, stdout or a file that can be written)");
    logger.info("still here");
    assertThat(lines()).hasSize(1);
  }

  @Test
  void sampler_repeatedMessage_isThinnedOutPerTick() {
    var sampler = new Sampler(new LogConfig.Sampling(Duration.ofSeconds(1), 2, 3));
    assertThat(admitted(sampler, "m", 10, 5_000)).isEqualTo(2 + 2); // 1, 2, 5, 8
    assertThat(admitted(sampler, "other", 2, 5_000)).isEqualTo(2);
    assertThat(admitted(sampler, "m", 1, 6_000)).isEqualTo(1);
    var silent = new Sampler(new LogConfig.Sampling(Duration.ofSeconds(1), 1, 0));
    assertThat(admitted(silent, "m", 100, 5_000)).isEqualTo(1);
  }

  private static long admitted(Sampler sampler, String message, int times, long millis) {
    long count = 0;
    for (int i = 0; i < times; i++) {
      count += sampler.admits(Level.INFO, message, millis) ? 1 : 0;
    }
    return count;
  }

  @Test
  void rateLimitedLog_writesOncePerIntervalWithTheCount() throws IOException {
    Logging.configure(config(Level.INFO, LogConfig.Encoding.CONSOLE));
    var clock = new FakeClock();
    var limited = new RateLimitedLog(logger, clock, Duration.ofSeconds(10));
    for (int i = 0; i < 5; i++) {
      limited.warn("queue {} is full", "a");
    }
    clock.advance(Duration.ofSeconds(10));
    limited.warn("queue {} is full", "a");
    assertThat(lines()).hasSize(2);
    assertThat(lines().get(0)).endsWith("queue a is full");
    assertThat(lines().get(1)).endsWith("queue a is full\t{\"suppressed\":4}");
  }
}
