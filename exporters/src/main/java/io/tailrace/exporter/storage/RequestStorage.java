// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.exporter.storage;

import io.tailrace.component.ComponentException;
import io.tailrace.component.ComponentId;

/** What an extension must be so that a sending queue can name it under {@code storage}. */
public interface RequestStorage {

  /**
   * Opens the log of an exporter's queue. The extension has been started, and is stopped after the
   * log was closed.
   *
   * @throws ComponentException if it cannot be used; the message is for the user
   */
  RequestLog open(ComponentId exporter, LogListener listener);

  /** The bytes that each log may have. */
  long maxBytes();
}
