// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.component;

import java.util.List;

/**
 * What a factory makes, as {@code tailrace components} lists it.
 *
 * @param name the type's name in configurations, such as {@code otlp_grpc}
 * @param aliases other names that mean the same, such as {@code otlp}
 * @param stability how far users may rely on it
 * @param description one line for users
 */
public record ComponentType(
    String name, List<String> aliases, Stability stability, String description) {

  public ComponentType {
    aliases = List.copyOf(aliases);
  }

  /** The stability levels of the OpenTelemetry Collector that are used here. */
  public enum Stability {
    DEVELOPMENT,
    ALPHA,
    BETA,
    STABLE
  }
}
