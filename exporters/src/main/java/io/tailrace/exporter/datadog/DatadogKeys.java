// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog;

import io.tailrace.config.ConfigNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Keys that the exporter and the connector have in common, and what is said about others. */
public final class DatadogKeys {

  private static final String OTHER_SIGNAL = "is not supported (only traces are sent)";

  private DatadogKeys() {}

  /** Reads {@code ignore_resources} in {@code traces}. */
  public static List<Pattern> ignoredResources(ConfigNode traces) {
    var patterns = new ArrayList<Pattern>();
    for (String written : traces.strings("ignore_resources", List.of())) {
      try {
        patterns.add(Pattern.compile(written));
      } catch (PatternSyntaxException e) {
        traces.error(
            "ignore_resources",
            "\"" + written + "\" (expected: a regular expression; " + e.getDescription() + ")");
      }
    }
    return patterns;
  }

  /** Refuses what the collector's component has for other signals. */
  static void refuseOtherSignals(ConfigNode node) {
    for (String key : List.of("metrics", "logs", "orchestrator_explorer", "only_metadata")) {
      if (node.has(key)) {
        node.error(key, OTHER_SIGNAL);
      }
    }
    var metadata = node.child("host_metadata");
    if (metadata.isPresent()) {
      if (metadata.bool("enabled", true)) {
        node.error("host_metadata", "is not sent (expected: enabled: false)");
      }
      for (String key : metadata.keys()) {
        if (!key.equals("enabled")) {
          metadata.error(key, "is not supported (host metadata is not sent)");
        }
      }
    }
  }
}
