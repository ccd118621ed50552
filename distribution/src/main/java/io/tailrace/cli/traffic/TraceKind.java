// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import java.util.Locale;

/** Why a trace that was generated should be kept, or that it need not be. */
public enum TraceKind {
  /** Neither of the others: kept or dropped by chance. */
  NORMAL,
  /** One span has the status ERROR. */
  ERROR,
  /** The root span takes long. */
  SLOW;

  private static final TraceKind[] VALUES = values();

  /** The word as it stands in reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static TraceKind of(int ordinal) {
    return VALUES[ordinal];
  }
}
