// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.debug;

import java.util.Map;

/** How much the debug exporter says. */
public enum Verbosity {
  /** Counts. */
  BASIC,
  /** One line per span. */
  NORMAL,
  /** Every field. */
  DETAILED;

  static final Map<String, Verbosity> WORDS =
      Map.of("basic", BASIC, "normal", NORMAL, "detailed", DETAILED);
}
