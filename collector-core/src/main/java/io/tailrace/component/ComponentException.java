// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.component;

import org.jspecify.annotations.Nullable;

/**
 * A component cannot be created or started; the message is for the user and says what to change.
 */
public final class ComponentException extends RuntimeException {

  public ComponentException(String message) {
    super(message);
  }

  public ComponentException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
