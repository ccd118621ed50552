// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.testbed;

import io.tailrace.cli.traffic.ProtoWriter;
import io.tailrace.cli.traffic.TraceLedger;
import io.tailrace.otlp.OtlpField;

/**
 * An encoded request with a fixed number of spans that is patched for each sending, and the list of
 * what it holds at the moment. Owned by the generator's thread.
 */
final class BatchBuffer {

  private static final int FRAME_BYTES = 3;

  private final byte[] bytes;
  private final int spanBytes;
  private final int firstSpan;
  private final int slots;
  private final long[] lows;
  private final int[] spanBits;
  private int used;
  private int traces;
  private int attempts;

  /**
   * Encodes a request.
   *
   * @param slots the number of spans
   * @param maxSpanBytes the length of each span, rounded down a little
   * @param service tells resources apart
   */
  BatchBuffer(int slots, int maxSpanBytes, int service) {
    this.slots = slots;
    this.lows = new long[slots];
    this.spanBits = new int[slots];
    var scopeSpans =
        new ProtoWriter()
            .message(
                OtlpField.SCOPE_SPANS_SCOPE,
                new ProtoWriter()
                    .string(OtlpField.SCOPE_NAME, "io.opentelemetry.tomcat-10.0")
                    .string(OtlpField.SCOPE_VERSION, "2.21.0-alpha"));
    for (int i = 0; i < slots; i++) {
      scopeSpans.bytes(OtlpField.SCOPE_SPANS_SPAN, SpanTemplate.encode(maxSpanBytes, i));
    }
    var resourceSpans =
        new ProtoWriter()
            .message(OtlpField.RESOURCE_SPANS_RESOURCE, resource(service))
            .message(OtlpField.RESOURCE_SPANS_SCOPE_SPANS, scopeSpans);
    bytes =
        new ProtoWriter().message(OtlpField.REQUEST_RESOURCE_SPANS, resourceSpans).toByteArray();
    spanBytes = SpanTemplate.encode(maxSpanBytes, 0).length;
    firstSpan = bytes.length - slots * (FRAME_BYTES + spanBytes) + FRAME_BYTES;
  }

  private static ProtoWriter resource(int service) {
    int a = OtlpField.RESOURCE_ATTRIBUTES;
    return new ProtoWriter()
        .attribute(a, "service.name", "service-" + service)
        .attribute(a, "service.version", "1.4." + service)
        .attribute(a, "host.name", "node-" + service + ".example.com")
        .attribute(a, "k8s.pod.name", "service-" + service + "-7d9f8b6c5-x2x" + service)
        .attribute(a, "telemetry.sdk.language", "java")
        .attribute(a, "telemetry.sdk.name", "opentelemetry")
        .attribute(a, "telemetry.sdk.version", "1.67.0");
  }

  /** Forgets what it holds. */
  void clear() {
    used = 0;
    traces = 0;
    attempts = 0;
  }

  /** The request; all of it, once the buffer is full. */
  byte[] bytes() {
    return bytes;
  }

  /** The number of spans of the request. */
  int slots() {
    return slots;
  }

  /** The length of each encoded span. */
  int spanBytes() {
    return spanBytes;
  }

  boolean isFull() {
    return used == slots;
  }

  /** Counts one more attempt to send the request as it is, and returns how many there were. */
  int nextAttempt() {
    return ++attempts;
  }

  /** Makes the next span of the request span {@code n} of a trace. */
  void add(long low, int n, long startUnixNano, long endUnixNano, boolean error) {
    int at = firstSpan + used * (FRAME_BYTES + spanBytes);
    SpanTemplate.patchIds(bytes, at, low, n, n == 0 ? -1 : (n - 1) / 2);
    SpanTemplate.patchTimes(bytes, at, startUnixNano, endUnixNano);
    SpanTemplate.patchStatus(bytes, at, spanBytes, error);
    if (traces == 0 || lows[traces - 1] != low) {
      lows[traces] = low;
      spanBits[traces] = 0;
      traces++;
    }
    spanBits[traces - 1] |= 1 << n;
    used++;
  }

  /** Enters every span of the request as acknowledged. */
  void acknowledge(TraceLedger ledger) {
    for (int i = 0; i < traces; i++) {
      ledger.acknowledge(lows[i], spanBits[i]);
    }
  }
}
