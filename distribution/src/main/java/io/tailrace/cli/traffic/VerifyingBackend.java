// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.cli.traffic;

import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.otlp.OtlpField;
import io.tailrace.otlp.OtlpScanner;
import io.tailrace.otlp.SpanIndex;

/** A backend that enters every span it is sent into a ledger. Thread-safe. */
public final class VerifyingBackend implements RequestHandler {

  private static final ThreadLocal<SpanIndex> INDEX = ThreadLocal.withInitial(SpanIndex::new);

  private final TraceLedger ledger;

  public VerifyingBackend(TraceLedger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Answer handle(byte[] bytes, int length) {
    SpanIndex index = INDEX.get();
    try {
      OtlpScanner.scan(bytes, 0, length, index);
    } catch (MalformedOtlpException e) {
      return new Answer.Malformed(String.valueOf(e.getMessage()));
    }
    for (int i = 0; i < index.spanCount(); i++) {
      ledger.receive(index.traceIdHigh(i), index.traceIdLow(i), spanId(index, i));
    }
    return Answer.ACCEPT;
  }

  /** The span ID, which the index does not hold; the last one counts if there are several. */
  private static long spanId(SpanIndex index, int i) {
    var framed = new ProtoFields(index.bytes(), index.spanOffset(i), index.spanLength(i));
    long spanId = 0;
    if (framed.next()) {
      for (var span = framed.body(); span.next(); ) {
        if (span.tag() == OtlpField.SPAN_SPAN_ID && span.bodyLength() == Long.BYTES) {
          spanId = span.id();
        }
      }
    }
    return spanId;
  }
}
