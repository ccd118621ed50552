// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

/**
 * The process of a batch or a span, in tables that point into the bytes of the request. Used again;
 * belongs to one thread.
 */
final class JaegerProcess {

  final Tags tags = new Tags();

  int serviceStart;
  int serviceEnd;

  /** Begins anew, with strings in {@code source}: a process about which nothing is known. */
  void reset(byte[] source) {
    tags.reset(source);
    serviceStart = 0;
    serviceEnd = 0;
  }
}
