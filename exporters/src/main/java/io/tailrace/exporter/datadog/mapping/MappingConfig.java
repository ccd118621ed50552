// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.datadog.mapping;

import io.tailrace.config.ConfigNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How spans become Datadog spans; the same for the exporter and the connector, so that traces and
 * their statistics carry the same names.
 *
 * @param version which rules name operations and resources
 * @param spanNameAsResourceName whether operations without a name of their own are called like
 *     their spans
 * @param spanNameRemappings other names for operations
 * @param topLevelBySpanKind whether roots, servers and consumers are what enters a service; else
 *     what has no parent of the same service in its chunk
 * @param statements what becomes of database statements
 */
public record MappingConfig(
    Version version,
    boolean spanNameAsResourceName,
    Map<String, String> spanNameRemappings,
    boolean topLevelBySpanKind,
    Statements statements) {

  /** Rules of names. */
  public enum Version {
    /** Names by the scope and the kind of a span. */
    V1,
    /** Names by semantic conventions. */
    V2
  }

  /** What becomes of database statements. */
  public enum Statements {
    /** Literals become {@code ?}. */
    OBFUSCATE,
    /** They are sent as they are. */
    KEEP,
    /** They are not sent. */
    REMOVE
  }

  /** The defaults. */
  public static final MappingConfig DEFAULT =
      new MappingConfig(Version.V2, false, Map.of(), true, Statements.OBFUSCATE);

  public MappingConfig {
    spanNameRemappings = Map.copyOf(spanNameRemappings);
  }

  /** Reads the keys in {@code traces} of an exporter or connector. */
  public static MappingConfig parse(ConfigNode traces) {
    var remappings = new LinkedHashMap<String, String>();
    traces
        .stringMap("span_name_remappings")
        .forEach(
            (from, to) -> {
              if (from.isEmpty() || to.isEmpty()) {
                traces.error(
                    "span_name_remappings",
                    "\"" + from + "\": \"" + to + "\" (expected: names that are not empty)");
              } else {
                remappings.put(from, to);
              }
            });
    return new MappingConfig(
        traces.choice("naming", Map.of("v1", Version.V1, "v2", Version.V2), Version.V2),
        traces.bool("span_name_as_resource_name", false),
        remappings,
        traces.bool("compute_top_level_by_span_kind", true),
        traces.choice(
            "db_statements",
            Map.of(
                "obfuscate", Statements.OBFUSCATE,
                "keep", Statements.KEEP,
                "remove", Statements.REMOVE),
            Statements.OBFUSCATE));
  }

  /** Whether V2 names operations: remappings and span names as names switch it off. */
  boolean isNamedByConventions() {
    return version == Version.V2 && !spanNameAsResourceName && spanNameRemappings.isEmpty();
  }
}
