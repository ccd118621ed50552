// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

/** A run cannot be done; the message is for the user. */
final class TestbedException extends RuntimeException {

  TestbedException(String message) {
    super(message, null, false, false);
  }
}
