// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The table of metrics in {@code docs/metrics.md}, for tests that hold code against it. */
public final class MetricsDocumentation {

  private MetricsDocumentation() {}

  /** Fails unless the table has a row with name, type and unit of every registered metric. */
  public static void assertNamesAll(MetricRegistry registry) {
    String text = read();
    for (Family family : registry.families()) {
      MetricSpec spec = family.spec();
      String row =
          "| `%s` | %s | %s |"
              .formatted(
                  spec.name(),
                  family.kind().name().toLowerCase(java.util.Locale.ROOT),
                  spec.unit().isEmpty() ? "-" : spec.unit().replaceAll("[{}]", ""));
      if (!text.contains(row)) {
        throw new AssertionError("docs/metrics.md: no row " + row);
      }
    }
  }

  private static String read() {
    try {
      return Files.readString(Path.of("..", "docs", "metrics.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
