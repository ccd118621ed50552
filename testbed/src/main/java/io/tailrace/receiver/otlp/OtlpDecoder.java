// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.otlp;

import io.tailrace.otlp.MalformedOtlpException;
import io.tailrace.otlp.OtlpScanner;
import io.tailrace.otlp.SpanBatch;
import io.tailrace.otlp.SpanBatchWriter;
import io.tailrace.otlp.SpanIndex;
import io.tailrace.otlp.Utf8Repair;
import io.tailrace.testbed.fuzz.Decoder;

/**
 * OTLP's formats, as far as a kept span comes: scanned, invalid spans taken out, and strings
 * repaired as exporters do. In the package of what it decodes with, which is not public.
 */
public final class OtlpDecoder implements Decoder {

  private static final byte[] NOTHING = {};

  private final boolean isJson;
  private final SpanIndex index = new SpanIndex();
  private byte[] output = NOTHING;
  private int outputLength;
  private int spans;

  /** A decoder of JSON, or of Protocol Buffers. */
  public OtlpDecoder(boolean isJson) {
    this.isJson = isJson;
  }

  @Override
  public boolean decode(byte[] message, int length) {
    output = NOTHING;
    outputLength = 0;
    spans = 0;
    try {
      if (isJson) {
        byte[] request = JsonRequest.toProtobuf(message, length);
        scan(request, request.length);
      } else {
        scan(message, length);
      }
      return true;
    } catch (MalformedOtlpException | MalformedJsonException _) {
      return false;
    }
  }

  private void scan(byte[] request, int length) throws MalformedOtlpException {
    OtlpScanner.scan(request, 0, length, index);
    if (index.spanCount() == 0) {
      return;
    }
    SpanBatch whole =
        index.rejectedSpans() == 0 ? SpanBatch.borrowed(index) : SpanBatchWriter.write(index);
    SpanBatch batch = Utf8Repair.repair(whole).batch();
    output = batch.bytes();
    outputLength = batch.length();
    spans = batch.spanCount();
    if (batch.offset() != 0) {
      throw new IllegalStateException("a request that begins at " + batch.offset());
    }
  }

  @Override
  public byte[] output() {
    return output;
  }

  @Override
  public int outputLength() {
    return outputLength;
  }

  @Override
  public int spans() {
    return spans;
  }

  @Override
  public long heldBytes() {
    return 0;
  }
}
