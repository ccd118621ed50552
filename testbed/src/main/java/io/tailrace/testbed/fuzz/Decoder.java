// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed.fuzz;

/**
 * A decoder as its receiver uses it: one for all messages of a thread. Whatever it throws is a
 * fault: a message that cannot be read is refused.
 */
public interface Decoder {

  /** Decodes {@code message[0, length)}; returns whether it could be read. */
  boolean decode(byte[] message, int length);

  /** The OTLP request that the last message became, at {@code [0, outputLength())}. */
  byte[] output();

  /** The length of {@link #output()}. */
  int outputLength();

  /** The spans in {@link #output()}. */
  int spans();

  /** The bytes that are still counted as in use, although the message is done with. */
  long heldBytes();
}
