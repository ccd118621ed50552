// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli;

import io.tailrace.config.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code tailrace run}, as {@link RunCommand} declares them.
 *
 * <p>A command line that is right is read here, because picocli costs more time than everything
 * else at a start. One that is not, or asks for help, is left to picocli, which says why.
 */
final class RunArguments {

  static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(25);

  private final List<String> sources = new ArrayList<>();
  private final List<String> settings = new ArrayList<>();
  private final List<String> featureGates = new ArrayList<>();
  private Duration shutdownTimeout = DEFAULT_SHUTDOWN_TIMEOUT;

  private RunArguments() {}

  /**
   * Reads {@code run} and its options.
   *
   * @return the arguments; null if there is anything about them to be said to the user
   */
  static @Nullable RunArguments parse(String... args) {
    if (args.length == 0 || !args[0].equals("run")) {
      return null;
    }
    var parsed = new RunArguments();
    int at = 1;
    while (at < args.length) {
      int equals = args[at].indexOf('=');
      boolean joined = equals > 0;
      if (!joined && at + 1 == args.length) {
        return null;
      }
      String name = joined ? args[at].substring(0, equals) : args[at];
      String value = joined ? args[at].substring(equals + 1) : args[at + 1];
      if ((!joined && value.startsWith("-")) || !parsed.set(name, value)) {
        return null;
      }
      at += joined ? 1 : 2;
    }
    return parsed.sources.isEmpty() ? null : parsed;
  }

  private boolean set(String name, String value) {
    return switch (name) {
      case "--config" -> sources.add(value);
      case "--set" -> settings.add(value);
      case "--feature-gates" -> featureGates.add(value);
      case "--shutdown-timeout" -> setShutdownTimeout(value);
      default -> false;
    };
  }

  private boolean setShutdownTimeout(String value) {
    Duration duration = GoDuration.parse(value).orElse(Duration.ofSeconds(-1));
    shutdownTimeout = duration;
    return !duration.isNegative();
  }

  ConfigSources config() {
    return new ConfigSources(sources, settings, featureGates);
  }

  Duration shutdownTimeout() {
    return shutdownTimeout;
  }
}
