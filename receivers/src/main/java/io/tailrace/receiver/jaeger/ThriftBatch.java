// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.receiver.jaeger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tailrace.receiver.thrift.MalformedThriftException;
import io.tailrace.receiver.thrift.ThriftReader;
import io.tailrace.receiver.thrift.ThriftType;
import java.util.Arrays;

/**
 * Translates a {@code Batch} of {@code jaeger.thrift}, alone or as the argument of {@code
 * Agent.emitBatch}. Belongs to one thread.
 */
final class ThriftBatch {

  private static final byte[] EMIT_BATCH = "emitBatch".getBytes(UTF_8);

  private static final int CALL_BATCH = 1 << 4 | ThriftType.STRUCT;
  private static final int BATCH_PROCESS = 1 << 4 | ThriftType.STRUCT;
  private static final int BATCH_SPANS = 2 << 4 | ThriftType.LIST;

  private static final int NOWHERE = -1;

  private final Translation to;
  private final ThriftModel model = new ThriftModel();
  private final ThriftReader binary = ThriftReader.binary(ThriftReader.DEFAULT_MAX_ELEMENTS);
  private final ThriftReader compact = ThriftReader.compact(ThriftReader.DEFAULT_MAX_ELEMENTS);

  /** Where spans begin that came before a process. */
  private int early = NOWHERE;

  ThriftBatch(Translation to) {
    this.to = to;
  }

  /** Translates a batch in TBinaryProtocol. */
  void translateBatch(byte[] bytes, int length) throws MalformedThriftException {
    binary.reset(bytes, 0, length);
    batch(binary, bytes);
    earlySpans(binary, bytes);
  }

  /**
   * Translates a call, of whatever kind: clients send it one-way, the collector takes all.
   *
   * @return whether it is {@code emitBatch}
   */
  boolean translateCall(byte[] bytes, int length) throws MalformedThriftException {
    ThriftReader in = length > 0 && ThriftReader.isCompact(bytes[0]) ? compact : binary;
    in.reset(bytes, 0, length);
    int nameLength = in.beginMessage();
    int name = in.valueStart();
    if (!Arrays.equals(bytes, name, name + nameLength, EMIT_BATCH, 0, EMIT_BATCH.length)) {
      return false;
    }
    boolean hasBatch = false;
    early = NOWHERE;
    in.beginStruct();
    for (int field = in.nextField(); field != ThriftReader.END; field = in.nextField()) {
      if (field == CALL_BATCH && !hasBatch) {
        batch(in, bytes);
        hasBatch = true;
      } else {
        in.skip(ThriftReader.type(field));
      }
    }
    earlySpans(in, bytes);
    return true;
  }

  private void batch(ThriftReader in, byte[] bytes) throws MalformedThriftException {
    boolean hasProcess = false;
    early = NOWHERE;
    to.process.reset(bytes);
    in.beginStruct();
    for (int field = in.nextField(); field != ThriftReader.END; field = in.nextField()) {
      if (field == BATCH_PROCESS && !hasProcess) {
        model.process(in, to.process);
        hasProcess = true;
      } else if (field == BATCH_SPANS && hasProcess) {
        spans(in, bytes);
      } else {
        early = field == BATCH_SPANS ? in.position() : early;
        in.skip(ThriftReader.type(field));
      }
    }
  }

  /** Reads the spans that stand before their process, or have none. */
  private void earlySpans(ThriftReader in, byte[] bytes) throws MalformedThriftException {
    if (early != NOWHERE) {
      in.seek(early);
      spans(in, bytes);
    }
    to.endProcess();
  }

  private void spans(ThriftReader in, byte[] bytes) throws MalformedThriftException {
    int count = in.beginList();
    int type = in.elementType();
    for (int number = 0; number < count; number++) {
      if (type == ThriftType.STRUCT) {
        to.span.reset(bytes);
        model.span(in, to.span);
        to.deliver(number);
      } else {
        in.skip(type);
      }
    }
  }
}
