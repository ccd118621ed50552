// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.zipkin;

/**
 * A body is not the list of spans that it claims to be. Carries no stack trace: it describes input,
 * not a fault of the program, and is thrown at the speed of the input.
 */
final class MalformedSpansException extends Exception {

  private final String reason;
  private final int offset;

  /**
   * Makes one.
   *
   * @param reason what is wrong and what would be right
   * @param offset where, as an index into the array that was read
   */
  MalformedSpansException(String reason, int offset) {
    super(reason, null, false, false);
    this.reason = reason;
    this.offset = offset;
  }

  String reason() {
    return reason;
  }

  int offset() {
    return offset;
  }
}
