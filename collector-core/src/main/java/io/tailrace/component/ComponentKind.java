// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.component;

import java.util.Locale;

/** The kinds of component, each with a section of its own in the configuration. */
public enum ComponentKind {
  RECEIVER,
  PROCESSOR,
  EXPORTER,
  CONNECTOR,
  EXTENSION;

  /** The word as it stands in logs and metrics: {@code receiver}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The configuration's section: {@code receivers}. */
  public String section() {
    return label() + "s";
  }
}
