// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.config;

/**
 * A value that must not be printed.
 *
 * @param value the value itself
 */
public record Secret(String value) {

  /** What stands for the value wherever it would be shown. */
  public static final String REDACTED = "[REDACTED]";

  @Override
  public String toString() {
    return REDACTED;
  }
}
