// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.thrift;

/**
 * A payload is not the Thrift that it claims to be. Carries no stack trace: it describes input, not
 * a fault of the program, and is thrown at the speed of the input.
 */
public final class MalformedThriftException extends Exception {

  private final int offset;

  /**
   * Makes one.
   *
   * @param reason what is wrong and what would be right
   * @param offset where, in bytes from the start of the payload
   */
  public MalformedThriftException(String reason, int offset) {
    super(reason + " at byte " + offset, null, false, false);
    this.offset = offset;
  }

  /** Where in the payload, in bytes from its start. */
  public int offset() {
    return offset;
  }
}
