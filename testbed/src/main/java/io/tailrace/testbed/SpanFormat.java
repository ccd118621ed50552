// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

/**
 * How a protocol writes requests: all spans are encoded once, with every field that differs from
 * span to span at a fixed place, and patched there for each sending. Stateless.
 */
interface SpanFormat {

  /** The smallest span that holds what every span has, in bytes, in every format. */
  int MIN_BYTES = 256;

  /** The largest span; its length, and that of what is in it, are varints of two bytes. */
  int MAX_BYTES = 16_000;

  /**
   * Encodes a request without IDs and times. All spans have the same length.
   *
   * @param slots the number of spans
   * @param maxSpanBytes the largest length of each span, in [{@link #MIN_BYTES}, {@link
   *     #MAX_BYTES}]; at most four bytes more than what comes out
   * @param service tells resources apart
   */
  EncodedRequest encode(int slots, int maxSpanBytes, int service);

  /** Writes a span into one of the slots of a request that this format has encoded. */
  void patch(EncodedRequest request, int slot, LoadSpan span);

  /** An encoded request with spans of one length at regular distances. */
  final class EncodedRequest {

    private final byte[] bytes;
    private final int firstSpan;
    private final int stride;
    private final int spanBytes;

    /**
     * Takes over an array.
     *
     * @param bytes the request
     * @param firstSpan where the first span begins
     * @param stride the distance from span to span, in bytes
     * @param spanBytes the length of a span, without its framing
     */
    EncodedRequest(byte[] bytes, int firstSpan, int stride, int spanBytes) {
      this.bytes = bytes;
      this.firstSpan = firstSpan;
      this.stride = stride;
      this.spanBytes = spanBytes;
    }

    /** The request, not a copy. */
    byte[] bytes() {
      return bytes;
    }

    /** The length of a span, without its framing. */
    int spanBytes() {
      return spanBytes;
    }

    /** Where a span begins. */
    int at(int slot) {
      return firstSpan + slot * stride;
    }
  }
}
