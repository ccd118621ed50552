// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * A dimension of a metric.
 *
 * @param name such as {@code receiver}
 * @param value such as {@code otlp/2}
 */
public record Label(String name, String value) {

  // Written out, because making them at run time, as records do, takes some 3 % of a start.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Label label && name.equals(label.name) && value.equals(label.value);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + value.hashCode();
  }
}
